"""Groups: places never overfilled, registers in one go, hours charged once."""

import datetime
import threading

import pytest
from django.db import connection

from snodo.domain.activities import access, actions, queries, states
from snodo.domain.activities.actions import AttendanceLine
from snodo.domain.activities.models import Attendance, Group, GroupMember, HoursEntry, Session
from snodo.domain.people import actions as people
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused, NotAllowed, SnodoError, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, make_scene, tomorrow
from tests.factories.world import World, build_world

DAY = datetime.timedelta(days=1)
PRESENT, ABSENT = states.AttendanceStatus.PRESENT, states.AttendanceStatus.ABSENT


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def formed(scene: Scene, places: int = 10, **fields: object) -> Group:
    sara = scene.world.actor("sara")
    with acting(sara):
        return actions.form_group(
            programme=scene.programme,
            kind=scene.lab,
            title="Falegnameria",
            places=places,
            starts_on=clock.today(),
            actor=sara,
            **fields,  # type: ignore[arg-type]
        )


def with_both(scene: Scene, group: Group) -> list[GroupMember]:
    sara = scene.world.actor("sara")
    with acting(sara):
        return [
            actions.add_group_member(group=group, case=case, actor=sara)
            for case in (scene.case, scene.other_case)
        ]


def past_session(scene: Scene, group: Group, days_ago: int = 1) -> Session:
    sara = scene.world.actor("sara")
    with acting(sara):
        return actions.plan_sessions(
            group=group, first_at=clock.now() - days_ago * DAY, minutes=120, actor=sara
        )[0]


@pytest.mark.covers("E09", "E26", "E27")
def test_register_in_one_go_counts_presence_hours_and_absences(scene: Scene) -> None:
    group, sara = formed(scene), scene.world.actor("sara")
    first, second = with_both(scene, group)
    with acting(sara):
        GroupMember.objects.update(joined_on=clock.today() - 10 * DAY)
    sessions = [past_session(scene, group, days) for days in (3, 2, 1)]
    with acting(sara):
        for session in sessions:
            actions.hold_session(session=session, attendance={second.pk: ABSENT}, actor=sara)
        group.refresh_from_db()
        assert group.state == states.GroupState.RUNNING
        assert Attendance.objects.count() == 6
        assert queries.consecutive_absences(second) == 3
        assert queries.consecutive_absences(first) == 0
        assert sum(HoursEntry.objects.values_list("minutes", flat=True)) == 360
        meetings, rows = queries.register(group, access.members_visible_to(sara, group))
        assert [session.pk for session in meetings] == [session.pk for session in sessions]
        assert [(row.present, row.expected, row.in_a_row) for row in rows] == [(3, 3, 0), (0, 3, 3)]
        assert queries.months_of_presence(type(scene.case).objects.all())[scene.case.pk] >= 1
        assert [row.held for row in queries.groups_held(scene.programme)] == [3]  # type: ignore[attr-defined]


def test_a_correction_never_charges_twice(scene: Scene) -> None:
    group, sara = formed(scene), scene.world.actor("sara")
    first, second = with_both(scene, group)
    session = past_session(scene, group)
    with acting(sara):
        actions.hold_session(session=session, attendance=[AttendanceLine(first.pk, minutes=60)], actor=sara)
        actions.hold_session(
            session=session,
            attendance=[
                AttendanceLine(first.pk, minutes=90, observation="Ha guidato il gruppo"),
                AttendanceLine(second.pk, status=ABSENT),
            ],
            actor=sara,
        )
        assert list(HoursEntry.objects.values_list("case", "minutes")) == [(scene.case.pk, 90)]
        assert Attendance.objects.count() == 2


def test_a_full_group_says_so(scene: Scene) -> None:
    group, sara = formed(scene, places=1), scene.world.actor("sara")
    with acting(sara):
        member = actions.add_group_member(group=group, case=scene.case, actor=sara)
        with pytest.raises(InputRefused, match="al completo"):
            actions.add_group_member(group=group, case=scene.other_case, actor=sara)
        with pytest.raises(InputRefused):
            actions.change_group(group=group, title="Falegnameria", places=0, actor=sara)
        actions.remove_group_member(member=member, reason="Ha trovato lavoro", actor=sara)
        with pytest.raises(TransitionRefused):
            actions.remove_group_member(member=member, actor=sara)
        actions.add_group_member(group=group, case=scene.other_case, actor=sara)
        group.refresh_from_db()
        assert group.taken == 1


def test_nobody_is_in_twice(scene: Scene) -> None:
    group, sara = formed(scene), scene.world.actor("sara")
    with acting(sara):
        actions.add_group_member(group=group, case=scene.case, actor=sara)
        with pytest.raises(InputRefused, match="già nel gruppo"):
            actions.add_group_member(group=group, case=scene.case, actor=sara)


