"""The clocks of referrals from interception on: per body that receives and per body that sends."""

from collections.abc import Iterable
from uuid import UUID

from snodo.domain.intake.models import Referral
from snodo.domain.programmes.models import Programme
from snodo.domain.reporting.queries.scope import Scope
from snodo.domain.reporting.queries.work_sources import SOURCES
from snodo.kernel import clock


def reached(step: str, referral_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these referrals have come to a step: the same rule by which times are counted."""
    ids = list(referral_ids)
    theirs = Referral.objects.filter(pk__in=ids).values("programme")
    found: set[UUID] = set()
    for programme in Programme.objects.filter(pk__in=theirs).defer("definition"):
        rows = SOURCES["response_time"].rows(Scope(programme, None, clock.today()), {"step": step})
        found |= set(rows.filter(pk__in=ids).values_list("pk", flat=True))
    return found
