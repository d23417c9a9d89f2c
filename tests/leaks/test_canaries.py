"""Nobody meets what is not for them: not on a page, in a paper, a file name, a message, a log, a dump."""

import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection

from snodo.domain.people import actions as people
from snodo.kernel import tenancy
from snodo.kernel.tenancy import TenantModel
from tests.factories.world import World
from tests.leaks import canaries
from tests.leaks.stage import Cage, build_cage, readable_papers
from tests.leaks.walk import answer, pages

pytestmark = [pytest.mark.covers("B20", "E41")]
SignIn = Callable[[str], Any]
# Her operator; her operator's colleague; co-ordination of the lead and of a body around the path; who follows
# the husband; who sent her; steering, administration, data protection; a stranger.
CAST = ("sara", "omar", "marta", "bruno", "nadia", "elena", "gino", "ada", "paola", "stranger")


@pytest.fixture
def cage(world: World, monkeypatch: pytest.MonkeyPatch) -> Cage:
    readable_papers(monkeypatch)
    return build_cage(world)


def test_no_page_says_more_than_its_reader_may_know(
    cage: Cage, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does the log of the process, while all of them walk."""
    caplog.set_level(logging.INFO)
    found = {}
    met = set()
    for who in CAST:
        client = sign_in(who)
        for address, text in pages(client, cage.anchors):
            leaked = canaries.leaks(text, who, address)
            if leaked:
                found[who, address] = leaked
            met |= {(who, one.what) for one in canaries.CANARIES if one.needle in text}
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())
    # The team does meet what is for the team: else the walk would prove nothing.
    due = {(who, one.what) for one in canaries.CANARIES for who in one.seen_by}
    assert not due - met, "\n".join(map(str, sorted(due - met)))
    assert not canaries.leaks(caplog.text, "a log")


def test_where_she_is_met_leaking_into_the_agenda_is_noticed(
    cage: Cage, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["snodo.domain.activities.queries.agenda"]
    monkeypatch.setattr(module, "place_said", lambda row: row.place)
    text = answer(sign_in("marta"), "/agenda/?vista=elenco&di=all")
    assert "where she is met" in canaries.leaks(text, "marta")


# Where no page looks


NAMES = tuple(
    dict.fromkeys(
        [
            *(canaries.FIRST, canaries.LIVED, canaries.BORN, canaries.EMAIL),
            *(one.needle for one in canaries.UNDER_SEAL),
        ]
    )
)


def test_no_table_holds_in_the_open_who_she_is(cage: Cage) -> None:
    """What a copy of the database would tell."""
    with tenancy.acting(cage.world.actor("sara")):
        assert not in_tables(cage)


def in_tables(cage: Cage) -> list[tuple[str, str]]:
    """Which tables hold in the open what is under seal. Needs the network bound."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if not issubclass(model, TenantModel):
                continue
            for needle in NAMES:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" AS row'
                    " WHERE network_id = %s AND position(%s in row::text) > 0",
                    [cage.world.network.pk, needle],
                )
                if cursor.fetchone() != (0,):
                    found.append((table, needle))
    return found


def test_messages_and_logs_name_nobody(cage: Cage, sign_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    nadia = cage.world.actor("nadia")
    with tenancy.acting(nadia):
        people.find_possible_duplicates(first_name=canaries.FIRST, last_name=canaries.LAST, actor=nadia)
    answer(sign_in("nadia"), f"/persone/{cage.person.pk}/")
    said = caplog.text + "".join(message.subject + message.body for message in mail.outbox)
    assert not [needle for needle in (*NAMES, canaries.PSEUDONYM, canaries.LAST) if needle in said]


def test_a_search_by_what_is_secret_finds_nothing(cage: Cage, sign_in: SignIn) -> None:
    for who in ("omar", "marta", "bruno", "nadia", "elena"):
        _search_in_vain(sign_in(who))


def _search_in_vain(client: Any) -> None:
    for sought in (canaries.FIRST, canaries.PLACE, canaries.SITE, canaries.EMPLOYER):
        for address in (
            f"/persone/cerca/?q={sought}",
            f"/persone/?stato=tutte&testo={sought}",
            f"/agenda/?vista=elenco&di=all&luogo={sought}",
            f"/tirocini/?stato=&testo={sought}",
        ):
            assert canaries.PSEUDONYM not in answer(client, address)
