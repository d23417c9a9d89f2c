"""The clock puts promises before somebody; somebody takes them, and they are kept or moved with a reason."""

import datetime
import logging
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from snodo.domain.audit import actions as audit
from snodo.domain.casework.states import CaseState
from snodo.domain.intake import access, messages, promising
from snodo.domain.intake import escalation_access as owners
from snodo.domain.intake import escalation_states as states
from snodo.domain.intake.actions.settling import settle
from snodo.domain.intake.actions.story import lock, tell_sender
from snodo.domain.intake.escalation_states import EscalationLevel, Settlement
from snodo.domain.intake.models import Escalation, Referral, ReferralEvent
from snodo.domain.intake.states import ReferralState
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.network.calendars import Calendars, calendar_of
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.programmes.queries.lead_step import LeadSteps
from snodo.domain.programmes.states import PromisedStep
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.calendars import Calendar
from snodo.kernel.errors import Conflict, InputRefused

logger = logging.getLogger(__name__)

LOOK_AHEAD = datetime.timedelta(days=10)  # farther than one working day, whatever holidays there are
TOO_OLD = datetime.timedelta(days=60)  # a first interview missed so long ago is not begun to be chased
LONGEST_DELAY = datetime.timedelta(days=90)
Reached = Callable[[list[UUID]], set[UUID]]  # referrals → those that have reached the step
PROMISED: dict[str, str] = {
    PromisedStep.FIRST_APPOINTMENT: "promised_appointment_on",
    PromisedStep.FIRST_OPPORTUNITY: "promised_opportunity_on",
}
AWAITING = (ReferralState.SENT, ReferralState.ASSIGNED, ReferralState.WAITING)


# The clock


@transaction.atomic
def put_promises_before_owners(*, step: str, reached: Reached | None = None, actor: Actor) -> int:
    """Remind of the promises of a step that end within a working day, raise those that are over.

    Run again, it adds nothing: one row for each referral, day and level. What was done meanwhile is settled,
    and a row whose owner is gone gets another. Gives how many rows were opened.
    """
    if step != PromisedStep.FIRST_ANSWER:
        assert reached is not None, "who asks says which referrals have reached the step"
        _settle_reached(step, reached)
    _find_owners_again(step, actor)
    waiting = list(_waiting(step))
    done = reached([one.pk for one in waiting]) if reached and waiting else set()
    late = [(one, promising.receiver_of(one)) for one in waiting if one.pk not in done]
    calendars = Calendars(body for _, body in late)
    after = LeadSteps(one.programme_id for one, _ in late)
    return sum(_open_levels(one, step, calendars.of(body), after, actor) for one, body in late)


def _waiting(step: str) -> QuerySet[Referral]:
    """Referrals whose promise is near or over, with the day in `due`; those agreed on move the day."""
    rows: QuerySet[Referral] = Referral.objects.select_related("opened_case", "programme").filter(
        frozen=False
    )
    today = clock.today()
    if step == PromisedStep.FIRST_ANSWER:
        rows = rows.filter(state__in=AWAITING, first_answer_at__isnull=True).annotate(due=F("due_answer_on"))
        return rows.filter(due__lte=today + LOOK_AHEAD)
    agreed = Escalation.objects.filter(referral=OuterRef("pk"), step=step, settlement=Settlement.AGREED)
    rows = rows.filter(state=ReferralState.ACCEPTED, opened_case__state=CaseState.OPEN)
    latest = Subquery(agreed.order_by("-new_due_on").values("new_due_on")[:1])
    rows = rows.annotate(due=Coalesce(latest, F(PROMISED[step])))
    return rows.filter(due__lte=today + LOOK_AHEAD, due__gte=today - TOO_OLD)


