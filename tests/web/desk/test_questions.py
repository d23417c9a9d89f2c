"""A question to the desk from who does not say who they are: asked, answered, counted, gone."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from snodo.domain.audit.models import Entry
from snodo.domain.desk import actions
from snodo.domain.desk.models import Access, Desk, DeskQuestion, Opening, QuestionPage
from snodo.domain.desk.queries.questions import address_of
from snodo.domain.desk.question_models import last_moment
from snodo.kernel import clock, passes
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import Conflict, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import desk as factory
from tests.factories.world import World
from tests.web.intake.test_pages import statements

SignIn = Callable[[str], Any]
pytestmark = [pytest.mark.django_db, pytest.mark.covers("E03", "E05", "E06")]


@pytest.fixture
def desk(world: World) -> Desk:
    cache.clear()
    return factory.desk_of(world, factory.start(world))


@pytest.fixture
def page(world: World, desk: Desk) -> str:
    """The address of the public page."""
    marta = world.actor("marta")
    with acting(marta):
        made = actions.open_question_page(desk=desk, actor=marta)
        return f"/mio/sportello/{address_of(made)}/"


def asked(page: str, **more: str) -> Any:
    return Client(enforce_csrf_checks=True).post(page, {"topic": "when"} | more)


def the_question(world: World) -> DeskQuestion:
    with acting(world.founder):
        return DeskQuestion.objects.select_related("desk__programme").get()


def body(response: Any) -> str:
    return str(response.content.decode())


def test_asked_answered_and_read_without_a_name_or_a_cookie(
    world: World, sign_in: SignIn, desk: Desk, page: str
) -> None:
    anyone = Client(enforce_csrf_checks=True)
    shown = anyone.get(page)
    assert shown.status_code == 200
    assert not shown.cookies
    assert "<script" not in body(shown)
    assert "112" in body(shown)
    given = anyone.post(page, {"topic": "bring", "text": "Per il <b>corso</b> di italiano"})
    assert given.status_code == 302
    assert not given.cookies
    mine = str(given["Location"])
    first = anyone.get(mine)
    assert "Salva l'indirizzo" in body(first).replace("&#x27;", "'")
    assert "<b>corso</b>" not in body(first)
    assert "Non c'è ancora una risposta" in body(first).replace("&#x27;", "'")
    client = sign_in("sara")
    board = client.get(f"/sportello/{desk.pk}/")
    assert "1 domanda aspetta" in body(board)
    listed = client.get(f"/sportello/{desk.pk}/domande/")
    assert "corso" in body(listed)
    question = the_question(world)
    address = f"/sportello/domande/{question.pk}/"
    wrong = client.post(address, {"text": "", "reason": ""})
    assert wrong.status_code == 422
    assert client.post(address, {"text": "Basta venire.", "reason": "formazione"}).status_code == 302
    assert "Basta venire." in body(anyone.get(mine))
    assert "Sara" not in body(anyone.get(mine))
    late = client.post(address, {"text": "Di nuovo", "reason": "formazione"})
    assert "già risposto" in body(late)
    with acting(world.founder):
        counted = Access.objects.get(source="online")
        assert (counted.contact_id, counted.person_id, counted.reason) == (None, None, "formazione")
        raw = Entry.objects.get(verb="question.ask")
        assert raw.origin == "link"
    assert "domanda dalla pagina pubblica" in body(client.get(f"/sportello/accessi/{counted.pk}/"))
    assert "domanda dalla pagina pubblica" in body(client.get(f"/sportello/{desk.pk}/registro/"))


@pytest.mark.parametrize(
    "text", ["Chiamami al 333 1234567", "scrivi a io@posta.example", "RSSMRA80A01H501U", "+39 02-5550-1388"]
)
def test_what_says_who_asks_is_refused_and_not_kept(world: World, page: str, text: str) -> None:
    refused = asked(page, text=text)
    assert refused.status_code == 422
    assert "qui non servono" in body(refused)
    assert text in body(refused)
    with acting(world.founder):
        assert not DeskQuestion.objects.exists()


def test_an_empty_or_made_up_question_is_refused(world: World, page: str) -> None:
    assert asked(page, topic="").status_code == 422
    assert asked(page, topic="nulla").status_code == 422
    assert "in poche parole" in body(asked(page, topic="other"))
    assert asked(page, text="x" * 301).status_code == 422
    assert asked(page, text="zero\x00").status_code == 422
    assert (
        asked(page, text="Alle 9 o alle 14:30 del 12/05/2027?").status_code == 302
    )  # hours are no telephone


def test_one_place_and_one_day_have_a_measure(
    world: World, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [asked(page).status_code for _ in range(6)]
    assert codes == [302] * 5 + [422]
    cache.clear()
    monkeypatch.setattr("snodo.domain.desk.actions.questions.MOST_A_DAY", 5)
    assert "Per oggi le domande sono già molte" in body(asked(page))


def test_closed_pages_take_no_questions_and_answers_stay(
    world: World, sign_in: SignIn, desk: Desk, page: str
) -> None:
    mine = str(asked(page)["Location"])
    leading = sign_in("bruno")
    assert leading.post(f"/sportello/{desk.pk}/domande/pagina/chiudi/").status_code == 404
    client = sign_in("sara")
    assert client.post(f"/sportello/{desk.pk}/domande/pagina/chiudi/").status_code == 403
    marta = world.actor("marta")
    with acting(marta):
        with pytest.raises(Conflict, match="già aperta"):
            actions.open_question_page(desk=desk, actor=marta)
        actions.close_question_page(desk=desk, actor=marta)
        with pytest.raises(Conflict, match="non è aperta"):
            actions.close_question_page(desk=desk, actor=marta)
    assert Client().get(page).status_code == 404
    assert asked(page).status_code == 404
    client.post(f"/sportello/domande/{the_question(world).pk}/chiudi/")
    assert "Qui non possiamo rispondere" in body(Client().get(mine))
    with acting(marta):
        assert not Access.objects.filter(source="online").exists()
        actions.open_question_page(desk=desk, actor=marta)
    assert Client().get(page).status_code == 200  # the same address as before


def test_the_neighbour_and_the_stranger_find_nothing(
    world: World, sign_in: SignIn, desk: Desk, page: str
) -> None:
    asked(page, text="Il mio segreto")
    question = the_question(world)
    with acting(world.founder):
        other = factory.another(world, desk.programme)
    for who in ("bruno", "dario", "stranger"):
        client = sign_in(who)
        assert client.get(f"/sportello/{desk.pk}/domande/").status_code == 404, who
        assert client.get(f"/sportello/domande/{question.pk}/").status_code == 404, who
        assert client.post(f"/sportello/domande/{question.pk}/chiudi/").status_code == 404, who
    # The lead's co-ordination sees the desk, and does not read what is asked of another body.
    lead = sign_in("marta")
    assert lead.get(f"/sportello/domande/{question.pk}/").status_code == 404
    assert "segreto" not in body(lead.get(f"/sportello/{desk.pk}/domande/"))
    assert sign_in("sara").get(f"/sportello/{other.pk}/domande/").status_code == 404
    bruno = world.actor("bruno")
    with acting(bruno), pytest.raises(NotAllowed):
        actions.answer_question(question=question, text="No", reason="lavoro", actor=bruno)


def test_days_with_the_same_hours_are_one_line(world: World, desk: Desk, page: str) -> None:
    marta, nine, noon = world.actor("marta"), datetime.time(9), datetime.time(12)
    with acting(marta):
        place = desk.places.get()
        Opening.objects.filter(desk=desk).delete()
        for weekday in (0, 1, 2, 4, 5):
            actions.add_opening(desk=desk, place=place, weekday=weekday, opens=nine, closes=noon, actor=marta)
    shown = body(Client().get(page))
    assert "Da lunedì a mercoledì" in shown
    assert "Venerdì e sabato" in shown
    assert shown.count("dalle 9:00 alle 12:00") == 2


def test_after_its_days_a_question_is_gone(world: World, sign_in: SignIn, desk: Desk, page: str) -> None:
    mine = str(asked(page)["Location"])
    asked(page)
    the_clock_ = the_clock(world.founder.network_id)
    with acting(world.founder):
        past = clock.now() - datetime.timedelta(minutes=1)
        one = DeskQuestion.objects.order_by("asked_at").first()
        assert one is not None
        DeskQuestion.objects.filter(pk=one.pk).update(expires_at=past)
    gone = Client().get(mine)
    assert gone.status_code == 404
    assert "puoi farne un'altra" in body(gone).replace("&#x27;", "'")
    assert "1 domanda aspetta" in body(sign_in("sara").get(f"/sportello/{desk.pk}/"))
    with acting(world.founder):
        assert actions.sweep_questions(before=clock.now(), actor=the_clock_) == 1
        assert DeskQuestion.objects.count() == 1
        assert QuestionPage.objects.count() == 1


def test_a_desk_asked_by_many_has_pages_and_counts_them_all(
    world: World, sign_in: SignIn, desk: Desk, page: str
) -> None:
    with acting(world.founder):
        for _ in range(60):
            question = DeskQuestion(desk=desk, topic="when", asks_code=False, expires_at=last_moment())
            passes.give_token(question)
            question.save()
    address, sara = f"/sportello/{desk.pk}/domande/", sign_in("sara")
    first, second = (body(sara.get(f"{address}?pagina={number}")) for number in (1, 2))
    assert "60 domande" in first
    assert (first.count(">Rispondi<"), second.count(">Rispondi<")) == (50, 10)


def test_pages_take_few_statements(world: World, sign_in: SignIn, desk: Desk, page: str) -> None:
    client = sign_in("sara")
    few = statements(client, f"/sportello/{desk.pk}/domande/")[0]
    for _ in range(4):
        asked(page)
    assert statements(client, f"/sportello/{desk.pk}/domande/")[0] == few <= 8
    assert statements(Client(), page)[0] <= 12
