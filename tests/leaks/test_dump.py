"""A real copy of the database and the folder of the contents: nothing under seal stands there in the open."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from snodo.domain.people.models import Person
from snodo.kernel import tenancy
from tests.conftest import OWNER, _reconnected
from tests.factories.world import build_network
from tests.leaks import canaries
from tests.leaks.stage import build_cage, readable_papers
from tools.pglocal import SUPERUSER
from tools.pgprograms import find_binaries

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.covers("B20", "E41"),
]
IN_THE_OPEN = "Aldebrando Canarinski"  # her husband, who is not protected: the dump does hold what it holds


@pytest.fixture(autouse=True)
def an_empty_queue(transactional_db: None) -> Iterator[None]:
    """What is committed here is taken away at the end; the queue is not Django's, and would stay."""
    yield
    with _reconnected(**OWNER), connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def dump(monkeypatch: pytest.MonkeyPatch) -> str:
    """The whole database as text, as `backup` sees it: round the walls."""
    readable_papers(monkeypatch)
    cage = build_cage(build_network("Rete della gabbia", "gabbia", "gabbia.example"))
    with tenancy.acting(cage.world.founder):
        assert Person.objects.filter(pk=cage.person.pk, protected=True).exists()
    connection.ensure_connection()
    facts = connection.connection.info
    command = [
        *(str(find_binaries() / "pg_dump"), "--inserts", "--no-owner", "--host", facts.host),
        *("--port", str(facts.port), "--username", SUPERUSER, "--dbname", facts.dbname),
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-500:]
    return done.stdout.decode()


def test_a_dump_and_the_contents_hold_nothing_that_is_under_seal(dump: str) -> None:
    assert IN_THE_OPEN.split(maxsplit=1)[0] in dump
    sealed = {one.what: one.needle for one in canaries.UNDER_SEAL} | {
        "birth date": canaries.BORN,
        "e-mail": canaries.EMAIL,
        "lived name": canaries.LIVED,
    }
    low = dump.lower()
    found = [what for what, needle in sealed.items() if needle.lower() in low]
    # Binary columns are written in hexadecimal, and JSON escapes what is not ASCII.
    found += [f"{what}, as bytes" for what, needle in sealed.items() if needle.encode().hex() in low]
    for file in Path(settings.SNODO_FILES_ROOT).rglob("*"):
        if file.is_file():
            content = file.read_bytes() + str(file).encode()
            found += [f"{what}, in a file" for what, needle in sealed.items() if needle.encode() in content]
    assert not found
