"""A promise near its end or past it is put before somebody, who takes and settles it; never before nobody."""

import datetime

import pytest

from snodo.domain.casework import actions as casework
from snodo.domain.intake import actions, queries
from snodo.domain.intake import escalation_access as owners
from snodo.domain.intake.models import Escalation, Referral, ReferralEvent
from snodo.domain.messaging.models import Notification
from snodo.domain.network import actions as network
from snodo.domain.network.calendars import calendar_of
from snodo.domain.programmes.models import ProgrammeAction
from snodo.jobs import reminding
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.calendars import Calendar
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

DAY = datetime.timedelta(days=1)
Row = tuple[str, str]  # level, owner


def days_of(world: World, referral: Referral) -> tuple[datetime.date, Calendar]:
    with acting(world.founder):
        assert referral.due_answer_on is not None
        receiver = referral.assigned_organisation_id or world.organisations["lead"].pk
        return referral.due_answer_on, calendar_of(receiver)


def watch(world: World, day: datetime.date, step: str = "first_answer") -> int:
    with clock.held(clock.at(day, 7)), acting(world.founder):
        return actions.put_promises_before_owners(step=step, actor=the_clock(world.network.id))


def rows(world: World, referral: Referral, *, still_open: bool = True) -> list[Row]:
    names = {membership.pk: who for who, membership in world.memberships.items()}
    with acting(world.founder):
        found = Escalation.objects.filter(referral=referral).order_by("opened_at", "pk")
        return [(row.level, names[row.owner_id]) for row in found if row.is_open or not still_open]


def day_before(due: datetime.date, calendar: Calendar) -> datetime.date:
    day = due - DAY
    while not calendar.is_open(day):
        day -= DAY
    return day


@pytest.mark.covers("D18", "C01")
def test_worker_then_body_then_lead(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani, to="sara")  # no co-ordinator works in her body
    due, calendar = days_of(world, referral)
    assert watch(world, day_before(day_before(due, calendar), calendar)) == 0
    assert watch(world, day_before(due, calendar)) == 1
    assert rows(world, referral) == [("worker", "sara")]
    watch(world, due)
    assert rows(world, referral) == [("worker", "sara")]
    watch(world, due + DAY)  # her body has nobody able to own it: the lead does
    assert rows(world, referral) == [("worker", "sara"), ("body", "marta")]
    watch(world, calendar.add(due, 3))  # marta has it already
    assert rows(world, referral) == [("worker", "sara"), ("body", "marta")]


@pytest.mark.covers("D18")
def test_the_co_ordination_of_the_body_comes_before_the_lead(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani, to="nadia")  # bruno co-ordinates her body, which receives
    due, calendar = days_of(world, referral)
    watch(world, calendar.add(due, 3))
    assert rows(world, referral) == [("body", "bruno"), ("lead", "marta")]


@pytest.mark.covers("D18")
def test_run_twice_it_adds_nothing(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani, to="nadia")
    due, calendar = days_of(world, referral)
    last = calendar.add(due, 3)
    assert watch(world, last) == 2
    with acting(world.founder):
        told = Notification.objects.filter(kind__startswith="intake.promise").count()
    assert watch(world, last) == 0
    assert watch(world, last + 5 * DAY) == 0
    with acting(world.founder):
        assert Notification.objects.filter(kind__startswith="intake.promise").count() == told == 2


@pytest.mark.covers("D18")
def test_nothing_for_what_is_answered_withdrawn_or_ended(world: World, giovani: ProgrammeAction) -> None:
    marta, dario = world.actor("marta"), world.actor("dario")
    no = {"reason": "no_places", "alternative": "Centro Impiego"}
    asked = intake.an_assigned(world, giovani, to="nadia")
    withdrawn = intake.an_assigned(world, giovani, to="nadia")
    refused = intake.an_assigned(world, giovani, to="nadia")
    due, calendar = days_of(world, asked)
    with acting(marta):
        actions.ask_information(referral=asked, text="Che orari ha?", actor=marta)
        actions.refuse_referral(referral=refused, actor=marta, **no)
    with acting(dario):
        actions.withdraw_referral(referral=withdrawn, actor=dario)
    assert watch(world, calendar.add(due, 10)) == 0


