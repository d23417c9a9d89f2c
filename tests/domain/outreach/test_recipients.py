"""Before a path: who might be reached, what was said, and that all of it goes at its term."""

import datetime
from typing import Any

import pytest
import time_machine

from snodo.domain.audit.models import Entry
from snodo.domain.casework.models import CaseEvent
from snodo.domain.intake import actions as intake
from snodo.domain.outreach import access, actions, queries
from snodo.domain.outreach.models import OutreachTally, PossibleRecipient, PriorInterview
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy.retention import months_later
from snodo.domain.programmes.models import ExpectedResult, ProgrammeAction
from snodo.domain.reporting.queries import results
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.intake import KNOWN
from tests.factories.world import World

DAY = datetime.timedelta(days=1)
HELD: dict[str, Any] = {"kind": "individual", "mode": "in_person", "minutes": 45, "people": 1}


@pytest.fixture
def small(world: World) -> SmallProgramme:
    return casework.small_programme(world)


def noted(world: World, action: ProgrammeAction, who: str = "sara", **more: Any) -> PossibleRecipient:
    actor = world.actor(who)
    told: dict[str, Any] = {
        "unit": "person",
        "name": "Anna Z.",
        "reach": "la domenica al campetto",
        "source": "body",
        "indicated_by": "L'allenatore dell'Aurora",
        "ground": "agreed",
    }
    with acting(actor):
        return actions.note_recipient(action=action, actor=actor, **(told | more))


def met(world: World, row: PossibleRecipient, by: str = "sara", **more: Any) -> PriorInterview:
    actor = world.actor(by)
    with acting(actor):
        actions.inform_recipient(recipient=row, how="voice", actor=actor)
        told = HELD | {"held_on": clock.today(), "notes": "Vorrebbe aggiustare biciclette."}
        return actions.hold_interview(recipient=row, actor=actor, **(told | more))


@pytest.mark.covers("E03", "E06")
def test_a_name_has_its_last_day_from_the_rule_and_goes_by_itself(
    world: World, small: SmallProgramme
) -> None:
    action, sara = small.actions["persone"], world.actor("sara")
    row = noted(world, action)
    assert row.expires_on == months_later(clock.today(), 3)
    with acting(sara):
        assert queries.rule_in_words(small.programme, "contacts")[2] is False  # to be confirmed
        assert not Entry.objects.filter(changes__icontains="Anna").exists()
    nightly = the_clock(world.network.pk)
    with time_machine.travel(clock.now() + datetime.timedelta(days=88), tick=False), acting(nightly):
        assert actions.expire(actor=nightly) == 0
    with time_machine.travel(clock.now() + datetime.timedelta(days=93), tick=False), acting(nightly):
        assert actions.expire(actor=nightly) == 1
        assert not PossibleRecipient.objects.exists()
        assert OutreachTally.objects.get().ending == "expired"


@pytest.mark.covers("E03")
def test_a_shorter_rule_holds_from_tonight_for_who_is_listed_already(
    world: World, small: SmallProgramme
) -> None:
    noted(world, small.actions["persone"])
    ada = world.actor("ada")
    with acting(ada):
        privacy.set_retention_rule(
            programme=small.programme, kind="contacts", start="written", months=1, year_end=False,
            source="Delibera 4/2026", actor=ada,
        )  # fmt: skip
    nightly = the_clock(world.network.pk)
    with time_machine.travel(clock.now() + 35 * DAY, tick=False), acting(nightly):
        assert actions.expire(actor=nightly) == 1


@pytest.mark.covers("E03", "B20")
def test_only_the_body_that_keeps_the_list_knows_of_it(world: World, small: SmallProgramme) -> None:
    row = noted(world, small.actions["persone"])
    for who in ("omar", "nadia", "bruno", "marta", "ada", "dario", "gino", "paola", "stranger"):
        actor = world.actor(who)
        with acting(actor):
            assert access.recipients_visible_to(actor).exists() == (who == "omar"), who
    with acting(world.actor("nadia")), pytest.raises(NotAllowed):
        actions.take_off(recipient=row, ending="declined", actor=world.actor("nadia"))


