"""How a desk is kept: opened, its places and hours, who is on shift, the words it uses."""

import datetime
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from snodo.domain.audit import actions as audit
from snodo.domain.desk import access, words
from snodo.domain.desk.actions.common import UNKNOWN_PLACE, leads, times_in_order
from snodo.domain.desk.models import Desk, DeskQuarter, Opening, Place, Shift
from snodo.domain.network.models import Membership, Organisation, Territory
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

OPENS = "Uno sportello lo apre chi coordina l'ente che lo terrà, o chi gestisce il programma."
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLACE = "Sede dello sportello"
LONGEST_LIST = 20


@transaction.atomic
def open_desk(
    *,
    programme: Programme,
    organisation: Organisation,
    title: str,
    place: str = "",
    address: str = "",
    quarters: Iterable[Territory] = (),
    actor: Actor,
) -> Desk:
    """A new desk of a running programme, with the usual words. Raises InputRefused, NotAllowed."""
    access.require(access.can_open_desk(actor, programme, organisation.pk), OPENS)
    if not title.strip():
        raise InputRefused({"title": "Scrivi il nome dello sportello."})
    return _make(
        programme, organisation, title, words.USUAL, place, address, [one.pk for one in quarters], actor
    )


@transaction.atomic
def open_desk_of_pack(*, programme: Programme, actor: Actor) -> Desk | None:
    """The desk that the pack of a programme describes, when there is one. A service of its start."""
    said = programme.definition.get("desk")
    if not said:
        return None
    bodies = programmes.organisations_by_code(programme)
    territories = programmes.territories_by_code(programme)
    body = bodies.get(said.get("partner", "")) or next(iter(bodies.values()))
    quarters = [territories[code] for code in said.get("quarters", []) if code in territories]
    desk = _make(
        programme,
        Organisation.objects.get(pk=body),
        said["title"],
        words.words_of(said),
        said.get("place", ""),
        "",
        quarters,
        actor,
        code=said["code"],
    )
    place = desk.places.get()
    for hours in said.get("opening", []):
        save_checked(
            Opening(
                desk=desk,
                place=place,
                weekday=WEEKDAYS.index(hours["weekday"]),
                opens=datetime.time.fromisoformat(hours["from"]),
                closes=datetime.time.fromisoformat(hours["to"]),
                started_on=programme.starts_on,
            )
        )
    return desk


def _make(
    programme: Programme,
    organisation: Organisation,
    title: str,
    said: words.Words,
    place: str,
    address: str,
    quarters: list[UUID],
    actor: Actor,
    code: str = "",
) -> Desk:
    code = code or _free_code(programme, title)
    desk = Desk(programme=programme, organisation=organisation, code=code, title=title, words=said)
    save_checked(desk)
    save_checked(Place(desk=desk, name=place.strip() or PLACE, address=address))
    for position, territory in enumerate(quarters):
        DeskQuarter.objects.create(desk=desk, territory_id=territory, position=position)
    audit.record(actor=actor, verb="desk.open", subject=desk, changes={"organisation": organisation.pk})
    return desk


def _free_code(programme: Programme, title: str) -> str:
    taken = set(Desk.objects.filter(programme=programme).values_list("code", flat=True))
    stem = slugify(title)[:50] or "sportello"
    numbered = (f"{stem}-{number}" for number in range(2, 1000))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)


@transaction.atomic
def close_desk(*, desk: Desk, actor: Actor) -> Desk:
    """Nobody is received here any more; what was written stays. Raises Conflict when already closed."""
    leads(actor, desk)
    desk = Desk.objects.select_for_update(of=("self",)).get(pk=desk.pk)
    if desk.closed_on is not None:
        raise Conflict("Lo sportello è già chiuso.")
    desk.closed_on = clock.today()
    desk.save(update_fields=["closed_on"])
    audit.record(actor=actor, verb="desk.close", subject=desk)
    return desk


@transaction.atomic
def change_words(*, desk: Desk, title: str, lists: Mapping[str, Iterable[str]], actor: Actor) -> Desk:
    """The name, and what may be chosen, in order. A title that stays keeps its code. Raises InputRefused."""
    leads(actor, desk)
    desk = Desk.objects.select_for_update(of=("self",)).get(pk=desk.pk)
    problems = {} if title.strip() else {"title": "Scrivi il nome dello sportello."}
    said: words.Words = {}
    for part in words.PARTS:
        titles = list(dict.fromkeys(line.strip()[:80] for line in lists.get(part, ()) if line.strip()))
        if not 1 <= len(titles) <= LONGEST_LIST:
            problems[part] = f"Scrivi da una a {LONGEST_LIST} voci, una per riga."
        said[part] = _coded(titles, {one["title"]: one["code"] for one in desk.words.get(part, [])})
    refuse(problems)
    desk.title, desk.words = title, said
    save_checked(desk)
    audit.record(actor=actor, verb="desk.change_words", subject=desk)
    return desk


