"""Two people accept the same referral at the same moment: one case, one clear sentence."""

import threading

import pytest
from django.db import connection

from snodo.domain.casework.models import Case
from snodo.domain.intake import actions
from snodo.domain.people.models import Person
from snodo.kernel.errors import Conflict
from snodo.kernel.tenancy import acting
from tests.factories import intake
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