@pytest.mark.covers("E03")
def test_who_says_no_is_deleted_at_once_and_counted(world: World, small: SmallProgramme) -> None:
    row, sara = noted(world, small.actions["persone"]), world.actor("sara")
    interview = met(world, row)
    with acting(sara):
        with pytest.raises(InputRefused):
            actions.take_off(recipient=row, ending="path", actor=sara)
        actions.take_off(recipient=row, ending="declined", actor=sara)
        assert not PossibleRecipient.objects.exists()
        interview.refresh_from_db()
        assert (interview.notes, interview.who, interview.answers) == ("", "", {})
        assert queries.endings_of(sara, small.programme) == [("Ha detto di no", 1)]
        assert len(queries.book_of(small.programme).lines) == 1


@pytest.mark.covers("E06", "E07")
def test_nobody_is_interviewed_before_they_know_who_keeps_their_name(
    world: World, small: SmallProgramme
) -> None:
    row, sara = noted(world, small.actions["persone"]), world.actor("sara")
    with acting(sara):
        with pytest.raises(InputRefused) as refused:
            actions.hold_interview(recipient=row, held_on=clock.today(), actor=sara, **HELD)
        assert "informata" in refused.value.sentence
        with pytest.raises(InputRefused) as refused:
            actions.book_interview(recipient=row, booked_at=clock.now() + 150 * DAY, actor=sara)
        assert "cancellato" in refused.value.sentence
        actions.book_interview(recipient=row, booked_at=clock.now() + DAY, actor=sara)
    interview = met(world, row)
    assert interview.expires_on == months_later(clock.today(), 6)
    with acting(sara):
        row.refresh_from_db()
        assert (row.state, row.booked_at, row.expires_on) == ("met", None, interview.expires_on)
        actions.drop_interview(interview=interview, actor=sara)
        assert queries.book_of(small.programme).lines == []
    late = noted(world, small.actions["persone"], indicated_on=clock.today() - 40 * DAY)
    assert late.late_to_inform


def through(world: World, action: ProgrammeAction, row: PossibleRecipient) -> Any:
    """The referral begun from the list, sent, assigned to sara and accepted."""
    sara, marta = world.actor("sara"), world.actor("marta")
    with acting(sara):
        referral = actions.refer_recipient(recipient=row, actor=sara)
        assert actions.refer_recipient(recipient=row, actor=sara) == referral
        assert (referral.first_name, referral.last_name) == ("Anna", "Z.")
        intake.save_draft(action=action, referral=referral, need_words="Cerca un posto.", actor=sara)
        referral.refresh_from_db()
        intake.send_referral(referral=referral, acknowledge_duplicates=True, actor=sara)
    with acting(marta):
        referral.refresh_from_db()
        intake.assign_referral(
            referral=referral, membership=world.memberships["sara"], route=KNOWN, actor=marta
        )
    with acting(sara):
        referral.refresh_from_db()
        return intake.accept_referral(referral=referral, actor=sara)


@pytest.mark.covers("E06", "E07", "E08")
def test_interviews_follow_into_the_path_when_the_person_wishes_it(
    world: World, small: SmallProgramme
) -> None:
    action, sara = small.actions["persone"], world.actor("sara")
    row = noted(world, action)
    met(world, row)
    interview = met(world, row, kind="family", people=3, who="La madre e il fratello")
    with acting(sara):
        actions.allow_carrying(recipient=row, carry="agreed", actor=sara)
    case = through(world, action, row)
    with acting(sara):
        assert not PossibleRecipient.objects.exists()
        interview.refresh_from_db()
        assert (interview.case_id, interview.person_id) == (case.pk, case.person_id)
        assert (interview.notes, interview.expires_on) == ("Vorrebbe aggiustare biciclette.", None)
        assert CaseEvent.objects.filter(case=case, ref_kind="outreach.priorinterview").count() == 2
        assert access.interviews_read_by(sara).count() == 2
        book = queries.book_of(small.programme)
        assert (book.persons, book.families, len(book.lines)) == (1, 1, 2)
        with pytest.raises(Conflict):
            actions.drop_interview(interview=interview, actor=sara)
    for who in ("omar", "nadia", "dario", "ada", "stranger"):
        with acting(world.actor(who)):
            assert not access.interviews_read_by(world.actor(who)).exists(), who


