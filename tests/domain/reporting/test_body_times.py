"""How fast each body answers, before and after a day: medians against days counted by hand."""

import datetime
from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from django.urls import reverse

from snodo.domain.intake.models import Referral
from snodo.domain.programmes.models import Programme
from snodo.domain.reporting.queries import overview, small_numbers
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

BEFORE, AFTER = [9, 4, 12, 7, 30], [1, 3, 2, 5, 2, 8]


@pytest.fixture
def answered(world: World) -> Programme:
    """Eleven referrals given to the co-operative: five answered long ago, six lately."""
    programme = intake.start(world)
    with acting(world.founder):
        giovani = intake.action_of(programme, "giovani")
    for ago, waits in ((200, BEFORE), (20, AFTER)):
        for days in waits:
            referral = intake.an_assigned(world, giovani)
            answer = clock.now() - datetime.timedelta(days=ago)
            with acting(world.founder):
                Referral.objects.filter(pk=referral.pk).update(
                    sent_at=answer - datetime.timedelta(days=days), first_answer_at=answer
                )
    return programme


@pytest.mark.covers("E04", "E22")
def test_medians_before_and_after_are_those_counted_by_hand(world: World, answered: Programme) -> None:
    with acting(world.founder):
        [body] = overview.response_times_by_body(answered, counted=True)
    assert body.referrals == len(BEFORE) + len(AFTER)
    assert float(body.days["first_answer"] or 0) == median(AFTER)
    assert float(body.before["first_answer"] or 0) == median(BEFORE)
    assert (body.of["first_answer"], body.before_of["first_answer"]) == (len(AFTER), len(BEFORE))
    assert body.days["first_opportunity"] is None


def test_a_chosen_day_moves_the_border_by_one(world: World, answered: Programme) -> None:
    day = clock.today() - datetime.timedelta(days=20)
    with acting(world.founder):
        [on] = overview.response_times_by_body(answered, since=day)
        [later] = overview.response_times_by_body(answered, since=day + datetime.timedelta(days=1))
    assert float(on.days["first_answer"] or 0) == median(AFTER)
    assert later.days["first_answer"] is None
    assert float(later.before["first_answer"] or 0) == median(BEFORE + AFTER)


def test_who_may_not_open_the_lists_neither_sees_few_nor_chooses_the_day(
    world: World, answered: Programme
) -> None:
    with acting(world.founder):
        long_ago = Referral.objects.filter(first_answer_at__lt=clock.now() - datetime.timedelta(days=90))
        one = long_ago.values_list("pk", flat=True)[0]
        Referral.objects.filter(pk=one).update(first_answer_at=None)  # four are left before
    for who, before in (("marta", True), ("dario", False)):
        actor = world.actor(who)
        with acting(actor):
            [body] = small_numbers.bodies_seen_by(
                actor, answered, since=clock.today() - datetime.timedelta(days=30)
            )
        assert body.days["first_answer"] == Decimal("2.5")
        assert (body.before["first_answer"] is not None) is before


def test_the_page_says_both_and_survives_nonsense(world: World, answered: Programme, sign_in: Any) -> None:
    address = reverse("programmes:times", args=[answered.pk])
    client = sign_in("marta")
    html = client.get(address).content.decode()
    assert "2,5 giorni" in html
    assert "prima: 9 giorni" in html
    assert client.get(address, {"dal": "ieri"}).status_code == 200
    assert client.post(address).status_code == 405
    assert 'name="dal"' not in sign_in("dario").get(address, {"dal": "2026-01-01"}).content.decode()
