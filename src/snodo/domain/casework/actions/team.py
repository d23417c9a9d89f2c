"""Who is around the case: team, bodies and what they see, and responsibility handed over."""

import datetime

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, events, gates, messages, states
from snodo.domain.casework.actions.checks import lock, refuse, required, save_checked
from snodo.domain.casework.actions.opening import add_party_row, refused
from snodo.domain.casework.actions.parties import STEERS, give_back_steps, is_around, last_day
from snodo.domain.casework.actions.story import close_step, note_event, promise_step
from snodo.domain.casework.models import Case, CaseParty, CaseTeamMember, Handover
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.network.states import Role
from snodo.kernel import clock
from snodo.kernel.actor import Actor

HANDOVER_DAYS = 7


@transaction.atomic
def add_team_member(
    *,
    case: Case,
    membership: Membership,
    function: str = states.TeamFunction.CO_WORKER,
    started_on: datetime.date | None = None,
    actor: Actor,
) -> CaseTeamMember:
    """Let a colleague of a body around the case work on it. Raises InputRefused."""
    access.require(access.can_manage_team(actor, case), STEERS)
    case = lock(case)
    problems: dict[str, str] = {}
    if function not in states.TeamFunction.values or function == states.TeamFunction.RESPONSIBLE:
        problems["function"] = (
            "La responsabilità passa solo con un passaggio accettato: scegli un altro compito."
        )
    if membership.ended_on is not None or membership.role not in (Role.OPERATOR, Role.COORDINATOR):
        problems["membership"] = "Scegli una persona che lavora oggi come operatore o nel coordinamento."
    elif not is_around(case, membership.organisation_id):
        problems["membership"] = "L'ente di questa persona non partecipa al percorso: aggiungi prima l'ente."
    elif case.team.filter(access.in_force(), membership=membership).exists():
        problems["membership"] = "Questa persona fa già parte dell'équipe."
    refuse(problems)
    member = CaseTeamMember(
        case=case, membership=membership, function=function, started_on=started_on or clock.today()
    )
    save_checked(member)
    name = membership.user.get_full_name()
    note_event(
        case=case,
        kind=states.EventKind.TEAM,
        title=f"{name} entra nell'équipe"[:200],
        ref=member,
        actor=actor,
    )
    changes = {"membership": membership.pk, "function": function}
    audit.record(actor=actor, verb="case.team_add", subject=case, person_id=case.person_id, changes=changes)
    return member


@transaction.atomic
def end_team_member(
    *, member: CaseTeamMember, on: datetime.date | None = None, actor: Actor
) -> CaseTeamMember:
    """From now on this colleague no longer sees the case. The responsible one hands over instead."""
    access.require(access.can_manage_team(actor, member.case), STEERS)
    case = lock(member.case)
    member = CaseTeamMember.objects.select_related("membership__user").get(pk=member.pk)
    problems: dict[str, str] = {}
    if member.function == states.TeamFunction.RESPONSIBLE:
        problems["member"] = "Chi è responsabile non si toglie: proponi un passaggio a un'altra persona."
    elif member.ended_on is not None:
        problems["member"] = "Questa persona è già uscita dall'équipe."
    refuse(problems)
    member.ended_on = last_day(member.started_on, on)
    member.save(update_fields=["ended_on"])
    give_back_steps(case, member.membership_id)
    name = member.membership.user.get_full_name()
    note_event(
        case=case, kind=states.EventKind.TEAM, title=f"{name} lascia l'équipe"[:200], ref=member, actor=actor
    )
    changes = {"membership": member.membership_id, "ended_on": member.ended_on}
    audit.record(actor=actor, verb="case.team_end", subject=case, person_id=case.person_id, changes=changes)
    return member


# Responsibility moves only when the other accepts


@transaction.atomic
def propose_handover(*, case: Case, to: Membership, note: str = "", actor: Actor) -> Handover:
    """Offer the responsibility. Until the other accepts, nothing moves. Raises InputRefused, Conflict."""
    sentence = "Può proporre il passaggio chi è responsabile o coordina il percorso."
    access.require(access.can_propose_handover(actor, case), sentence)
    case = lock(case)
    problems = _handover_problems(case, to)
    if Handover.objects.filter(case=case, state=states.HandoverState.PROPOSED).exists():
        problems[""] = "C'è già un passaggio in attesa di risposta: ritiralo prima di proporne un altro."
    refuse(problems)
    handover = Handover(
        case=case,
        from_membership_id=case.responsible_id,
        to_membership=to,
        to_organisation_id=to.organisation_id,
        note=note,
    )
    save_checked(handover)
    name = to.user.get_full_name()
    title = f"Proposto il passaggio a {name}: fino alla risposta resta tutto com'è"[:200]
    note_event(case=case, kind=states.EventKind.HANDOVER, title=title, ref=handover, actor=actor)
    promise_step(
        case=case,
        kind=states.StepKind.HANDOVER,
        title="Rispondere alla proposta di passaggio",
        due_on=clock.today() + datetime.timedelta(days=HANDOVER_DAYS),
        owner_membership=to,
        owner_organisation=to.organisation,
        ref=handover,
        actor=actor,
    )
    messages.tell_offered(handover, actor)
    changes = {"from": case.responsible_id, "to": to.pk}
    audit.record(
        actor=actor, verb="case.handover_propose", subject=case, person_id=case.person_id, changes=changes
    )
    return handover


