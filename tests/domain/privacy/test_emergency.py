"""Emergency access: exact, an hour long, told at once, judged; and the nearest neighbours refused."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.audit.models import Entry
from snodo.domain.audit.states import Act
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.messaging.messages import registered, unfit
from snodo.domain.messaging.models import Notification
from snodo.domain.people import access as people
from snodo.domain.people import actions as people_actions
from snodo.domain.people.models import EmergencyAccess, Person
from snodo.domain.privacy import access, actions, queries
from snodo.domain.privacy.models import EmergencyReview
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, a_household, a_person, small_programme
from tests.factories.queue import run_queued
from tests.factories.world import World

pytestmark = pytest.mark.django_db

WORDS = "È qui al pronto intervento e non sappiamo chi avvisare."
BORN = datetime.date(1999, 5, 4)


@pytest.fixture
def person(world: World) -> Person:
    """In charge of sara; nadia works in the body next door."""
    case = a_case(world, small_programme(world))
    return case.person


def identify(world: World, who: str, **named: Any) -> Person | None:
    actor = world.actor(who)
    with acting(actor):
        return actions.identify_person(actor=actor, **named)


def opened(world: World, person: Person, who: str = "nadia", **more: Any) -> EmergencyAccess:
    actor = world.actor(who)
    with acting(actor):
        return actions.ask_emergency(
            person=person, actor=actor, **({"reason": "care", "words": WORDS} | more)
        )


def test_a_person_is_named_whole_or_not_at_all(world: World, person: Person) -> None:
    assert identify(world, "nadia", first_name="luca", last_name="FERRANTE", birth_date=BORN) == person
    for wrong in (
        {"first_name": "Luca", "last_name": "Ferrant", "birth_date": BORN},
        {"first_name": "Luca", "last_name": "Ferrante", "birth_date": BORN + datetime.timedelta(days=1)},
        {"first_name": "Luca", "last_name": "Ferrante"},
        {"code": "RSSMRA80A01H501U"},
    ):
        assert identify(world, "nadia", **wrong) is None
    with acting(world.actor("paola")):
        tries = Entry.objects.filter(verb="emergency.identify", act=Act.REFUSAL)
        assert tries.count() == 4
        assert {line.changes.get("name") for line in tries} == {None}


def test_two_of_one_name_and_day_give_nobody(world: World, person: Person) -> None:
    a_person(world, "nadia")
    assert identify(world, "nadia", first_name="Luca", last_name="Ferrante", birth_date=BORN) is None


@pytest.mark.covers("B20")
def test_somebody_protected_is_not_there_and_their_ledger_knows(world: World) -> None:
    small_programme(world)
    hidden = a_person(
        world, first_name="Irene", last_name="Bassi", birth_date=BORN, protected=True, pseudonym="Stella"
    )
    assert identify(world, "nadia", first_name="Irene", last_name="Bassi", birth_date=BORN) is None
    with pytest.raises(NotAllowed):
        opened(world, hidden)
    with acting(world.actor("paola")):
        tries = Entry.objects.filter(verb="emergency.identify", act=Act.REFUSAL)
        assert tries.count() == 1
        assert EmergencyAccess.objects.count() == 0


@pytest.mark.covers("B20")
def test_a_try_on_somebody_protected_is_told_to_the_team_and_looks_like_any_other(world: World) -> None:
    hers = a_person(world, first_name="Irene", last_name="Bassi", birth_date=BORN)
    a_case(world, small_programme(world), person=hers)
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        people_actions.protect_person(
            person=hers, pseudonym="Stella", reason="Chi la cerca sa dove abita.", actor=sara
        )
    statements = []
    for last in ("Prima", "Nessuno", "Bassi"):
        with acting(nadia), CaptureQueriesContext(connection) as seen:
            found = actions.identify_person(first_name="Irene", last_name=last, birth_date=BORN, actor=nadia)
        statements.append((found, len(seen)))
    assert statements[1] == statements[2]
    assert statements[2][0] is None
    run_queued("people.notice_seekers")
    with acting(sara):
        told = Notification.objects.get(kind="people.sought")
        assert told.recipient_id == world.user("sara").pk
        line = Entry.objects.get(verb="person.sought")
        assert (line.person_id, line.membership_id) == (hers.pk, nadia.membership_id)


def test_the_page_says_what_to_mind_and_when_to_call(world: World, person: Person) -> None:
    """Of the open paths of this person alone; not the agreed word, by which the team is known."""
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        case = Case.objects.get(person=person)
        guidance = {"cautions": "Non lasciarlo solo con attrezzi", "call": "Sara, sempre"}
        casework.write_guidance(
            case=case,
            person=person,
            viewpoint="work",
            content=guidance,
            certificate="unknown",
            review_on=clock.today() + datetime.timedelta(days=90),
            actor=sara,
        )
        people_actions.agree_safe_contact(
            person=person,
            weekdays=[],
            from_time=datetime.time(9),
            until_time=datetime.time(12),
            number="+39 333 7654321",
            safe_word="girandola",
            note="risponde la sorella",
            actor=sara,
        )
    emergency = opened(world, person)
    with acting(nadia):
        found = queries.emergency_file(nadia, emergency.pk)
        assert found is not None
        assert [(head, work) for head, _, work in found.guidance.rows] == [
            ("A che cosa fare attenzione", "Non lasciarlo solo con attrezzi"),
            ("Chi chiamare, e quando", "Sara, sempre"),
        ]
        assert found.safe_times is not None
        assert found.safe_times.words.startswith("Si può chiamare dalle 09:00 alle 12:00.")
    with acting(sara):
        casework.close_case(case=case, reason="goals_reached", drop_open_steps=True, actor=sara)
    with acting(nadia):
        assert queries.emergency_file(nadia, emergency.pk).guidance.rows == []  # type: ignore[union-attr]


def test_after_ten_wrong_tries_one_must_ask_a_human(world: World, person: Person) -> None:
    for _ in range(actions.break_glass.TRIES_A_DAY):
        assert identify(world, "nadia", first_name="A", last_name="B", birth_date=BORN) is None
    with pytest.raises(Conflict):
        identify(world, "nadia", first_name="Luca", last_name="Ferrante", birth_date=BORN)
    assert identify(world, "bruno", first_name="Luca", last_name="Ferrante", birth_date=BORN) == person


@pytest.mark.parametrize("who", ["elena", "tina", "gino", "paola", "ada", "dario"])
def test_who_does_not_work_with_people_under_an_act_cannot_ask(
    world: World, person: Person, who: str
) -> None:
    with pytest.raises(NotAllowed):
        opened(world, person, who)


def test_it_opens_one_page_for_an_hour_and_nothing_of_the_circle(world: World, person: Person) -> None:
    nadia = world.actor("nadia")
    emergency = opened(world, person)
    with acting(nadia):
        assert people.can_see_in_emergency(nadia, person)
        assert list(people.people_in_emergency(nadia)) == [person]
        assert not people.people_visible_to(nadia).filter(pk=person.pk).exists()
        assert not people.can_edit_person(nadia, person)
        found = queries.emergency_file(nadia, emergency.pk)
        assert found is not None
        assert 58 <= found.minutes_left <= 60
        assert [case.person_id for case in found.cases] == [person.pk]
    later = clock.now() + datetime.timedelta(minutes=61)
    with clock.held(later), acting(nadia):
        assert queries.emergency_file(nadia, emergency.pk) is None
        assert not people.can_see_in_emergency(nadia, person)


def test_the_path_of_a_household_is_not_told_of_who_is_hidden_in_it(world: World) -> None:
    sara = world.actor("sara")
    household = a_household(world)
    a_case(world, small_programme(world), household=household)
    with acting(sara):
        member = household.members.select_related("person", "household").get(relation="child")
    for hidden, paths in ((False, 1), (True, 0)):
        with acting(sara):
            people_actions.hide_member(member=member, hidden=hidden, actor=sara)
            before = Notification.objects.filter(membership_id=sara.membership_id).count()
        emergency = opened(world, member.person)
        with acting(world.actor("nadia")):
            found = queries.emergency_file(world.actor("nadia"), emergency.pk)
            assert found is not None
            assert len(found.cases) == paths
            people_actions.close_emergency(emergency=emergency, actor=world.actor("nadia"))
        with acting(sara):
            after = Notification.objects.filter(membership_id=sara.membership_id).count()
        assert after - before == paths


@pytest.mark.parametrize("who", ["bruno", "omar", "marta", "stranger"])
def test_it_is_of_who_asked_alone(world: World, person: Person, who: str) -> None:
    emergency = opened(world, person)
    other = world.actor(who)
    with acting(other):
        assert queries.emergency_file(other, emergency.pk) is None
        assert not people.people_in_emergency(other).exists()


def test_it_closes_when_one_says_so_or_when_the_person_is_protected(world: World, person: Person) -> None:
    nadia, sara = world.actor("nadia"), world.actor("sara")
    emergency = opened(world, person)
    with acting(nadia):
        people_actions.close_emergency(emergency=emergency, actor=nadia)
        assert not people.can_see_in_emergency(nadia, person)
    opened(world, person)
    with acting(sara):
        reason = "Chi la cerca sa dove abita."
        people_actions.protect_person(person=person, pseudonym="Stella", reason=reason, actor=sara)
    with acting(nadia):
        assert not people.can_see_in_emergency(nadia, person)


def test_only_one_hour_at_a_time_with_a_reason_and_a_sentence(world: World, person: Person) -> None:
    for more in ({"reason": "boh"}, {"words": "presto"}):
        with pytest.raises(InputRefused):
            opened(world, person, **more)
    opened(world, person)
    with pytest.raises(Conflict):
        opened(world, person)


def test_responsible_and_data_protection_are_told_at_once(world: World, person: Person) -> None:
    opened(world, person)
    with acting(world.actor("paola")):
        told = Notification.objects.filter(kind="privacy.emergency_opened")
        assert {row.recipient_id for row in told} == {world.user("sara").pk, world.user("paola").pk}
    assert not [unfit(message) for message in registered() if unfit(message)]


def test_each_must_be_judged_once_by_data_protection(world: World, person: Person) -> None:
    opened(world, person)
    paola, sara, nadia = (world.actor(who) for who in ("paola", "sara", "nadia"))
    with acting(paola):
        review = access.pending_for(paola).get()
    for actor in (sara, nadia, world.actor("ada")):
        with acting(actor), pytest.raises(NotAllowed):
            actions.judge_emergency(review=review, verdict="justified", note="", actor=actor)
    with acting(paola):
        with pytest.raises(InputRefused):
            actions.judge_emergency(review=review, verdict="unjustified", note=" ", actor=paola)
        actions.judge_emergency(review=review, verdict="justified", note="", actor=paola)
        with pytest.raises(TransitionRefused):
            actions.judge_emergency(review=review, verdict="unjustified", note="no", actor=paola)
        assert Notification.objects.filter(kind="privacy.emergency_judged").count() == 1
        assert not access.pending_for(paola).exists()


def test_the_queue_is_seen_by_whom_it_concerns(world: World, person: Person) -> None:
    opened(world, person)
    seen = {}
    for who in ("paola", "nadia", "sara", "bruno", "elena", "ada", "stranger"):
        actor = world.actor(who)
        with acting(actor):
            seen[who] = queries.review_list(actor).count()
    assert seen == {"paola": 1, "nadia": 1, "sara": 1, "bruno": 0, "elena": 0, "ada": 0, "stranger": 0}


def test_what_waits_is_said_again(world: World, person: Person) -> None:
    opened(world, person)
    paola = world.actor("paola")
    with acting(paola):
        assert actions.remind_of_reviews(actor=paola) == 0
    with clock.held(clock.now() + datetime.timedelta(days=3)), acting(world.actor("sara")):
        assert actions.remind_of_reviews(actor=world.actor("sara")) == 1
        assert EmergencyReview.objects.count() == 1
        assert Notification.objects.filter(kind="privacy.review_waiting").count() == 1
