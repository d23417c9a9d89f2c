"""From nobody to somebody: light contacts, then persons, referrals and paths. Nothing is written twice."""

import secrets
from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.desk import access
from snodo.domain.desk.actions.common import works
from snodo.domain.desk.models import Access, Contact
from snodo.domain.desk.queries import nickname_key
from snodo.domain.intake import actions as intake
from snodo.domain.intake.models import Referral
from snodo.domain.intake.states import ReferralState
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.people import actions as people
from snodo.domain.people.access import people_visible_to
from snodo.domain.people.actions.checks import save_checked
from snodo.domain.people.actions.persons import PersonFields
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

# Without letters and figures that look alike.
ALPHABET = "ACDEFHJKLMNPRTUVWXY34679"
LENGTH = 4
KNOWN_ALREADY = "Di questo accesso si sa già di chi è: nel frattempo l'ha scritto qualcun altro."


def new_contact(row: Access, nickname: str) -> Contact:
    """A light contact with a free code. A service of `record_access`."""
    taken = set(Contact.objects.filter(desk=row.desk).values_list("code", flat=True))
    code = next(code for code in iter(_code, "") if code not in taken)
    contact = Contact(
        desk=row.desk,
        code=code,
        nickname=nickname,
        nickname_key=nickname_key(nickname),
        age_band=row.age_band,
        sex=row.sex,
        language=row.language,
        quarter_id=row.quarter_id,
        first_on=row.happened_on,
        last_on=row.happened_on,
    )
    save_checked(contact)
    return contact


def _code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def meet_again(contact: Contact, row: Access) -> None:
    """What the access does not say is taken from the contact, and the other way round. A service."""
    for name in ("age_band", "sex", "language", "quarter_id"):
        said, known = getattr(row, name), getattr(contact, name)
        setattr(row, name, said or known)
        setattr(contact, name, said or known)
    contact.first_on = min(contact.first_on, row.happened_on)
    contact.last_on = max(contact.last_on, row.happened_on)
    save_checked(contact)


@transaction.atomic
def make_known(
    *, entry: Access, person: Person | None = None, actor: Actor, **fields: Unpack[PersonFields]
) -> Person:
    """Who came has said who they are: a person already known, or a new one written from `fields`.

    All the accesses of a light contact become theirs. Raises Conflict when a colleague did it first,
    InputRefused.
    """
    works(actor, entry.desk)
    entry = _locked(entry)
    if entry.person_id is not None:
        raise Conflict(KNOWN_ALREADY)
    if person is None:
        person = people.register_person(actor=actor, **fields)
    elif not people_visible_to(actor).filter(pk=person.pk).exists():
        raise InputRefused({"person": "Scegli una persona tra quelle che il tuo ente conosce."})
    attach_person(entry=entry, person=person, actor=actor)
    return person


@transaction.atomic
def attach_person(*, entry: Access, person: Person, actor: Actor) -> None:
    """The access, and all those of its contact, are of this person. A service: who calls has checked."""
    same = Q(pk=entry.pk) | (Q(contact_id=entry.contact_id) if entry.contact_id else Q(pk__in=[]))
    count = Access.objects.filter(same, person__isnull=True).update(person=person)
    if entry.contact_id is not None:
        Contact.objects.filter(pk=entry.contact_id, person__isnull=True).update(person=person)
    entry.person = person
    audit.record(
        actor=actor, verb="access.make_known", subject=entry, person_id=person.pk, changes={"accesses": count}
    )


@transaction.atomic
def refer_from_desk(*, entry: Access, action: ProgrammeAction, actor: Actor) -> Referral:
    """A draft referral with what the desk knows; asked again, the same one. Raises NotAllowed."""
    works(actor, entry.desk)
    access.require(access.can_read_note(actor, entry))
    entry = _locked(entry)
    standing: Referral | None = entry.referral
    if standing is not None and standing.state != ReferralState.WITHDRAWN:
        return standing
    referral = intake.save_draft(action=action, person=entry.person, actor=actor, **_told(entry))
    entry.referral = referral
    entry.version += 1
    save_checked(entry)
    audit.record(
        actor=actor,
        verb="access.refer",
        subject=entry,
        person_id=entry.person_id,
        changes={"referral": referral.pk},
    )
    return referral


def _told(entry: Access) -> intake.ReferralFields:
    """What the sheet need not ask again."""
    told = intake.ReferralFields(
        sex=entry.sex,
        language=entry.language or "it",
        need_words=entry.note,
        intercepted_on=entry.happened_on,
    )
    person = entry.person
    if person is None:
        return told
    if person.protected:
        told["protected"], told["pseudonym"] = True, person.pseudonym
        return told
    told["first_name"], told["last_name"] = person.first_name, person.last_name
    told["birth_date"], told["citizenship"] = person.birth_date, person.citizenship
    told["phone"], told["contact_notes"] = person.phone, person.contact_notes
    told["municipality"] = person.municipality
    return told


@transaction.atomic
def take_in_charge(*, entry: Access, action: ProgrammeAction, responsible: Membership, actor: Actor) -> Case:
    """Open a path for the person of an access. Raises Conflict when it was opened meanwhile, InputRefused."""
    works(actor, entry.desk)
    entry = _locked(entry)
    if entry.case_id is not None:
        raise Conflict("Da questo accesso è già stato aperto un percorso.")
    if entry.person is None:
        raise InputRefused({"person": "Prima scrivi chi è la persona."})
    case = casework.open_case(
        programme=action.programme,
        action=action,
        person=entry.person,
        organisation=Organisation.objects.get(pk=actor.organisation_id),
        responsible=responsible,
        need_in_own_words=entry.note,
        actor=actor,
    )
    entry.case = case
    entry.version += 1
    save_checked(entry)
    audit.record(
        actor=actor, verb="access.take_in_charge", subject=entry, person_id=entry.person_id,
        changes={"case": case.pk},
    )  # fmt: skip
    return case


@transaction.atomic
def follow_referral(*, person_ids: list[UUID], actor: Actor) -> None:
    """A referral that began at the desk was accepted: its access is of the person it turned out to be.

    A service, called when a path opens.
    """
    entries = Access.objects.select_for_update(of=("self",)).filter(
        referral__person__in=person_ids, person__isnull=True
    )
    for entry in entries.select_related("referral__person"):
        assert entry.referral is not None
        attach_person(entry=entry, person=entry.referral.person, actor=actor)


def _locked(entry: Access) -> Access:
    found: Access = (
        Access.objects.select_for_update(of=("self",))
        .select_related("desk__programme", "contact", "person__municipality", "referral")
        .get(pk=entry.pk)
    )
    if entry.contact_id:  # two accesses of the same contact made known at once wait for each other
        Contact.objects.select_for_update(of=("self",)).only("pk").get(pk=entry.contact_id)
    found.refresh_from_db(fields=["person"])
    return found
