"""Emergency accesses: what they show, and those to be judged."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.casework.models import Case
from snodo.domain.casework.queries import SideBySide, guidance_about
from snodo.domain.casework.states import CaseState
from snodo.domain.people import access as people
from snodo.domain.people.models import EmergencyAccess, HouseholdMember, Person, SafeContact
from snodo.domain.people.queries import SafeTimes, safe_contact_of, together
from snodo.domain.privacy import access
from snodo.domain.privacy.models import EmergencyReview
from snodo.kernel import clock
from snodo.kernel.actor import Actor


def emergency_running(actor: Actor, person: Person) -> bool:
    """Whether the actor has an hour open on this person."""
    return people.emergencies_in_force(actor).filter(person=person).exists()


def my_emergencies(actor: Actor) -> QuerySet[EmergencyAccess]:
    """The actor's that are still open."""
    return people.emergencies_in_force(actor).select_related("person").order_by("until")


def review_list(actor: Actor, *, state: str = "") -> QuerySet[EmergencyReview]:
    """Those the actor may see: what waits first, then the newest."""
    reviews = access.reviews_visible_to(actor).select_related(
        "emergency__person", "emergency__membership__user", "emergency__organisation", "judged_by__user"
    )
    if state:
        reviews = reviews.filter(state=state)
    return reviews.order_by("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class EmergencyFile:
    """The few facts that serve in an emergency: how to reach the person, whom to call, what to mind."""

    emergency: EmergencyAccess
    person: Person
    cases: list[Case]
    guidance: SideBySide
    safe: SafeContact | None

    @property
    def safe_times(self) -> SafeTimes | None:
        """When one may call, if anything was agreed."""
        return SafeTimes.from_row(self.safe) if self.safe is not None else None

    @property
    def minutes_left(self) -> int:
        """Whole minutes before it closes by itself."""
        return max(0, int((self.emergency.until - clock.now()).total_seconds() // 60))


def emergency_file(actor: Actor, pk: UUID) -> EmergencyFile | None:
    """What an access in force opens; None for one that is over, or another's."""
    emergency = (
        people.emergencies_in_force(actor).filter(pk=pk).select_related("person__municipality").first()
    )
    if emergency is None or not people.can_see_in_emergency(actor, emergency.person):
        return None
    cases = open_cases_of(emergency.person_id)
    named = cases.select_related("responsible__user", "organisation").order_by("opened_on", "pk")
    return EmergencyFile(
        emergency=emergency,
        person=emergency.person,
        cases=list(named[:10]),
        guidance=guidance_about(emergency.person, cases),
        safe=safe_contact_of(emergency.person),
    )


def cases_of(person_id: UUID) -> QuerySet[Case]:
    """The paths of a person, or of their household if they are not hidden in it. Asks no access rule."""
    inside = HouseholdMember.objects.filter(
        together(), household_id=OuterRef("household_id"), person_id=person_id
    )
    cases: QuerySet[Case] = Case.objects.filter(Q(person_id=person_id) | Exists(inside))
    return cases


def open_cases_of(person_id: UUID) -> QuerySet[Case]:
    """Those that are open."""
    return cases_of(person_id).exclude(state=CaseState.CLOSED)
