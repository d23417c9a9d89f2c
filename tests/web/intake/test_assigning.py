"""The page of assignment: whose it is and why, the reason of another way, the lists of who waits."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.intake import actions
from snodo.domain.intake.models import Referral, RuleException
from snodo.domain.network.models import Territory
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

SignIn = Callable[[str], Any]
LISTS = "/segnalazioni/lista/"


@pytest.fixture
def giovani(world: World) -> ProgrammeAction:
    programme = intake.start(world)
    with acting(world.founder):
        return intake.action_of(programme, "giovani")


def to(world: World, who: str, **more: str) -> dict[str, str]:
    return {"membership": str(world.memberships[who].pk), "note": "Chiamare di mattina"} | more


@pytest.mark.covers("C15", "E33")
def test_the_page_says_whose_it_is_and_keeps_what_was_typed(
    world: World, giovani: ProgrammeAction, sign_in: SignIn
) -> None:
    sent = intake.a_sent(world, giovani)
    marta, page = sign_in("marta"), f"/segnalazioni/{sent.pk}/affida/"
    shown = marta.get(page).content.decode()
    assert "Tocca a Comuni Insieme" in shown
    assert "Residente a Bollate: tocca a Comuni Insieme" in shown
    wrong = marta.post(page, to(world, "sara", route_words="Li conoscono"))
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "per affidarla a un altro ente scegli il motivo" in text
    for kept in ("Chiamare di mattina", "Li conoscono"):
        assert kept in text
    done = marta.post(page, to(world, "sara", route_reason="known", route_words="Li conoscono"), follow=True)
    text = done.content.decode()
    assert "Va a un ente diverso da quello a cui toccava" in text
    assert "Toccava a Comuni Insieme. L&#x27;altro ente la segue già o la conosce. Li conoscono" in text
    sender = sign_in("dario").get(f"/segnalazioni/{sent.pk}/").content.decode()
    assert "Li conoscono" in sender
    assert sign_in("nadia").get(page).status_code == 404


@pytest.mark.covers("C15", "E33", "B02")
def test_where_a_protected_person_lives_is_on_no_page(
    world: World, giovani: ProgrammeAction, sign_in: SignIn
) -> None:
    with acting(world.founder):
        rho = Territory.objects.get(name="Rho")
    hidden: dict[str, Any] = {"protected": True, "pseudonym": "Aurora", "municipality": rho, "stay": rho}
    sent = intake.a_sent(world, giovani, **hidden)
    marta = sign_in("marta")
    for address in (f"/segnalazioni/{sent.pk}/affida/", f"/segnalazioni/{sent.pk}/"):
        text = marta.get(address).content.decode()
        assert "Aurora" in text
        assert "Rho" not in text.replace("Rhodense", "")
    assert marta.post(f"/segnalazioni/{sent.pk}/affida/", to(world, "sara")).status_code == 302


@pytest.mark.covers("C15", "E22")
def test_a_list_is_reached_counted_and_jumped_with_a_reason(
    world: World, giovani: ProgrammeAction, sign_in: SignIn
) -> None:
    actor = world.actor("marta")
    waiting = [intake.a_sent(world, giovani, first_name=name) for name in ("Ada", "Ivo")]
    with acting(actor):
        for one in waiting:
            actions.put_on_waiting_list(referral=one, actor=actor)
        actions.declare_waiting_rule(
            action=giovani, criteria=["urgency"], valid_from=clock.today(), source="Verbale", actor=actor
        )
    marta, line = sign_in("marta"), f"{LISTS}{giovani.pk}/"
    for address in ("/segnalazioni/?stato=lista", LISTS, f"/programmi/{giovani.programme_id}/"):
        text = marta.get(address).content.decode()
        assert line in text, address
        assert "2 segnalazioni" in text
    assert line not in marta.get("/segnalazioni/").content.decode()
    late = f"/segnalazioni/{waiting[1].pk}/affida/"
    assert "È al posto 2 di 2" in marta.get(late).content.decode()
    assert marta.post(late, to(world, "marta")).status_code == 422
    assert marta.post(late, to(world, "marta", turn_reason="worse")).status_code == 302
    assert "La situazione è peggiorata" in marta.get(line).content.decode()
    programme = f"/programmi/{giovani.programme_id}/chi-riceve/"
    assert "La situazione è peggiorata" in marta.get(programme).content.decode()
    text = marta.get(f"{programme}eccezioni/?regola=turn&motivo=worse").content.decode()
    assert "era al posto 2 di 2" in text
    assert marta.post(LISTS).status_code == 405
    for who in ("bruno", "sara"):
        other = sign_in(who)
        assert other.get(f"{programme}eccezioni/").status_code == 404
        assert "peggiorata" not in other.get(programme).content.decode()
    assert "Nessuna lista" in sign_in("sara").get(LISTS).content.decode()
    with acting(world.founder):
        assert RuleException.objects.count() == 1


@pytest.mark.covers("C15")
def test_one_tap_that_needs_a_reason_leads_to_the_page(
    world: World, giovani: ProgrammeAction, sign_in: SignIn
) -> None:
    sent = intake.a_sent(world, giovani)
    answer = sign_in("bruno").post(f"/segnalazioni/{sent.pk}/prendi/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/segnalazioni/{sent.pk}/affida/"
    assert "Tocca a Comuni Insieme: per affidarla a un altro ente" in answer.content.decode()
    with acting(world.founder):
        assert Referral.objects.get(pk=sent.pk).state == "sent"


def test_the_pages_cost_little(world: World, giovani: ProgrammeAction, sign_in: SignIn) -> None:
    sent = intake.a_sent(world, giovani)
    marta = sign_in("marta")
    for address, most in ((f"/segnalazioni/{sent.pk}/affida/", 13), (LISTS, 6)):
        marta.get(address)
        with CaptureQueriesContext(connection) as seen:
            marta.get(address)
        statements = [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]
        assert len(statements) <= most, [len(statements), *statements]
