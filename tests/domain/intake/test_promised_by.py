"""While nobody has a referral in hand, its days are the working days of whoever promised them."""

import datetime
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from snodo.domain.audit.models import Chain
from snodo.domain.intake import actions, promising, queries
from snodo.domain.intake.models import Referral
from snodo.domain.network.models import ClosedDay
from snodo.domain.programmes.models import ProgrammeAction
from snodo.domain.programmes.queries import lead_of
from snodo.kernel import clock
from snodo.kernel.calendars import ITALY
from snodo.kernel.tenancy import acting, set_database_context
from tests.factories import intake
from tests.factories.world import World

SignIn = Callable[[str], Any]


def late(referral: Referral) -> Referral:
    """As if the answer had been due on a working day two weeks ago."""
    due = ITALY.on_or_after(clock.today() - datetime.timedelta(days=14))
    Referral.objects.filter(pk=referral.pk).update(due_answer_on=due)
    referral.refresh_from_db()
    return referral


def closed(body: Any, day: datetime.date) -> None:
    ClosedDay.objects.create(organisation_id=body, title="Patrono", rule="dates", since=day, until=day)


def words(referral: Referral) -> str:
    return queries.clocks_of([referral])[0].words


@pytest.mark.covers("D18")
def test_late_days_of_what_nobody_has_are_of_who_receives(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    sent = intake.a_sent(world, giovani)
    with acting(world.founder):
        late(sent)
        receiver = promising.receiver_of(sent)
        assert sent.promised_by_id == receiver is not None
        days = ITALY.between(sent.due_answer_on, clock.today())
        assert words(sent) == f"in ritardo di {days} giorni lavorativi"
        neighbour = world.organisations["health"].pk
        closed(neighbour, ITALY.add(sent.due_answer_on, 1))
        assert words(sent) == f"in ritardo di {days} giorni lavorativi"
        closed(receiver, ITALY.add(sent.due_answer_on, 1))
        closed(receiver, ITALY.add(sent.due_answer_on, 2))
        assert words(sent) == f"in ritardo di {days - 2} giorni lavorativi"
    assert (
        f"in ritardo di {days - 2} giorni lavorativi"
        in sign_in("marta").get("/segnalazioni/").content.decode()
    )
    marta = world.actor("marta")
    with acting(marta):  # from here on the days are of who has it
        given = actions.assign_referral(
            referral=sent, membership=world.memberships["nadia"], route=intake.KNOWN, actor=marta
        )
        assert given.assigned_organisation_id != receiver
        assert words(given) == f"in ritardo di {days} giorni lavorativi"


def test_of_a_protected_person_it_does_not_tell_where_they_live(
    world: World, giovani: ProgrammeAction
) -> None:
    sent = intake.a_sent(world, giovani, protected=True, pseudonym="Stella")
    with acting(world.founder):
        assert sent.promised_by_id == lead_of(giovani.programme_id)


def test_kept_referrals_are_given_theirs_some_at_a_time(
    world: World, giovani: ProgrammeAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    migration = import_module("snodo.domain.intake.migrations.0013_promised_by")
    monkeypatch.setattr(migration, "AT_A_TIME", 2)
    sent = [intake.a_sent(world, giovani, last_name=f"Ferri{place}") for place in range(3)]
    hidden = intake.a_sent(world, giovani, protected=True, pseudonym="Stella")
    draft = intake.a_draft(world, giovani, last_name="Bozza")
    with acting(world.founder):
        Chain.objects.get_or_create(network_id=world.network.pk)
        Referral.objects.update(promised_by=None)
        for _ in range(2):  # a second time changes nothing
            migration.fill(apps, None)
            set_database_context(world.network.pk, None)
            kept = dict(Referral.objects.values_list("pk", "promised_by_id"))
            assert {kept[one.pk] for one in sent} == {sent[0].promised_by_id}
            assert kept[hidden.pk] == hidden.promised_by_id
            assert kept[draft.pk] is None
