"""The page of people with nobody, and the pages of an offer, as people meet them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.casework.models import Case
from snodo.domain.intake import actions
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.programmes.models import Programme, ProgrammeAction
from snodo.kernel.tenancy import acting
from tests.domain.intake.test_nobody import end_act, leave
from tests.factories import intake
from tests.factories.world import World

SignIn = Callable[[str], Any]
ALONE = "/segnalazioni/senza-nessuno/"


@pytest.fixture
def in_lav(world: World) -> Programme:
    return intake.start(world)


@pytest.fixture
def giovani(world: World, in_lav: Programme) -> ProgrammeAction:
    with acting(world.founder):
        return intake.action_of(in_lav, "giovani")


def statements(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len([one for one in captured if "SAVEPOINT" not in one["sql"]])


@pytest.mark.covers("A12", "C15")
def test_who_has_nobody_is_taken_from_the_page(
    world: World, sign_in: SignIn, in_lav: Programme, giovani: ProgrammeAction
) -> None:
    sara = world.actor("sara")
    taken = intake.an_assigned(world, giovani, first_name="Ada", last_name="Conti")
    with acting(sara):
        case = actions.accept_referral(referral=taken, actor=sara)
    referral = intake.an_assigned(world, giovani, first_name="Ivo", last_name="Serra")
    marta = sign_in("marta")
    assert "Nessuno è rimasto solo" in marta.get(ALONE).content.decode()
    end_act(world, in_lav, "coop")
    page = marta.get(ALONE).content.decode()
    assert "Ivo Serra" in page
    assert "Conti" in page
    assert statements(marta, ALONE) <= 8
    for who in ("bruno", "nadia", "dario"):  # not theirs, or without its name
        assert "Conti" not in sign_in(who).get(ALONE).content.decode()
    counted = sign_in("ada").get(ALONE).content.decode()
    assert "Ivo Serra" not in counted
    assert "IN-LAV" in counted
    marta = sign_in("marta")
    assert marta.post(f"/segnalazioni/{referral.pk}/prendi/").status_code == 302
    assert marta.post(f"{ALONE}percorsi/{case.pk}/").status_code == 302
    assert "Nessuno è rimasto solo" in marta.get(ALONE).content.decode()
    again = f"{ALONE}?vista=riprese"
    page = marta.get(again).content.decode()
    assert "Conti" in page
    assert "Sara Prova" in page  # who was there before
    assert statements(marta, again) <= 8
    assert "Conti" not in sign_in("nadia").get(again).content.decode()
    with acting(world.founder):
        assert Referral.objects.get(pk=referral.pk).assigned_membership_id == world.memberships["marta"].pk
        assert Case.objects.get(pk=case.pk).responsible_id == world.memberships["marta"].pk


@pytest.mark.covers("B12", "E33")
def test_from_the_offer_to_the_answer_with_forms_only(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    referral = intake.an_assigned(world, giovani, first_name="Ivo", last_name="Serra")
    address = f"/segnalazioni/{referral.pk}/proponi/"
    form = sign_in("sara").get(address).content.decode()
    assert "Cooperativa Radici" in form
    assert "Comune di Bollate" not in form.split("<form", 1)[1].split("</select>")[0]
    body = str(world.organisations["other_coop"].pk)
    typed = {
        "organisation": body,
        "why": "Vive da loro.",
        "shared_what": "Il bisogno.",
        "ground": "agreement",
    }
    half = sign_in("sara").post(address, typed | {"why": ""})
    assert half.status_code == 422
    assert "Il bisogno." in half.content.decode()
    assert sign_in("sara").post(address, typed).status_code == 302
    with acting(world.founder):
        offered = ReferralHandover.objects.get()
    page = f"/segnalazioni/passaggi/{offered.pk}/"
    assert page in sign_in("nadia").get("/").content.decode()
    read = sign_in("nadia").get(page).content.decode()
    assert "Vive da loro." in read
    assert "Serra" not in read
    assert sign_in("omar").get(page).status_code == 404
    assert (
        "Fino alla risposta ne risponde"
        in sign_in("dario").get(f"/segnalazioni/{referral.pk}/").content.decode()
    )
    no = sign_in("nadia").post(f"{page}non-accettare/", {"decline-reason": "no_places", "decline-answer": ""})
    assert no.status_code == 422
    took = sign_in("nadia").post(f"{page}accetta/", {"take-membership": str(world.memberships["nadia"].pk)})
    assert took.url == f"/segnalazioni/{referral.pk}/"
    assert "Passaggio accettato" in sign_in("dario").get(took.url).content.decode()
    late = sign_in("nadia").post(f"{page}accetta/", {"take-membership": str(world.memberships["nadia"].pk)})
    assert late.url == "/segnalazioni/passaggi/"
    assert "Serra" not in sign_in("sara").get("/segnalazioni/passaggi/").content.decode()


def test_one_takes_back_what_was_offered(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani)
    sara = world.actor("sara")
    with acting(sara):
        offered = actions.propose_referral_handover(
            referral=referral,
            organisation=world.organisations["other_coop"],
            why="Sì.",
            ground="agreement",
            shared_what="Il bisogno.",
            actor=sara,
        )
    back = f"/segnalazioni/passaggi/{offered.pk}/ritira/"
    assert sign_in("dario").post(back).status_code == 403
    assert sign_in("nadia").post(back).status_code == 404
    assert sign_in("sara").get(back).status_code == 405
    assert sign_in("sara").post(back).status_code == 302
    with acting(world.founder):
        assert ReferralHandover.objects.get().state == "withdrawn"


def test_who_leaves_takes_nobody_along(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    intake.an_assigned(world, giovani, first_name="Ivo", last_name="Serra")
    leave(world, "sara")
    page = sign_in("marta").get("/segnalazioni/?stato=da-assegnare").content.decode()
    assert "Serra" in page
