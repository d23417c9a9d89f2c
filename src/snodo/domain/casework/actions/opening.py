"""Taking a person or a household in charge, with somebody responsible from the first moment."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, events, gates, messages, states
from snodo.domain.casework.actions.checks import instant, lock, past_day, refuse, save_checked
from snodo.domain.casework.actions.story import note_event, promise_step
from snodo.domain.casework.models import (
    Case,
    CaseParty,
    CasePhase,
    CaseTeamMember,
)
from snodo.domain.network.calendars import calendar_of
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.network.states import Role
from snodo.domain.people import actions as people
from snodo.domain.people import queries as people_queries
from snodo.domain.people.access import circle_in_force
from snodo.domain.people.models import Household, HouseholdMember, Person, PersonCircle
from snodo.domain.people.queries import refusal_sentence
from snodo.domain.people.states import CircleReason
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.models import Phase, Programme, ProgrammeAction
from snodo.domain.programmes.states import CaseUnit, ProgrammeState, PromisedStep
from snodo.kernel import clock
from snodo.kernel.actor import Actor

UNPROMISED = datetime.timedelta(days=15)  # where an action promises nothing of the first interview


@transaction.atomic
def open_case(
    *,
    programme: Programme,
    action: ProgrammeAction,
    person: Person | None = None,
    household: Household | None = None,
    organisation: Organisation,
    responsible: Membership,
    opened_on: datetime.date | None = None,
    need_in_own_words: str = "",
    sender: Organisation | None = None,
    target_groups: Iterable[str] = (),
    barriers: Iterable[str] = (),
    parent: Case | None = None,
    actor: Actor,
) -> Case:
    """Take a person or a household in charge: someone is responsible from the first moment.

    Puts the case in the first phase of the action, the responsible operator in the team, the bodies around
    it and in the circle of each person, a line in the story and the first interview among the next steps.
    Raises InputRefused, NotAllowed, Conflict.
    """
    sentence = "Può aprire il percorso chi lavora nell'ente che prende in carico, con un atto in vigore."
    access.require(access.can_open_case(actor, programme.pk, organisation.pk), sentence)
    opened_on = opened_on or clock.today()
    phase = Phase.objects.filter(action=action).order_by("position").first()
    problems = _opening_problems(programme, action, person, household, parent, opened_on)
    problems |= _circle_problems(person, household, organisation, actor)
    problems |= _responsible_problems(programme, action, organisation, responsible)
    problems |= _word_problems(programme, target_groups=list(target_groups), barriers=list(barriers))
    if phase is None:
        problems["action"] = "Questa azione non ha ancora fasi: completale nella scheda del programma."
    refuse(problems)
    assert phase is not None
    case = Case(
        programme=programme,
        action=action,
        phase=phase,
        person=person,
        household=household,
        parent=parent,
        organisation=organisation,
        responsible=responsible,
        opened_on=opened_on,
        need_in_own_words=need_in_own_words,
        target_groups=list(target_groups),
        barriers=list(barriers),
    )
    save_checked(case)
    CasePhase.objects.create(case=case, phase=phase, entered_on=opened_on)
    _surround(case, sender, actor)
    _announce_opening(case, actor)
    return case


def _opening_problems(
    programme: Programme,
    action: ProgrammeAction,
    person: Person | None,
    household: Household | None,
    parent: Case | None,
    opened_on: datetime.date,
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if action.programme_id != programme.pk:
        problems["action"] = "Questa azione è di un altro programma."
    if programme.state != ProgrammeState.RUNNING:
        problems["programme"] = "Il programma non è in corso: non si possono aprire percorsi."
    if (person is None) == (household is None):
        problems["person"] = "Scegli una persona oppure un nucleo."
    elif action.case_unit == CaseUnit.HOUSEHOLD and household is None and parent is None:
        problems["household"] = "In questa azione si prende in carico il nucleo: scegli o crea il nucleo."
    elif action.case_unit == CaseUnit.PERSON and person is None:
        problems["person"] = "In questa azione si prende in carico una persona."
    past_day(problems, "opened_on", opened_on, since=None)
    if opened_on < programme.starts_on:
        problems["opened_on"] = "Questa data viene prima dell'inizio del programma."
    if person is not None and person.birth_date and opened_on < person.birth_date:
        problems["opened_on"] = "Questa data viene prima della nascita della persona."
    return problems | _parent_problems(programme, person, parent)


def _circle_problems(
    person: Person | None, household: Household | None, organisation: Organisation, actor: Actor
) -> dict[str, str]:
    """One takes in charge whom one's body has met: no one is pulled in by an id."""
    circle = PersonCircle.objects.filter(
        circle_in_force(), organisation_id__in=[organisation.pk, actor.organisation_id]
    )
    if person is not None and not circle.filter(person=person).exists():
        return {"person": "Il tuo ente non conosce ancora questa persona: registra prima la segnalazione."}
    if household is not None:
        members = HouseholdMember.objects.filter(household=household, ended_on__isnull=True)
        if not circle.filter(person__in=members.values("person")).exists():
            return {"household": "Il nucleo non ha componenti che il tuo ente conosce: aggiungili prima."}
    return {}


