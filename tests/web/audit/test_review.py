"""The review of the log."""

from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.audit import actions
from snodo.domain.audit.models import Entry
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting
from tests.factories.world import World
from tests.sql_watch import SqlWatch

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Any]


@pytest.fixture
def subject(world: World) -> Any:
    pk = uuid7()
    for who in ("sara", "omar"):
        actor = world.actor(who)
        with acting(actor):
            actions.record_read(
                actor=actor, subject_ref=("people.person", pk), section="contacts", ground="colloquio"
            )
    return pk


def test_the_privacy_officer_reads_all_and_it_is_logged(sign_in: SignIn, world: World, subject: Any) -> None:
    page = sign_in("paola").get("/registro/").content.decode()
    assert "Sara Prova" in page
    assert "Omar Prova" in page
    assert "colloquio" in page
    paola = world.actor("paola")
    with acting(paola):
        assert Entry.objects.filter(verb="audit.review", created_by=paola.user_id).count() == 1


def test_others_see_only_their_own_lines(sign_in: SignIn, subject: Any) -> None:
    page = sign_in("omar").get("/registro/").content.decode()
    assert "Le tue operazioni" in page
    assert "Omar Prova" in page
    assert "Sara Prova" not in page


def test_another_network_sees_nothing_of_it(sign_in: SignIn, world: World, subject: Any) -> None:
    assert "colloquio" not in sign_in("stranger").get(f"/registro/?oggetto={subject}").content.decode()


@pytest.mark.parametrize(
    ("query", "sara", "omar"),
    [
        ("chi=sara", True, False),
        ("che=read", True, True),
        ("che=refusal", False, False),
        ("al=2001-01-01", False, False),
        ("oggetto={subject}", True, True),
        ("oggetto=nonsense&dal=boh&che=niente&pagina=99", True, True),
    ],
)
def test_filters_in_the_address(sign_in: SignIn, subject: Any, query: str, sara: bool, omar: bool) -> None:
    page = sign_in("paola").get(f"/registro/?{query.format(subject=subject)}").content.decode()
    assert ("Sara Prova (Coop" in page) is sara
    assert ("Omar Prova (Coop" in page) is omar


def test_the_page_costs_the_same_for_many_lines(
    sign_in: SignIn, world: World, subject: Any, sql_watch: SqlWatch
) -> None:
    client, sara = sign_in("paola"), world.actor("sara")

    def statements() -> int:
        client.get("/registro/")
        before = len(sql_watch.statements)
        assert client.get("/registro/").status_code == 200
        return len(sql_watch.statements) - before

    few = statements()
    with acting(sara):
        for _ in range(80):
            actions.record(actor=sara, verb="thing.do")
    assert statements() == few <= 10
