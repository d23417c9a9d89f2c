"""What a running programme has become, as the parts of a pack: promises of bodies, seats, closures."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from snodo.domain.network.models import ClosedDay, Organisation
from snodo.domain.programmes.models import Programme, ProgrammeAction, PromisedTime
from snodo.domain.programmes.pack_calendars import closure_of
from snodo.domain.programmes.queries.acts import partners_of
from snodo.domain.programmes.queries.lead_step import lead_steps_of
from snodo.kernel import clock
from snodo.kernel.packfile import Pack, shapes


def lead_after_of(programme: Programme, pack: Pack) -> shapes.LeadAfter | None:
    """When the lead is told, as it is today."""
    row = lead_steps_of(programme).filter(valid_from__lte=clock.today()).first()
    return pack.lead_after if row is None else shapes.LeadAfter(row.days, row.source)


def bodies_promises(action: ProgrammeAction) -> tuple[shapes.BodyPromise, ...]:
    """What single bodies promise today, where their code is known."""
    today = clock.today()
    codes = {one.organisation_id: one.code for one in action.programme.partners.all() if one.code}
    rows = PromisedTime.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        action=action,
        organisation__in=list(codes),
        valid_from__lte=today,
    ).order_by("valid_from", "created_at", "pk")
    found: dict[str, dict[str, object]] = {}
    for row in rows:  # the latest of a step stays
        said = found.setdefault(codes[row.organisation_id], {})
        said |= {f"{row.step}_days": row.amount, f"{row.step}_unit": row.unit, "source": row.source}
    return tuple(shapes.BodyPromise(partner=code, **said) for code, said in sorted(found.items()))  # type: ignore[arg-type]


def with_calendars(programme: Programme, partners: Iterable[shapes.Partner]) -> tuple[shapes.Partner, ...]:
    """Each with its seat and the closures still to come; of a sensitive body neither is told."""
    bodies = {
        one.code: one.organisation for one in partners_of(programme).select_related("organisation__seat")
    }
    closed = _closures([body.pk for body in bodies.values()])
    towns = {town["belfiore"] for place in programme.definition["places"] for town in place["municipalities"]}
    return tuple(_with_calendar(one, bodies.get(one.code), closed, towns) for one in partners)


def _with_calendar(
    partner: shapes.Partner,
    body: Organisation | None,
    closed: dict[UUID | None, list[shapes.Closure]],
    towns: set[str],
) -> shapes.Partner:
    if body is None:
        return partner
    if body.sensitive:
        return replace(partner, seat="", closures=())
    seat = body.seat.belfiore if body.seat is not None and body.seat.belfiore in towns else ""
    return replace(partner, seat=seat, closures=tuple(closed.get(body.pk, ())))


def _closures(ids: list[UUID]) -> dict[UUID | None, list[shapes.Closure]]:
    found: dict[UUID | None, list[shapes.Closure]] = {}
    for row in _still_to_come(ids):
        found.setdefault(row.organisation_id, []).append(closure_of(row))
    return found


def _still_to_come(ids: list[UUID]) -> Iterator[ClosedDay]:
    rows = ClosedDay.objects.filter(Q(until__isnull=True) | Q(until__gte=clock.today()), organisation__in=ids)
    yield from rows.order_by("created_at", "pk")
