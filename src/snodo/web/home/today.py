"""What each role finds when it arrives: what is due, by whom, by when."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from snodo.domain.activities import queries as activities
from snodo.domain.casework import queries as casework
from snodo.domain.casework.models import NextStep
from snodo.domain.desk import queries as desks
from snodo.domain.intake import queries as intake
from snodo.domain.intake import queries_handovers as handovers
from snodo.domain.intake import queries_of_deadlines as deadlines
from snodo.domain.intake.models import Referral
from snodo.domain.intake.queries_of_deadlines import Deadline
from snodo.domain.network import access as network_access
from snodo.domain.network.states import Role
from snodo.domain.programmes import access as programme_access
from snodo.domain.programmes.models import Programme
from snodo.domain.programmes.states import ProgrammeState
from snodo.domain.reporting import access as reporting_access
from snodo.domain.reporting.queries import overview, results, small_numbers
from snodo.domain.services import queries as services
from snodo.domain.tables import access as tables_access
from snodo.domain.tables.models import Table
from snodo.domain.tables.states import TableState
from snodo.domain.training import queries as training
from snodo.kernel import clock
from snodo.kernel.actor import Actor

ONE_DAY = datetime.timedelta(days=1)
SOON = datetime.timedelta(days=7)
MANY = 12
WITH_FIGURES = 3  # programmes whose figures stand on the home
LATE = 8  # the latest ones; the others are one click away
UPCOMING = [TableState.PREPARED, TableState.CONVENED, TableState.IN_PROGRESS]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do, and the page where it is done."""

    title: str
    about: str
    due_on: datetime.date
    url: str
    id: UUID


def of(actor: Actor) -> dict[str, Any]:
    """The context of *Oggi* for a role; `template` names its page."""
    return {"today": clock.today(), **HOMES[actor.role](actor)}


def shown(context: dict[str, Any]) -> list[UUID]:
    """What of the page speaks of somebody, for the line of who read it."""
    plain = ("late", "now", "soon", "agenda", "coming", "to_record", "news", "offers", "sent")
    found = [one.id for name in plain for one in context.get(name, ())]
    found += [row["referral"].pk for name in ("referrals", "waiting") for row in context.get(name, ())]
    return found + [line.row.referral_id for line in context.get("deadlines", ()) if line.row.named]


def _operator(actor: Actor) -> dict[str, Any]:
    today = clock.today()
    due = _due(casework.my_due_steps(actor, until=today + SOON)) + _promised(actor, today + SOON)
    due.sort(key=lambda step: step.due_on)
    late = [step for step in due if step.due_on < today]
    return {
        "template": "home/today_operator.html",
        "at_the_desk": desks.shifts_of(actor),
        "agenda": activities.agenda(actor, since=today, until=today),
        "coming": activities.agenda(actor, since=today + ONE_DAY, until=today + SOON)[:5],
        "late": late[-LATE:],
        "more_late": max(0, len(late) - LATE),
        "now": [step for step in due if step.due_on == today],
        "soon": [step for step in due if step.due_on > today][:MANY],
        "to_record": activities.appointments_to_record(actor, limit=6),
        "news": list(casework.news_on_my_cases(actor)[:8]),
        "offers": list(casework.offers_to_me(actor)[:5]),
        "referrals": _referrals(intake.awaiting_me(actor)),
        "handed": list(handovers.to_answer(actor)[:5]),
        "deadlines": _deadlines(actor),
        "tables": _tables(actor),
    }


def _due(steps: QuerySet[NextStep]) -> list[Due]:
    found = []
    for step in steps[:200]:
        address = reverse("casework:detail", args=[step.case_id])
        found.append(Due(step.title, step.case.title, step.due_on, address, step.pk))
    return found


def _promised(actor: Actor, until: datetime.date) -> list[Due]:
    """What was promised at the desk, and of whom one should ask how it went with a service."""
    found = []
    for one in services.promises_of(actor, until):
        if one.what == "access":
            address = reverse("desk:access", args=[one.pk])
            found.append(Due(one.title, one.about, one.on, address, one.pk))
        else:
            address = reverse("services:sending", args=[one.pk])
            about = f"invio da {one.about}" if one.about else "invio da un percorso"
            found.append(Due(f"Chiedere com'è andata: {one.title}", about, one.on, address, one.pk))
    return found


def _referrals(referrals: QuerySet[Referral]) -> list[dict[str, Any]]:
    rows = referrals.select_related("action", "sender_organisation").order_by("due_answer_on", "sent_at")[:8]
    return _with_clocks(rows)


def _with_clocks(referrals: QuerySet[Referral]) -> list[dict[str, Any]]:
    rows = list(referrals)
    clocks = intake.clocks_of(rows)
    return [{"referral": row, "clock": one} for row, one in zip(rows, clocks, strict=True)]


