"""Whether somebody a case is about keeps a body out: asked by every way a body may come to see it."""

from snodo.domain.casework.models import Case
from snodo.domain.casework.queries.details import persons_in
from snodo.domain.network.models import Organisation
from snodo.domain.people.queries import refusal_sentence


def refusal_about(case: Case, organisation: Organisation, purpose: str) -> str:
    """The sentence that says why not; empty when nobody said no."""
    return refusal_sentence(list(persons_in(case)), organisation, purpose)
