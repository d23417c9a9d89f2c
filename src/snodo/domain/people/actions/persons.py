"""Persons: register, correct, give codes, look for doubles, open the file."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.people import access, identity, queries
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.people.actions.circle import admit_organisation
from snodo.domain.people.actions.naming import rewrite_keys, rewrite_match_keys, sort_key
from snodo.domain.people.actions.protection import notice_seekers, seal
from snodo.domain.people.models import Person, PersonIdentifier
from snodo.domain.people.models.persons import IDENTIFYING
from snodo.domain.people.queries import PossibleDuplicate
from snodo.domain.people.states import LANGUAGES, CircleReason, IdentifierKind
from snodo.kernel import clock, identifiers
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

CHANGED = (
    "Nel frattempo un'altra persona ha modificato questi dati. Ricarica la pagina, "
    "guarda com'è ora e riscrivi solo quello che manca."
)


class PersonFields(TypedDict, total=False):
    """What may be written of a person."""

    first_name: str
    last_name: str
    lived_name: str
    birth_date: datetime.date | None
    birth_place: str
    sex: str
    citizenship: str
    language: str
    phone: str
    email: str
    contact_notes: str
    municipality: Territory | None
    quarter: Territory | None
    protected: bool
    pseudonym: str


@transaction.atomic
def register_person(
    *,
    code_kind: str = "",
    code: str = "",
    reason: str = CircleReason.DESK,
    ground_id: UUID | None = None,
    acknowledge_duplicates: bool = True,
    actor: Actor,
    **fields: Unpack[PersonFields],
) -> Person:
    """Write down a person and let the actor's body see them, for `reason`.

    With `acknowledge_duplicates=False` a likely double is refused on "duplicates". Raises InputRefused.
    """
    access.require(access.can_register(actor))
    if not acknowledge_duplicates:
        _refuse_doubles(fields, code, actor)
    person = Person()
    _set(person, fields)
    if person.protected:
        seal(person, identity.taken_from(person) | {identity.CODES: _sealed_code(code_kind, code)})
    else:
        _save(person)
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    admit_organisation(
        person=person, organisation=organisation, reason=reason, ground_id=ground_id, actor=actor
    )
    if code_kind and not person.protected:
        try:
            _new_identifier(person, code_kind, code, clock.today())
        except InputRefused as refusal:
            raise InputRefused({"code": refusal.sentence}) from refusal
    audit.record(actor=actor, verb="person.register", subject=person, person_id=person.pk)
    return person


def _sealed_code(kind: str, value: str) -> list[dict[str, str]]:
    if kind in ("", IdentifierKind.NONE) or not value.strip():
        return []
    checked = identifiers.person_code(kind, value)
    if not checked.ok:
        raise InputRefused({"code": checked.errors[0]})
    day = clock.today().isoformat()
    return [{"kind": kind, "value": checked.value, "started_on": day, "ended_on": ""}]


def _refuse_doubles(fields: PersonFields, code: str, actor: Actor) -> None:
    doubles = queries.possible_duplicates(
        first_name=fields.get("first_name", ""),
        last_name=fields.get("last_name", ""),
        birth_date=fields.get("birth_date"),
        codes=[code],
        phone=fields.get("phone", ""),
        sex=fields.get("sex", ""),
        birth_place=fields.get("birth_place", ""),
        actor=actor,
    )
    if doubles:
        raise InputRefused({"duplicates": " ".join(double.sentence for double in doubles)})


@transaction.atomic
def update_person(*, person: Person, version: int, actor: Actor, **fields: Unpack[PersonFields]) -> Person:
    """Correct what is written. `version` is the one that was read: Conflict when it has moved since.

    Protection has verbs of its own (`protect_person`, `lift_protection`), and so has what is sealed of a
    protected person (`correct_identity`): here both are left as they are.
    """
    access.require(access.can_edit_person(actor, person))
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.version != version:
        raise Conflict(CHANGED)
    for name in ("protected", *(IDENTIFYING if person.protected else ("pseudonym",))):
        fields.pop(name, None)  # type: ignore[misc]
    changed = sorted(name for name, value in fields.items() if getattr(person, name) != value)
    person.version += 1
    _set(person, fields)
    _save(person)
    audit.record(
        actor=actor, verb="person.update", subject=person, person_id=person.pk, changes={"fields": changed}
    )
    return person


_LABELS = {"municipality": "comune", "quarter": "quartiere"}


class Change(NamedTuple):
    """A field that was corrected: its name on the screen, what it said, what it says."""

    label: str
    before: str
    after: str


@transaction.atomic
def correct_person(*, person: Person, actor: Actor, **fields: Unpack[PersonFields]) -> list[Change]:
    """Put right what a person says is wrong; gives what changed. Raises InputRefused.

    A service: data protection has checked who asks. It goes through a restriction (GDPR art. 18, par. 2).
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.protected:
        raise Conflict("L'identità di una persona protetta la corregge chi la accompagna, dalla sua scheda.")
    columns: dict[str, Any] = {
        name: Person._meta.get_field(name) for name in (*IDENTIFYING, "sex", "language")
    }
    before = {name: _shown(person, name) for name in columns}
    _set(person, {name: value for name, value in fields.items() if name in columns})  # type: ignore[arg-type]
    person.version += 1
    _save(person)
    changed = [name for name in columns if _shown(person, name) != before[name]]
    if changed:
        audit.record(
            actor=actor,
            verb="person.update",
            subject=person,
            person_id=person.pk,
            changes={"fields": sorted(changed)},
        )
    return [
        Change(_LABELS.get(name, str(columns[name].verbose_name)), before[name], _shown(person, name))
        for name in changed
    ]


