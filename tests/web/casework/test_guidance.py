"""Pages of what matters for work, and of one's own notes."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from snodo.domain.casework import actions
from snodo.domain.casework.models import Case, OwnNote
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.casework import SmallProgramme
from tests.factories.world import World


def url(name: str, case: Case, *more: object) -> str:
    return reverse(f"casework:{name}", args=[case.pk, *more])


@pytest.fixture
def shared(world: World, case: Case) -> Case:
    sara = world.actor("sara")
    with acting(sara):
        actions.add_party(
            case=case, organisation=world.organisations["health"], function="clinical", actor=sara
        )
        actions.add_team_member(
            case=case, membership=world.memberships["carla"], function="clinician", actor=sara
        )
    return case


def filled(**more: str) -> dict[str, str]:
    soon = clock.today() + datetime.timedelta(days=60)
    return {"certificate": "absent", "review_on": soon.isoformat(), "number": "0"} | more


@pytest.mark.covers("E31", "E35", "E42")
def test_two_sides_write_and_compare(world: World, sign_in: Any, shared: Case, made: SmallProgramme) -> None:
    carla = sign_in("carla")
    side = url("guidance_write", shared, "clinical", shared.person_id)
    assert "Scrivi come chi cura" in carla.get(url("guidance", shared)).content.decode()
    wrong = carla.post(side, filled(cautions="Ha un disturbo bipolare"))
    assert wrong.status_code == 422
    assert "Ha un disturbo bipolare" in wrong.content.decode()
    assert "non si scrivono diagnosi" in wrong.content.decode()
    assert carla.post(side, filled(cautions="Evitare la fretta")).status_code == 302
    late = carla.post(side, filled(cautions="Senza aver letto"))
    assert late.status_code == 422
    assert "Nel frattempo" in late.content.decode()
    assert carla.post(url("guidance_write", shared, "work", shared.person_id), filled()).status_code == 403
    with acting(world.actor("carla")):
        for who, value in (("carla", 1), ("sara", 3)):
            with acting(world.actor(who)):
                actions.record_assessment(
                    case=shared,
                    instrument=made.instrument,  # type: ignore[arg-type]
                    answers=casework.prerequisites(value, made),
                    moment="start",
                    actor=world.actor(who),
                )
    page = sign_in("sara").get(url("guidance", shared)).content.decode()
    assert "Evitare la fretta" in page
    assert "Confronta le due letture" in page
    compared = sign_in("sara").get(url("compare", shared, "work-prerequisites")).content.decode()
    assert "operatore, lato sanitario" in compared


@pytest.mark.covers("E35")
@pytest.mark.parametrize(("who", "code"), [("marta", 404), ("nadia", 404), ("dario", 404), ("stranger", 404)])
def test_others_do_not_find_it(world: World, sign_in: Any, shared: Case, who: str, code: int) -> None:
    client = sign_in(who)
    assert client.get(url("guidance", shared)).status_code == code
    write = url("guidance_write", shared, "work", shared.person_id)
    assert client.post(write, filled(cautions="x")).status_code == code


@pytest.mark.covers("B12")
def test_own_notes_from_the_page(world: World, sign_in: Any, shared: Case) -> None:
    sara = sign_in("sara")
    assert sara.post(url("note", shared), {"text": "canarino", "audience": "own"}).status_code == 302
    assert "canarino" not in sara.get(url("detail", shared)).content.decode()
    assert "canarino" in sara.get(url("own_notes", shared)).content.decode()
    assert sara.post(url("own_notes", shared), {"text": ""}).status_code == 422
    with acting(world.actor("sara")):
        note = OwnNote.objects.get()
    discard = url("own_note_discard", shared, note.pk)
    for who in ("carla", "nadia", "stranger"):
        client = sign_in(who)
        assert "canarino" not in client.get(url("own_notes", shared)).content.decode()
        assert client.post(discard).status_code == 404
    sara = sign_in("sara")
    assert sara.get(discard).status_code == 405
    assert sara.post(discard).status_code == 302
