"""A programme with a desk that the pack describes, and a second desk of another body: by actions only."""

import datetime
from typing import Any

from snodo.domain.desk import actions
from snodo.domain.desk.models import Access, Desk
from snodo.domain.network.models import Territory
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

PARTNERS = {"send": "lead", "booq": "coop"}


def start(world: World) -> Programme:
    """Usciamo Insieme: led by marta's body, the desk kept by sara's; nadia's body works in it too."""
    programme = intake.start(world, "usciamo-insieme", PARTNERS)
    with acting(world.founder):
        programmes.add_partner(
            programme=programme,
            organisation=world.organisations["other_coop"],
            role="partner",
            act_from=programme.starts_on,
            act_until=programme.ends_on,
            actor=world.founder,
        )
    return programme


def desk_of(world: World, programme: Programme) -> Desk:
    """The one the pack describes."""
    with acting(world.founder):
        found: Desk = Desk.objects.select_related("programme", "organisation").get(
            programme=programme, code="sportello-solidale"
        )
    return found


def another(world: World, programme: Programme, who: str = "bruno") -> Desk:
    """A desk of the neighbour's body."""
    actor = world.actor(who)
    with acting(actor):
        return actions.open_desk(
            programme=programme,
            organisation=world.organisations["other_coop"],
            title="Punto d'ascolto",
            place="Sala grande",
            actor=actor,
        )


def quarter(desk: Desk, name: str = "Tribunali") -> Territory:
    """Needs a bound network."""
    found: Territory = Territory.objects.get(name=name, kind="quarter")
    return found


def an_access(world: World, desk: Desk, who: str = "sara", **more: Any) -> Access:
    """Somebody came to look for work."""
    actor = world.actor(who)
    with acting(actor):
        fields: dict[str, Any] = {"reason": "lavoro", "services": ["ascolto"], "result": "risolto"}
        return actions.record_access(desk=desk, actor=actor, **(fields | more))


def days_ago(days: int) -> datetime.date:
    return clock.today() - datetime.timedelta(days=days)
