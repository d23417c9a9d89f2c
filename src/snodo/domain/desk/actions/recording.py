"""Accesses: written while the person is there or copied from paper, corrected, taken back."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.desk import access, queries, states
from snodo.domain.desk.actions.common import UNKNOWN_PLACE, locked_visit, works
from snodo.domain.desk.actions.knowing import meet_again, new_contact
from snodo.domain.desk.actions.queue import check_open, turn
from snodo.domain.desk.models import Access, Contact, Desk, Place, Visit
from snodo.domain.network.models import Territory
from snodo.domain.people.access import people_visible_to
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.people.models import Person
from snodo.domain.people.states import LANGUAGES, Sex
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

CHANGES = "Un accesso lo corregge chi l'ha scritto, o chi coordina lo sportello."
STALE = "Nel frattempo qualcuno ha corretto questo accesso: ricarica la pagina e scrivi di nuovo la modifica."
MOST_ROWS = 60


class AccessFields(TypedDict, total=False):
    """What is written of an access."""

    reason: str
    quarter: Territory | None
    services: Iterable[str]
    result: str
    note: str
    next_step: str
    next_on: datetime.date | None
    age_band: str
    sex: str
    language: str


@transaction.atomic
def record_access(
    *,
    desk: Desk,
    happened_on: datetime.date | None = None,
    place: Place | None = None,
    visit: Visit | None = None,
    contact: Contact | None = None,
    person: Person | None = None,
    nickname: str = "",
    source: str = states.Source.LIVE,
    actor: Actor,
    **fields: Unpack[AccessFields],
) -> Access:
    """Write down that somebody came. Nobody needs a name: with `nickname` a light contact is made.

    `contact` or `person` is who came again; `visit` the turn, which ends here. What is not said of a person
    or contact is taken from what is known. Raises InputRefused, Conflict, NotAllowed.
    """
    works(actor, desk)
    row = Access(
        desk=desk,
        place=place,
        happened_on=happened_on or clock.today(),
        source=source,
        operator_id=actor.membership_id,
    )
    visit = _held(visit, desk)
    contact = contact or (visit.contact if visit else None)
    person = person or (visit.person if visit else None)
    _write(row, fields)
    refuse(_problems(row, contact, person, actor))
    if contact is None and person is None and nickname.strip():
        contact = new_contact(row, nickname)
    _whose(row, contact, person)
    row.visit = visit
    save_checked(row)
    if visit is not None:
        turn(visit, "finish", actor)
    audit.record(
        actor=actor,
        verb="access.record",
        subject=row,
        person_id=row.person_id,
        changes={"reason": row.reason, "source": row.source},
    )
    return row


def _held(visit: Visit | None, desk: Desk) -> Visit | None:
    if visit is None:
        return None
    visit = locked_visit(visit)
    if visit.desk_id != desk.pk:
        raise InputRefused({"": "Questo turno è di un altro sportello."})
    check_open(visit)
    return visit


def _write(row: Access, fields: AccessFields) -> None:
    for name, value in fields.items():
        setattr(row, name, list(value) if name == "services" else value)  # type: ignore[call-overload]


def _whose(row: Access, contact: Contact | None, person: Person | None) -> None:
    """Who came, and the few things that are counted of them."""
    if contact is not None:
        meet_again(contact, row)
        person = person or contact.person
    row.contact, row.person = contact, person
    if person is not None:
        row.quarter_id = row.quarter_id or person.quarter_id
        row.age_band = row.age_band or states.band_of(person.age_for_counts(row.happened_on))
        row.sex, row.language = row.sex or person.sex, row.language or person.language


def _problems(row: Access, contact: Contact | None, person: Person | None, actor: Actor) -> dict[str, str]:
    desk, problems = row.desk, _word_problems(row)
    past_day(problems, "happened_on", row.happened_on)
    if row.happened_on < desk.programme.starts_on:
        problems["happened_on"] = "Questo giorno viene prima dell'inizio del programma."
    if row.place is not None and row.place.desk_id != desk.pk:
        problems["place"] = UNKNOWN_PLACE
    if contact is not None and contact.desk_id != desk.pk:
        problems["who"] = "Questo codice è di un altro sportello."
    if person is not None and not people_visible_to(actor).filter(pk=person.pk).exists():
        problems["who"] = "Scegli una persona che il tuo ente conosce."
    if row.next_on is not None and not row.next_step.strip():
        problems["next_step"] = "Scrivi che cosa si farà entro quel giorno."
    if row.next_on is not None and row.next_on < row.happened_on:
        problems["next_on"] = "Questa data viene prima dell'incontro."
    return problems


def _word_problems(row: Access) -> dict[str, str]:
    desk, problems = row.desk, {}
    if row.reason not in dict(desk.choices("reasons")):
        problems["reason"] = "Scegli il motivo: perché è venuta o venuto?"
    if not set(row.services) <= set(dict(desk.choices("services"))):
        problems["services"] = "Scegli dall'elenco che cosa si è fatto."
    if row.result and row.result not in dict(desk.choices("results")):
        problems["result"] = "Scegli il risultato dall'elenco."
    if row.quarter_id is not None and row.quarter_id not in queries.quarter_ids(desk):
        problems["quarter"] = "Scegli uno dei quartieri dello sportello."
    for name, known in (
        ("age_band", states.AgeBand.values),
        ("sex", Sex.values),
        ("language", LANGUAGES),
    ):
        if (value := getattr(row, name)) and value not in known:
            problems[name] = "Questa scelta non c'è nell'elenco: scegline una."
    return problems


# From paper


@dataclass(slots=True)
class PaperRow:
    """A line of the sheet. `who`: a chosen name or the code of a card; empty for nobody in particular."""

    who: str = ""
    place: Place | None = None
    fields: AccessFields = field(default_factory=AccessFields)


class RowsRefused(InputRefused):
    """Some lines cannot be taken; `rows` says which, and what is wrong in each field."""

    def __init__(self, rows: dict[int, dict[str, str]]) -> None:
        count = len(rows)
        said = "C'è una riga da sistemare" if count == 1 else f"Ci sono {count} righe da sistemare"
        super().__init__(
            {"": f"{said}: non ne è stata salvata nessuna, e quello che hai scritto è ancora qui."}
        )
        self.rows = rows


@transaction.atomic
def record_batch(
    *, desk: Desk, happened_on: datetime.date, rows: Sequence[PaperRow | None], actor: Actor
) -> list[Access]:
    """The sheet of a day, all or nothing; None is a line left empty. Raises RowsRefused, InputRefused."""
    works(actor, desk)
    if len(rows) > MOST_ROWS:
        raise InputRefused({"": f"Un foglio ha al massimo {MOST_ROWS} righe."})
    wrong: dict[int, dict[str, str]] = {}
    written: list[Access] = []
    for number, row in enumerate(rows):
        if row is None:
            continue
        try:
            with transaction.atomic():
                written.append(_record_row(desk, happened_on, row, actor))
        except InputRefused as refusal:
            wrong[number] = refusal.problems
    if wrong:
        raise RowsRefused(wrong)
    if not written:
        raise InputRefused({"": "Il foglio è vuoto: scrivi almeno il motivo in una riga."})
    return written


def _record_row(desk: Desk, day: datetime.date, row: PaperRow, actor: Actor) -> Access:
    contact = _recognised(desk, row, actor)
    return record_access(
        desk=desk,
        happened_on=day,
        place=row.place,
        contact=contact,
        nickname="" if contact else row.who,
        source=states.Source.PAPER,
        actor=actor,
        **row.fields,
    )


def _recognised(desk: Desk, row: PaperRow, actor: Actor) -> Contact | None:
    found = queries.contacts_like(actor, desk, row.who, row.fields.get("age_band", "")) if row.who else []
    if len(found) > 1:
        codes = ", ".join(f"{one} ({one.code})" for one in found[:4])
        raise InputRefused({"who": f"C'è più di una persona con questo nome: scrivi il codice. {codes}"})
    return found[0] if found else None


# Afterwards


@transaction.atomic
def correct_access(*, entry: Access, version: int, actor: Actor, **fields: Unpack[AccessFields]) -> Access:
    """Correct what was written. Raises Conflict when it has moved since `version`, InputRefused."""
    access.require(access.can_change(actor, entry), CHANGES)
    entry = _locked(entry)
    if entry.version != version or entry.withdrawn_on is not None:
        raise Conflict(STALE)
    before: dict[str, Any] = {name: getattr(entry, name) for name in fields}
    _write(entry, fields)
    refuse(_problems(entry, entry.contact, None, actor))
    entry.version += 1
    save_checked(entry)
    changed = sorted(name for name, value in before.items() if getattr(entry, name) != value)
    audit.record(
        actor=actor,
        verb="access.correct",
        subject=entry,
        person_id=entry.person_id,
        changes={"fields": changed},
    )
    return entry


@transaction.atomic
def withdraw_access(*, entry: Access, why: str, actor: Actor) -> Access:
    """Written by mistake: it no longer counts, and stays with its reason. Raises InputRefused, Conflict."""
    access.require(access.can_change(actor, entry), CHANGES)
    entry = _locked(entry)
    if entry.withdrawn_on is not None:
        raise Conflict("Questo accesso era già stato tolto.")
    if not why.strip():
        raise InputRefused({"why": "Scrivi perché: per esempio, registrato due volte."})
    entry.withdrawn_on, entry.withdrawn_why = clock.today(), why
    entry.version += 1
    save_checked(entry)
    audit.record(actor=actor, verb="access.withdraw", subject=entry, person_id=entry.person_id)
    return entry


@transaction.atomic
def settle_next_step(*, entry: Access, actor: Actor) -> Access:
    """What was promised is done. Any colleague of the desk may say so. Raises Conflict."""
    works(actor, entry.desk)
    entry = _locked(entry)
    if not entry.next_step or entry.next_done_on is not None:
        raise Conflict("Questo passo era già stato segnato come fatto.")
    entry.next_done_on = clock.today()
    entry.version += 1
    save_checked(entry)
    audit.record(actor=actor, verb="access.settle", subject=entry, person_id=entry.person_id)
    return entry


def _locked(entry: Access) -> Access:
    found: Access = (
        Access.objects.select_for_update(of=("self",))
        .select_related("desk__programme", "contact")
        .get(pk=entry.pk)
    )
    return found