@pytest.mark.covers("E06")
def test_without_a_yes_they_stay_where_they_are_and_end_at_their_term(
    world: World, small: SmallProgramme
) -> None:
    action, sara = small.actions["persone"], world.actor("sara")
    row = noted(world, action)
    interview = met(world, row)
    case = through(world, action, row)
    with acting(sara):
        interview.refresh_from_db()
        assert interview.case_id is None
        assert not CaseEvent.objects.filter(case=case, ref_kind="outreach.priorinterview").exists()
    nightly = the_clock(world.network.pk)
    with time_machine.travel(clock.now() + 190 * DAY, tick=False), acting(nightly):
        assert actions.expire(actor=nightly) == 2
        interview.refresh_from_db()
        assert (interview.notes, interview.recipient_id) == ("", None)


@pytest.mark.covers("E06")
def test_a_yes_said_later_brings_them_into_the_path(world: World, small: SmallProgramme) -> None:
    action, sara = small.actions["persone"], world.actor("sara")
    row = noted(world, action)
    interview = met(world, row)
    case = through(world, action, row)
    with acting(sara):
        actions.allow_carrying(recipient=row, carry="task", actor=sara)
        interview.refresh_from_db()
        assert (interview.case_id, interview.carried) == (case.pk, "task")


@pytest.mark.covers("E07", "A04")
def test_households_are_counted_once_however_often_they_are_met(world: World, small: SmallProgramme) -> None:
    action = small.actions["nuclei"]
    first = noted(world, action, unit="household", name="Famiglia Z.")
    second = noted(world, action, unit="household", name="Famiglia K.")
    other = noted(world, action, who="nadia", unit="household", name="Famiglia Q.")
    for row, who in ((first, "sara"), (first, "sara"), (second, "omar"), (other, "nadia")):
        met(world, row, who, kind="family", people=3)
    sara = world.actor("sara")
    with acting(sara):
        actions.take_off(recipient=second, ending="elsewhere", actor=sara)
        book = queries.book_of(small.programme)
        assert (book.households, book.families, book.minutes, book.hours) == (3, 3, 180, "3 h")
        assert [line.unit for line in book.lines] == ["N01", "N01", "N02", "N01"]
        assert "Famiglia" not in str(book)


@pytest.mark.covers("E07", "A04")
def test_a_household_met_by_two_bodies_counts_once_before_it_has_a_path(
    world: World, small: SmallProgramme
) -> None:
    action = small.actions["nuclei"]
    mine = noted(world, action, unit="household", name="Famiglia Z.")
    theirs = noted(world, action, who="nadia", unit="household", name="I genitori di Leo")
    met(world, mine, kind="family", people=3)
    met(world, theirs, "nadia", kind="family", people=2, met_elsewhere=True)
    # Asked the first time only: later they would have to say yes to both, and nobody would count them.
    assert not met(world, mine, kind="family", people=3, met_elsewhere=True).met_elsewhere
    assert met(world, theirs, "nadia", kind="family", people=2).met_elsewhere
    with acting(world.actor("sara")):
        book = queries.book_of(small.programme)
        assert (book.households, book.families, len(book.lines)) == (1, 1, 4)
        assert [line.counted_elsewhere for line in book.lines] == [False, True, False, True]
        expected = ExpectedResult(
            programme=small.programme,
            action=action,
            measure={"count": "prior_interviews", "where": {}, "distinct": "household"},
        )
        for distinct, number in (("household", 1), ("person", 0), ("row", 4)):
            expected.measure["distinct"] = distinct
            result = results.result_of(expected, small.programme)
            assert result.actual == number
        expected.measure["distinct"] = "household"
        (row, _) = results.evidence_rows(expected, small.programme, clock.today())
        assert results.tell(expected, row).label == "N01, con i familiari"
        almost = results.near_rows(expected, small.programme, clock.today())
        assert almost is not None
        assert almost.count() == 2


@pytest.mark.covers("E07")
def test_two_bodies_that_carried_one_household_into_its_path_count_it_once_too(
    world: World, small: SmallProgramme
) -> None:
    action = small.actions["persone"]
    row = noted(world, action)
    met(world, row)
    with acting(world.actor("sara")):
        actions.allow_carrying(recipient=row, carry="agreed", actor=world.actor("sara"))
    through(world, action, row)
    other = noted(world, action, who="nadia", name="Il ragazzo delle bici")
    met(world, other, "nadia", met_elsewhere=True)
    with acting(world.actor("sara")):
        assert queries.book_of(small.programme).persons == 1
