"""Acts between bodies: what each is to the data, renewed, corrected, ended, and told in time."""

import datetime
from typing import Any

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.casework import queries as casework_queries
from snodo.domain.messaging.models import Notification
from snodo.domain.people import access as people_access
from snodo.domain.programmes import access, actions, queries
from snodo.domain.programmes.models import ActNotice, ProgrammePartner
from snodo.domain.programmes.states import ActState, PrivacyRole
from snodo.kernel import clock, tenancy
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

DAY = datetime.timedelta(days=1)


@pytest.fixture
def made(world: World) -> SmallProgramme:
    return casework.small_programme(world)


def act_of(world: World, made: SmallProgramme, body: str) -> ProgrammePartner:
    acts = ProgrammePartner.objects.select_related("programme", "organisation")
    return acts.filter(programme=made.programme, organisation=world.organisations[body]).latest("act_from")


def ends_in(world: World, made: SmallProgramme, body: str, days: int) -> ProgrammePartner:
    """The act of a body, put right so that it ends so many days from today."""
    act = act_of(world, made, body)
    return actions.amend_act(
        partner=act,
        act_from=act.act_from,
        act_until=clock.today() + days * DAY,
        actor=world.actor("marta"),
    )


@pytest.mark.covers("E37")
def test_an_act_says_what_the_body_is_to_the_data(world: World, made: SmallProgramme) -> None:
    marta, today = world.actor("marta"), clock.today()
    with tenancy.acting(marta):
        joined = actions.add_partner(
            programme=made.programme,
            organisation=world.organisations["company"],
            role="host",
            privacy_role=PrivacyRole.PROCESSOR,
            act="Nomina a responsabile",
            act_number="12/2026",
            act_on=today - 3 * DAY,
            act_from=today,
            act_until=today + 60 * DAY,
            actor=marta,
        )
        assert joined.get_privacy_role_display() == "Responsabile del trattamento"
        line = next(line for line in queries.act_lines(made.programme) if line.act == joined)
        assert line.standing.words == "in vigore"
        assert queries.act_lines(made.programme, privacy_role="processor") == [line]
        assert line not in queries.act_lines(made.programme, privacy_role="undecided")
        logged = Entry.objects.get(verb="partner.add", subject_id=joined.pk)
        assert logged.changes["privacy_role"] == "processor"


def test_a_renewed_act_is_another_act(world: World, made: SmallProgramme) -> None:
    marta = world.actor("marta")
    with tenancy.acting(marta):
        old = ends_in(world, made, "coop", 10)
        renewed = actions.renew_act(
            partner=old,
            act_from=old.act_until + DAY,
            act_until=old.act_until + 365 * DAY,
            act="Convenzione 2027",
            actor=marta,
        )
        assert renewed.renews == old
        assert (renewed.code, renewed.role) == (old.code, old.role)
        with pytest.raises(Conflict):
            actions.renew_act(
                partner=old, act_from=renewed.act_until + DAY, act_until=renewed.act_until + DAY, actor=marta
            )
        with clock.held(clock.at(old.act_until + DAY)):
            (line,) = [
                one for one in queries.act_lines(made.programme) if one.act.organisation == old.organisation
            ]
            assert (line.act, line.before, line.latest) == (renewed, [old], True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"act_from": 10, "act_until": 5}, "act_until"),
        ({"act_from": -5, "act_until": 30}, "act_from"),  # overlaps the act in force
        ({"act_from": 500, "act_until": 510, "privacy_role": "padrone"}, "privacy_role"),
        ({"act_from": 500, "act_until": 510, "act_on": 1}, "act_on"),
    ],
)
def test_wrong_acts_are_refused(
    world: World, made: SmallProgramme, wrong: dict[str, Any], field: str
) -> None:
    marta, today = world.actor("marta"), clock.today()
    fields = {name: today + value * DAY if isinstance(value, int) else value for name, value in wrong.items()}
    with tenancy.acting(marta):
        before = ProgrammePartner.objects.count()
        with pytest.raises(InputRefused) as refused:
            actions.renew_act(partner=act_of(world, made, "coop"), actor=marta, **fields)
        assert field in refused.value.problems
        assert ProgrammePartner.objects.count() == before


