"""Every night: what is past its term goes by itself. Nobody has to remember."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.outreach import queries, states
from snodo.domain.outreach.actions.recipients import empty, forget
from snodo.domain.outreach.models import CallRequest, PossibleRecipient, PriorInterview
from snodo.domain.privacy.queries import rules_on
from snodo.domain.privacy.queries.terms_of_keeping import Rules
from snodo.domain.privacy.states import DataClass
from snodo.kernel import clock
from snodo.kernel.actor import Actor


@transaction.atomic
def expire(*, actor: Actor) -> int:
    """Names and words past their term; how many.

    A rule made shorter holds from tonight; a longer one does not put off what was promised.
    """
    rules, today = rules_on(clock.today()), clock.today()
    gone = _interviews(rules) + _recipients(rules) + _calls(rules)
    if gone:
        audit.record(actor=actor, verb="outreach.expire", changes={"count": gone, "day": today})
    return gone


def _interviews(rules: Rules) -> int:
    """Words of interviews, one by one: those of a later one stay until its own term."""
    emptied = 0
    rows = PriorInterview.objects.select_for_update(of=("self",)).filter(expires_on__isnull=False)
    for row in rows.select_related("programme").defer("answers", "who", "notes"):
        assert row.expires_on is not None
        if min(row.expires_on, queries.end_of_words(row.programme, row.held_on, rules)) < clock.today():
            empty(row)
            emptied += 1
    return emptied


def _recipients(rules: Rules) -> int:
    """Names. Whoever was met is kept as long as words of theirs are."""
    deleted = 0
    rows = PossibleRecipient.objects.select_for_update(of=("self",)).prefetch_related("interviews")
    for row in rows.select_related("programme"):
        last = min(
            row.expires_on, queries.ends_on(row.programme, DataClass.CONTACTS, row.indicated_on, rules)
        )
        words = [one.expires_on for one in row.interviews.all() if one.expires_on is not None]
        if max([last, *words]) < clock.today():
            forget(row, states.Ending.EXPIRED)
            deleted += 1
    return deleted


def _calls(rules: Rules) -> int:
    """Names and numbers of who asked to be called, once they were. Who still waits is still to be called."""
    deleted = 0
    for row in CallRequest.objects.filter(settled_on__isnull=False).select_related("sheet__programme"):
        assert row.settled_on is not None
        if queries.ends_on(row.sheet.programme, DataClass.CONTACTS, row.settled_on, rules) < clock.today():
            row.delete()
            deleted += 1
    return deleted