def levels_reached(
    due: datetime.date, calendar: Calendar, today: datetime.date, lead_after: int
) -> Iterator[str]:
    """Before whom a promise ought to be today: who works on it the working day before, then higher."""
    if today <= due:
        if calendar.add(today, 1) >= due:
            yield EscalationLevel.WORKER
        return
    yield EscalationLevel.BODY
    if calendar.between(due, today) >= lead_after:
        yield EscalationLevel.LEAD


def _open_levels(referral: Any, step: str, calendar: Calendar, after: LeadSteps, actor: Actor) -> int:
    standing = Escalation.objects.filter(referral=referral, step=step, due_on=referral.due)
    rows = list(standing)
    opened = 0
    lead_after = after.on(referral.programme_id, referral.due)
    for level in levels_reached(referral.due, calendar, clock.today(), lead_after):
        if any(row.level == level for row in rows):
            continue
        owner = next(owners.owners_of(referral, level), None)
        if owner is None:  # a network whose last administrator cannot sign in: told to who runs the server
            logger.error("Nobody to put a promise of network %s before", actor.network_id)
            continue
        if any(_asks(row, owner) for row in rows):
            continue  # they have it before them already: once is enough
        row = Escalation.objects.create(
            referral=referral,
            step=step,
            level=level,
            due_on=referral.due,
            owner=owner,
            organisation_id=owner.organisation_id,
        )
        rows.append(row)
        opened += 1
        _log(row, "open", actor, level=level, owner=owner.pk)
        _tell(row, owner, actor)
    return opened


def _asks(row: Escalation, owner: Membership) -> bool:
    return row.owner_id == owner.pk and row.is_open and row.level != EscalationLevel.WORKER


def _settle_reached(step: str, reached: Reached) -> None:
    """Interviews held and opportunities found meanwhile; paths that are closed."""
    rows = list(
        Escalation.objects.filter(owners.OPEN, step=step)
        .select_related("referral__opened_case")
        .select_for_update(of=("self",))
    )
    done = reached([row.referral_id for row in rows]) if rows else set()
    settle([row for row in rows if row.referral_id in done], Settlement.DONE)
    over = [row for row in rows if row.referral_id not in done and _is_over(row.referral)]
    settle(over, Settlement.ENDED)


def _is_over(referral: Referral) -> bool:
    case = referral.opened_case
    return case is not None and case.state == CaseState.CLOSED


def _find_owners_again(step: str, actor: Actor) -> None:
    """A row whose owner works there no more, or may no longer open what it is about, gets another."""
    rows = Escalation.objects.filter(owners.OPEN, step=step).select_related(
        "owner__user", "owner__organisation", "referral__opened_case", "referral__programme"
    )
    for row in rows.select_for_update(of=("self",)):
        fittest = next(owners.owners_of(row.referral, row.level), row.owner)
        if row.owner_id == fittest.pk or _still_good(row, fittest):
            continue
        row.owner, row.organisation_id = fittest, fittest.organisation_id
        row.state = states.ESCALATION.target(row.state, "put_again")
        row.taken_at = None
        row.save(update_fields=["owner", "organisation", "state", "taken_at"])
        _tell(row, fittest, actor)


def _still_good(row: Escalation, fittest: Membership) -> bool:
    """In force, able to open it, and not standing in for somebody fitter."""
    standing_in = row.owner.role == Role.ADMINISTRATOR and fittest.role != Role.ADMINISTRATOR
    moved = row.level == EscalationLevel.WORKER and fittest.role in access.WORKERS and row.taken_at is None
    in_force = any(member.pk == row.owner_id for member in owners.owners_of(row.referral, row.level))
    return in_force and not standing_in and not moved


# People


@transaction.atomic
def take_escalation(*, escalation: Escalation, actor: Actor) -> Escalation:
    """ "Prendo io": from now on the actor answers for it. Raises NotAllowed, Conflict when it is settled."""
    access.require(owners.can_act_on(actor, escalation), owners.WHO_MAY)
    row = _held(escalation)
    _may(row, "take")
    row.state = states.ESCALATION.target(row.state, "take")
    row.owner_id, row.organisation_id, row.taken_at = actor.membership_id, actor.organisation_id, clock.now()
    row.save(update_fields=["state", "owner", "organisation", "taken_at"])
    _log(row, "take", actor)
    return row


