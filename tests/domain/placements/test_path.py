"""An internship from its draft to the attestation."""

import datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from snodo.domain.activities.models import HoursEntry
from snodo.domain.casework.models import CaseEvent, NextStep, Outcome
from snodo.domain.people import actions as people
from snodo.domain.placements import access, actions, calendar, queries
from snodo.domain.placements.actions import DayMark
from snodo.domain.placements.models import EndChange, Internship, MeetingMove
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from tests.domain.placements.stage import DAY, Stage

TODAY = clock.today()


def fill(stage: Stage, internship: Internship, until: datetime.date, absent_every: int = 0) -> None:
    """Present on every day due, but for one in `absent_every`."""
    days = calendar.working_days(internship.starts_on, until, internship.weekdays)
    marks: dict[datetime.date, DayMark | None] = {
        day: DayMark("illness" if absent_every and index % absent_every == 0 else "present")
        for index, day in enumerate(days, start=1)
    }
    actions.record_days(internship=internship, days=marks, actor=stage.actor())


@pytest.mark.covers("B08", "E11", "E13")
def test_draft_guesses_what_is_already_known(stage: Stage) -> None:
    internship = stage.draft()
    assert internship.state == "draft"
    assert internship.region == "lombardia"
    assert internship.site == "Via dei Campi 3, Bollate"
    assert internship.agreement is not None
    assert internship.meetings_every_days == 14
    assert internship.rule is not None
    assert internship.rule.region == "lombardia"
    assert internship.person == stage.case.person


def test_draft_refuses_what_can_never_be(stage: Stage) -> None:
    with pytest.raises(InputRefused) as refused:
        stage.draft(host=stage.world.organisations["promoter"])
    assert "host" in refused.value.problems
    with pytest.raises(InputRefused) as refused:
        stage.draft(ends_on=TODAY - 60 * DAY)
    assert "ends_on" in refused.value.problems
    with pytest.raises(InputRefused) as refused:
        stage.draft(weekly_hours=Decimal(60))
    assert "weekly_hours" in refused.value.problems


def test_the_nearest_neighbour_may_not_draft(stage: Stage) -> None:
    for who in ("nadia", "omar", "elena", "ada"):
        with pytest.raises(NotAllowed):
            stage.draft(who=who)


def test_errors_block_and_warnings_ask_for_a_reason(stage: Stage) -> None:
    internship = stage.draft(inail_position="", allowance=Decimal(100))
    with pytest.raises(InputRefused) as refused:
        actions.start_internship(internship=internship, actor=stage.actor())
    assert "inail_position" in refused.value.problems
    actions.update_internship(internship=internship, inail_position="1", actor=stage.actor())
    with pytest.raises(InputRefused) as refused:
        actions.start_internship(internship=internship, actor=stage.actor())
    assert set(refused.value.problems) == {"reason_allowance-low"}
    internship.refresh_from_db()
    assert internship.state == "draft"
    reasons = {"allowance-low": "Integra il Comune."}
    internship = actions.start_internship(internship=internship, reasons=reasons, actor=stage.actor())
    assert internship.state == "active"
    assert internship.overrides.get().reason == "Integra il Comune."


@pytest.mark.covers("B09")
def test_start_plans_meetings_for_the_whole_length(stage: Stage) -> None:
    internship = stage.started()
    meetings = list(internship.meetings.order_by("number"))
    dates = [meeting.planned_on for meeting in meetings]
    assert dates == sorted(set(dates))
    assert all(internship.starts_on < day <= internship.ends_on for day in dates)
    gaps = [(after - before).days for before, after in pairwise(dates)]
    assert max(gaps) <= 14 + 4
    assert (internship.ends_on - dates[-1]).days <= 14
    step = NextStep.objects.get(case=stage.case, kind="internship_meeting", state="due")
    assert step.due_on == dates[0]
    assert NextStep.objects.get(case=stage.case, kind="internship_end").due_on == internship.ends_on
    assert internship.training_project is not None
    assert CaseEvent.objects.filter(case=stage.case, kind="internship", audience="network").count() == 1


