"""What matters for work without diagnoses, seen from two sides; and notes nobody else reads."""

import datetime
from typing import Any

import pytest
from django.db import connection

from snodo.domain.casework import access, actions, queries
from snodo.domain.casework.models import Case, CaseEvent, NextStep, OwnNote, WorkGuidance
from snodo.domain.people import access as people_access
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories.world import World

DAY = datetime.timedelta(days=1)


@pytest.fixture
def shared(world: World, case: Case) -> Case:
    """The health service has the clinical side, with Carla; another co-operative takes part, with Nadia."""
    sara = world.actor("sara")
    with acting(sara):
        for body, function, who, task in (
            ("health", "clinical", "carla", "clinician"),
            ("other_coop", "partner", "nadia", "co_worker"),
        ):
            actions.add_party(
                case=case, organisation=world.organisations[body], function=function, actor=sara
            )
            actions.add_team_member(case=case, membership=world.memberships[who], function=task, actor=sara)
    return case


def write(world: World, case: Case, who: str, viewpoint: str, **more: Any) -> WorkGuidance:
    terms: dict[str, Any] = {
        "content": {"rhythms": "Quattro ore al mattino.", "call": "Carla, dalle 9 alle 12."},
        "certificate": "present",
        "review_on": clock.today() + 90 * DAY,
    }
    with acting(world.actor(who)):
        return actions.write_guidance(
            case=case, viewpoint=viewpoint, actor=world.actor(who), **(terms | more)
        )


@pytest.mark.covers("E31", "E35", "E42")
def test_both_sides_write_and_are_read_side_by_side(world: World, shared: Case) -> None:
    write(world, shared, "carla", "clinical")
    write(world, shared, "sara", "work", content={"rhythms": "Regge anche sei ore."}, certificate="unknown")
    for who in ("sara", "carla", "nadia"):
        with acting(world.actor(who)):
            assert "guidance" in access.sections_seen(world.actor(who), shared)
            (one,) = queries.guidance_of(shared)
            assert one.rows == [
                ("Ritmi e orari che regge", "Quattro ore al mattino.", "Regge anche sei ore."),
                ("Chi chiamare, e quando", "Carla, dalle 9 alle 12.", ""),
            ]
            assert one.certificate == "C'è"
    with acting(world.actor("nadia")):
        nadia = world.actor("nadia")
        assert shared.person_id is not None
        assert not people_access.can_open_section(nadia, shared.person_id, "health")


@pytest.mark.covers("E35")
def test_each_writes_for_their_own_side_only(world: World, shared: Case) -> None:
    for who, viewpoint in (
        ("sara", "clinical"),
        ("carla", "work"),
        ("nadia", "work"),
        ("nadia", "clinical"),
        ("marta", "work"),
        ("omar", "work"),
    ):
        with pytest.raises(NotAllowed):
            write(world, shared, who, viewpoint)