def _handover_problems(case: Case, to: Membership) -> dict[str, str]:
    problems: dict[str, str] = {}
    if to.pk == case.responsible_id:
        problems["to"] = "Questa persona è già responsabile del percorso."
    elif to.ended_on is not None or to.role not in (Role.OPERATOR, Role.COORDINATOR):
        problems["to"] = "Scegli una persona che lavora oggi come operatore o nel coordinamento."
    elif not access.organisation_has_act(case.programme_id, to.organisation_id):
        problems["to"] = "L'ente di questa persona non ha un atto in vigore nel programma."
    elif sentence := gates.refusal(case.action, to) or refused(case, to.organisation, "responsible"):
        problems["to"] = sentence
    return problems


@transaction.atomic
def accept_handover(*, handover: Handover, actor: Actor) -> Case:
    """Take the responsibility: team, body and what is due move together. Raises TransitionRefused …"""
    access.require(access.can_answer_handover(actor, handover), "Può rispondere chi riceve la proposta.")
    case = lock(handover.case)
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    handover.state = states.HANDOVER.target(handover.state, "accept")
    to = Membership.objects.select_related("organisation", "user").get(pk=handover.to_membership_id)
    refuse(_handover_problems(case, to))
    handover.decided_on = clock.today()
    handover.save(update_fields=["state", "decided_on"])
    before = case.responsible_id
    _move_team(case, to)
    if to.organisation_id != case.organisation_id:
        _move_body(case, to.organisation, actor)
    case.steps.filter(state=states.StepState.DUE, membership_id=before).update(
        membership=to, organisation=to.organisation
    )
    close_step(ref=handover, actor=actor)
    case.responsible, case.organisation = to, to.organisation
    case.version += 1
    case.save(update_fields=["responsible", "organisation", "version"])
    note_event(
        case=case,
        kind=states.EventKind.HANDOVER,
        title=f"Il percorso passa a {to.user.get_full_name()}, {to.organisation.label}"[:200],
        audience=states.Audience.NETWORK,
        ref=handover,
        actor=actor,
    )
    changes = {"responsible": [before, to.pk]}
    audit.record(
        actor=actor, verb="case.handover_accept", subject=case, person_id=case.person_id, changes=changes
    )
    messages.tell_answered(handover, actor)
    events.responsibility_moved.send(sender=Case, case=case, handover=handover, actor=actor)
    return case


def _move_team(case: Case, to: Membership) -> None:
    """The one who hands over stays in the team as a colleague, until taken off."""
    present = CaseTeamMember.objects.filter(case=case, ended_on__isnull=True)
    present.filter(function=states.TeamFunction.RESPONSIBLE).update(function=states.TeamFunction.CO_WORKER)
    if not present.filter(membership=to).update(function=states.TeamFunction.RESPONSIBLE):
        CaseTeamMember.objects.create(case=case, membership=to, function=states.TeamFunction.RESPONSIBLE)


def _move_body(case: Case, organisation: Organisation, actor: Actor) -> None:
    """The new body becomes responsible; the old one stays as a partner."""
    parties = CaseParty.objects.filter(case=case, ended_on__isnull=True)
    ended = last_day(case.opened_on, None)
    for old in parties.filter(function=states.PartyFunction.RESPONSIBLE):
        old.ended_on = max(old.started_on, ended)
        old.save(update_fields=["ended_on"])
    add_party_row(case, organisation, states.PartyFunction.RESPONSIBLE, clock.today(), actor)
    stays = parties.filter(organisation=case.organisation, function=states.PartyFunction.PARTNER).exists()
    if not stays and not refused(case, case.organisation, "partner"):
        add_party_row(case, case.organisation, states.PartyFunction.PARTNER, clock.today(), actor)


@transaction.atomic
def decline_handover(*, handover: Handover, answer: str, actor: Actor) -> Handover:
    """Say no, and why; the responsibility stays where it was. Raises InputRefused, TransitionRefused."""
    access.require(access.can_answer_handover(actor, handover), "Può rispondere chi riceve la proposta.")
    problems: dict[str, str] = {}
    required(problems, "Scrivi perché: aiuta chi ha proposto a trovare un'altra strada.", answer=answer)
    refuse(problems)
    declined = _end_offer(
        handover,
        "decline",
        "Il passaggio non è stato accettato: la responsabilità resta com'era",
        answer,
        actor,
    )
    messages.tell_answered(declined, actor)
    return declined


@transaction.atomic
def withdraw_handover(*, handover: Handover, actor: Actor) -> Handover:
    """Take the offer back. Raises TransitionRefused when it was answered already."""
    sentence = "Può ritirare la proposta chi è responsabile o coordina il percorso."
    access.require(access.can_propose_handover(actor, handover.case), sentence)
    return _end_offer(handover, "withdraw", "La proposta di passaggio è stata ritirata", "", actor)


def _end_offer(handover: Handover, verb: str, title: str, answer: str, actor: Actor) -> Handover:
    handover = Handover.objects.select_for_update(of=("self",)).select_related("case").get(pk=handover.pk)
    handover.state = states.HANDOVER.target(handover.state, verb)
    handover.decided_on, handover.answer = clock.today(), answer
    save_checked(handover)
    close_step(ref=handover, outcome="done" if verb == "decline" else "dropped", actor=actor)
    case = handover.case
    note_event(
        case=case, kind=states.EventKind.HANDOVER, title=title, detail=answer, ref=handover, actor=actor
    )
    audit.record(actor=actor, verb=f"case.handover_{verb}", subject=case, person_id=case.person_id)
    return handover
