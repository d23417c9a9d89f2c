"""The list of a body, one name of it, and what was said."""

import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from snodo.domain.instruments.models import Instrument
from snodo.domain.instruments.queries import shape_of
from snodo.domain.instruments.states import Purpose
from snodo.domain.outreach import access
from snodo.domain.outreach.models import PossibleRecipient, PriorInterview
from snodo.domain.programmes.models import Programme, ProgrammeAction
from snodo.domain.programmes.queries import instrument_for
from snodo.kernel import clock
from snodo.kernel.actor import Actor

SOON = 14  # days before a name goes


def programmes_to_reach(actor: Actor) -> QuerySet[Programme]:
    """The programmes one may reach out for, each with how many names stand on the list of one's own body."""
    soon = clock.today() + datetime.timedelta(days=SOON)

    def count(**narrowed: Any) -> Coalesce:
        rows = access.recipients_visible_to(actor).filter(programme=OuterRef("pk"), **narrowed)
        number = rows.order_by().values("programme").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(number, output_field=IntegerField()), 0)

    return (
        access.programmes_worked_in(actor)
        .annotate(listed=count(), untold=count(informed_on__isnull=True), ending=count(expires_on__lte=soon))
        .order_by("title", "pk")
    )


def actions_of(programme: Programme) -> QuerySet[ProgrammeAction]:
    """The lines of work somebody might take part in."""
    return ProgrammeAction.objects.filter(programme=programme).order_by("position")


def recipients_of(actor: Actor, programme: Programme, *, state: str = "") -> QuerySet[PossibleRecipient]:
    """Who goes first stands first. Names are sealed: they can be neither sorted nor looked for."""
    rows = access.recipients_visible_to(actor).filter(programme=programme)
    if state:
        rows = rows.filter(state=state)
    return (
        rows.select_related("owner__user", "action", "referral")
        .annotate(met=Count("interviews"))
        .order_by("expires_on", "pk")
    )


def one_recipient(actor: Actor) -> QuerySet[PossibleRecipient]:
    """For a page about one of them."""
    return access.recipients_visible_to(actor).select_related(
        "owner__user", "informed_by__user", "carry_by__user", "action", "programme", "referral"
    )


def interviews_about(recipient: PossibleRecipient) -> list[PriorInterview]:
    """The latest first. The caller has asked who may read the list."""
    rows = PriorInterview.objects.filter(recipient=recipient).select_related("conducted_by__user")
    return list(rows.order_by("-held_on", "-pk"))


def one_interview(actor: Actor) -> QuerySet[PriorInterview]:
    """Those whose words the actor may read."""
    return access.interviews_read_by(actor).select_related(
        "conducted_by__user", "conducted_by__organisation", "programme", "action", "instrument", "recipient",
        "person", "case",
    )  # fmt: skip


def guide_of(action: ProgrammeAction) -> Instrument | None:
    """The questions the programme asks before a path; None where it leaves one free."""
    return instrument_for(action, Purpose.PRIOR_INTERVIEW)


def said_in(interview: PriorInterview) -> list[tuple[str, Any]]:
    """Each question that was answered, with its answer in words."""
    if interview.instrument is None or not interview.answers:
        return []
    items = {item.code: item for item in shape_of(interview.instrument).items}
    given = interview.answers
    return [(item.text, _worded(item, given[code])) for code, item in items.items() if code in given]


def _worded(item: Any, value: Any) -> str:
    titles = {option.code: option.title for option in item.options}
    titles |= {str(anchor.value): anchor.text for anchor in item.anchors}
    if isinstance(value, bool):
        return "Sì" if value else "No"
    if isinstance(value, list):
        return ", ".join(str(titles.get(one, one)) for one in value)
    return str(titles.get(str(value), value))
