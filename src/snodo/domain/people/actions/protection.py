"""Protected persons: identity sealed, opened on purpose, given back; who looks for them is noticed."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.people import access, effects, events, identity, queries
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.people.actions.merging import close_formers
from snodo.domain.people.actions.naming import rewrite_keys, sort_key
from snodo.domain.people.models import (
    Household,
    HouseholdMember,
    Person,
    PersonIdentifier,
    ProtectedIdentity,
    SafeContact,
)
from snodo.domain.people.models.persons import IDENTIFYING
from snodo.domain.people.states import IdentifierKind, Relation
from snodo.kernel import clock, identifiers
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

NOT_KEPT = "L'identità di una persona protetta la apre solo l'équipe del suo percorso."
WHY = "Scrivi perché: resta nel registro accanto al tuo nome."
SHORTEST_REASON = 5


@transaction.atomic
def protect_person(*, person: Person, pseudonym: str, reason: str, actor: Actor) -> Person:
    """From now on only the pseudonym is shown: who the person is, is sealed. Raises InputRefused, Conflict.

    Name, birth, contacts, codes and the name of their household leave the plain tables; upper contexts
    take the name out of the texts they have written (`person_protected`).
    """
    access.require(access.can_edit_person(actor, person))
    person = _locked(person)
    if person.protected:
        raise Conflict("Questa persona è già protetta.")
    problems = _reason_problem(reason)
    if not pseudonym.strip():
        problems["pseudonym"] = "Scrivi lo pseudonimo con cui comparirà ovunque."
    refuse(problems)
    facts = identity.taken_from(person) | {identity.CODES: _take_codes(person)}
    _refuse_telling(pseudonym, facts)
    person.protected, person.pseudonym = True, pseudonym
    formers = close_formers(person)
    seal(person, facts)
    HouseholdMember.objects.filter(person=person, ended_on__isnull=True).update(hidden=True)
    audit.record(
        actor=actor, verb="person.protect", subject=person, person_id=person.pk, ground=reason.strip()
    )
    names = [*identity.known_as(facts), *formers]
    events.person_protected.send(sender=Person, person=person, known_as=names, actor=actor)
    return person


def _refuse_telling(pseudonym: str, facts: Mapping[str, Any]) -> None:
    """A pseudonym made of the person's own names protects nobody."""
    said = set(pseudonym.casefold().split())
    for name in ("first_name", "last_name", "lived_name"):
        if said & set(str(facts.get(name, "")).casefold().split()):
            raise InputRefused({"pseudonym": "Lo pseudonimo non deve contenere il vero nome o cognome."})


def seal(person: Person, facts: dict[str, Any]) -> None:
    """Put away what is known, empty the row, rewrite what the person is found by. A service."""
    standing = ProtectedIdentity.objects.filter(person=person).first()
    row = standing or ProtectedIdentity(person=person)
    known = {**(row.facts or {}), **{name: value for name, value in facts.items() if value}}
    identity.empty(person)
    person.born_decade = identity.decade_of(known)
    person.search_name = sort_key(person)
    save_checked(person)
    rewrite_keys(person)
    _keep_way_to_call(person, known)
    known[identity.HOUSEHOLDS] = {**known.get(identity.HOUSEHOLDS, {}), **_rename_households(person)}
    row.facts, row.prints = known, _prints(known)
    row.save()


def _keep_way_to_call(person: Person, facts: Mapping[str, Any]) -> None:
    """Whoever accompanies a protected person still has to reach them: number and cautions, under seal."""
    number, note = facts.get("phone", ""), facts.get("contact_notes", "")
    if (number or note) and not SafeContact.objects.filter(person=person).exists():
        SafeContact.objects.create(person=person, number=number, note=note)


def _prints(facts: Mapping[str, Any]) -> list[str]:
    codes = [
        queries.code_fingerprint(code["kind"], code["value"])
        for code in facts.get(identity.CODES, [])
        if code["value"]
    ]
    return identity.prints(
        [facts.get("first_name", ""), facts.get("lived_name", "")],
        facts.get("last_name", ""),
        facts.get("birth_date", ""),
        [code for code in codes if code],
        facts.get("phone", ""),
    )


def _take_codes(person: Person) -> list[dict[str, str]]:
    rows = list(PersonIdentifier.objects.filter(person=person).order_by("started_on"))
    taken = [
        {
            "kind": row.kind,
            "value": row.value,
            "started_on": row.started_on.isoformat(),
            "ended_on": row.ended_on.isoformat() if row.ended_on else "",
        }
        for row in rows
    ]
    PersonIdentifier.objects.filter(person=person).delete()
    return taken


def _rename_households(person: Person) -> dict[str, str]:
    """The households that bear this person's name take the pseudonym; their former names are sealed."""
    led = HouseholdMember.objects.filter(
        queries.present(), person=person, relation=Relation.REFERENCE
    ).values("household")
    former = {}
    for household in Household.objects.filter(pk__in=led):
        wanted = f"Nucleo di {person.pseudonym}"[:120]
        if household.name != wanted:
            former[str(household.pk)] = household.name
            household.name, household.municipality, household.quarter = wanted, None, None
            household.save(update_fields=["name", "municipality", "quarter"])
    return former