def test_an_early_end_needs_a_reason_and_a_possible_day(world: World, made: SmallProgramme) -> None:
    marta, today = world.actor("marta"), clock.today()
    with tenancy.acting(marta):
        act = act_of(world, made, "other_coop")
        for wrong, field in (
            ({"reason": "  "}, "reason"),
            ({"reason": "Recesso", "last_day": act.act_until + DAY}, "last_day"),
            ({"reason": "Recesso", "last_day": act.act_from - DAY}, "last_day"),
        ):
            with pytest.raises(InputRefused) as refused:
                actions.end_act(partner=act, actor=marta, **wrong)
            assert list(refused.value.problems) == [field]
        ended = actions.end_act(partner=act, reason="Recesso concordato", last_day=today - DAY, actor=marta)
        assert queries.standing_of(ended).state == ActState.REVOKED
        with pytest.raises(Conflict, match="capofila"):
            ends_in(world, made, "lead", -1)


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "scaduto"), (0, "scade oggi"), (1, "scade domani"), (30, "scade tra 30 giorni"), (31, "in vigore")],
)
def test_the_state_is_said_in_words(world: World, made: SmallProgramme, days: int, words: str) -> None:
    with tenancy.acting(world.actor("marta")):
        act = act_of(world, made, "coop")
        act.act_until = clock.today() + days * DAY
        assert queries.standing_of(act).words == words
        act.act_from = clock.today() + DAY
        assert queries.standing_of(act).words == "non ancora iniziato"


@pytest.mark.covers("E37")
def test_the_end_is_told_once_a_month_and_a_week_before(world: World, made: SmallProgramme) -> None:
    clockwork = the_clock(world.network.pk)
    with tenancy.acting(world.founder):
        act = ends_in(world, made, "other_coop", 40)
        told: dict[int, int] = {}
        for left in (40, 31, 30, 29, 8, 7, 6, 0):
            with clock.held(clock.at(act.act_until - left * DAY)):
                told[left] = actions.notify_ending_acts(actor=clockwork)
        assert [left for left, many in told.items() if many] == [30, 7]
        assert list(ActNotice.objects.values_list("days", flat=True).order_by("-days")) == [30, 7]
        who = {n.recipient_id for n in Notification.objects.filter(kind__startswith="programmes.act_ends")}
        assert who == {world.users[name].pk for name in ("ada", "marta", "bruno")}


def test_a_renewed_act_is_not_told(world: World, made: SmallProgramme) -> None:
    with tenancy.acting(world.founder):
        act = ends_in(world, made, "other_coop", 7)
        actions.renew_act(
            partner=act, act_from=act.act_until + DAY, act_until=act.act_until + 90 * DAY, actor=world.founder
        )
        assert actions.notify_ending_acts(actor=the_clock(world.network.pk)) == 0


@pytest.mark.covers("E37", "E30")
def test_nobody_is_lost_when_an_act_ends(world: World, made: SmallProgramme) -> None:
    marta, bruno = world.actor("marta"), world.actor("bruno")
    case = casework.a_case(world, made)
    with tenancy.acting(marta):
        assert not casework_queries.cases_left_behind(marta, made.programme).exists()
        ends_in(world, made, "coop", 20)
        assert list(casework_queries.cases_left_behind(marta, made.programme)) == [case]
        assert casework_queries.count_left_behind(made.programme) == 1
    with tenancy.acting(bruno):  # co-ordinates another body: learns of no path
        assert not casework_queries.cases_left_behind(bruno, made.programme).exists()


@pytest.mark.covers("E37")
def test_the_person_too_is_seen_while_the_act_holds(world: World, made: SmallProgramme) -> None:
    """Also in the gap between two acts, and again when the second begins."""
    dario, marta, today = world.actor("dario"), world.actor("marta"), clock.today()
    case = casework.a_case(world, made, sender=world.organisations["municipality"])
    with tenancy.acting(marta):
        act = ends_in(world, made, "municipality", 5)
        actions.renew_act(partner=act, act_from=today + 10 * DAY, act_until=today + 20 * DAY, actor=marta)
    with tenancy.acting(dario):
        for days, sees in ((0, True), (5, True), (6, False), (9, False), (10, True), (21, False)):
            with clock.held(clock.at(today + days * DAY)):
                seen = people_access.people_visible_to(dario).filter(pk=case.person_id).exists()
                assert seen is sees, days


def test_acts_are_read_by_few(world: World, made: SmallProgramme) -> None:
    with tenancy.acting(world.founder):
        coop, mine = act_of(world, made, "coop"), act_of(world, made, "other_coop")
        for who, other, own in (
            ("marta", True, True),
            ("ada", True, True),
            ("paola", True, True),
            ("bruno", False, True),
            ("nadia", False, False),
            ("gino", False, False),
        ):
            actor = world.actor(who)
            assert access.can_read_act(actor, coop) is other, who
            assert access.can_read_act(actor, mine) is own, who
        with pytest.raises(NotAllowed):
            actions.renew_act(
                partner=mine,
                act_from=mine.act_until + DAY,
                act_until=mine.act_until + DAY,
                actor=world.actor("bruno"),
            )