def _shown(person: Person, name: str) -> str:
    value = getattr(person, name)
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if name == "sex":
        return str(person.get_sex_display())
    return LANGUAGES.get(value, value) if name == "language" else str(value or "")


def _save(person: Person) -> None:
    person.search_name = sort_key(person)
    save_checked(person)
    rewrite_keys(person)


def _set(person: Person, fields: PersonFields) -> None:
    for name, value in fields.items():
        setattr(person, name, value)
    problems: dict[str, str] = {}
    past_day(problems, "birth_date", person.birth_date)
    person.citizenship = person.citizenship.strip().upper()
    if person.citizenship and not (len(person.citizenship) == 2 and person.citizenship.isalpha()):
        problems["citizenship"] = "Scegli la cittadinanza dall'elenco."
    if person.protected and not person.pseudonym.strip():
        problems["pseudonym"] = "Per una persona protetta serve uno pseudonimo."
    if not person.protected and not (person.first_name.strip() or person.last_name.strip()):
        problems["first_name"] = "Scrivi almeno il nome o il cognome."
    if person.phone.strip():
        checked = identifiers.phone(person.phone)
        person.phone = checked.value
        if not checked.ok:
            problems["phone"] = checked.errors[0]
    refuse(problems)


# Codes


@transaction.atomic
def add_identifier(
    *,
    person: Person,
    kind: str,
    value: str = "",
    started_on: datetime.date | None = None,
    actor: Actor,
) -> tuple[PersonIdentifier, list[str]]:
    """Give a person a code; the present one of that kind ends and stays in history.

    A definitive codice fiscale also ends "no code" and the provisional one. Returns the row and the
    sentences worth a second look, which never bar the way. Raises InputRefused for a malformed code.
    """
    access.require(access.can_edit_person(actor, person))
    if person.protected:
        raise Conflict("I codici di una persona protetta si scrivono nella sua identità riservata.")
    day = started_on or clock.today()
    identifier = _new_identifier(person, kind, value, day)
    warnings = queries.code_warnings(person, kind, value)
    audit.record(
        actor=actor,
        verb="person.add_identifier",
        subject=person,
        person_id=person.pk,
        changes={"kind": kind, "started_on": day},
    )
    return identifier, warnings


def _new_identifier(person: Person, kind: str, value: str, day: datetime.date) -> PersonIdentifier:
    problems: dict[str, str] = {}
    if kind not in IdentifierKind.values:
        raise InputRefused({"kind": "Scegli il tipo di codice dall'elenco."})
    checked = identifiers.person_code(kind, value)
    if not checked.ok:
        problems["value"] = checked.errors[0]
    past_day(problems, "started_on", day)
    refuse(problems)
    ends = {kind, IdentifierKind.NONE}
    if kind == IdentifierKind.CODICE_FISCALE:
        ends.add(IdentifierKind.PROVISIONAL)
    if kind != IdentifierKind.NONE or person.identifiers.filter(ended_on__isnull=True).exists():
        for former in person.identifiers.filter(kind__in=ends, ended_on__isnull=True):
            former.ended_on = max(day, former.started_on)
            former.save(update_fields=["ended_on"])
    stored = "" if kind == IdentifierKind.NONE else checked.value
    identifier = PersonIdentifier(
        person=person,
        kind=kind,
        value=stored,
        fingerprint=queries.code_fingerprint(kind, stored),
        started_on=day,
    )
    save_checked(identifier)
    rewrite_match_keys(person)
    return identifier


@transaction.atomic
def open_identifiers(*, person: Person, actor: Actor) -> list[PersonIdentifier]:
    """The codes in full, the present ones first. The reading is written down."""
    access.require(access.can_open_identifiers(actor, person))
    audit.record_read(actor=actor, subject=person, person_id=person.pk, section="identifiers")
    return sorted(
        person.identifiers.all(), key=lambda one: (one.ended_on is not None, -one.started_on.toordinal())
    )


def open_person_file(*, person: Person, section: str = "identity", actor: Actor) -> Person:
    """Write down that the actor opened the page of a person they may see. One insert."""
    audit.record_read(actor=actor, subject=person, person_id=person.pk, section=section)
    return person


# Doubles


@transaction.atomic
def find_possible_duplicates(
    *,
    first_name: str,
    last_name: str,
    birth_date: datetime.date | None = None,
    codes: Iterable[str] = (),
    phone: str = "",
    sex: str = "",
    birth_place: str = "",
    actor: Actor,
) -> list[PossibleDuplicate]:
    """Look for the same person in the network and write down that it was done.

    Of persons outside the actor's circle it says only which body to ask. Of protected persons, and of who
    is hidden in a household, it says nothing: who accompanies them is told that somebody looked. The
    likeliest first.
    """
    codes = tuple(codes)
    described = queries.Described(first_name, last_name, birth_date, codes, phone, sex, birth_place)
    found, concealed = queries.look_for_duplicates(described, actor)
    notice_seekers(
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
        codes=codes,
        phone=phone,
        concealed=concealed,
        actor=actor,
    )
    others = sum(double.person is None for double in found)
    audit.record(
        actor=actor, verb="person.duplicate_check", changes={"found": len(found), "outside_circle": others}
    )
    return found
