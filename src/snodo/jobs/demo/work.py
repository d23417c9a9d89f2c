"""Companies, agreements and internships."""

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from snodo.domain.casework.models import Case
from snodo.domain.employers import actions as employers
from snodo.domain.network.models import Organisation
from snodo.domain.placements import actions as placements
from snodo.domain.placements import calendar
from snodo.domain.placements.actions import DayMark
from snodo.domain.placements.models import Internship, MonitoringMeeting
from snodo.jobs.demo import words
from snodo.jobs.demo.moves import after, working
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock

WHY = "Verificato con l'ente promotore: il progetto resta adatto alla persona."
# Every warning the rules may raise is answered the same way.
REASONS = dict.fromkeys(
    (
        *("tis-taking-service", "after-programme", "eqf-missing", "too-short", "allowance-low"),
        *("quota-unknown", "quota-full", "promoter-tutor-max", "host-tutor-max", "hours-many"),
        *("hours-together", "meals-due", "agreement-missing", "authorisation-missing", "same-host-again"),
        "no-rules",
    ),
    WHY,
)


@dataclass(frozen=True, slots=True)
class Company:
    """A host: its name, its kind, what it does, and the job it can teach."""

    name: str
    kind: str
    activity: str
    job: str
    employees: int = 14
    transport: str = "yes"


@dataclass(frozen=True, slots=True)
class Terms:
    """How an internship is agreed and how it goes. `ends`: attested, completed, interrupted."""

    promoter: str
    host: Organisation
    job: str
    kind: str = "extracurricular"
    days: int = 120
    begins_in: int = 10
    weekly_hours: int = 25
    meetings: int = 2
    minutes: int = 60
    ends: str = "attested"
    pause: int = 0
    payer: str = "host"
    taking: str = ""
    taking_worker: str = ""
    tutor: str = ""
    every_days: int = 14


def know(stage: Stage, who: str, company: Company, region: str, town: str, promoter: str) -> Organisation:
    """A company enters the network, with a first visit and an agreement with a promoter."""
    with stage.acting(who) as actor:
        host = employers.register_host(
            name=company.name,
            kind=company.kind,
            activity=company.activity,
            permanent_employees=company.employees,
            region=region,
            site=f"{town}, zona servita dai mezzi"
            if company.transport == "yes"
            else f"{town}, zona artigianale",
            transport=company.transport,
            actor=actor,
        )
        employers.log_scouting_contact(
            host=host,
            kind="visit",
            readiness="ready",
            spoke_with="chi segue il personale",
            summary="Visitata la sede: disponibili ad accogliere una persona alla volta.",
            next_on=after(stage.dice.randint(60, 120)),
            actor=actor,
        )
        employers.record_agreement(
            promoter=stage.organisations[promoter],
            host=host.organisation,
            valid_from=clock.today(),
            valid_until=clock.today() + 1400 * DAY,
            number=f"{stage.dice.randint(10, 99)}/{clock.today().year}",
            actor=actor,
        )
    found: Organisation = host.organisation
    return found


def internship(stage: Stage, who: str, case: Case, terms: Terms, **more: Any) -> Story:
    """From the draft to the end: meetings held, register kept, attestation or interruption."""
    starts_on = after(terms.begins_in)
    ends_on = starts_on + terms.days * DAY
    with stage.acting(who) as actor:
        said = _terms(stage, terms, starts_on, ends_on)
        if stage.organisations[terms.promoter].pk != actor.organisation_id:
            said["promoter_tutor_name"] = terms.tutor or "Rita Bosio"
        made = placements.draft_internship(case=case, actor=actor, **said, **more)
    yield starts_on
    with stage.acting(who) as actor:
        made = placements.start_internship(internship=made, reasons=REASONS, actor=actor)
    yield from _weeks(stage, who, made, terms)
    yield from _end(stage, who, made, terms)