def _deadlines(actor: Actor) -> list[Deadline]:
    """Promised times that ask for the actor, or for somebody of the body they co-ordinate."""
    return deadlines.told(deadlines.open_deadlines(actor)[:LATE], actor)


def _tables(actor: Actor) -> list[Table]:
    since = clock.now() - datetime.timedelta(hours=12)
    tables = tables_access.tables_visible_to(actor).filter(
        state__in=UPCOMING, starts_at__gte=since, starts_at__lte=clock.now() + 2 * SOON
    )
    return list(tables.select_related("programme").defer("programme__definition").order_by("starts_at")[:5])


def _coordinator(actor: Actor) -> dict[str, Any]:
    mine = programme_access.programmes_of(actor).filter(state=ProgrammeState.RUNNING).defer("definition")
    programmes = list(mine.order_by("title"))
    return {
        **_operator(actor),
        "template": "home/today_coordinator.html",
        "programmes": programmes,
        "standing": [_standing(actor, programme) for programme in programmes[:WITH_FIGURES]],
    }


def _standing(actor: Actor, programme: Programme) -> dict[str, Any]:
    """What a programme promised and where it is; for who leads it, what asks for a look."""
    leads = reporting_access.can_open_evidence(actor, programme)
    day = small_numbers.day_seen_by(actor, programme, clock.today())
    counted = small_numbers.results_seen_by(actor, programme, until=day)
    return {
        "programme": programme,
        "watch": overview.watch(programme) if leads else None,
        "acts": list(overview.acts_ending(programme)) if leads else [],
        "rows": [_row(result, leads) for result in counted if _is_shown(result)],
    }


def _is_shown(result: results.Result) -> bool:
    """Shares, limits not to be passed and numbers too small to be told are left to the programme's page."""
    if result.hidden or result.at_most or result.expected.unit.startswith("%"):
        return False
    return bool(result.target) and result.actual is not None


def _row(result: results.Result, opens: bool) -> dict[str, Any]:
    address = reverse("programmes:evidence", args=[result.expected.programme_id, result.expected.code])
    return {
        "label": result.expected.title,
        "url": address if opens and result.expected.measure["count"] in results.SOURCES else "",
        "value": _bare(result.actual),
        "top": _bare(result.target),
    }


def _bare(value: Decimal | None) -> Decimal | int:
    """No decimals where there are none."""
    value = value or Decimal(0)
    return int(value) if value == int(value) else round(value, 1)


def _referrer(actor: Actor) -> dict[str, Any]:
    mine = intake.sent_by_us(actor)
    return {
        "template": "home/today_referrer.html",
        "referrals": _with_clocks(mine[:MANY]),
        "waiting": _referrals(intake.awaiting_me(actor)),
        "sent": list(casework.sent_cases(actor)[:MANY]),
        "tables": _tables(actor),
    }


def _administrator(actor: Actor) -> dict[str, Any]:
    today = clock.today()
    ending = programme_access.acts_in_force().filter(act_until__lte=today + datetime.timedelta(days=60))
    bodies = network_access.organisations_visible_to(actor)
    people = network_access.memberships_visible_to(actor)
    invitations = network_access.invitations_visible_to(actor).filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now()
    )
    return {
        "template": "home/today_administrator.html",
        "deadlines": _deadlines(actor),
        "bodies": bodies.count(),
        "people": people.values("user_id").distinct().count(),
        "invitations": list(invitations.select_related("organisation").order_by("expires_at")[:MANY]),
        "ending": list(
            ending.select_related("organisation", "programme")
            .defer("programme__definition")
            .order_by("act_until")[:MANY]
        ),
        "programmes": list(_cards(actor)),
    }


def _cards(actor: Actor) -> QuerySet[Any]:
    programmes = programme_access.programmes_visible_to(actor).defer("definition")
    return programmes.order_by("-state", "title")


def _steering(actor: Actor) -> dict[str, Any]:
    programmes = list(_cards(actor))
    running = [programme for programme in programmes if programme.state == ProgrammeState.RUNNING]
    return {
        "template": "home/today_steering.html",
        "programmes": programmes,
        "standing": [_standing(actor, programme) for programme in running[:WITH_FIGURES]],
        "tables": _tables(actor),
    }


def _privacy_officer(actor: Actor) -> dict[str, Any]:
    """What waits is counted once, by the menu."""
    return {"template": "home/today_privacy.html"}


def _trainer(actor: Actor) -> dict[str, Any]:
    return {"template": "home/today_trainer.html", "courses": list(training.course_list(actor)[:MANY])}


HOMES: dict[str, Callable[[Actor], dict[str, Any]]] = {
    Role.OPERATOR: _operator,
    Role.COORDINATOR: _coordinator,
    Role.REFERRER: _referrer,
    Role.ADMINISTRATOR: _administrator,
    Role.STEERING: _steering,
    Role.PRIVACY_OFFICER: _privacy_officer,
    Role.TRAINER: _trainer,
}
