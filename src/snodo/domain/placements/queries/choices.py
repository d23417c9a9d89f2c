"""What the person chose about the bodies of an internship."""

from django.db.models import QuerySet

from snodo.domain.people.access import refusals
from snodo.domain.people.models import SharingChoice
from snodo.domain.people.states import SharingPurpose
from snodo.domain.placements.models import Internship


def choices_against(internship: Internship) -> QuerySet[SharingChoice]:
    """The refusals in force that keep out who promotes, hosts or takes in charge."""
    bodies = (internship.promoter_id, internship.host_id, internship.taking_organisation_id)
    return (
        refusals(SharingPurpose.WORK)
        .filter(person=internship.person_id, organisation__in=[body for body in bodies if body])
        .select_related("organisation")
        .order_by("decided_on")
    )