@pytest.mark.covers("B10")
def test_a_meeting_is_recorded_with_its_sheet_and_hours(stage: Stage) -> None:
    internship = stage.started()
    meeting = internship.meetings.order_by("number").first()
    assert meeting is not None
    actions.record_meeting(
        meeting=meeting,
        held_on=TODAY - 20 * DAY,
        minutes=45,
        progress="Arriva puntuale.",
        criticalities="Il turno del pomeriggio pesa.",
        situations="Un diverbio, riletto insieme.",
        resources="Il collega anziano.",
        levers="Chiedere aiuto prima.",
        with_host_tutor=True,
        actor=stage.actor(),
    )
    meeting.refresh_from_db()
    assert (meeting.state, meeting.minutes, meeting.levers) == ("done", 45, "Chiedere aiuto prima.")
    hours = HoursEntry.objects.get(case=stage.case, ref_id=meeting.pk)
    assert (hours.minutes, hours.payer) == (45, "funder")
    assert hours.kind is not None
    assert hours.kind.code == "monitoraggio-tirocinio"
    event = CaseEvent.objects.get(case=stage.case, ref_id=meeting.pk)
    assert event.audience == "team"
    following = NextStep.objects.get(case=stage.case, kind="internship_meeting", state="due")
    assert following.due_on > meeting.planned_on
    actions.record_meeting(
        meeting=meeting, held_on=TODAY - 20 * DAY, minutes=60, progress="Corretto.", actor=stage.actor()
    )
    assert HoursEntry.objects.get(case=stage.case, ref_id=meeting.pk).minutes == 60


def test_a_meeting_refuses_what_cannot_be(stage: Stage) -> None:
    internship = stage.started()
    meeting = internship.meetings.order_by("number").first()
    assert meeting is not None
    with pytest.raises(InputRefused) as refused:
        actions.record_meeting(
            meeting=meeting, held_on=TODAY + DAY, minutes=0, with_person=False, actor=stage.actor()
        )
    assert set(refused.value.problems) == {"held_on", "minutes", "with_person", "progress"}
    with pytest.raises(NotAllowed):
        actions.record_meeting(meeting=meeting, held_on=TODAY, progress="x", actor=stage.actor("nadia"))


@pytest.mark.covers("B09")
def test_moving_and_missing_leave_a_trace(stage: Stage) -> None:
    internship = stage.started()
    meeting = internship.meetings.order_by("number").first()
    assert meeting is not None
    first = meeting.planned_on
    actions.move_meeting(meeting=meeting, to=first + 2 * DAY, reason="Sciopero", actor=stage.actor())
    meeting.refresh_from_db()
    assert (meeting.first_date, meeting.planned_on) == (first, first + 2 * DAY)
    moved = actions.miss_meeting(meeting=meeting, note="Era malata", move_to=TODAY + DAY, actor=stage.actor())
    assert moved.state == "planned"
    traces = list(MeetingMove.objects.filter(meeting=meeting).order_by("created_at"))
    assert [trace.reason for trace in traces] == ["Sciopero", "Era malata"]
    with pytest.raises(InputRefused):
        actions.move_meeting(meeting=meeting, to=internship.ends_on + DAY, actor=stage.actor())


def test_register_counts_by_month_and_in_all(stage: Stage) -> None:
    internship = stage.started()
    days = calendar.working_days(internship.starts_on, TODAY, internship.weekdays)
    marks: dict[datetime.date, DayMark | None] = dict.fromkeys(days, DayMark("present"))
    marks[days[0]] = DayMark("justified")
    marks[days[1]] = DayMark("closure")
    marks[days[2]] = DayMark("present", Decimal("2.5"))
    actions.record_days(internship=internship, days=marks, actor=stage.actor())
    found = queries.attendance_of(internship, threshold=70, monthly_threshold=80)
    due = 5 * (len(days) - 1)
    assert found.due == due
    assert found.present == due - 5 - Decimal("2.5")
    assert found.percent == int(found.present * 100 / due)
    assert found.unrecorded_days == 0
    actions.record_days(internship=internship, days={days[-1]: None}, actor=stage.actor())
    again = queries.attendance_of(internship, threshold=70, monthly_threshold=80)
    assert again.unrecorded_days == 1
    assert again.due == found.due