@transaction.atomic
def agree_on_day(
    *, escalation: Escalation, new_due_on: datetime.date, reason: str, actor: Actor
) -> Escalation:
    """Another day, agreed with who sent it: they read it in the history, with the reason.

    What was promised when the referral came stays what it was. Raises InputRefused, NotAllowed, Conflict.
    """
    access.require(owners.can_act_on(actor, escalation), owners.WHO_MAY)
    referral = lock(escalation.referral)
    row = _held(escalation)
    _may(row, "settle")
    problems = _problems_of(row, new_due_on, calendar_of(promising.receiver_of(referral)))
    if not reason.strip():
        problems["reason"] = "Scrivi perché si sposta: lo legge chi ha segnalato."
    elif len(reason) > 300:
        problems["reason"] = "Il testo è troppo lungo: al massimo 300 caratteri."
    if problems:
        raise InputRefused(problems)
    if row.step == PromisedStep.FIRST_ANSWER:
        referral.due_answer_on = new_due_on
        referral.save(update_fields=["due_answer_on"])
    _say_in_history(referral, row, new_due_on, reason, actor)
    others = Escalation.objects.filter(owners.OPEN, referral=referral, step=row.step)
    settle(
        others.select_for_update(of=("self",)),
        Settlement.AGREED,
        new_due_on=new_due_on,
        reason=reason,
        settled_by_id=actor.membership_id,
    )
    _log(row, "agree", actor, new_due_on=new_due_on)
    tell_sender(referral, messages.ReferralMoved, actor)
    row.refresh_from_db()
    return row


def _problems_of(row: Escalation, day: datetime.date, calendar: Calendar) -> dict[str, str]:
    today = clock.today()
    if day <= today or day <= row.due_on:
        return {"new_due_on": "Scegli un giorno che deve ancora venire, dopo quello promesso."}
    if day > today + LONGEST_DELAY:
        return {"new_due_on": "È troppo lontano: al massimo novanta giorni da oggi."}
    if not calendar.is_open(day):
        return {"new_due_on": "In quel giorno chi riceve è chiuso: scegli un giorno lavorativo."}
    return {}


def _say_in_history(
    referral: Referral, row: Escalation, day: datetime.date, reason: str, actor: Actor
) -> None:
    ReferralEvent.objects.create(
        referral=referral,
        verb="agree_day",
        from_state=referral.state,
        to_state=referral.state,
        note=f"{row.get_step_display()} entro il {day:%d/%m/%Y}. {reason.strip()}"[:300],
        author_id=actor.membership_id,
        author_name=" · ".join(filter(None, (actor.user_name, actor.organisation_name)))[:160],
        organisation_id=actor.organisation_id,
    )


def _held(escalation: Escalation) -> Escalation:
    row: Escalation = Escalation.objects.select_for_update(of=("self",)).get(pk=escalation.pk)
    return row


def _may(row: Escalation, verb: str) -> None:
    if verb not in states.ESCALATION.allowed(row.state):
        raise Conflict("Questa scadenza è già stata risolta: ricarica la pagina.")


def _log(row: Escalation, verb: str, actor: Actor, **changes: Any) -> None:
    audit.record(
        actor=actor,
        verb=f"escalation.{verb}",
        subject=row,
        changes={"referral": row.referral_id, "step": row.step, "due_on": row.due_on, **changes},
    )


def _tell(row: Escalation, owner: Membership, actor: Actor) -> None:
    message = messages.PromiseNear if row.level == EscalationLevel.WORKER else messages.PromiseOver
    path = f"/segnalazioni/scadenze/#s-{row.pk}"
    messaging.notify(message=message(path=path), recipients=[Recipient.of(owner)], actor=actor)
