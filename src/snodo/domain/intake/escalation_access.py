"""Before whom a promise is put, who sees it and who may settle it."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from snodo.domain.casework.access import cases_visible_to
from snodo.domain.intake import access, hands, promising
from snodo.domain.intake.escalation_states import EscalationLevel, EscalationState
from snodo.domain.intake.models import Escalation, Referral
from snodo.domain.network.access import require
from snodo.domain.network.models import Membership
from snodo.domain.network.queries import actor_of
from snodo.domain.network.states import Role
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.access import acts_in_force
from snodo.kernel.actor import Actor

__all__ = [
    "OPEN",
    "WHO_MAY",
    "can_act_on",
    "escalations_visible_to",
    "may_open",
    "owners_of",
    "require",
]

WHO_MAY = "Può farlo chi ha la scadenza davanti e chi coordina il suo ente."
OPEN = ~Q(state=EscalationState.SETTLED)


# Who answers for it


def owners_of(referral: Referral, level: str) -> Iterator[Membership]:
    """Who may own an escalation, the fittest first; it always ends with who administers the network.

    Who works on it, the co-ordination of their body, of the lead, of any other body that receives: each only
    if the rules let them open the referral, or the path it opened.
    """
    bodies = _bodies(referral, level)
    seen: set[UUID] = set()
    for member in (*_workers(referral, level), *_coordinators(bodies)):
        if member.pk not in seen and may_open(member, referral):
            seen.add(member.pk)
            yield member
    administrators = _in_force().filter(role=Role.ADMINISTRATOR).order_by("user__last_name", "pk")
    yield from administrators


def _in_force() -> QuerySet[Membership]:
    members: QuerySet[Membership] = Membership.objects.filter(hands.at_work())
    return members.select_related("user", "organisation")


def _workers(referral: Referral, level: str) -> list[Membership]:
    if level != EscalationLevel.WORKER:
        return []
    case = referral.opened_case
    worker = referral.assigned_membership_id if case is None else case.responsible_id
    return list(_in_force().filter(pk=worker, role__in=access.WORKERS)) if worker else []


def _bodies(referral: Referral, level: str) -> list[UUID]:
    """The body that answers (not for the last level), the lead, then the others that receive."""
    case = referral.opened_case
    lead = programmes.lead_of(referral.programme_id)
    mine = promising.receiver_of(referral) if case is None else case.organisation_id
    receiving = acts_in_force().filter(programme=referral.programme_id, role__in=access.RECEIVING)
    others = receiving.order_by("organisation__name").values_list("organisation_id", flat=True)
    first = [lead] if level == EscalationLevel.LEAD else [mine, lead]
    return list(dict.fromkeys(body for body in (*first, *others) if body is not None))


def _coordinators(bodies: Iterable[UUID]) -> list[Membership]:
    """Body by body; within one, who has fewest open."""
    order = {body: place for place, body in enumerate(bodies)}
    carried = Escalation.objects.filter(OPEN).order_by().values_list("owner").annotate(Count("pk"))
    load: dict[UUID, int] = dict(carried)
    members = _in_force().filter(role=Role.COORDINATOR, organisation__in=list(order))
    return sorted(
        members, key=lambda one: (order[one.organisation_id], load.get(one.pk, 0), one.user.last_name, one.pk)
    )


def may_open(member: Membership, referral: Referral) -> bool:
    """Whether this member could read the referral, or the path it opened."""
    actor = actor_of(member)
    if access.referrals_visible_to(actor).filter(pk=referral.pk).exists():
        return True
    case = referral.opened_case_id
    return case is not None and cases_visible_to(actor).filter(pk=case).exists()


# Who sees it and acts


def escalations_visible_to(actor: Actor) -> QuerySet[Escalation]:
    """One's own, and those of the body one co-ordinates. `named`: whether the rules tell whom it is about.

    `shown`: the referral itself may be opened; `led`: the path it opened.
    """
    rows: QuerySet[Escalation] = Escalation.objects.filter(network_id=actor.network_id)
    shown = access.referrals_visible_to(actor).filter(pk=OuterRef("referral"))
    case = cases_visible_to(actor).filter(pk=OuterRef("referral__opened_case"))
    rows = rows.annotate(shown=Exists(shown), led=Exists(case), named=Exists(shown) | Exists(case))
    if actor.has_role(Role.COORDINATOR):
        return rows.filter(Q(owner=actor.membership_id) | Q(organisation=actor.organisation_id))
    return rows.filter(owner=actor.membership_id)


def can_act_on(actor: Actor, escalation: Escalation) -> bool:
    """Take it, or agree on another day: who sees it and may open what it is about."""
    row = escalations_visible_to(actor).filter(pk=escalation.pk).first()
    return row is not None and bool(row.named)  # type: ignore[attr-defined]