def test_register_refuses_days_that_cannot_be(stage: Stage) -> None:
    internship = stage.started()
    outside, future = internship.starts_on - DAY, TODAY + DAY
    with pytest.raises(InputRefused) as refused:
        actions.record_days(
            internship=internship,
            days={outside: DayMark("present"), future: DayMark("present"), TODAY: DayMark("dancing")},
            actor=stage.actor(),
        )
    wrong = {f"day_{day.isoformat()}" for day in (outside, future, TODAY)}
    assert set(refused.value.problems) == wrong
    assert internship.days.count() == 0
    with pytest.raises(InputRefused):
        actions.record_days(
            internship=internship, days={TODAY: DayMark("present", Decimal(20))}, actor=stage.actor()
        )


@pytest.mark.covers("C23")
def test_suspension_moves_the_end_and_the_meetings(stage: Stage) -> None:
    internship = stage.started(starts_on=TODAY - 60 * DAY)
    fill(stage, internship, TODAY - 41 * DAY)
    end = internship.ends_on
    later = [m.planned_on for m in internship.meetings.filter(planned_on__gte=TODAY).order_by("number")]
    actions.suspend_internship(
        internship=internship, reason="illness", from_day=TODAY - 40 * DAY, actor=stage.actor()
    )
    assert not NextStep.objects.filter(case=stage.case, kind="internship_meeting", state="due").exists()
    with pytest.raises(InputRefused):
        actions.record_days(
            internship=internship, days={TODAY - 30 * DAY: DayMark("present")}, actor=stage.actor()
        )
    internship = actions.resume_internship(internship=internship, on_day=TODAY, actor=stage.actor())
    assert internship.ends_on == end + 40 * DAY
    assert internship.first_end == end
    change = EndChange.objects.get(internship=internship)
    assert (change.old_end, change.new_end) == (end, end + 40 * DAY)
    now = [m.planned_on for m in internship.meetings.filter(first_date__gte=TODAY).order_by("number")]
    assert all((after - before).days >= 40 for before, after in zip(later, now, strict=True))
    found = queries.attendance_of(internship, threshold=70, monthly_threshold=80, until=TODAY - DAY)
    assert found.percent == 100
    assert found.unrecorded_days == 0
    assert NextStep.objects.get(case=stage.case, kind="internship_end", state="due").due_on == end + 40 * DAY


def test_a_short_illness_stops_the_count_but_not_the_end(stage: Stage) -> None:
    internship = stage.started()
    end = internship.ends_on
    actions.suspend_internship(
        internship=internship, reason="illness", from_day=TODAY - 10 * DAY, actor=stage.actor()
    )
    internship = actions.resume_internship(internship=internship, on_day=TODAY, actor=stage.actor())
    assert internship.ends_on == end
    assert internship.state == "active"