def test_series_keeps_the_hour_when_the_clock_changes(scene: Scene) -> None:
    group, sara = formed(scene), scene.world.actor("sara")
    first = datetime.datetime(2027, 3, 22, 15, 0, tzinfo=clock.ROME)
    with acting(sara):
        sessions = actions.plan_sessions(group=group, first_at=first, count=2, actor=sara)
        assert [session.starts_at.astimezone(clock.ROME).hour for session in sessions] == [15, 15]
        with pytest.raises(InputRefused):
            actions.plan_sessions(group=group, first_at=first, count=0, actor=sara)
        with pytest.raises(InputRefused, match="quest'ora"):
            actions.plan_sessions(group=group, first_at=first, actor=sara)


@pytest.mark.covers("E10", "E14")
def test_family_group_counts_households(scene: Scene) -> None:
    group, sara = formed(scene, for_families=True), scene.world.actor("sara")
    with acting(sara):
        mother = people.register_person(first_name="Leila", last_name="Haddad", actor=sara)
        household = people.register_household(name="Haddad", reference=mother, actor=sara)
        actions.add_group_member(group=group, person=mother, actor=sara)
    session = past_session(scene, group)
    with acting(sara):
        actions.hold_session(session=session, actor=sara)
        assert queries.households_in_family_groups(scene.programme) == {household.pk}
        assert mother.pk in queries.people_engaged(scene.programme)


@pytest.mark.covers("E15")
def test_certificate_needs_a_presence(scene: Scene) -> None:
    group, sara = formed(scene), scene.world.actor("sara")
    first, second = with_both(scene, group)
    session = past_session(scene, group)
    with acting(sara):
        with pytest.raises(InputRefused):
            actions.issue_certificate(member=first, actor=sara)
        actions.hold_session(session=session, attendance={second.pk: ABSENT}, actor=sara)
        assert actions.issue_certificate(member=first, actor=sara).size > 1000
        with pytest.raises(InputRefused):
            actions.issue_certificate(member=second, actor=sara)


def test_neighbours_do_not_run_or_read_the_register(scene: Scene) -> None:
    group = formed(scene)
    first, _ = with_both(scene, group)
    session = past_session(scene, group)
    nadia = scene.world.actor("nadia")
    with acting(nadia):
        for call in (
            lambda: actions.hold_session(session=session, actor=nadia),
            lambda: actions.cancel_session(session=session, reason="no", actor=nadia),
            lambda: actions.remove_group_member(member=first, actor=nadia),
            lambda: actions.add_group_member(group=group, case=scene.case, actor=nadia),
            lambda: actions.plan_sessions(group=group, first_at=tomorrow(), actor=nadia),
        ):
            with pytest.raises(NotAllowed):
                call()
        assert not access.members_visible_to(nadia, group).exists()
    with acting(scene.world.actor("stranger")):
        assert not Group.objects.exists()


def test_bad_registers_are_refused_whole(scene: Scene) -> None:
    group, sara = formed(scene), scene.world.actor("sara")
    first, _ = with_both(scene, group)
    session, other = past_session(scene, group), formed(scene)
    with acting(sara):
        stranger = actions.add_group_member(group=other, case=scene.case, actor=sara)
        for wrong in ({stranger.pk: PRESENT}, {first.pk: "forse"}):
            with pytest.raises(InputRefused):
                actions.hold_session(session=session, attendance=wrong, actor=sara)
        future = actions.plan_sessions(group=group, first_at=tomorrow(), actor=sara)[0]
        with pytest.raises(InputRefused):
            actions.hold_session(session=future, actor=sara)
        with pytest.raises(InputRefused):
            actions.end_group(group=group, actor=sara)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_hands_never_overfill_a_group() -> None:
    scene = make_scene(build_world())
    group, sara = formed(scene, places=3), scene.world.actor("sara")
    with acting(sara):
        guests = [
            people.register_person(first_name=f"Persona{number}", last_name="Prova", actor=sara)
            for number in range(12)
        ]
    barrier, refused = threading.Barrier(len(guests)), []

    def enter(person: object) -> None:
        barrier.wait()
        try:
            with acting(sara):
                actions.add_group_member(group=group, person=person, actor=sara)  # type: ignore[arg-type]
        except SnodoError as error:
            refused.append(error.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=(person,)) for person in guests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting(sara):
        group.refresh_from_db()
        assert group.taken == 3
        assert GroupMember.objects.filter(group=group).count() == 3
    assert len(refused) == 9
