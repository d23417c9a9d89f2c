"""Interviews before a path: held with the programme's guide, carried into the path or left to their term."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import EventKind
from snodo.domain.instruments import scoring
from snodo.domain.instruments.queries import shape_of
from snodo.domain.outreach import access, queries, states
from snodo.domain.outreach.actions.recipients import OURS, count, locked
from snodo.domain.outreach.models import PossibleRecipient, PriorInterview
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.people.models import HouseholdMember
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

TELL_FIRST = "Prima scrivi come è stata informata: al primo contatto va detto chi tiene il suo nome."


@transaction.atomic
def hold_interview(
    *,
    recipient: PossibleRecipient,
    kind: str,
    mode: str,
    held_on: datetime.date,
    minutes: int,
    people: int,
    who: str = "",
    notes: str = "",
    paper_at: str = "",
    met_elsewhere: bool = False,
    answers: Mapping[str, Any] | None = None,
    actor: Actor,
) -> PriorInterview:
    """Write an interview that was held. The name is then kept as long as its words may be.

    `met_elsewhere`: they say that another body has met them already; asked the first time, it holds for all
    that follow. `answers`: item code → answer, for the guide of the programme. Raises InputRefused (fields,
    and items by their codes), TransitionRefused.
    """
    row = locked(recipient, actor)
    row.state = states.RECIPIENT.target(row.state, "meet")
    interview = PriorInterview(
        organisation_id=row.organisation_id,
        programme=row.programme,
        action=row.action,
        recipient=row,
        unit=row.unit,
        unit_number=row.unit_number or _next_number(row.programme, actor),
        kind=kind,
        mode=mode,
        held_on=held_on,
        minutes=minutes,
        people=people,
        met_elsewhere=_counted_elsewhere(row, met_elsewhere),
        paper_at=paper_at,
        conducted_by_id=actor.membership_id,
        who=who,
        notes=notes,
    )
    problems = _problems(interview, row)
    interview.instrument = queries.guide_of(row.action)
    if interview.instrument is not None:
        kept, wrong = scoring.check_answers(shape_of(interview.instrument), answers or {})
        interview.answers, problems = kept, problems | wrong
    refuse(problems)
    interview.expires_on = queries.end_of_words(row.programme, held_on)
    save_checked(interview)
    row.unit_number, row.booked_at = interview.unit_number, None
    row.expires_on = max(row.expires_on, interview.expires_on)
    row.save(update_fields=["state", "unit_number", "booked_at", "expires_on"])
    audit.record(actor=actor, verb="outreach.hold_interview", subject=interview, changes={"kind": kind})
    return interview


def _counted_elsewhere(row: PossibleRecipient, said: bool) -> bool:
    """What was said the first time: later they have met this body too, and would have to say yes to both."""
    if row.unit_number is None:
        return said
    return PriorInterview.objects.filter(recipient=row, met_elsewhere=True).exists()


def _problems(interview: PriorInterview, row: PossibleRecipient) -> dict[str, str]:
    problems: dict[str, str] = {}
    past_day(problems, "held_on", interview.held_on)
    if interview.kind not in states.InterviewKind.values:
        problems["kind"] = "Scegli con chi è stato."
    if interview.mode not in states.Mode.values:
        problems["mode"] = "Scegli come vi siete visti."
    if row.informed_on is None:
        problems[""] = TELL_FIRST
    return problems


def _next_number(programme: Programme, actor: Actor) -> int:
    """Numbers of a body follow one another within a programme; two who ask at once wait for each other."""
    Programme.objects.select_for_update(of=("self",)).only("pk").get(pk=programme.pk)
    rows = PriorInterview.objects.filter(programme=programme, organisation_id=actor.organisation_id)
    return int(rows.aggregate(last=Max("unit_number"))["last"] or 0) + 1


@transaction.atomic
def drop_interview(*, interview: PriorInterview, actor: Actor) -> None:
    """Written by mistake: it never was. Only while it hangs on a name of one's own list. Raises Conflict."""
    kept = access.interviews_kept_by(actor).filter(pk=interview.pk).exists()
    access.require(kept and access.can_work(actor, interview.programme), OURS)
    if interview.recipient_id is None:
        raise Conflict("Questo colloquio è già in un percorso, o il suo tempo è passato: resta contato.")
    audit.record(
        actor=actor, verb="outreach.drop_interview", subject=interview, changes={"held_on": interview.held_on}
    )
    interview.delete()


@transaction.atomic
def allow_carrying(*, recipient: PossibleRecipient, carry: str, actor: Actor) -> PossibleRecipient:
    """Whether what was said may go with the person into a path, and on what ground; "" for no.

    Asked again when a path has begun already, the interviews follow at once. Raises InputRefused.
    """
    row = locked(recipient, actor)
    if carry and carry not in states.Ground.values:
        raise InputRefused({"carry": "Scegli una voce dall'elenco."})
    row.carry, row.carry_on = carry, clock.today() if carry else None
    row.carry_by_id = actor.membership_id if carry else None
    row.save(update_fields=["carry", "carry_on", "carry_by"])
    audit.record(actor=actor, verb="outreach.allow_carrying", subject=row, changes={"carry": carry or "no"})
    if row.referral is not None and row.referral.opened_case_id is not None:
        _carry(row, Case.objects.get(pk=row.referral.opened_case_id), actor)
    return row


@transaction.atomic
def follow_into_path(*, case: Case, actor: Actor) -> None:
    """A path has begun for somebody of the list: the name goes, the interviews follow if they may.

    A service, called when a path opens. What may not follow stays with who held it, until its term.
    """
    persons = [case.person_id] if case.person_id else _members(case)
    rows = PossibleRecipient.objects.select_for_update(of=("self",)).filter(
        referral__person__in=persons, referral__action=case.action_id
    )
    for row in rows.select_related("referral"):
        if row.carry or not PriorInterview.objects.filter(recipient=row).exists():
            _carry(row, case, actor)


def _members(case: Case) -> list[Any]:
    standing = HouseholdMember.objects.filter(household=case.household_id, ended_on__isnull=True)
    return list(standing.values_list("person_id", flat=True))


def _carry(row: PossibleRecipient, case: Case, actor: Actor) -> None:
    assert row.referral is not None
    interviews = list(PriorInterview.objects.select_for_update(of=("self",)).filter(recipient=row))
    if interviews and not row.carry:
        return
    for interview in interviews:
        interview.recipient, interview.expires_on = None, None
        interview.case, interview.person_id = case, row.referral.person_id
        interview.household_id = case.household_id
        interview.carried, interview.carried_on = row.carry, clock.today()
        save_checked(interview)
        casework.note_event(
            case=case,
            kind=EventKind.NOTE,
            title=f"Colloquio prima del percorso, {interview.get_kind_display().lower()}",
            detail=f"Tenuto il {interview.held_on:%d/%m/%Y}.",
            ref=interview,
            actor=actor,
        )
    audit.record(
        actor=actor, verb="outreach.carry", subject=case, changes={"interviews": len(interviews)},
        person_id=row.referral.person_id,
    )  # fmt: skip
    row.delete()
    count(row, states.Ending.PATH)