@pytest.mark.covers("D18")
def test_the_answer_settles_what_was_open(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani, to="nadia")
    due, calendar = days_of(world, referral)
    watch(world, calendar.add(due, 3))
    nadia = world.actor("nadia")
    with acting(nadia):
        actions.write_message(referral=referral, text="Ci vediamo lunedì.", actor=nadia)
        assert set(Escalation.objects.values_list("state", "settlement")) == {("settled", "done")}
    assert watch(world, calendar.add(due, 5)) == 0


@pytest.mark.covers("D18")
def test_a_withdrawal_ends_them(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani, to="nadia")
    due, calendar = days_of(world, referral)
    watch(world, calendar.add(due, 1))
    dario = world.actor("dario")
    with acting(dario):
        actions.withdraw_referral(referral=referral, actor=dario)
        assert set(Escalation.objects.values_list("settlement", flat=True)) == {"ended"}


@pytest.mark.covers("D18")
def test_one_takes_it_and_the_neighbour_may_not(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani, to="nadia")
    due, calendar = days_of(world, referral)
    watch(world, due + DAY)
    bruno, marta = world.actor("bruno"), world.actor("marta")
    with acting(bruno):
        row = Escalation.objects.get(level="body")
        taken = actions.take_escalation(escalation=row, actor=bruno)
        assert (taken.state, taken.owner_id) == ("taken", bruno.membership_id)
    for who in ("marta", "sara", "nadia", "dario", "gino"):
        actor = world.actor(who)
        with acting(actor), pytest.raises(NotAllowed):
            actions.take_escalation(escalation=row, actor=actor)
    with acting(marta):
        assert not owners.escalations_visible_to(marta).exists()
    assert watch(world, calendar.add(due, 1)) == 0


@pytest.mark.covers("D18")
def test_another_day_is_agreed_with_a_reason_and_the_promise_stays(
    world: World, giovani: ProgrammeAction
) -> None:
    referral = intake.an_assigned(world, giovani, to="nadia")
    due, calendar = days_of(world, referral)
    now = calendar.add(due, 1)
    watch(world, now)
    bruno, dario = world.actor("bruno"), world.actor("dario")
    later = calendar.add(now, 4)
    with clock.held(clock.at(now, 9)), acting(bruno):
        row = Escalation.objects.get(level="body")
        for day, reason, field in (
            (now, "Ferie", "new_due_on"),
            (now + 120 * DAY, "Ferie", "new_due_on"),
            (_closed_after(now, calendar), "Ferie", "new_due_on"),
            (later, " ", "reason"),
        ):
            with pytest.raises(InputRefused) as refused:
                actions.agree_on_day(escalation=row, new_due_on=day, reason=reason, actor=bruno)
            assert field in refused.value.problems
        actions.agree_on_day(escalation=row, new_due_on=later, reason="Nadia torna lunedì", actor=bruno)
        with pytest.raises(Conflict):
            actions.take_escalation(escalation=row, actor=bruno)
    with acting(dario):
        referral.refresh_from_db()
        assert (referral.due_answer_on, referral.promised_answer_on) == (later, due)
        said = ReferralEvent.objects.filter(referral=referral).latest("at")
        assert said.verb == "agree_day"
        assert "Nadia torna lunedì" in said.note
        assert Notification.objects.filter(kind="intake.moved", recipient_id=dario.user_id).exists()
    assert watch(world, now + DAY) == 0
    assert watch(world, later + DAY) == 1  # the new day is a promise too


def _closed_after(day: datetime.date, calendar: Calendar) -> datetime.date:
    day += 3 * DAY
    while calendar.is_open(day):
        day += DAY
    return day


@pytest.mark.covers("D18")
def test_never_before_nobody(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani, to="nadia")
    due, _ = days_of(world, referral)
    watch(world, due + DAY)
    assert rows(world, referral) == [("body", "bruno")]
    with acting(world.founder):
        for who in ("bruno", "nadia"):
            network.end_membership(membership=world.memberships[who], actor=world.founder)
    watch(world, due + DAY)
    assert rows(world, referral) == [("body", "marta")]
    with acting(world.founder):
        network.end_membership(membership=world.memberships["marta"], actor=world.founder)
    watch(world, due + DAY)
    assert rows(world, referral) == [("body", "ada")]  # who can give somebody the role
    ada = world.actor("ada")
    with acting(ada):
        seen = owners.escalations_visible_to(ada).get()
        assert not seen.named  # and who may not know whom it is about
        with pytest.raises(NotAllowed):
            actions.take_escalation(escalation=seen, actor=ada)


