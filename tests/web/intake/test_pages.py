"""Pages of the intake: a referral written, sent, answered, assigned and accepted with forms only."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.audit.models import Entry
from snodo.domain.casework.models import Case
from snodo.domain.intake.models import Referral
from snodo.domain.people import actions as people
from snodo.domain.people.models import Guardian
from snodo.domain.programmes.models import Programme, ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

SignIn = Callable[[str], Any]


@pytest.fixture
def in_lav(world: World) -> Programme:
    return intake.start(world)


@pytest.fixture
def giovani(world: World, in_lav: Programme) -> ProgrammeAction:
    with acting(world.founder):
        return intake.action_of(in_lav, "giovani")


def typed(world: World, action: ProgrammeAction, **more: str) -> dict[str, Any]:
    """What a referrer types in a complete sheet."""
    with acting(world.founder):
        answers = intake.good_answers(action)
        sheet = intake.good_sheet(action)
    data: dict[str, Any] = {
        "first_name": "Luca",
        "last_name": "Ferrante",
        "birth_date": f"{clock.today().year - 22}-03-04",
        "phone": "333 1234567",
        "municipality": str(world.territories["bollate"].pk),
        "language": "it",
        "need_words": "Vorrei un lavoro vicino a casa.",
        "urgency": "ordinary",
        "ground": "agreement",
        "do": "send",
    }
    for code, answer in answers.items():
        data[f"criterion-{code}"] = {True: "yes", False: "no"}.get(answer, answer)
    for code, answer in sheet.items():
        data[f"sheet-{code}"] = {True: "yes", False: "no"}.get(answer, answer) if answer is not None else ""
    return data | more


def referral_of(world: World) -> Referral:
    with acting(world.founder):
        found: Referral = Referral.objects.get()
        return found


def statements(client: Any, address: str) -> tuple[int, Any]:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    asked = [one for one in captured if "SAVEPOINT" not in one["sql"]]
    return len(asked), response


@pytest.mark.covers("C01", "D07", "C15", "B03", "B12")
def test_from_the_sheet_to_the_open_case(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    client = sign_in("dario")
    chosen = client.get("/segnalazioni/nuova/").content.decode()
    assert f"/segnalazioni/nuova/{giovani.pk}/" in chosen
    sent = client.post(f"/segnalazioni/nuova/{giovani.pk}/", typed(world, giovani))
    assert sent.status_code == 302, re.findall(r'class="error"[^>]*>.*?</p>', sent.content.decode())
    address = sent.headers["Location"]

    client = sign_in("marta")
    assert "in tempo: entro il" in client.get("/segnalazioni/").content.decode()
    asked = client.post(f"{address}chiedi/", {"ask-text": "Ha già lavorato?"})
    assert asked.status_code == 302

    client = sign_in("dario")
    page = client.get(address).content.decode()
    assert "Ha già lavorato?" in page
    assert "Si aspetta un" in page
    assert client.post(f"{address}rispondi/", {"answer-text": "Un mese in magazzino."}).status_code == 302

    client = sign_in("marta")
    board = client.get(f"{address}affida/").content.decode()
    assert "0 percorsi aperti" in board
    chosen_one = {"membership": str(world.memberships["sara"].pk), "note": "", "route_reason": "known"}
    given = client.post(f"{address}affida/", chosen_one)
    assert given.status_code == 302

    client = sign_in("sara")
    assert "Luca Ferrante" in client.get("/segnalazioni/").content.decode()
    assert client.get(f"{address}accogli/").status_code == 200
    done = client.post(
        f"{address}accogli/", {"person": "new", "target_groups": ["giovani-vulnerabili"], "barriers": []}
    )
    assert done.status_code == 302
    with acting(world.founder):
        case = Case.objects.get()
        assert case.target_groups == ["giovani-vulnerabili"]
    client = sign_in("dario")
    page = client.get(address).content.decode()
    assert "Accolta: percorso aperto" in page
    assert f"/percorsi/inviati/{case.pk}/" in page


def test_what_is_missing_is_said_and_kept_in_a_draft(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    client = sign_in("dario")
    data = typed(world, giovani, need_words="", birth_date="1960-01-01")
    page = client.post(f"/segnalazioni/nuova/{giovani.pk}/", data).content.decode()
    assert "non è soddisfatto" in page
    assert 'name="reason-eta"' in page
    assert "Scrivi il bisogno" in page
    draft = referral_of(world)
    assert f'action="/segnalazioni/{draft.pk}/modifica/"' in page
    assert (draft.state, draft.first_name) == ("draft", "Luca")
    again = typed(world, giovani, birth_date="1960-01-01", version=str(draft.version))
    again["reason-eta"] = "Concordato con il coordinamento."
    assert client.post(f"/segnalazioni/{draft.pk}/modifica/", again).status_code == 302
    assert referral_of(world).state == "sent"


def test_nothing_chosen_oneis_lost_when_a_field_is_wrong(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    client = sign_in("dario")
    data = typed(world, giovani, birth_date="31/31/2001", last_name="Cognome molto particolare")
    page = client.post(f"/segnalazioni/nuova/{giovani.pk}/", data).content.decode()
    assert "Scrivi una data che esiste" in page
    assert 'value="31/31/2001"' in page
    assert 'value="Cognome molto particolare"' in page


def test_a_possible_double_is_shown_and_confirmed(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    sara = world.actor("sara")
    with acting(sara):
        people.register_person(first_name="Luca", last_name="Ferrante", actor=sara)
    client = sign_in("dario")
    page = client.post(f"/segnalazioni/nuova/{giovani.pk}/", typed(world, giovani)).content.decode()
    assert "Forse è già conosciuta" in page
    assert "chiedi a Cooperativa Il Ponte" in page
    draft = referral_of(world)
    with acting(world.founder):
        assert Entry.objects.filter(verb="person.duplicate_check").exists()
    confirmed = typed(world, giovani, do="send-anyway", version=str(draft.version))
    assert client.post(f"/segnalazioni/{draft.pk}/modifica/", confirmed).status_code == 302
    assert referral_of(world).state == "sent"


def test_a_draft_is_saved_and_taken_up_again(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    client = sign_in("dario")
    saved = client.post(
        f"/segnalazioni/nuova/{giovani.pk}/",
        {"first_name": "Mira", "language": "it", "do": "save", "criterion-fuori": "rischio"},
    )
    assert saved.status_code == 302
    page = client.get(saved.headers["Location"]).content.decode()
    assert 'value="Mira"' in page
    assert re.search(r'value="rischio"[^>]*checked', page)
    draft = referral_of(world)
    assert client.post(f"/segnalazioni/{draft.pk}/ritira/", {"withdraw-note": ""}).status_code == 302
    assert referral_of(world).state == "withdrawn"


def test_a_refusal_without_alternative_comes_back_open(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    sent = intake.a_sent(world, giovani)
    client = sign_in("marta")
    address = f"/segnalazioni/{sent.pk}/non-accogliere/"
    page = client.post(address, {"refuse-reason": "no_places", "refuse-note": "Pieno fino a marzo"})
    assert page.status_code == 422
    assert "Pieno fino a marzo" in page.content.decode()
    done = client.post(address, {"refuse-reason": "no_places", "refuse-alternative": "Lo sportello di Rho."})
    assert done.status_code == 302
    client = sign_in("dario")
    assert "Lo sportello di Rho." in client.get(f"/segnalazioni/{sent.pk}/").content.decode()


@pytest.mark.parametrize(
    "who", ["sara", "nadia", "elena", "carla", "tina", "gino", "paola", "ada", "stranger"]
)
def test_others_referrals_do_not_exist(
    world: World, sign_in: SignIn, giovani: ProgrammeAction, who: str
) -> None:
    sent = intake.a_sent(world, giovani)
    client = sign_in(who)
    for tail in ("", "modifica/", "affida/", "accogli/"):
        assert client.get(f"/segnalazioni/{sent.pk}/{tail}").status_code == 404, tail
    for tail in ("chiedi", "rispondi", "messaggio", "non-accogliere", "lista-attesa", "ritira"):
        assert client.post(f"/segnalazioni/{sent.pk}/{tail}/").status_code == 404, tail


def test_the_sender_cannot_triage(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    sent = intake.a_sent(world, giovani)
    client = sign_in("dario")
    page = client.get(f"/segnalazioni/{sent.pk}/").content.decode()
    for words in ("Affida", "Non accogliere", "Chiedi informazioni"):
        assert words not in page, words
    refused = client.post(
        f"/segnalazioni/{sent.pk}/non-accogliere/",
        {"refuse-reason": "no_places", "refuse-alternative": "Altrove."},
    )
    assert refused.status_code == 403


def test_two_clicks_on_accept_say_who_was_first(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    given = intake.an_assigned(world, giovani)
    address = f"/segnalazioni/{given.pk}/accogli/"
    assert sign_in("sara").post(address, {"person": "new"}).status_code == 302
    client = sign_in("marta")
    late = client.post(address, {"person": "new"}, follow=True).content.decode()
    assert "non si può accogliere" in late
    with acting(world.founder):
        assert Case.objects.count() == 1


@pytest.mark.covers("A03", "C15")
def test_who_decides_for_a_minor_is_confirmed_and_not_typed_again(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    born = datetime.date(clock.today().year - 17, 1, 2)
    said = {"guardian_kind": "parents", "guardian_words": "La madre, Nadia Brivio: la sera"}
    given = intake.an_assigned(world, giovani, birth_date=born, **said)
    address = f"/segnalazioni/{given.pk}/accogli/"
    assert "Chi decide" not in sign_in("marta").get(address).content.decode()
    client = sign_in("sara")
    page = client.get(address).content.decode()
    assert 'value="La madre, Nadia Brivio"' in page
    assert f'value="{born.isoformat()}"' in page
    assert 'name="guardian" value="now" checked' not in page
    unsaid = client.post(address, {"person": "new"})
    assert unsaid.status_code == 422
    typed = {
        "person": "new",
        "guardian": "now",
        "guardian_kind": "parent",
        "guardian_name": "Nadia Brivio",
        "guardian_started_on": born.isoformat(),
    }
    wrong = client.post(address, typed | {"guardian_name": ""})
    assert "Scrivi chi è" in wrong.content.decode()
    assert client.post(address, typed).status_code == 302
    with acting(world.founder):
        assert Guardian.objects.get().name == "Nadia Brivio"


def test_a_referral_costs_the_same_however_many_there_are(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    first = intake.an_assigned(world, giovani)
    client = sign_in("marta")
    few = statements(client, f"/segnalazioni/{first.pk}/")[0]
    with acting(world.founder):
        intake.many_like(first, 8, lambda place: {"last_name": f"Ferri{place}"})
    assert statements(client, f"/segnalazioni/{first.pk}/")[0] == few <= 10


def test_filters_live_in_the_address_and_nonsense_is_harmless(
    world: World, sign_in: SignIn, giovani: ProgrammeAction
) -> None:
    sent = intake.a_sent(world, giovani)
    client = sign_in("marta")
    assert (
        "Luca Ferrante"
        in client.get(
            f"/segnalazioni/?stato=da-assegnare&programma={sent.programme_id}&testo=ferr"
        ).content.decode()
    )
    assert "Luca Ferrante" not in client.get("/segnalazioni/?stato=accolte").content.decode()
    nonsense = client.get("/segnalazioni/?stato=zz&programma=zz&testo=%00&quali=boh&pagina=99999999")
    assert nonsense.status_code == 200


def test_opening_a_referral_is_written_down(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    sent = intake.a_sent(world, giovani)
    sign_in("marta").get(f"/segnalazioni/{sent.pk}/")
    with acting(world.founder):
        assert Entry.objects.filter(verb="read", subject_id=sent.pk).count() == 1


def test_without_an_agreement_the_page_says_whom_to_ask(world: World, sign_in: SignIn) -> None:
    page = sign_in("dario").get("/segnalazioni/nuova/").content.decode()
    assert "Nessun programma aperto al tuo ente" in page
    assert sign_in("tina").get("/segnalazioni/").status_code == 200
