"""The verbs of the catalogue: offer, confirm, keep the places, activate, close."""

from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation
from snodo.domain.opportunities import access, states
from snodo.domain.opportunities.actions.common import save_checked
from snodo.domain.opportunities.models import Confirmation, Opportunity
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

_FIELDS = frozenset(
    {
        "title",
        "kind",
        "provider_note",
        "territory",
        "place",
        "schedule",
        "starts_on",
        "ends_on",
        "places",
        "conditions",
        "description",
        "contact",
        "stale_after_days",
    }
)


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - _FIELDS
    if unknown:
        raise TypeError(f"not fields of an opportunity: {sorted(unknown)}")
    if "title" in values and not values["title"].strip():
        raise InputRefused({"title": "Scrivi un titolo che si capisca da solo."})
    return values


@transaction.atomic
def offer_opportunity(
    *,
    title: str,
    kind: str,
    provider: Organisation,
    activatable: bool = False,
    places: int | None = None,
    actor: Actor,
    **details: Any,
) -> Opportunity:
    """Put something in the catalogue, active at once or activatable on demand. Raises InputRefused."""
    access.require(access.can_offer(actor))
    opportunity = Opportunity(
        provider=provider,
        state=states.OpportunityState.ACTIVATABLE if activatable else states.OpportunityState.ACTIVE,
        places=places,
        places_free=places,
        confirmed_at=clock.now(),
        confirmed_by_id=actor.membership_id,
        **_fields({"title": title, "kind": kind, **details}),
    )
    save_checked(opportunity)
    _trace(opportunity, actor)
    audit.record(actor=actor, verb="opportunity.offer", subject=opportunity, changes={"kind": kind})
    return opportunity


def _trace(opportunity: Opportunity, actor: Actor) -> None:
    Confirmation.objects.create(
        opportunity=opportunity,
        at=opportunity.confirmed_at,
        membership_id=actor.membership_id,
        state=opportunity.state,
        places_free=opportunity.places_free,
    )


def _kept(opportunity: Opportunity, actor: Actor) -> Opportunity:
    access.require(
        access.can_keep(actor, opportunity),
        "Può cambiarla chi la offre, oppure chi l'ha inserita nel catalogo.",
    )
    return _locked(opportunity)


def _locked(opportunity: Opportunity) -> Opportunity:
    locked: Opportunity = (
        Opportunity.objects.select_for_update(of=("self",)).select_related("provider").get(pk=opportunity.pk)
    )
    return locked


@transaction.atomic
def update_opportunity(
    *, opportunity: Opportunity, actor: Actor, version: int | None = None, **changes: Any
) -> Opportunity:
    """Correct what is written. Places taken stay taken. Raises InputRefused, Conflict."""
    opportunity = _kept(opportunity, actor)
    if version is not None and version != opportunity.version:
        raise Conflict("Qualcuno l'ha cambiata mentre scrivevi: ricontrolla e salva di nuovo.")
    if "places" in changes:
        _resize(opportunity, changes["places"])
    for field, value in _fields(changes).items():
        setattr(opportunity, field, value)
    opportunity.version += 1
    save_checked(opportunity)
    audit.record(
        actor=actor, verb="opportunity.update", subject=opportunity, changes={"fields": sorted(changes)}
    )
    return opportunity


def _resize(opportunity: Opportunity, places: int | None) -> None:
    taken = (opportunity.places or 0) - (opportunity.places_free or 0)
    if places is not None and places < taken:
        raise InputRefused({"places": f"Ci sono già {taken} posti occupati: non possono essere meno."})
    opportunity.places_free = None if places is None else places - taken


@transaction.atomic
def confirm_opportunity(
    *, opportunity: Opportunity, places_free: int | None = None, actor: Actor
) -> Opportunity:
    """It still holds, today; with `places_free` also how many places are left. Raises InputRefused …"""
    access.require(access.can_confirm(actor, opportunity))
    opportunity = _locked(opportunity)
    _not_closed(opportunity)
    if places_free is not None:
        _set_free(opportunity, places_free)
    opportunity.confirmed_at, opportunity.confirmed_by_id = clock.now(), actor.membership_id
    opportunity.version += 1
    save_checked(opportunity)
    _trace(opportunity, actor)
    audit.record(actor=actor, verb="opportunity.confirm", subject=opportunity)
    return opportunity


def _not_closed(opportunity: Opportunity) -> None:
    states.OPPORTUNITY.target(opportunity.state, "close")


def _set_free(opportunity: Opportunity, places_free: int) -> None:
    if opportunity.places is None:
        raise InputRefused({"places_free": "Questa opportunità non ha un numero di posti."})
    if not 0 <= places_free <= opportunity.places:
        raise InputRefused({"places_free": f"I posti liberi vanno da 0 a {opportunity.places}."})
    opportunity.places_free = places_free


@transaction.atomic
def update_places(*, opportunity: Opportunity, places_free: int, actor: Actor) -> Opportunity:
    """Say how many places are left: it counts as a confirmation."""
    return confirm_opportunity(opportunity=opportunity, places_free=places_free, actor=actor)


@transaction.atomic
def activate_opportunity(*, opportunity: Opportunity, actor: Actor) -> Opportunity:
    """From activatable (or closed) to active. Raises TransitionRefused."""
    return _turn(opportunity, "activate", actor)


@transaction.atomic
def put_aside_opportunity(*, opportunity: Opportunity, actor: Actor) -> Opportunity:
    """It begins again only when somebody asks for it. Raises TransitionRefused."""
    return _turn(opportunity, "put_aside", actor)


@transaction.atomic
def close_opportunity(*, opportunity: Opportunity, actor: Actor) -> Opportunity:
    """No longer on offer; cards in use that name it show it as closed. Raises TransitionRefused."""
    return _turn(opportunity, "close", actor)


def _turn(opportunity: Opportunity, verb: str, actor: Actor) -> Opportunity:
    opportunity = _kept(opportunity, actor)
    opportunity.state = states.OPPORTUNITY.target(opportunity.state, verb)
    closed = opportunity.state == states.OpportunityState.CLOSED
    opportunity.closed_on = clock.today() if closed else None
    opportunity.confirmed_at, opportunity.confirmed_by_id = clock.now(), actor.membership_id
    opportunity.version += 1
    save_checked(opportunity)
    _trace(opportunity, actor)
    audit.record(actor=actor, verb=f"opportunity.{verb}", subject=opportunity)
    return opportunity