def _parent_problems(programme: Programme, person: Person | None, parent: Case | None) -> dict[str, str]:
    if parent is None:
        return {}
    members = HouseholdMember.objects.filter(household=parent.household, ended_on__isnull=True)
    if parent.programme_id != programme.pk or parent.household_id is None:
        return {
            "parent": "Il percorso di un componente si lega a quello del suo nucleo, nello stesso programma."
        }
    if person is None or not members.filter(person=person).exists():
        return {"person": "Questa persona non fa parte del nucleo: aggiungila prima al nucleo."}
    return {}


def _responsible_problems(
    programme: Programme, action: ProgrammeAction, organisation: Organisation, responsible: Membership
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not access.organisation_has_act(programme.pk, organisation.pk):
        problems["organisation"] = "Questo ente non ha un atto in vigore nel programma."
    if responsible.organisation_id != organisation.pk:
        problems["responsible"] = "Chi è responsabile deve lavorare nell'ente che prende in carico."
    elif responsible.role not in (Role.OPERATOR, Role.COORDINATOR) or responsible.ended_on is not None:
        problems["responsible"] = "Scegli una persona che lavora oggi come operatore o nel coordinamento."
    elif sentence := gates.refusal(action, responsible):
        problems["responsible"] = sentence
    return problems


def _word_problems(programme: Programme, **chosen: list[str]) -> dict[str, str]:
    """Target groups and barriers are words of the programme."""
    problems = {}
    for field, codes in chosen.items():
        known = {word["code"] for word in programme.definition.get(field) or []}
        if set(codes) - known:
            problems[field] = "Scegli solo fra le voci del programma."
    return problems


def _surround(case: Case, sender: Organisation | None, actor: Actor) -> None:
    """Team, bodies and circle."""
    CaseTeamMember.objects.create(
        case=case,
        membership=case.responsible,
        function=states.TeamFunction.RESPONSIBLE,
        started_on=case.opened_on,
    )
    add_party_row(case, case.organisation, states.PartyFunction.RESPONSIBLE, case.opened_on, actor)
    if sender is not None and sender.pk != case.organisation_id and not refused(case, sender, "sender"):
        add_party_row(case, sender, states.PartyFunction.SENDER, case.opened_on, actor)


def add_party_row(
    case: Case,
    organisation: Organisation,
    function: str,
    started_on: datetime.date,
    actor: Actor,
    sees: Iterable[str] | None = None,
    **terms: Any,
) -> CaseParty:
    """A body around the case, admitted to the circle of everyone the case is about. Not a verb by itself.

    `terms`: purpose, legal_base, until, where they are not the usual ones. A refusal of the person stops it.
    """
    terms.setdefault("purpose", states.FUNCTION_PURPOSE[function])
    party = CaseParty(
        case=case,
        organisation=organisation,
        function=function,
        sees=list(states.USUAL_SECTIONS[function] if sees is None else sees),
        started_on=started_on,
        **terms,
    )
    save_checked(party)
    admit_body(party, actor)
    return party


def admit_body(party: CaseParty, actor: Actor) -> None:
    """Into the circle of everyone the case is about, for as long as the body takes part."""
    for person in persons_of(party.case):
        admit_to(party, person, actor)


def admit_to(party: CaseParty, person: Person, actor: Actor) -> None:
    """Whoever is in charge is known to the team of the body, no longer to its whole desk."""
    people.release(person=person, organisation=party.organisation, reason=CircleReason.DESK, actor=actor)
    people.admit_organisation(
        person=person,
        organisation=party.organisation,
        reason=CircleReason.CASE,
        ground_id=party.case.programme_id,
        purpose=party.purpose,
        until=party.until,
        actor=actor,
    )


def refused(case: Case, organisation: Organisation, function: str) -> str:
    """Why a body may not take part with this function: a person of the case said no. Empty if nobody did."""
    return refusal_sentence(persons_of(case), organisation, states.FUNCTION_PURPOSE[function])


def persons_of(case: Case) -> list[Person]:
    """Whom a case is about: the person, or the members of the household nobody must be kept from."""
    if case.person_id is not None:
        return [case.person]
    members = HouseholdMember.objects.filter(people_queries.together(), household=case.household)
    return [member.person for member in members.select_related("person")]


def _first_interview_by(case: Case) -> datetime.date:
    """As the action promises today when this body receives; counted from the opening."""
    promised = programmes.promises_for(case.action, clock.today(), case.organisation_id)
    calendar = calendar_of(case.organisation_id)
    if PromisedStep.FIRST_APPOINTMENT in promised:
        return promised[PromisedStep.FIRST_APPOINTMENT].due(case.opened_on, calendar)
    return calendar.on_or_after(case.opened_on + UNPROMISED)


def _announce_opening(case: Case, actor: Actor) -> None:
    note_event(
        case=case,
        kind=states.EventKind.OPENED,
        title="Presa in carico",
        detail=f"Responsabile: {case.responsible.user.get_full_name()}, {case.organisation.label}.",
        at=instant(case.opened_on),
        audience=states.Audience.NETWORK,
        ref=case,
        actor=actor,
    )
    promise_step(
        case=case,
        kind=states.StepKind.FIRST_INTERVIEW,
        title="Primo colloquio",
        due_on=_first_interview_by(case),
        owner_membership=case.responsible,
        owner_organisation=case.organisation,
        ref=case,
        actor=actor,
    )
    changes = {
        "programme": case.programme_id,
        "action": case.action_id,
        "responsible": case.responsible_id,
        "opened_on": case.opened_on,
    }
    audit.record(actor=actor, verb="case.open", subject=case, person_id=case.person_id, changes=changes)
    messages.tell_entrusted(case, actor)
    events.case_opened.send(sender=Case, case=case, actor=actor)


@transaction.atomic
def update_case(
    *,
    case: Case,
    need_in_own_words: str,
    target_groups: Iterable[str] = (),
    barriers: Iterable[str] = (),
    actor: Actor,
) -> Case:
    """Write again the person's own words, the target groups and what makes the path harder."""
    access.require(access.can_write_case(actor, case))
    case = lock(case)
    groups, hurdles = list(target_groups), list(barriers)
    refuse(_word_problems(case.programme, target_groups=groups, barriers=hurdles))
    changes = {"target_groups": [case.target_groups, groups], "barriers": [case.barriers, hurdles]}
    case.need_in_own_words, case.target_groups, case.barriers = need_in_own_words, groups, hurdles
    case.version += 1
    save_checked(case)
    audit.record(actor=actor, verb="case.update", subject=case, person_id=case.person_id, changes=changes)
    return case
