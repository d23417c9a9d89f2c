"""The settings of a public address: `check --deploy` has nothing to say, every answer is guarded."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
ASK = """
import json, django
from django.conf import settings
django.setup()
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from django.test import Client
client, found = Client(headers={"host": "snodo.example.it"}), {}
for name, path, secure in (
    ("door", "/accesso/", True),
    ("asked", "/persone/", True),
    ("missing", "/nulla/", True),
    ("plain", "/accesso/", False),
):
    answer = client.get(path, secure=secure)
    found[name] = {"status": answer.status_code, "headers": {k.lower(): v for k, v in answer.headers.items()}}
forged = Client(headers={"host": "evil.example"}, raise_request_exception=False).get("/accesso/", secure=True)
found["forged"] = {"status": forged.status_code, "headers": {}}
found["cookies"] = {k: [bool(v["secure"]), bool(v["httponly"]), v["samesite"], v["domain"], v["path"]]
                    for k, v in client.cookies.items()}
import sys
heavy = ("onelogin", "xmlsec", "lxml", "requests", "jwt", "numpy")
found["heavy"] = [name for name in heavy if name in sys.modules]
print(json.dumps(found))
"""


def _environment() -> dict[str, str]:
    ring = {"current": "k1", "keys": {"k1": "b25seSBmb3IgdGVzdHMgYW5kIGRldmVsb3BtZW50IDE="}}
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "SNODO_"))}
    return {
        **ours,
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SNODO_SECRET_KEY": "una-chiave-lunga-e-varia-" + "".join(map(str, range(60))),
        "SNODO_KEYRING": json.dumps({**ring, "index": "b25seSBmb3IgdGVzdHMgYW5kIGRldmVsb3BtZW50IDI="}),
        "SNODO_HOSTS": "snodo.example.it",
        "SNODO_ADDRESS": "https://snodo.example.it",
    }


def test_check_deploy_has_nothing_to_say() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("page", ["door", "asked", "missing"])
def test_every_answer_carries_its_guards(answers: dict[str, Any], page: str) -> None:
    headers = answers[page]["headers"]
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert {"no-store", "private"} <= set(headers["cache-control"].split(", "))
    assert "server" not in headers
    for power in ("camera", "geolocation", "microphone", "payment", "usb"):
        assert f"{power}=()" in headers["permissions-policy"]


@pytest.mark.parametrize("page", ["door", "asked", "missing"])
def test_the_content_policy_lets_nothing_in_from_outside(answers: dict[str, Any], page: str) -> None:
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in answers[page]["headers"]["content-security-policy"].split(";")
        if part.strip()
    )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }


def test_plain_http_is_led_to_https_and_other_names_are_refused(answers: dict[str, Any]) -> None:
    assert answers["plain"]["status"] == 301
    assert answers["plain"]["headers"]["location"] == "https://snodo.example.it/accesso/"
    assert answers["forged"]["status"] == 400


def test_the_libraries_of_gateways_are_not_loaded_until_somebody_uses_one(answers: dict[str, Any]) -> None:
    assert answers["heavy"] == []


def test_cookies_go_over_https_to_this_host_only(answers: dict[str, Any]) -> None:
    assert answers["cookies"]["__Host-snodo_csrf"] == [True, True, "Lax", "", "/"]
    assert all(name.startswith("__Host-") for name in answers["cookies"])
