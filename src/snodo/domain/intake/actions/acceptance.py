"""Acceptance: the person becomes known, the case opens, someone is responsible."""

from collections.abc import Iterable

from django.db import transaction

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.intake import access, messages, queries, sealing
from snodo.domain.intake.actions.story import first_answer, lock, move, target, tell_sender
from snodo.domain.intake.deciding import Deciding
from snodo.domain.intake.models import Referral
from snodo.domain.network.models import Organisation
from snodo.domain.people import actions as people
from snodo.domain.people.access import people_visible_to
from snodo.domain.people.models import Household, Person
from snodo.domain.people.queries import guardians_on, refusal_sentence
from snodo.domain.people.states import CircleReason, SharingPurpose
from snodo.domain.programmes.states import CaseUnit
from snodo.kernel import clock, identifiers
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.text import search_form


@transaction.atomic
def accept_referral(
    *,
    referral: Referral,
    person: Person | None = None,
    household: Household | None = None,
    target_groups: Iterable[str] = (),
    barriers: Iterable[str] = (),
    deciding: Deciding | None = None,
    actor: Actor,
) -> Case:
    """Take in an assigned referral: one case, whoever clicks first.

    `person` (or `household`) is the one already known, when there is; the same code means the same person;
    otherwise they are written down from the referral. The bodies concerned enter the circle, the case opens
    with the assigned member responsible and the sender around it, the sender is told. `deciding` is who
    decides for a minor, confirmed by who accepts; refused under `guardian_…`.
    Raises Conflict when somebody ended the referral first, InputRefused, NotAllowed.
    """
    referral = lock(referral)
    access.require(access.can_accept(actor, referral))
    to = target(referral, "accept")
    assert referral.assigned_membership is not None
    assert referral.assigned_organisation is not None
    referral.person = person = _person_of(referral, person, actor)
    referral.save(update_fields=["person"])  # from here on, whoever was given the referral knows the person
    if referral.action.case_unit == CaseUnit.HOUSEHOLD:
        household = _household_of(referral, person, household, actor)
    case = casework.open_case(
        programme=referral.programme,
        action=referral.action,
        person=None if household else person,
        household=household,
        organisation=referral.assigned_organisation,
        responsible=referral.assigned_membership,
        need_in_own_words=referral.need_words,
        sender=referral.sender_organisation,
        target_groups=target_groups,
        barriers=barriers,
        actor=actor,
    )
    if deciding is not None:
        _note_who_decides(deciding, person, actor)
    referral.household, referral.opened_case = household, case
    referral.sealed = {}  # it lies with the person now
    first_answer(referral)
    move(referral, "accept", to=to, actor=actor, case=case.pk)
    tell_sender(referral, messages.ReferralMoved, actor)
    return case


def _person_of(referral: Referral, person: Person | None, actor: Actor) -> Person:
    """The person chosen, the bearer of the same code, or a new one; the bodies concerned may see them."""
    if person is not None and not people_visible_to(actor).filter(pk=person.pk).exists():
        raise InputRefused({"person": "Scegli una persona tra quelle che il tuo ente conosce."})
    if person is None:
        person = referral.person or queries.bearer_of_code(referral) or _new_person(referral, actor)
    for organisation in _concerned(referral, person):
        people.admit_organisation(
            person=person,
            organisation=organisation,
            reason=CircleReason.REFERRAL,
            ground_id=referral.programme_id,
            actor=actor,
        )
    return person


def _concerned(referral: Referral, person: Person) -> list[Organisation]:
    """Who takes in; and who sent, unless the person does not want them to follow."""
    assert referral.assigned_organisation is not None
    sender = referral.sender_organisation
    if refusal_sentence([person], sender, SharingPurpose.FOLLOW):
        return [referral.assigned_organisation]
    return [sender, referral.assigned_organisation]


def _new_person(referral: Referral, actor: Actor) -> Person:
    facts = sealing.facts_of(referral)
    code = facts.pop("codice_fiscale")
    del facts["homeless"], facts["stay"]  # said of the referral: it decides who receives
    return people.register_person(
        **facts,
        sex=referral.sex,
        language=referral.language or "it",
        protected=referral.protected,
        pseudonym=referral.pseudonym,
        code_kind=identifiers.guess_kind(code) if code else "",
        code=code,
        reason=CircleReason.REFERRAL,
        ground_id=referral.programme_id,
        actor=actor,
    )


def _household_of(referral: Referral, person: Person, household: Household | None, actor: Actor) -> Household:
    if household is not None:
        return household
    name = referral.household_name or f"Famiglia {referral.last_name or person.name}"
    return people.form_household(name=name, reference=person, municipality=referral.municipality, actor=actor)


def _note_who_decides(deciding: Deciding, person: Person, actor: Actor) -> None:
    """In the file of the person, where it is not written already."""
    if deciding.searching:
        people.look_for_guardian(person=person, note=deciding.note, actor=actor)
        return
    name = search_form(deciding.name)
    known = guardians_on(person, clock.today())
    if any(one.kind == deciding.kind and search_form(one.name) == name for one in known):
        return
    if deciding.started_on is None:
        raise InputRefused({"guardian_started_on": "Scrivi da quando decide."})
    try:
        people.name_guardian(
            person=person,
            kind=deciding.kind,
            name=deciding.name,
            reach=deciding.reach,
            act=deciding.act,
            started_on=deciding.started_on,
            actor=actor,
        )
    except InputRefused as refusal:
        raise InputRefused({f"guardian_{name}": said for name, said in refusal.problems.items()}) from None
