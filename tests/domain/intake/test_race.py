"""Two people at the same referral at the same moment: one outcome, one clear sentence for the other."""

import threading

import pytest
from django.db import connection

from snodo.domain.casework.models import Case
from snodo.domain.intake import actions
from snodo.domain.intake.models import Referral
from snodo.domain.network.models import Membership
from snodo.domain.people.models import Person
from snodo.kernel.errors import Conflict
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.intake import KNOWN
from tests.factories.world import build_network


@pytest.mark.django_db(transaction=True)
def test_two_accept_at_once() -> None:
    world = build_network("Rete della corsa", "corsa", "corsa.example")
    programme = intake.start(world)
    with acting(world.founder):
        giovani = intake.action_of(programme, "giovani")
    referral = intake.an_assigned(world, giovani)
    start, opened, refused = threading.Barrier(2, timeout=20), [], []

    def accept(who: str) -> None:
        actor = world.actor(who)
        try:
            with acting(actor):
                start.wait()
                opened.append(actions.accept_referral(referral=referral, actor=actor))
        except Conflict as conflict:
            refused.append(conflict.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(who,)) for who in ("sara", "marta")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(opened) == 1
    assert len(refused) == 1
    assert refused[0].startswith("Questa segnalazione è già chiusa (accolta, ")
    with acting(world.founder):
        assert Case.objects.count() == 1
        assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_assigns_while_the_sender_withdraws() -> None:
    """Whichever comes first the person is not left half way: withdrawn, and in nobody's hands as open."""
    world = build_network("Rete del ritiro", "ritiro", "ritiro.example")
    programme = intake.start(world)
    with acting(world.founder):
        giovani = intake.action_of(programme, "giovani")
    referral = intake.a_sent(world, giovani)
    sara, marta, dario = (world.actor(who) for who in ("sara", "marta", "dario"))
    start, refused = threading.Barrier(2, timeout=20), []

    def assign() -> None:
        try:
            with acting(marta):
                member = Membership.objects.get(pk=sara.membership_id)
                start.wait()
                actions.assign_referral(referral=referral, membership=member, route=KNOWN, actor=marta)
        except Conflict as conflict:
            refused.append(conflict.sentence)
        finally:
            connection.close()

    def withdraw() -> None:
        try:
            with acting(dario):
                start.wait()
                actions.withdraw_referral(referral=referral, actor=dario)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for work in (assign, withdraw)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with acting(world.founder):
        now = Referral.objects.get(pk=referral.pk)
        verbs = list(now.events.order_by("at", "pk").values_list("verb", flat=True))
    assert now.state == "withdrawn"
    assert now.ended_at is not None
    if refused:
        assert refused[0].startswith("Questa segnalazione è già chiusa (ritirata, ")
        assert verbs == ["send", "withdraw"]
    else:
        assert verbs == ["send", "bypass_route", "assign", "withdraw"]