def _terms(stage: Stage, terms: Terms, starts_on: datetime.date, ends_on: datetime.date) -> dict[str, Any]:
    said: dict[str, Any] = {
        "kind": terms.kind,
        "promoter": stage.organisations[terms.promoter],
        "host": terms.host,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "job": terms.job,
        "weekly_hours": Decimal(terms.weekly_hours),
        "allowance": Decimal(500 if terms.kind == "extracurricular" else 400),
        "allowance_payer": terms.payer,
        "host_tutor_name": stage.dice.choice(
            ["Franco Bassi", "Mirella Costa", "Gianluca Ferri", "Rosanna Pini"]
        ),
        "inail_position": str(stage.dice.randint(10_000_000, 99_999_999)),
        "rct_policy": f"RCT {stage.dice.randint(1000, 9999)}",
        "eqf_level": 4,
        "meals": True,
        "meetings_every_days": terms.every_days,
        "objectives": "Imparare il mestiere un compito alla volta, con orari che si possono mantenere.",
        "tasks": f"{terms.job}: affiancamento, poi compiti svolti in autonomia.",
        "timetable": "Dal lunedì al venerdì, la mattina",
        "communication_on": starts_on - DAY,
    }
    if terms.taking:
        said |= {
            "taking_organisation": stage.organisations[terms.taking],
            "taking_worker": terms.taking_worker,
        }
    return said


def _weeks(stage: Stage, who: str, made: Internship, terms: Terms) -> Story:
    """Some of the meetings are held and written; a month of register each time."""
    for number in range(min(terms.meetings, 2) if terms.ends == "interrupted" else terms.meetings):
        with stage.acting(who):
            meeting = _next_meeting(made)
        if meeting is None:
            return
        yield working(meeting.planned_on) + DAY
        progress, trouble, resources, levers = stage.dice.choice(words.MEETINGS)
        with stage.acting(who) as actor:
            if number == 1 and stage.dice.random() < 0.15:
                placements.miss_meeting(meeting=meeting, note="La persona era ammalata.", actor=actor)
                continue
            placements.record_meeting(
                meeting=meeting,
                held_on=meeting.planned_on,
                minutes=terms.minutes,
                progress=progress,
                criticalities=trouble,
                resources=resources,
                levers=levers,
                with_host_tutor=number % 2 == 0,
                actor=actor,
            )
        if number == 1 and terms.pause:
            yield from _pause(stage, who, made, terms.pause)
        if number % 2 == 0:
            register(stage, who, made)


def _next_meeting(made: Internship) -> MonitoringMeeting | None:
    planned = MonitoringMeeting.objects.filter(internship=made, state="planned")
    return planned.select_related("internship").order_by("planned_on", "number").first()


def _pause(stage: Stage, who: str, made: Internship, days: int) -> Story:
    register(stage, who, made, until=clock.today() - DAY)
    with stage.acting(who) as actor:
        placements.suspend_internship(
            internship=made, reason="illness", from_day=clock.today(), note="Ha avvisato", actor=actor
        )
    yield clock.today() + days * DAY
    with stage.acting(who) as actor:
        placements.resume_internship(internship=made, on_day=clock.today(), actor=actor)


def register(
    stage: Stage,
    who: str,
    made: Internship,
    until: datetime.date | None = None,
    dice: random.Random | None = None,
) -> None:
    """Every working day since the last one written: present, with a few absences."""
    with stage.acting(who) as actor:
        made = Internship.objects.get(pk=made.pk)
        last = made.days.order_by("-day").values_list("day", flat=True).first()
        first = made.starts_on if last is None else last + DAY
        pauses = [(pause.from_day, pause.until_day or stage.today) for pause in made.pauses.all()]
        end = min(until or clock.today(), made.ends_on, clock.today())
        days = calendar.working_days(first, end, made.weekdays, pauses) if first <= end else []
        if days:
            marks = {day: _mark(dice or stage.dice) for day in days}
            placements.record_days(internship=made, days=marks, actor=actor)


def _mark(dice: random.Random) -> DayMark:
    luck = dice.random()
    return DayMark("present" if luck < 0.93 else "illness" if luck < 0.96 else "justified")


def _end(stage: Stage, who: str, made: Internship, terms: Terms) -> Story:
    if terms.ends == "interrupted":
        yield after(12)
        register(stage, who, made)
        with stage.acting(who) as actor:
            placements.interrupt_internship(
                internship=made,
                reason="job_found",
                ended_on=clock.today(),
                note="Ha trovato lavoro.",
                actor=actor,
            )
        return
    with stage.acting(who):
        ends_on = Internship.objects.values_list("ends_on", flat=True).get(pk=made.pk)
    yield ends_on
    if terms.ends == "attested":
        register(stage, who, made)
    with stage.acting(who) as actor:
        placements.complete_internship(
            internship=made, ended_on=ends_on, note="Un'esperienza riuscita.", actor=actor
        )