@transaction.atomic
def lift_protection(*, person: Person, reason: str, actor: Actor) -> Person:
    """The danger is over: the true identity comes back. Only who keeps it. Raises InputRefused, Conflict."""
    access.require(access.can_keep(actor, person), NOT_KEPT)
    person = _locked(person)
    if not person.protected:
        raise Conflict("Questa persona non è protetta.")
    refuse(_reason_problem(reason))
    row = ProtectedIdentity.objects.filter(person=person).first()
    facts = row.facts if row is not None else {}
    if not (facts.get("first_name") or facts.get("last_name")):
        raise InputRefused({"": "Prima scrivi il vero nome nell'identità riservata: ora non c'è."})
    person.protected, person.pseudonym, person.born_decade = False, "", None
    identity.give_back(person, facts)
    person.search_name = sort_key(person)
    save_checked(person)
    rewrite_keys(person)
    for code in facts.get(identity.CODES, []):
        _restore_code(person, code)
    for pk, name in facts.get(identity.HOUSEHOLDS, {}).items():
        Household.objects.filter(pk=pk).update(name=name)
    if row is not None:
        ProtectedIdentity.objects.filter(person=person).delete()
    audit.record(
        actor=actor, verb="person.lift_protection", subject=person, person_id=person.pk, ground=reason.strip()
    )
    events.protection_lifted.send(sender=Person, person=person, actor=actor)
    return person


def _restore_code(person: Person, code: Mapping[str, str]) -> None:
    day = datetime.date.fromisoformat
    save_checked(
        PersonIdentifier(
            person=person,
            kind=code["kind"],
            value=code["value"],
            fingerprint=queries.code_fingerprint(code["kind"], code["value"]),
            started_on=day(code["started_on"]),
            ended_on=day(code["ended_on"]) if code.get("ended_on") else None,
        )
    )


@transaction.atomic
def open_identity(*, person: Person, reason: str, actor: Actor) -> dict[str, Any]:
    """Who the person really is. Said why, written down. Raises NotAllowed, InputRefused."""
    access.require(person.protected and access.can_keep(actor, person), NOT_KEPT)
    refuse(_reason_problem(reason))
    audit.record_read(
        actor=actor,
        subject=person,
        person_id=person.pk,
        section="identity",
        ground=reason.strip(),
        verb="person.open_identity",
    )
    row = ProtectedIdentity.objects.filter(person=person).first()
    return dict(row.facts) if row is not None else {}


@transaction.atomic
def correct_identity(*, person: Person, facts: Mapping[str, str], actor: Actor) -> Person:
    """Write what has been learned of who a protected person is: only values given, nothing is taken away.

    `facts`: names of `IDENTIFYING` (dates as ISO), and "codice_fiscale". Raises InputRefused.
    """
    access.require(person.protected and access.can_keep(actor, person), NOT_KEPT)
    person = _locked(person)
    row = ProtectedIdentity.objects.filter(person=person).first()
    known = dict(row.facts) if row is not None else {}
    given = {name: value.strip() for name, value in facts.items() if value.strip() and name in IDENTIFYING}
    given |= _checked(given)
    code = facts.get("codice_fiscale", "").strip()
    if code:
        given[identity.CODES] = [*known.get(identity.CODES, []), _code(code)]  # type: ignore[assignment]
    _refuse_telling(person.pseudonym, given)
    seal(person, given)
    audit.record(
        actor=actor,
        verb="person.correct_identity",
        subject=person,
        person_id=person.pk,
        changes={"fields": sorted(given)},
    )
    return person


def _checked(given: Mapping[str, str]) -> dict[str, str]:
    problems: dict[str, str] = {}
    better = {}
    if "birth_date" in given:
        past_day(problems, "birth_date", datetime.date.fromisoformat(given["birth_date"]))
    if "phone" in given:
        checked = identifiers.phone(given["phone"])
        better["phone"] = checked.value
        if not checked.ok:
            problems["phone"] = checked.errors[0]
    refuse(problems)
    return better


def _code(value: str) -> dict[str, str]:
    kind = identifiers.guess_kind(value)
    checked = identifiers.person_code(kind, value)
    if kind == IdentifierKind.NONE or not checked.ok:
        raise InputRefused(
            {"codice_fiscale": checked.errors[0] if checked.errors else "Controlla il codice."}
        )
    return {"kind": kind, "value": checked.value, "started_on": clock.today().isoformat(), "ended_on": ""}


def notice_seekers(
    *,
    first_name: str,
    last_name: str,
    birth_date: datetime.date | None,
    codes: Iterable[str],
    phone: str = "",
    concealed: Iterable[UUID] = (),
    actor: Actor,
) -> None:
    """Somebody looks for a person: whether it is a protected one is seen to later, by a worker.

    Always the same one row is written, so that neither the answer nor the time it takes tells anything.
    `concealed`: persons who were found and not told of. A service of whatever looks somebody up.
    """
    sought = identity.prints(
        [first_name],
        last_name,
        birth_date.isoformat() if birth_date else "",
        queries.fingerprints(codes),
        queries.stored_phone(phone),
    )
    effects.notice_seekers.later(
        prints=effects.BETWEEN.join(sought), persons=effects.BETWEEN.join(map(str, concealed)), actor=actor
    )


def _locked(person: Person) -> Person:
    found: Person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    return found


def _reason_problem(reason: str) -> dict[str, str]:
    return {} if len(reason.strip()) >= SHORTEST_REASON else {"reason": WHY}
