"""Whether somebody a case is about keeps a body out: asked by every way a body may come to see it."""

from django.db.models import QuerySet

from snodo.domain.casework.models import Case
from snodo.domain.casework.queries.details import persons_in
from snodo.domain.network.models import Organisation
from snodo.domain.people.access import refusals
from snodo.domain.people.queries import refusal_sentence


def refusal_about(case: Case, organisation: Organisation, purpose: str) -> str:
    """The sentence that says why not; empty when nobody said no."""
    return refusal_sentence(list(persons_in(case)), organisation, purpose)


def kept_out_bodies(case: Case, purpose: str) -> QuerySet[Organisation]:
    """The bodies that somebody the case is about keeps out, for this purpose."""
    choices = refusals(purpose).filter(person__in=persons_in(case).values("pk"))
    return Organisation.objects.filter(pk__in=choices.values("organisation_id"))
