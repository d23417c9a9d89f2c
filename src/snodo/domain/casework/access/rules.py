"""Who may do what on a case, and which parts of it they read: each asks the standing."""

from uuid import UUID

from django.db.models import Q, QuerySet

from snodo.domain.casework.access.scope import (
    WORKING_ROLES,
    acts_in_force,
    cases_visible_to,
    organisation_has_act,
    progress_visible_to,
)
from snodo.domain.casework.access.standings import standing
from snodo.domain.casework.models import Case, CaseEvent, Handover
from snodo.domain.casework.states import Audience, HandoverState, PartyFunction, Section, Viewpoint
from snodo.domain.network.models import Organisation
from snodo.domain.network.states import Capability, Role
from snodo.domain.programmes.states import PartnerRole
from snodo.kernel.actor import Actor
from snodo.kernel.errors import NotAllowed

NOT_YOURS = "Questo percorso è seguito da altri: per cambiarlo bisogna far parte dell'équipe."


def require(allowed: bool, sentence: str = NOT_YOURS) -> None:
    """Raises NotAllowed with the sentence unless the rule says yes."""
    if not allowed:
        raise NotAllowed(sentence)


def can_see_case(actor: Actor, case: Case) -> bool:
    return cases_visible_to(actor).filter(pk=case.pk).exists()


def can_write_case(actor: Actor, case: Case) -> bool:
    """Write the plan, readings, notes: the team, and who co-ordinates the responsible body."""
    found = standing(actor, case)
    return found is not None and found.can_write


def can_follow_up(actor: Actor, case: Case) -> bool:
    """Write what came after the end too."""
    found = standing(actor, case)
    return found is not None and found.can_follow_up


def can_move_phase(actor: Actor, case: Case) -> bool:
    found = standing(actor, case)
    return found is not None and found.can_steer


def can_suspend_case(actor: Actor, case: Case) -> bool:
    return can_move_phase(actor, case)


def can_close_case(actor: Actor, case: Case) -> bool:
    return can_move_phase(actor, case)


def can_manage_team(actor: Actor, case: Case) -> bool:
    return can_move_phase(actor, case)


def can_propose_handover(actor: Actor, case: Case) -> bool:
    """The responsible one, who co-ordinates their body, or the lead of the programme."""
    found = standing(actor, case)
    return found is not None and found.can_hand_over


def handovers_to_answer(actor: Actor) -> QuerySet[Handover]:
    """Offers of responsibility that wait for this actor: to them, or to their body if they co-ordinate it."""
    offers = Handover.objects.filter(state=HandoverState.PROPOSED)
    if actor.has_role(Role.COORDINATOR):
        return offers.filter(
            Q(to_membership_id=actor.membership_id) | Q(to_organisation_id=actor.organisation_id)
        )
    if actor.has_role(Role.OPERATOR):
        return offers.filter(to_membership_id=actor.membership_id)
    return offers.none()


def can_answer_handover(actor: Actor, handover: Handover) -> bool:
    return handovers_to_answer(actor).filter(pk=handover.pk).exists()


def can_open_case(actor: Actor, programme_id: UUID, organisation_id: UUID) -> bool:
    """Who works in the body that takes charge, or co-ordinates the lead of the programme."""
    if not actor.has_role(*WORKING_ROLES):
        return False
    if actor.organisation_id == organisation_id:
        return organisation_has_act(programme_id, organisation_id)
    lead = acts_in_force().filter(
        programme_id=programme_id, organisation_id=actor.organisation_id, role=PartnerRole.LEAD
    )
    return actor.has_role(Role.COORDINATOR) and lead.exists()


def can_message(actor: Actor, case: Case) -> bool:
    """The team and the body that sent the person write to each other."""
    return can_follow_up(actor, case) or progress_visible_to(actor).filter(pk=case.pk).exists()


def viewpoints_of(actor: Actor, case: Case) -> frozenset[str]:
    """From which side the actor may write what matters for work.

    Who cares: the team of a body with the clinical side of the case that is entitled to it. Who follows the
    work: the team of the responsible body; of both, where that body is a health service.
    """
    found = standing(actor, case)
    if found is None or not found.in_team or not found.can_write:
        return frozenset()
    sides = set()
    clinical = Organisation.objects.get(pk=actor.organisation_id).can(Capability.CLINICAL)
    if clinical and found.functions & {PartyFunction.CLINICAL, PartyFunction.RESPONSIBLE}:
        sides.add(Viewpoint.CLINICAL.value)
    if PartyFunction.RESPONSIBLE in found.functions:
        sides.add(Viewpoint.WORK.value)
    return frozenset(sides)


# Parts of a case


def sections_seen(actor: Actor, case: Case) -> frozenset[str]:
    """Which sections of a case the actor reads; the sender reads the progress only."""
    found = standing(actor, case)
    if found is not None:
        return found.sections
    if progress_visible_to(actor).filter(pk=case.pk).exists():
        return frozenset({Section.PROGRESS.value})
    return frozenset()


def audiences_seen(sections: frozenset[str]) -> list[str]:
    """Which lines of the story these sections let one read."""
    if Section.DIARY in sections:
        return [Audience.TEAM.value, Audience.NETWORK.value]
    return [Audience.NETWORK.value] if Section.PROGRESS in sections else []


def events_visible_to(actor: Actor, case: Case) -> QuerySet[CaseEvent]:
    """The lines of the story this actor may read."""
    return CaseEvent.objects.filter(case=case, audience__in=audiences_seen(sections_seen(actor, case)))
