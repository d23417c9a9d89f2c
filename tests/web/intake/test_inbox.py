"""The inbox and the waiting list when they are long: what they cost, in what order, and where a page ends."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.intake import actions
from snodo.domain.intake.models import Referral
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World
from tests.web.intake.test_pages import statements

SignIn = Callable[[str], Any]
INBOX = "/segnalazioni/"
# Session, network, who, inbox, calendars, log, numbers of the menu.
OF_THE_INBOX = 7
# Session, network, who, action, versions, line, who manages it, log, numbers of the menu.
OF_THE_LINE = 8


@pytest.fixture
def giovani(world: World) -> ProgrammeAction:
    programme = intake.start(world)
    with acting(world.founder):
        return intake.action_of(programme, "giovani")


@pytest.fixture
def sixty(world: World, giovani: ProgrammeAction) -> list[Referral]:
    """One by the actions and sixty like it, later by a day each; the first ones are late."""
    sent = intake.a_sent(world, giovani, last_name="D'Amico")
    with acting(world.founder):
        model = Referral.objects.get(pk=sent.pk)
        return intake.many_like(model, 60, lambda place: _later(model, place))


def _later(model: Referral, place: int) -> dict[str, Any]:
    due = clock.today() + datetime.timedelta(days=place - 20)
    return {"last_name": f"Ferri{place:02}", "due_answer_on": due, "urgency": "urgent"}


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>Luca ([^<]+)</a>', page)


def test_the_inbox_costs_the_same_with_one_and_with_sixty(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    first = intake.an_assigned(world, giovani)
    client = sign_in("marta")
    with acting(world.founder):
        Referral.objects.filter(pk=first.pk).update(due_answer_on=clock.today() - datetime.timedelta(days=9))
    assert statements(client, INBOX)[0] == OF_THE_INBOX
    with acting(world.founder):
        model = Referral.objects.get(pk=first.pk)
        intake.many_like(model, 60, lambda place: {"last_name": f"Ferri{place}", "urgency": "urgent"})
    asked, response = statements(client, INBOX)
    assert asked == OF_THE_INBOX
    assert len(response.content) <= 40 * 1024
    assert response.content.decode().count("in ritardo di") == 50
    assert "61 segnalazioni" in response.content.decode()


@pytest.mark.covers("C15")
def test_the_inbox_is_read_by_pages_and_the_last_is_the_last(
    world: World, sign_in: SignIn, sixty: list[Referral]
) -> None:
    client = sign_in("marta")
    first = client.get(INBOX).content.decode()
    assert names(first)[:2] == ["Ferri00", "Ferri01"]  # who should have had an answer first
    assert len(names(first)) == 50
    assert 'Aperte<span class="count">61</span>' in first
    last = client.get(f"{INBOX}?pagina=2").content.decode()
    assert names(last)[-1] == "Ferri59"
    assert len(names(last)) == 11
    for beyond in ("3", "99999999999", "9" * 400):
        assert names(client.get(f"{INBOX}?pagina={beyond}").content.decode()) == names(last)
    late = client.get(f"{INBOX}?ritardo=on&programma={sixty[0].programme_id}").content.decode()
    assert len(names(late)) == 20
    assert 'Aperte<span class="count">20</span>' in late
    sent = sign_in("dario").get(f"{INBOX}?quali=inviate&pagina=2").content.decode()
    assert len(names(sent)) == 11
    assert names(sign_in("dario").get(f"{INBOX}?quali=ricevute").content.decode()) == []
    for stranger in ("sara", "nadia"):
        assert names(sign_in(stranger).get(INBOX).content.decode()) == []


def test_names_are_looked_for_as_they_are_typed(
    world: World, sign_in: SignIn, giovani: ProgrammeAction, sixty: list[Referral]
) -> None:
    intake.a_sent(world, giovani, protected=True, pseudonym="Stella", last_name="Segreti", first_name="Eva")
    client = sign_in("marta")

    def found(typed: str) -> list[str]:
        page = client.get(INBOX, {"testo": typed}).content.decode()
        return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)

    assert found("d'am") == ["Luca D&#x27;Amico"]
    assert found("luca ferri0") == [f"Luca Ferri0{place}" for place in range(10)]
    assert found("stel") == ["Stella"]
    assert found("D’Amico luca") == found("d'am")
    intake.a_sent(world, giovani, first_name="Nicolò", last_name="De Luca")
    for typed in ("nicolo", "NICOLÒ de", "de luca nic"):
        assert found(typed) == ["Nicolò De Luca"], typed
    for nothing in ("segreti", "eva", "%", "_", "'; --", "erri"):
        assert found(nothing) == [], nothing


def test_the_waiting_list_costs_the_same_with_one_and_with_sixty(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    marta = world.actor("marta")
    sent = intake.a_sent(world, giovani)
    with acting(marta):
        first = actions.put_on_waiting_list(referral=sent, actor=marta)
        actions.declare_waiting_rule(
            action=giovani, criteria=["minor"], valid_from=clock.today(), source="Verbale", actor=marta
        )
    client, page = sign_in("marta"), f"{INBOX}lista/{giovani.pk}/"
    assert statements(client, page)[0] == OF_THE_LINE
    with acting(world.founder):
        model = Referral.objects.get(pk=first.pk)
        intake.many_like(model, 60, lambda place: {"last_name": f"Ferri{place}"})
    asked, response = statements(client, page)
    assert asked == OF_THE_LINE
    assert len(response.content) <= 40 * 1024
    last = client.get(f"{page}?pagina=2").content.decode()
    assert "<strong>61.</strong>" in last
    assert "<strong>50.</strong>" not in last
