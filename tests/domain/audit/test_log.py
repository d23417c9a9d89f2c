"""What is logged, and that the log can only be lengthened."""

import datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from snodo.domain.audit import access, actions, queries
from snodo.domain.audit.models import Entry, Seal
from snodo.domain.audit.states import Act
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def test_a_verb_tells_who_what_and_on_which_thing(world: World) -> None:
    sara, person = world.actor("sara"), uuid7()
    with acting(sara):
        actions.record(
            actor=sara,
            verb="referral.accept",
            subject=world.organisations["coop"],
            person_id=person,
            ground="presa in carico",
            changes={"state": "accepted", "on": datetime.date(2026, 1, 2), "ids": [person]},
        )
        entry = Entry.objects.get(verb="referral.accept")
    assert entry.created_by == sara.user_id
    assert entry.membership_id == sara.membership_id
    assert entry.actor_label == "Sara Prova (Cooperativa Il Ponte)"
    assert (entry.subject_kind, entry.subject_id) == ("network.organisation", world.organisations["coop"].pk)
    assert entry.changes == {"state": "accepted", "on": "2026-01-02", "ids": [str(person)]}
    assert entry.origin == "web"
    assert entry.txid > 0


def test_what_people_wrote_never_enters_the_log(world: World) -> None:
    sara = world.actor("sara")
    with acting(sara):
        entry = actions.record(
            actor=sara, verb="note.write", changes={"body": "Oggi " * 100, "state": "open"}
        )
    assert entry.changes == {"body": "[testo di 500 caratteri]", "state": "open"}


def test_reads_lists_and_refusals(world: World) -> None:
    sara, person = world.actor("sara"), uuid7()
    with acting(sara):
        actions.record_read(
            actor=sara, subject_ref=("people.person", person), section="health", person_id=person
        )
        actions.record_list(actor=sara, kind="casework.case", ids=[uuid7(), uuid7()])
        actions.record_refusal(actor=sara, verb="case.open", subject_ref=("casework.case", uuid7()))
        lines = list(queries.search_entries(actor=sara).values_list("act", "section"))[:3]
        ledger = list(queries.ledger_of_person(person))
        listed = Entry.objects.get(verb="list")
    assert lines == [(Act.REFUSAL, ""), (Act.READ, ""), (Act.READ, "health")]
    assert [line.verb for line in ledger] == ["read"]
    assert listed.changes["count"] == 2


def test_one_read_is_one_insert(world: World, django_assert_num_queries: Any) -> None:
    sara = world.actor("sara")
    with acting(sara), django_assert_num_queries(1):
        actions.record_read(actor=sara, subject_ref=("people.person", uuid7()))


@pytest.mark.parametrize("model", [Entry, Seal])
@pytest.mark.parametrize(
    "change",
    ["update {} set created_by = null where network_id = %s", "delete from {} where network_id = %s"],
)
def test_the_runtime_role_can_only_lengthen_it(world: World, model: Any, change: str) -> None:
    sara = world.actor("sara")
    statement = (change.format(model._meta.db_table), [sara.network_id])
    with acting(sara), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(*statement)


def test_reviewers_read_all_others_only_their_own_lines(world: World) -> None:
    sara, omar, paola = (world.actor(who) for who in ("sara", "omar", "paola"))
    for actor in (sara, omar):
        with acting(actor):
            actions.record(actor=actor, verb="x.y")
    with acting(paola):
        assert access.entries_visible_to(paola).filter(verb="x.y").count() == 2
        assert queries.search_entries(actor=paola, words="omar").filter(verb="x.y").count() == 1
    with acting(omar):
        assert list(access.entries_visible_to(omar).values_list("created_by", flat=True)) == [omar.user_id]


def test_another_network_sees_nothing(world: World) -> None:
    sara, stranger = world.actor("sara"), world.actor("stranger")
    with acting(sara):
        entry = actions.record(actor=sara, verb="x.y")
    with acting(stranger):
        assert not Entry.objects.filter(pk=entry.pk).exists()


def test_search_by_day_uses_italian_days(world: World) -> None:
    sara = world.actor("sara")
    late = datetime.datetime(2026, 5, 31, 22, 30, tzinfo=datetime.UTC)  # 1 June in Italy
    with acting(sara):
        Entry.objects.create(verb="late", created_at=late, created_by=sara.user_id)
        first, last = datetime.date(2026, 6, 1), datetime.date(2026, 5, 31)
        assert queries.search_entries(actor=sara, since=first, until=first).count() == 1
        assert queries.search_entries(actor=sara, until=last).count() == 0