def _coded(titles: list[str], known: Mapping[str, str]) -> list[dict[str, str]]:
    """Codes of titles: the one they had, else one made of the title that nobody has."""
    coded: dict[str, str] = {}
    for title in titles:
        code = known.get(title) or slugify(title)[:50] or "voce"
        while code in coded:
            code = f"{code}-2"
        coded[code] = title
    return [{"code": code, "title": title} for code, title in coded.items()]


# Places and hours


@transaction.atomic
def add_place(*, desk: Desk, name: str, address: str = "", actor: Actor) -> Place:
    """Another room or address. Raises InputRefused for a name already there."""
    leads(actor, desk)
    if not name.strip():
        raise InputRefused({"name": "Scrivi come si chiama il luogo."})
    place = Place(desk=desk, name=name, address=address)
    save_checked(place)
    audit.record(actor=actor, verb="desk.add_place", subject=desk)
    return place


@transaction.atomic
def add_opening(
    *, desk: Desk, place: Place, weekday: int, opens: datetime.time, closes: datetime.time, actor: Actor
) -> Opening:
    """Open every week at these hours. Raises InputRefused for hours that cross others of the same place."""
    leads(actor, desk)
    refuse(times_in_order(opens, closes) | ({} if place.desk_id == desk.pk else {"place": UNKNOWN_PLACE}))
    crossed = Opening.objects.filter(
        place=place, weekday=weekday, ended_on__isnull=True, opens__lt=closes, closes__gt=opens
    )
    if crossed.exists():
        raise InputRefused({"opens": "Queste ore si sovrappongono a un'altra apertura dello stesso luogo."})
    opening = Opening(desk=desk, place=place, weekday=weekday, opens=opens, closes=closes)
    save_checked(opening)
    audit.record(actor=actor, verb="desk.change_hours", subject=desk)
    return opening


@transaction.atomic
def end_opening(*, opening: Opening, actor: Actor) -> Opening:
    """These hours end today. Raises Conflict when they had ended already."""
    leads(actor, opening.desk)
    opening = Opening.objects.select_for_update(of=("self",)).select_related("desk").get(pk=opening.pk)
    if opening.ended_on is not None:
        raise Conflict("Questo orario era già stato tolto.")
    opening.ended_on = clock.today()
    opening.save(update_fields=["ended_on"])
    audit.record(actor=actor, verb="desk.change_hours", subject=opening.desk)
    return opening


# Shifts


@transaction.atomic
def plan_shift(
    *,
    desk: Desk,
    place: Place,
    membership: Membership,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    actor: Actor,
) -> Shift:
    """Put somebody at the desk. Raises InputRefused for who works elsewhere or is on another shift."""
    leads(actor, desk)
    problems: dict[str, str] = {}
    if place.desk_id != desk.pk:
        problems["place"] = UNKNOWN_PLACE
    if ends_at <= starts_at:
        problems["closes"] = "La fine del turno viene prima dell'inizio."
    if not access.operators_for(desk).filter(pk=membership.pk).exists():
        problems["membership"] = "Scegli una persona che lavora nell'ente dello sportello."
    refuse(problems)
    busy = Shift.objects.filter(membership=membership, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if busy.exists():
        raise InputRefused({"membership": "In queste ore ha già un turno a uno sportello."})
    shift = Shift(desk=desk, place=place, membership=membership, starts_at=starts_at, ends_at=ends_at)
    save_checked(shift)
    audit.record(actor=actor, verb="desk.plan_shift", subject=desk, changes={"membership": membership.pk})
    return shift


@transaction.atomic
def cancel_shift(*, shift: Shift, actor: Actor) -> None:
    """Take somebody off a shift that has not ended. Raises Conflict for one that has."""
    leads(actor, shift.desk)
    if shift.ends_at <= clock.now():
        raise Conflict("Questo turno è già finito: resta scritto chi c'era.")
    changes = {"membership": shift.membership_id, "starts_at": shift.starts_at}
    shift.delete()
    audit.record(actor=actor, verb="desk.cancel_shift", subject=shift.desk, changes=changes)
