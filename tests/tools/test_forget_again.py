"""A real copy, persons erased after it, the copy put back: they are gone again, and so are their papers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import backup, database, migrate, restore
from tools.failures import ToolError

pytestmark = [pytest.mark.slow, pytest.mark.covers("D21")]
NAME = "Zibellina"

BEFORE = f"""
from snodo.domain.documents import actions as documents
from snodo.domain.people import actions as people
from snodo.domain.privacy import actions as privacy
from tests.factories.casework import a_case, small_programme
from tests.factories.world import build_network

world = build_network("Rete della copia", "copia", "copia.example")
sara = world.actor("sara")
case = a_case(world, small_programme(world))
with acting(sara):
    people.register_person(first_name="{NAME}", last_name="Primadonna", actor=sara)
    stays = people.register_person(first_name="Resta", last_name="Qui", actor=sara)
    people.update_person(person=case.person, version=case.person.version, first_name="{NAME}", actor=sara)
    documents.generate_paper(
        data={{"intro": "{NAME}"}}, title="Relazione", kind="report", subject=case, person_id=case.person_id,
        actor=sara,
    )
"""
AFTER = f"""
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.audit.queries import network_ids
from snodo.domain.network.models import Membership
from snodo.domain.network.queries import actor_of
from snodo.domain.people.models import Person
from snodo.domain.privacy import actions as privacy
from snodo.kernel.tenancy import in_network

with in_network(network_ids()[0]):
    sara, paola = (
        actor_of(Membership.objects.select_related("user", "organisation").get(user__email__startswith=who))
        for who in ("sara", "paola")
    )
with acting(sara):
    case = Case.objects.get()
    casework.close_case(case=case, reason="goals_reached", drop_open_steps=True, actor=sara)
    asked = [
        privacy.receive_request(person=person, kind="erasure", actor=sara)
        for person in Person.objects.filter(first_name="{NAME}")
    ]
with acting(paola):
    for request in asked:
        privacy.check_identity(request=request, how="known", actor=paola)
        privacy.take_request(request=request, actor=paola)
        file = privacy.accept_erasure(request=request, actor=paola)
        privacy.strip_file(file=file, actor=paola)
        if request.person_id != case.person_id:
            privacy.erase_file(file=file, actor=paola)
"""
SEEN = f"""
import json
from pathlib import Path

from django.conf import settings

from snodo.domain.audit.models import Entry
from snodo.domain.casework.models import Case
from snodo.domain.audit.queries import network_ids
from snodo.domain.people.models import Person
from snodo.domain.privacy.models import RetentionFile
from snodo.kernel.tenancy import in_network

with in_network(network_ids()[0]):
    case = Case.objects.get()
    print(json.dumps({{
        "named": Person.objects.filter(first_name="{NAME}").count(),
        "persons": Person.objects.count(),
        "case": [case.state, case.frozen],
        "files": sorted(RetentionFile.objects.values_list("state", flat=True)),
        "again": Entry.objects.filter(verb="retention.again").count(),
        "papers": len([one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]),
    }}))
"""


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/snodo-again-XXXX"], text=True).strip())
    folder.chmod(0o711)
    monkeypatch.setenv("SNODO_DATA", str(folder))
    for name in ("DATABASE_URL", "SNODO_OWNER_URL", "SNODO_KEYRING", "SNODO_SECRET_KEY", "SNODO_FILES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def told(opened: database.Database, script: str) -> str:
    head = "import django\ndjango.setup()\nfrom snodo.kernel.tenancy import acting\n"
    environment = opened.environment()
    environment["PYTHONPATH"] += os.pathsep + str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", head + script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_whoever_was_forgotten_after_the_copy_is_forgotten_again(installation: Path) -> None:
    copy = installation / "prima.tar"
    with database.opened() as opened:
        migrate.ensure(opened)
        whole = json.loads(told(opened, BEFORE + SEEN))
        assert (whole["named"], whole["persons"], whole["papers"]) == (2, 3, 1)
        backup.write(opened, copy, with_keys=False)
        assert json.loads(told(opened, AFTER + SEEN))["named"] == 0
    kept = installation / backup.ERASURES
    assert NAME not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    lines = kept.read_text().splitlines()
    assert sorted(json.loads(line)["step"] for line in lines) == ["erase", "strip", "strip"]
    assert restore.main([str(copy), "--si"]) == 0

    with database.opened() as opened:
        again = json.loads(told(opened, SEEN))
        cut = installation / "cut.jsonl"  # a list from which somebody took a line is not believed
        cut.write_text("\n".join(lines[1:]) + "\n")
        with pytest.raises(ToolError, match="non sono state ripetute"):
            restore.repeat_erasures(opened, cut)
    assert again["named"] == 0
    assert again["persons"] == 2
    assert again["case"] == ["closed", True]
    assert again["files"] == ["erased", "statistics"]
    assert again["again"] == 3
    assert again["papers"] == 1  # the certificate; the report about the person is not in the folder any more
