"""Statements worked out once: the next to ask gets their own rows, and nothing of who asked first."""

from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet

from snodo.domain.network.models import Membership
from snodo.kernel import tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Kept
from tests.factories.world import World


@Kept
def _colleagues(actor: Actor) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation_id=actor.organisation_id).order_by("pk")


@Kept
def _hidden(actor: Actor, *, one: UUID) -> QuerySet[Membership]:
    return Membership.objects.extra(where=["id::text = %s"], params=[f"{one}"])


@Kept
def _nobody(actor: Actor) -> QuerySet[Any]:
    return Membership.objects.none()


@pytest.mark.django_db
def test_each_actor_gets_their_own(world: World) -> None:
    for name in ("sara", "marta", "sara"):
        actor = world.actor(name)
        with tenancy.acting(actor):
            expected = list(Membership.objects.filter(organisation_id=actor.organisation_id).order_by("pk"))
            assert _colleagues(actor) == expected
            assert actor.membership_id in {row.pk for row in expected}


@pytest.mark.django_db
def test_what_lets_nothing_through_asks_nothing(world: World, django_assert_num_queries: Any) -> None:
    actor = world.actor("sara")
    with tenancy.acting(actor), django_assert_num_queries(0):
        assert _nobody(actor) == []


@pytest.mark.django_db
def test_an_id_hidden_in_a_text_is_refused(world: World) -> None:
    actor = world.actor("sara")
    with tenancy.acting(actor), pytest.raises(ValueError, match="stand-in"):
        _hidden(actor, one=actor.membership_id)