@pytest.mark.covers("D18")
def test_nobody_was_given_it_yet_the_lead_is_reminded(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.a_sent(world, giovani)
    due, calendar = days_of(world, referral)
    watch(world, day_before(due, calendar))
    assert rows(world, referral) == [("worker", "marta")]


@pytest.mark.covers("D18")
def test_the_first_interview_has_its_own_promise(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani, to="nadia")
    nadia = world.actor("nadia")
    with acting(nadia):
        actions.accept_referral(referral=referral, actor=nadia)
        referral.refresh_from_db()
    due = referral.promised_appointment_on
    assert due is not None
    with clock.held(clock.at(due + DAY, 7)):
        opened = reminding.put_promises_before_owners()
    assert opened[world.network.id] == 1
    assert rows(world, referral) == [("body", "bruno")]
    with clock.held(clock.at(due + DAY, 8)):
        assert reminding.put_promises_before_owners()[world.network.id] == 0


def test_messages_say_nothing_of_whom(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani, to="nadia")
    due, calendar = days_of(world, referral)
    watch(world, calendar.add(due, 3))
    with acting(world.founder):
        said = " ".join(
            f"{one.title} {one.path}"
            for one in Notification.objects.filter(kind__startswith="intake.promise")
        )
    assert said
    assert "Ferrante" not in said
    assert "Luca" not in said


# What became of it: the sender is told of every end


@pytest.mark.covers("B12", "C01")
@pytest.mark.parametrize("end", ["accepted", "refused", "withdrawn"])
def test_the_sender_is_told_of_every_end(world: World, giovani: ProgrammeAction, end: str) -> None:
    referral = intake.an_assigned(world, giovani, to="sara")
    sara, dario, elena = world.actor("sara"), world.actor("dario"), world.actor("elena")
    with acting(dario):
        Notification.objects.filter(recipient_id=dario.user_id).update(read_at=clock.now())
    by = dario if end == "withdrawn" else sara
    with acting(by):
        if end == "accepted":
            actions.accept_referral(referral=referral, actor=sara)
        elif end == "refused":
            actions.refuse_referral(referral=referral, reason="other", alternative="CPI di Rho", actor=sara)
        else:
            actions.withdraw_referral(referral=referral, note="Ha trovato lavoro", actor=dario)
    with acting(dario):
        referral.refresh_from_db()
        assert referral.state == end
        told = Notification.objects.filter(
            recipient_id=dario.user_id, kind="intake.moved", read_at__isnull=True
        )
        assert told.exists() is (end != "withdrawn")  # one is not told of what one did oneself
        assert queries.history(referral)[0].to_state == end
    with acting(elena):
        assert not Notification.objects.filter(recipient_id=elena.user_id).exists()


@pytest.mark.covers("D18")
def test_the_day_of_the_interview_passes_with_the_path_to_who_leads_it(
    world: World, giovani: ProgrammeAction
) -> None:
    """`omar` was given the path and never saw the referral: he is told, and led to the path."""
    referral = intake.an_assigned(world, giovani, to="sara")
    sara, omar = world.actor("sara"), world.actor("omar")
    with acting(sara):
        case = actions.accept_referral(referral=referral, actor=sara)
        offer = casework.propose_handover(case=case, to=world.memberships["omar"], actor=sara)
    with acting(omar):
        casework.accept_handover(handover=offer, actor=omar)
        referral.refresh_from_db()
    due = referral.promised_appointment_on
    assert due is not None
    with clock.held(clock.at(due, 7)):
        reminding.put_promises_before_owners()
    assert rows(world, referral) == [("worker", "omar")]
    with acting(omar):
        seen = owners.escalations_visible_to(omar).get()
        assert (seen.named, seen.shown, seen.led) == (True, False, True)
