"""Who may see and keep an internship. The host's view never shows more than `host_view` allows."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.casework import access as casework
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import Section
from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.people.access import refusals
from snodo.domain.people.states import SharingPurpose
from snodo.domain.placements.models import Internship, InternshipRule, MonitoringMeeting
from snodo.domain.programmes.states import ProgrammeState
from snodo.kernel.actor import Actor

__all__ = [
    "can_draft",
    "can_keep",
    "can_revise_rules",
    "footing",
    "internships_visible_to",
    "meetings_visible_to",
    "require",
    "rules_visible_to",
    "sees_sheets",
]

NOT_YOURS = (
    "Questo tirocinio è seguito da altri: per scriverci bisogna esserne tutor o far parte dell'équipe."
)
_READERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.OPERATOR)


def _mine(actor: Actor) -> Q:
    """One's own internships, unless the person keeps one's body out."""
    refused = refusals(SharingPurpose.WORK).filter(
        organisation_id=actor.organisation_id, person=OuterRef("person")
    )
    tutor = Q(promoter_tutor_id=actor.membership_id) | Q(responsible_id=actor.membership_id)
    return tutor & ~Q(Exists(refused))


def internships_visible_to(actor: Actor) -> QuerySet[Internship]:
    """Those of the cases one may see, and those one is tutor of.

    Where a protected person works is as secret as where they live: only their team and the tutors see it.
    """
    if not actor.has_role(Role.OPERATOR, Role.COORDINATOR):
        return Internship.objects.none()
    visible = Q(case__in=casework.cases_visible_to(actor).values("pk"), person__protected=False)
    team = Q(case__in=casework.cases_of_my_team(actor).values("pk"), person__protected=True)
    return Internship.objects.filter(
        visible | team | _mine(actor), ~casework.act_over(actor, "case__programme"), case__frozen=False
    )


def meetings_visible_to(actor: Actor) -> QuerySet[MonitoringMeeting]:
    """Meetings of the internships one may see."""
    return MonitoringMeeting.objects.filter(internship__in=internships_visible_to(actor).values("pk"))


def can_draft(actor: Actor, case: Case) -> bool:
    """Prepare an internship: who writes the case."""
    return casework.can_write_case(actor, case)


@dataclass(frozen=True, slots=True)
class Footing:
    """How an actor stands to an internship: may they keep it, may they read what was said in the meetings."""

    keeps: bool = False
    sees_sheets: bool = False


def footing(actor: Actor, internship: Internship) -> Footing:
    """The team of the case, and the tutors while the programme is not concluded. Needs the programme loaded.

    What was said in the meetings is for the team and the tutors, not for every body around the case.
    """
    found = casework.standing(actor, internship.case)
    tutor = actor.has_role(Role.OPERATOR, Role.COORDINATOR) and actor.membership_id in (
        internship.promoter_tutor_id,
        internship.responsible_id,
    )
    running = internship.case.programme.state != ProgrammeState.CONCLUDED
    return Footing(
        keeps=(found is not None and found.can_follow_up) or (tutor and running),
        sees_sheets=tutor or (found is not None and found.sees(Section.DIARY)),
    )


def can_keep(actor: Actor, internship: Internship) -> bool:
    """Register, meetings, suspension, end."""
    return footing(actor, internship).keeps


def sees_sheets(actor: Actor, internship: Internship) -> bool:
    """What was said in the meetings."""
    return footing(actor, internship).sees_sheets


def rules_visible_to(actor: Actor) -> QuerySet[InternshipRule]:
    """The limits are law: whoever works with internships reads them."""
    rules = InternshipRule.objects.filter(network_id=actor.network_id)
    return rules if actor.has_role(*_READERS) else rules.none()


def can_revise_rules(actor: Actor) -> bool:
    """Administrators keep the limits up to date."""
    return actor.has_role(Role.ADMINISTRATOR)