def test_extension_stays_within_the_maximum(stage: Stage) -> None:
    internship = stage.started(eqf_level=3)
    limit = calendar.longest_end(internship.starts_on, 6)
    with pytest.raises(InputRefused) as refused:
        actions.extend_internship(
            internship=internship, ends_on=limit + DAY, reason="Serve tempo", actor=stage.actor()
        )
    assert "6 mesi" in refused.value.problems["ends_on"]
    before = internship.meetings.count()
    internship = actions.extend_internship(
        internship=internship, ends_on=limit, reason="Serve tempo", actor=stage.actor()
    )
    assert internship.meetings.count() > before
    numbers = list(internship.meetings.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.covers("E15", "E13")
def test_complete_with_enough_attendance_issues_the_attestation(stage: Stage) -> None:
    internship = stage.started(starts_on=TODAY - 100 * DAY, ends_on=TODAY - 10 * DAY)
    fill(stage, internship, internship.ends_on, absent_every=10)
    internship = actions.complete_internship(
        internship=internship, ended_on=internship.ends_on, note="Bene.", actor=stage.actor()
    )
    assert internship.state == "completed"
    assert internship.attestation is not None
    assert internship.attested_on == TODAY
    families = set(Outcome.objects.filter(case=stage.case).values_list("family", flat=True))
    assert families == {"internship", "attestation"}
    assert all(outcome.evidence_id for outcome in Outcome.objects.filter(case=stage.case))
    assert not internship.meetings.filter(state="planned").exists()
    assert not NextStep.objects.filter(case=stage.case, state="due", kind__startswith="internship").exists()
    assert list(queries.attestations(programme_id=stage.programme.pk)) == [internship]


def test_complete_with_little_attendance_gives_no_attestation(stage: Stage) -> None:
    internship = stage.started(starts_on=TODAY - 100 * DAY, ends_on=TODAY - 10 * DAY)
    fill(stage, internship, internship.ends_on, absent_every=2)
    internship = actions.complete_internship(
        internship=internship, ended_on=internship.ends_on, actor=stage.actor()
    )
    assert internship.attestation is None
    with pytest.raises(InputRefused) as refused:
        actions.issue_attestation(internship=internship, actor=stage.actor())
    assert "70 %" in refused.value.sentence


def test_interruption_keeps_the_reason_and_stops_the_calendar(stage: Stage) -> None:
    internship = stage.started()
    with pytest.raises(InputRefused):
        actions.interrupt_internship(internship=internship, reason="", actor=stage.actor())
    internship = actions.interrupt_internship(
        internship=internship, reason="job_found", ended_on=TODAY - DAY, actor=stage.actor()
    )
    assert (internship.state, internship.end_reason) == ("interrupted", "job_found")
    assert not internship.meetings.filter(state="planned").exists()
    with pytest.raises(TransitionRefused):
        actions.complete_internship(internship=internship, actor=stage.actor())


def test_giving_up_before_the_start(stage: Stage) -> None:
    internship = actions.drop_internship(internship=stage.draft(), reason="host_chose", actor=stage.actor())
    assert internship.state == "not_started"
    with pytest.raises(TransitionRefused):
        actions.start_internship(internship=internship, actor=stage.actor())


@pytest.mark.covers("E13", "E16", "E19")
def test_what_reports_count(stage: Stage) -> None:
    stage.draft()
    started = stage.started()
    ended = actions.interrupt_internship(
        internship=stage.started(), reason="job_found", ended_on=TODAY - DAY, actor=stage.actor()
    )
    programme_id = stage.programme.pk
    rows = queries.started_internships(programme_id=programme_id, kind="extracurricular")
    assert {row.pk for row in rows} == {started.pk, ended.pk}
    assert all(row.training_project for row in rows)
    assert not queries.started_internships(programme_id=programme_id, kind="tis")
    action_id = stage.case.action_id
    assert queries.host_kinds(programme_id=programme_id, action_id=action_id) == ["green"]


def test_who_sees_an_internship(stage: Stage) -> None:
    internship = stage.started()
    for who, sees in {
        "sara": True,
        "omar": False,
        "nadia": False,
        "bruno": False,
        "marta": True,
        "elena": False,
        "tina": False,
        "ada": False,
    }.items():
        visible = access.internships_visible_to(stage.actor(who)).filter(pk=internship.pk).exists()
        assert visible is sees, who
    stranger = stage.world.actor("stranger")
    with tenancy.acting(stranger):
        assert not access.internships_visible_to(stranger).exists()


def test_signals_in_words(stage: Stage) -> None:
    internship = stage.started(ends_on=TODAY + 12 * DAY)
    days = calendar.working_days(internship.starts_on, TODAY - 15 * DAY, internship.weekdays)
    half: dict[datetime.date, DayMark | None] = {
        day: DayMark("present" if index % 2 else "unjustified") for index, day in enumerate(days)
    }
    actions.record_days(internship=internship, days=half, actor=stage.actor())
    row = queries.internship_list(stage.actor()).get(pk=internship.pk)
    share = queries.shares_of([row])[row.pk]
    said = " · ".join(signal.text for signal in queries.signals(row, share))
    assert "2 incontri in ritardo" in said
    assert "finisce tra 12 giorni" in said
    assert "ne servono 70" in said
    assert "registro fermo" in said
    late = queries.internship_list(stage.actor(), attention="late")
    assert [found.pk for found in late] == [internship.pk]


@pytest.mark.covers("B12", "B20")
def test_neither_promoter_nor_host_against_the_person_s_choice(stage: Stage) -> None:
    sara, promoter = stage.actor(), stage.world.organisations["promoter"]
    assert stage.case.person is not None
    people.record_sharing_choice(
        person=stage.case.person, organisation=promoter, purpose="work", choice="refused", actor=sara
    )
    with pytest.raises(InputRefused) as refusal:
        stage.draft()
    assert set(refusal.value.problems) == {"promoter"}
