"""The launcher: what it lists, what it answers to wrong words, what it keeps."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tools import commands, console, keys, outside_database, parsers, trial
from tools.failures import ToolError
from tools.places import ROOT

ISSUE = ("run", "test", "demo-reset", "migrate", "createadmin", "pack", "coverage", "results")
ISSUE += ("backup", "restore", "check")


def snodo(*words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "snodo", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **extra},
        cwd="/",
        check=False,
        timeout=60,
    )


def test_without_words_it_lists_every_command() -> None:
    said = snodo()

    assert said.returncode == 0
    for name in ISSUE:
        assert f"\n  {name} " in said.stdout


@pytest.mark.parametrize("name", [command.name for command in commands.TABLE])
def test_every_command_has_help_in_italian(name: str) -> None:
    command = commands.find(name)
    assert command is not None

    text = command.help_text()

    assert text.startswith(f"uso: ./snodo {name}")
    assert command.summary.split()[0] in text or command.module
    assert not any(english in text for english in ("usage:", "options:", "show this help"))


def test_a_misspelt_command_is_answered_with_the_nearest() -> None:
    said = snodo("rnu")

    assert said.returncode == 2
    assert "./snodo run" in said.stderr


def test_a_wrong_option_is_refused_in_italian(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsers.run().parse_args(["--port", "ottomila"])

    assert "serve un numero intero" in capsys.readouterr().err


def test_a_command_not_written_yet_says_so() -> None:
    missing = commands.Command("volare", "Vola.")

    assert not missing.is_here()
    assert "non è ancora disponibile" in missing.not_here_yet()


def test_no_file_of_the_launcher_names_a_place_of_this_machine() -> None:
    for path in (ROOT / "tools").glob("*.py"):
        assert str(ROOT.parent) + "/" not in path.read_text() or ROOT.parent == Path("/")


# --- keys ------------------------------------------------------------------------------------------


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = keys.load_or_make(tmp_path, database_exists=False)

    assert keys.load_or_make(tmp_path, database_exists=True) == first
    assert (tmp_path / keys.FILE).stat().st_mode & 0o077 == 0
    ring = json.loads(keys.environment(first)["SNODO_KEYRING"])
    assert ring["current"] in ring["keys"]
    assert ring["index"] not in ring["keys"].values()


def test_new_keys_are_never_made_over_data_that_used_others(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="non si leggono"):
        keys.load_or_make(tmp_path, database_exists=True)

    assert not (tmp_path / keys.FILE).exists()


def test_a_spoilt_key_file_is_said(tmp_path: Path) -> None:
    (tmp_path / keys.FILE).write_text('{"secret_key": ')

    with pytest.raises(ToolError, match="rovinato"):
        keys.load_or_make(tmp_path, database_exists=True)


def test_a_password_is_made_once_per_role(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path, database_exists=False)

    assert keys.password_for(tmp_path, "a") == keys.password_for(tmp_path, "a")
    assert keys.password_for(tmp_path, "a") != keys.password_for(tmp_path, "b")


def test_a_new_key_is_used_and_the_earlier_one_stays(tmp_path: Path) -> None:
    first = keys.load_or_make(tmp_path, database_exists=False)

    ring = keys.add_key(tmp_path)["keyring"]

    assert ring["current"] == "k2"
    assert ring["keys"]["k1"] == first["keyring"]["keys"]["k1"]
    assert ring["index"] == first["keyring"]["index"]


# --- addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("postgres://a:b@host:5433/x", "postgres://r:p%40w@host:5433/x"),
        ("postgresql://a@host/x?sslmode=require", "postgres://r:p%40w@host/x?sslmode=require"),
        ("postgres://a@/x?host=/run/Some%20place", "postgres://r:p%40w@/x?host=%2Frun%2FSome+place"),
    ],
)
def test_the_same_address_for_another_role(given: str, made: str) -> None:
    assert outside_database.with_role(given, "r", "p@w") == made


def test_a_database_that_does_not_answer_is_a_sentence() -> None:
    with pytest.raises(ToolError, match="non risponde"):
        outside_database.prepare(
            "postgres://nobody@127.0.0.1:1/none", None, password_for=lambda role: "unused"
        )


# --- tests of the tests ----------------------------------------------------------------------------


def test_nothing_of_the_persons_installation_reaches_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNODO_KEYRING", "mine")
    monkeypatch.setenv("DATABASE_URL", "postgres://production/real")

    class Elsewhere:
        def url(self, database: str, role: str) -> str:
            return f"postgres://{role}@throwaway/{database}"

    told = trial.environment_for(Elsewhere())  # type: ignore[arg-type]

    assert "SNODO_KEYRING" not in told
    assert "throwaway" in told["DATABASE_URL"]


def test_missing_chromium_is_said_loudly_with_the_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trial, "chromium", lambda: None)
    monkeypatch.setattr(trial.environment, "install_debian_packages", lambda *packages: False)

    reason = trial.make_browser_ready()

    assert "apt install chromium" in reason
    assert "si saltano" in capsys.readouterr().out


def test_a_failed_step_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    good = trial.Outcome("uno", True, "", "1 s")
    bad = trial.Outcome("due", False, "3 failed", "1 s")

    assert trial.close([good, good], "", console.Stopwatch()) == 0
    assert trial.close([good, bad], "", console.Stopwatch()) == 1
    assert "Qualcosa non va" in capsys.readouterr().out