@pytest.mark.covers("E35", "C09")
@pytest.mark.parametrize(
    "text",
    [
        "Soffre di schizofrenia.",
        "Disturbo bipolare",
        "F20.0",
        "ha avuto problemi con l'EROINA",
        "è psicotico",
    ],
)
def test_a_diagnosis_is_sent_back_with_a_sentence(world: World, shared: Case, text: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        write(world, shared, "carla", "clinical", content={"cautions": text})
    assert "diagnosi" in refusal.value.problems["cautions"]
    with acting(world.actor("carla")):
        assert not WorkGuidance.objects.exists()


def test_wrong_input_is_refused_field_by_field(world: World, shared: Case) -> None:
    for more, field in (
        ({"content": {}}, "cautions"),
        ({"certificate": "80%"}, "certificate"),
        ({"review_on": None}, "review_on"),
        ({"review_on": clock.today()}, "review_on"),
        ({"content": {"signs": "a" * 1001}}, "signs"),
    ):
        with pytest.raises(InputRefused) as refusal:
            write(world, shared, "sara", "work", **more)
        assert set(refusal.value.problems) == {field}, more


def test_versions_are_kept_and_the_review_is_a_step(world: World, shared: Case) -> None:
    write(world, shared, "sara", "work")
    with pytest.raises(Conflict):
        write(world, shared, "sara", "work")
    write(world, shared, "sara", "work", number=1, content={"supports": "Una consegna alla volta."})
    with acting(world.actor("sara")):
        rows = list(WorkGuidance.objects.filter(case=shared).order_by("number"))
        assert [(row.number, row.current) for row in rows] == [(1, False), (2, True)]
        assert NextStep.objects.filter(case=shared, kind="guidance", state="due").exists()


@pytest.mark.covers("E35")
def test_the_lead_and_the_sender_do_not_read_it(world: World, shared: Case) -> None:
    write(world, shared, "sara", "work")
    for who in ("marta", "dario"):
        with acting(world.actor(who)):
            assert "guidance" not in access.sections_seen(world.actor(who), shared)


@pytest.mark.covers("B12")
def test_own_notes_are_read_by_their_author_alone(world: World, shared: Case) -> None:
    sara = world.actor("sara")
    with acting(sara):
        note = actions.keep_own_note(case=shared, text="canarino-appunto", actor=sara)
        assert [one.text for one in queries.own_notes(sara, shared)] == ["canarino-appunto"]
        assert not CaseEvent.objects.filter(detail__contains="canarino").exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM casework_ownnote WHERE network_id = %s", [world.network.pk])
            assert b"canarino" not in bytes(cursor.fetchone()[0])
    for who in ("nadia", "carla", "marta", "omar", "ada", "paola", "stranger"):
        with acting(world.actor(who)):
            assert queries.own_notes(world.actor(who), shared) == []
            with pytest.raises(NotAllowed):
                actions.discard_own_note(note=note, actor=world.actor(who))
    with acting(sara):
        assert shared.person is not None
        assert queries.own_notes_about(shared.person) == [("Cooperativa Il Ponte", 1)]
        actions.discard_own_note(note=note, actor=sara)
        assert not OwnNote.objects.exists()


def test_who_leaves_the_team_leaves_their_notes_closed(world: World, shared: Case) -> None:
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(nadia):
        actions.keep_own_note(case=shared, text="Per me.", actor=nadia)
    with acting(sara):
        actions.end_team_member(member=shared.team.get(membership_id=nadia.membership_id), actor=sara)
    with acting(nadia):
        assert queries.own_notes(nadia, shared) == []


@pytest.mark.covers("C10")
def test_a_body_let_in_for_a_time_ends_by_itself(world: World, case: Case) -> None:
    sara, nadia = world.actor("sara"), world.actor("nadia")
    today = clock.today()
    with acting(sara):
        party = actions.add_party(
            case=case,
            organisation=world.organisations["other_coop"],
            function="partner",
            until=today + 2 * DAY,
            actor=sara,
        )
        actions.add_team_member(case=case, membership=world.memberships["nadia"], actor=sara)
        assert (party.purpose, party.legal_base) == ("path", "public_task")
    seen = {}
    for days in (0, 2, 3):
        with clock.held(clock.at(today + days * DAY)), acting(nadia):
            seen[days] = access.can_see_case(nadia, case)
            known = people_access.people_visible_to(nadia).filter(pk=case.person_id).exists()
            assert known == seen[days]
    assert seen == {0: True, 2: True, 3: False}
    with clock.held(clock.at(today + 3 * DAY)), acting(sara):
        again = actions.add_party(
            case=case, organisation=world.organisations["other_coop"], function="partner", actor=sara
        )
        assert again.until is None
    with clock.held(clock.at(today + 4 * DAY)), acting(nadia):
        assert access.can_see_case(nadia, case)


def test_a_longer_or_shorter_time_is_followed_by_what_the_body_sees(world: World, case: Case) -> None:
    sara, bruno = world.actor("sara"), world.actor("bruno")
    today = clock.today()
    with acting(sara):
        party = actions.add_party(
            case=case, organisation=world.organisations["other_coop"], function="partner", actor=sara
        )
        actions.change_party(party=party, sees=["progress"], until=today + DAY, actor=sara)
    with clock.held(clock.at(today + 2 * DAY)), acting(bruno):
        assert not people_access.people_visible_to(bruno).filter(pk=case.person_id).exists()
    with acting(sara):
        actions.change_party(party=party, sees=["progress"], until=None, actor=sara)
        with pytest.raises(InputRefused) as refusal:
            actions.change_party(party=party, sees=[], until=today - DAY, legal_base="x", actor=sara)
        assert set(refusal.value.problems) == {"until", "legal_base"}
    with clock.held(clock.at(today + 2 * DAY)), acting(bruno):
        assert people_access.people_visible_to(bruno).filter(pk=case.person_id).exists()
