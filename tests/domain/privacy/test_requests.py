"""Requests of persons: their clock, their steps, who sees them and who is reminded."""

import datetime

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.casework.models import Case
from snodo.domain.messaging.models import Notification
from snodo.domain.privacy import access, actions, queries, terms
from snodo.domain.privacy.models import PersonRequest
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, small_programme
from tests.factories.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture
def case(world: World) -> Case:
    return a_case(world, small_programme(world))


@pytest.fixture
def request_(world: World, case: Case) -> PersonRequest:
    sara = world.actor("sara")
    with acting(sara):
        return actions.receive_request(person=case.person, kind="access", words="Tutto.", actor=sara)


@pytest.mark.parametrize(
    ("received", "prolonged", "due"),
    [
        (DAY(2026, 3, 10), False, DAY(2026, 4, 10)),
        (DAY(2026, 1, 31), False, DAY(2026, 3, 2)),  # 28 February is a Saturday
        (DAY(2026, 11, 25), False, DAY(2026, 12, 28)),  # Christmas, Saint Stephen's, a Sunday
        (DAY(2026, 3, 10), True, DAY(2026, 6, 10)),
        (DAY(2026, 12, 15), True, DAY(2027, 3, 15)),
    ],
)
def test_there_is_a_month_to_answer_and_two_more_once(
    received: datetime.date, prolonged: bool, due: datetime.date
) -> None:
    assert terms.due_on(received, prolonged=prolonged) == due


@pytest.mark.covers("D21")
def test_the_steps_from_receipt_to_answer_are_written_down(
    world: World, case: Case, request_: PersonRequest
) -> None:
    sara, paola = world.actor("sara"), world.actor("paola")
    with acting(paola):
        assert Notification.objects.filter(
            kind="privacy.request_received", recipient_id=paola.user_id
        ).exists()
        with pytest.raises(TransitionRefused):
            actions.take_request(request=request_, actor=paola)
        with pytest.raises(InputRefused):
            actions.check_identity(request=request_, how="mandate", actor=paola)
        actions.check_identity(request=request_, how="paper", actor=paola)
        with pytest.raises(TransitionRefused):
            actions.answer_request(request=request_, answer="Fatto.", actor=paola)
        actions.take_request(request=request_, actor=paola)
        actions.ask_contribution(request=request_, question="C'è altro?", actor=paola)
        with pytest.raises(Conflict):
            actions.ask_contribution(request=request_, question="Di nuovo?", actor=paola)
    with acting(sara):
        assert Notification.objects.filter(kind="privacy.contribution_asked", recipient_id=sara.user_id)
        actions.contribute(request=request_, text="No.", actor=sara)
        with pytest.raises(Conflict):
            actions.contribute(request=request_, text="Sì.", actor=sara)
    with acting(paola):
        with pytest.raises(InputRefused):
            actions.answer_request(request=request_, answer=" ", actor=paola)
        done = actions.answer_request(request=request_, answer="Consegnata a mano.", actor=paola)
        assert (done.state, done.closed_on) == ("answered", clock.today())
        with pytest.raises(TransitionRefused):
            actions.refuse_request(request=request_, reason="No.", actor=paola)
        verbs = set(
            Entry.objects.filter(person_id=case.person_id, verb__startswith="request.").values_list(
                "verb", flat=True
            )
        )
    steps = ("receive", "check", "take", "ask", "contribute", "answer")
    assert verbs == {f"request.{step}" for step in steps}


def test_more_time_once_with_a_reason_and_within_the_first_month(
    world: World, request_: PersonRequest
) -> None:
    paola = world.actor("paola")
    with acting(paola):
        with pytest.raises(InputRefused):
            actions.prolong_request(request=request_, reason="", actor=paola)
        with clock.held(clock.at(request_.due_on + datetime.timedelta(days=1))), pytest.raises(Conflict):
            actions.prolong_request(request=request_, reason="Molte carte.", actor=paola)
        longer = actions.prolong_request(request=request_, reason="Molte carte.", actor=paola)
        assert longer.due_on == terms.due_on(request_.received_on, prolonged=True)
        with pytest.raises(Conflict):
            actions.prolong_request(request=request_, reason="Ancora.", actor=paola)


def test_a_no_needs_a_reason_and_others_need_a_name(
    world: World, case: Case, request_: PersonRequest
) -> None:
    sara, paola = world.actor("sara"), world.actor("paola")
    with acting(paola):
        with pytest.raises(InputRefused):
            actions.refuse_request(request=request_, reason="", actor=paola)
        assert actions.refuse_request(request=request_, reason="Non è lei.", actor=paola).state == "refused"
    with acting(sara):
        for wrong in (
            {"kind": "boh"},
            {"kind": "access", "asked_by": "guardian"},
            {"kind": "access", "received_on": clock.today() + datetime.timedelta(days=1)},
        ):
            with pytest.raises(InputRefused):
                actions.receive_request(person=case.person, actor=sara, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "sees", "handles"),
    [
        ("paola", True, True),
        ("sara", True, False),
        ("omar", False, False),
        ("marta", False, False),
        ("nadia", False, False),
        ("bruno", False, False),
        ("elena", False, False),
        ("ada", False, False),
    ],
)
def test_data_protection_and_the_team_see_it_and_nobody_else(
    world: World, request_: PersonRequest, who: str, sees: bool, handles: bool
) -> None:
    actor = world.actor(who)
    with acting(actor):
        assert queries.request_list(actor).filter(pk=request_.pk).exists() is sees
        assert access.can_handle(actor, request_) is handles
        assert access.can_contribute(actor, request_) is (sees and not handles)
        if not handles:
            for verb, words in (("check_identity", {"how": "paper"}), ("refuse_request", {"reason": "x"})):
                with pytest.raises(NotAllowed):
                    getattr(actions, verb)(request=request_, actor=actor, **words)
        if not sees:
            with pytest.raises(NotAllowed):
                actions.contribute(request=request_, text="x", actor=actor)


def test_the_register_is_filtered_by_its_clock(world: World, request_: PersonRequest) -> None:
    paola = world.actor("paola")
    with acting(paola):
        held = {}
        for days in (-10, -3, 1):
            with clock.held(clock.at(request_.due_on + datetime.timedelta(days=days))):
                held[days] = [
                    queries.request_list(paola, which=which).count() for which in ("open", "soon", "late")
                ]
        assert held == {-10: [1, 0, 0], -3: [1, 1, 0], 1: [1, 0, 1]}
        assert queries.request_list(paola, kind="erasure").count() == 0


def test_each_threshold_is_said_once(world: World, request_: PersonRequest) -> None:
    paola = world.actor("paola")
    said = {}
    with acting(paola):
        for before in (8, 7, 6, 3, 2, 0, -1, -7, -8):
            with clock.held(clock.at(request_.due_on - datetime.timedelta(days=before))):
                said[before] = actions.remind_of_requests(actor=the_clock(paola.network_id))
        told = Notification.objects.filter(kind="privacy.request_due", recipient_id=paola.user_id)
        assert told.exists()
    assert said == {8: 0, 7: 1, 6: 0, 3: 1, 2: 0, 0: 1, -1: 0, -7: 1, -8: 0}
