"""Each rule fails when it is broken: tests of the tests."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import models

from snodo.domain.network.models import Organisation
from snodo.kernel.tenancy import TenantForeignKey
from tests.architecture import rules
from tests.sql_watch import breach_of

SAMPLES = [
    (rules.writes, "Case.objects.filter(pk=1).update(state='x')", "cases = Case.objects.filter(pk=1)"),
    (rules.writes, "case.save()", "form.save()"),
    (rules.writes, "case.save(update_fields=['state'])", "picture.save(path, 'WEBP')"),
    (rules.writes, "access.cases_visible_to(actor).delete()", "access.cases_visible_to(actor).count()"),
    (rules.http_in_domain, "from django.http import HttpRequest", "from django.db import models"),
    (rules.http_in_domain, "def f():\n    from django.urls import reverse", "import datetime"),
    (rules.actions_without_actor, "def close_case(case, actor): ...", "def close_case(*, case, actor): ..."),
    (rules.actions_without_actor, "def close_case(*, case): ...", "def _helper(case): ..."),
    (
        rules.actions_without_docstring,
        "def close_case(*, actor): ...",
        'def close_case(*, actor):\n    """Ends."""',
    ),
    (rules.own_present, "x = datetime.datetime.now()", "x = clock.now()"),
    (rules.own_present, "x = date.today()", "x = clock.today()"),
    (rules.request_in_signature, "def can_see(request, case): ...", "def can_see(actor, case): ..."),
    (rules.raw_text_fields, "note = models.TextField()", "note = PlainTextField()"),
    (rules.state_set_by_hand, "case.state = 'closed'", "case.state = CASE.target(case.state, 'close')"),
    (rules.too_long, "x = 1\n" * 500, "x = 1\n" * 300),
]


@pytest.mark.parametrize(("rule", "broken", "kept"), SAMPLES)
def test_a_broken_sample_is_found_and_a_kept_one_is_not(rule, broken: str, kept: str) -> None:  # type: ignore[no-untyped-def]
    assert rule(broken)
    assert not rule(kept)


def test_a_key_that_points_up_and_an_accessor_are_found() -> None:
    class Upward(models.Model):
        case = TenantForeignKey("casework.Case", related_name="upward_things")

        class Meta:
            app_label = "audit"

    from django.apps import apps

    try:
        assert rules.upward_keys([Upward]) == ["audit.Upward.case"]
        assert rules.reverse_accessors([Upward]) == ["audit.Upward.case"]
        assert not rules.upward_keys([Organisation])
    finally:
        del apps.all_models["audit"]["upward"]
        apps.clear_cache()


def test_a_statement_without_network_is_found() -> None:
    assert breach_of('SELECT "id" FROM "network_organisation" WHERE "id" = %s')
    assert breach_of('UPDATE "network_organisation" SET name = %s')
    assert not breach_of('SELECT "id" FROM "network_organisation" WHERE "network_id" = %s')
    assert not breach_of('SELECT 1 FROM "django_session"')


BROKEN_IMPORTS = {
    "kernel knows the domain": ("kernel/clock.py", "from snodo.domain.network import states"),
    "a lower context knows a higher one": (
        "domain/people/states.py",
        "from snodo.domain.casework import states",
    ),
    "states know models": ("domain/network/states.py", "from snodo.domain.network import models"),
    "the domain knows the web": ("domain/network/queries.py", "import snodo.web.http"),
}


@pytest.mark.slow
@pytest.mark.parametrize("breach", BROKEN_IMPORTS)
def test_a_broken_import_is_found(breach: str, tmp_path: Path) -> None:
    path, line = BROKEN_IMPORTS[breach]
    shutil.copytree(
        rules.ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "static")
    )
    shutil.copy(rules.ROOT / ".importlinter", tmp_path)
    broken = tmp_path / "src" / "snodo" / path
    broken.write_text(broken.read_text() + f"\n{line}\n")
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout[-2000:]
    assert "BROKEN" in done.stdout
