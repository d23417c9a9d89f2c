"""The desk, by hand: the queue, a quick access, from nobody to somebody, paper, figures, hours."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from snodo.domain.desk import actions
from snodo.domain.desk.models import Access, Contact, Desk, Opening, Shift, Visit
from snodo.domain.intake.models import Referral
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import desk as factory
from tests.factories.world import World
from tests.sql_watch import SqlWatch

SignIn = Callable[[str], Any]
KEY = re.compile(r'name="_once" value="([^"]+)"')


@pytest.fixture
def programme(world: World) -> Programme:
    return factory.start(world)


@pytest.fixture
def desk(world: World, programme: Programme) -> Desk:
    return factory.desk_of(world, programme)


def url(name: str, row: Any, *more: object) -> str:
    return reverse(f"desk:{name}", args=[row.pk, *more])


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


@pytest.mark.covers("A06", "A09", "A08")
def test_from_the_queue_to_the_access(sign_in: SignIn, world: World, desk: Desk) -> None:
    client = sign_in("sara")
    assert client.get("/sportello/").url == url("board", desk)
    page = text(client.post(url("join", desk), {"called": "Signora Ada", "reason": "casa"}, follow=True))
    assert "È in fila con il numero 1." in page
    assert "Signora Ada" in page
    with acting(world.actor("sara")):
        visit = Visit.objects.get()
    called = client.post(url("turn", visit, "chiama"))
    assert called.url == f"{url('record', desk)}?turno={visit.pk}"
    assert "numero 1, Signora Ada" in text(client.get(called.url))
    saved = client.post(called.url, {"reason": "casa", "services": ["ascolto"], "result": "risolto"})
    assert saved.url == url("board", desk)
    with acting(world.actor("sara")):
        visit.refresh_from_db()
        entry = Access.objects.get()
        assert (visit.state, visit.called, entry.visit_id) == ("done", "", visit.pk)
    assert "Casa" in text(client.get(url("register", desk)))


@pytest.mark.covers("A08")
def test_a_turn_taken_by_a_colleague_says_by_whom(sign_in: SignIn, world: World, desk: Desk) -> None:
    omar = world.actor("omar")
    with acting(omar):
        visit = actions.join_queue(desk=desk, actor=omar)
        actions.take_visit(visit=visit, actor=omar)
    answer = sign_in("sara").post(url("turn", visit, "chiama"))
    assert answer.status_code == 409
    assert "è già con Omar Prova" in text(answer)


@pytest.mark.covers("A06")
def test_the_same_form_sent_twice_is_one_access(sign_in: SignIn, world: World, desk: Desk) -> None:
    client = sign_in("sara")
    key = KEY.search(text(client.get(url("record", desk))))
    assert key is not None
    for _ in range(2):
        sent = client.post(url("record", desk), {"reason": "lavoro", "_once": key[1]})
        assert sent.url == url("board", desk)
    with acting(world.actor("sara")):
        assert Access.objects.count() == 1


@pytest.mark.covers("A06", "A22")
def test_who_comes_again_is_asked_about_and_what_was_typed_stays(
    sign_in: SignIn, world: World, desk: Desk
) -> None:
    client = sign_in("sara")
    first = {"reason": "lavoro", "who": "Stella", "age_band": "30-44"}
    assert "Il codice di Stella è" in text(client.post(url("record", desk), first, follow=True))
    with acting(world.actor("sara")):
        contact = Contact.objects.get()
    again = {"reason": "figli", "who": "stella", "note": "Torna per il doposcuola"}
    asked = client.post(url("record", desk), again)
    assert asked.status_code == 422
    assert f"codice {contact.code}" in text(asked)
    assert "Torna per il doposcuola" in text(asked)
    client.post(url("record", desk), {**again, "whom": f"c:{contact.pk}"})
    client.post(url("record", desk), {"reason": "casa", "who": contact.code.lower()})
    client.post(url("record", desk), {"reason": "casa", "who": "Stella", "whom": "new"})
    with acting(world.actor("sara")):
        assert Access.objects.filter(contact=contact).count() == 3
        assert Contact.objects.count() == 2
    assert contact.code in text(client.get(url("contact", contact)))


@pytest.mark.covers("A06")
def test_wrong_input_comes_back_with_its_sentence(sign_in: SignIn, desk: Desk) -> None:
    client = sign_in("sara")
    answer = client.post(url("record", desk), {"reason": "", "next_step": "Richiamare domani"})
    assert answer.status_code == 422
    assert "Richiamare domani" in text(answer)
    assert client.post(url("record", desk), {"reason": "lavoro", "next_on": "boh"}).status_code == 422
    assert client.get(f"{url('record', desk)}?turno=boh").status_code == 404


@pytest.mark.covers("A07")
def test_from_an_access_to_a_person_a_referral_and_a_path(
    sign_in: SignIn, world: World, desk: Desk, programme: Programme
) -> None:
    sara = world.actor("sara")
    entry = factory.an_access(world, desk, nickname="Stella", note="Cerca lavoro vicino a casa", sex="female")
    client = sign_in("sara")
    assert "Stella" in text(client.get(url("known", entry)))
    made = client.post(url("known", entry), {"first_name": "Stella", "last_name": "Amato", "language": "it"})
    assert made.url == url("access", entry)
    with acting(sara):
        person = Person.objects.get()
        assert person.sex == ""
        action = programme.actions.get(code="sportello")
    drafted = client.post(url("refer", entry, action.pk))
    sheet = text(client.get(drafted.url))
    for known in ("Stella", "Amato", "Cerca lavoro vicino a casa"):
        assert known in sheet
    assert client.post(url("refer", entry, action.pk)).url == drafted.url
    with acting(sara):
        referral = Referral.objects.get()
        assert referral.person_id == person.pk
    opened = client.post(
        url("take_in_charge", entry),
        {"action": str(action.pk), "responsible": str(world.memberships["sara"].pk)},
    )
    assert opened.url == url("access", entry)
    assert "Percorso aperto" in text(client.get(opened.url))
    assert client.post(
        url("take_in_charge", entry),
        {"action": str(action.pk), "responsible": str(world.memberships["sara"].pk)},
    ).status_code in (409, 422)


@pytest.mark.covers("A07")
def test_a_likely_double_is_shown_before_a_person_is_written(
    sign_in: SignIn, world: World, desk: Desk
) -> None:
    sara = world.actor("sara")
    entry = factory.an_access(world, desk)
    with acting(sara):
        known = people.register_person(
            first_name="Rosa", last_name="Bruni", sex="female", birth_place="Rho", actor=sara
        )
    client = sign_in("sara")
    typed = {"first_name": "Rosa", "last_name": "Bruni", "language": "it"}
    doubt = client.post(url("known", entry), {**typed, "sex": "female", "birth_place": "Catania"})
    assert doubt.status_code == 422
    assert "Forse è già conosciuta" in text(doubt)
    assert "stesso sesso" in text(doubt)
    assert "contro: luogo di nascita diverso" in text(doubt)
    client.post(url("known", entry), {**typed, "persona": str(known.pk)})
    with acting(sara):
        assert Person.objects.count() == 1
        assert Access.objects.get().person_id == known.pk


@pytest.mark.covers("A06")
def test_an_empty_sheet_prints_with_the_figures_that_choose(
    sign_in: SignIn, world: World, desk: Desk
) -> None:
    page = text(sign_in("sara").get(url("sheet", desk)))
    assert "data-print" in page
    paper = page.split("only-print paper", 1)[1]
    words = [word for _, word in desk.choices("reasons")]
    for number, word in enumerate(words, 1):  # the same figure on paper and in the list it is copied into
        assert f"{number} {word}" in paper
        assert f">{number} {word}</option>" in page
    assert paper.count("<tr>") == 13


@pytest.mark.covers("A06")
def test_the_sheet_of_paper_loses_nothing(sign_in: SignIn, world: World, desk: Desk) -> None:
    client = sign_in("sara")
    assert client.get(url("sheet", desk)).status_code == 200
    typed = {
        "righe": "6",
        "happened_on": clock.today().isoformat(),
        "r0-reason": "lavoro",
        "r0-who": "Stella",
        "r1-next_step": "Richiamare la settimana prossima",
    }
    more = client.post(url("sheet", desk), {**typed, "do": "more"})
    assert more.status_code == 200
    assert 'id="riga-9"' in text(more)
    wrong = client.post(url("sheet", desk), typed)
    assert wrong.status_code == 422
    assert "Richiamare la settimana prossima" in text(wrong)
    assert 'href="#riga-2"' in text(wrong)
    with acting(world.actor("sara")):
        assert not Access.objects.exists()
    saved = client.post(url("sheet", desk), {**typed, "r1-reason": "casa"}, follow=True)
    assert "2 accessi ricopiati." in text(saved)


@pytest.mark.covers("A08")
def test_hours_and_shifts_are_decided_by_who_co_ordinates(sign_in: SignIn, world: World, desk: Desk) -> None:
    client = sign_in("marta")
    with acting(world.founder):
        place = desk.places.get()
    day = clock.today().isoformat()
    crossed = {"place": str(place.pk), "weekday": "1", "opens": "10:00", "closes": "11:00"}
    assert client.post(url("add_opening", desk), crossed).status_code == 422
    assert client.post(url("add_opening", desk), {**crossed, "weekday": "4"}).status_code == 302
    shift = {"place": str(place.pk), "day": day, "opens": "00:01", "closes": "23:59"}
    there = {**shift, "membership": str(world.memberships["sara"].pk)}
    elsewhere = {**shift, "membership": str(world.memberships["nadia"].pk)}
    assert client.post(url("plan_shift", desk), elsewhere).status_code == 422
    assert client.post(url("plan_shift", desk), there).status_code == 302
    assert client.post(url("plan_shift", desk), there).status_code == 422
    words = {"title": "Sportello", "reasons": "Casa\nLavoro nero", "services": "Ascolto", "results": "Fatto"}
    assert client.post(url("words", desk), {**words, "reasons": " "}).status_code == 422
    assert client.post(url("words", desk), words).status_code == 302
    with acting(world.founder):
        desk.refresh_from_db()
        assert desk.choices("reasons") == [("casa", "Casa"), ("lavoro-nero", "Lavoro nero")]
        row, opening = Shift.objects.get(), Opening.objects.get(weekday=4)
    home = text(sign_in("sara").get("/"))
    assert "Sportello di oggi" in home
    assert sign_in("sara").post(url("cancel_shift", row)).status_code == 403
    client = sign_in("marta")
    assert client.post(url("cancel_shift", row)).status_code == 302
    assert client.post(url("end_opening", opening)).status_code == 302
    assert client.post(url("end_opening", opening)).status_code == 409
    assert client.post(url("close", desk)).status_code == 302
    assert sign_in("sara").get(url("record", desk)).status_code == 403


@pytest.mark.covers("A02", "A25")
def test_figures_hide_small_numbers_from_who_does_not_read_the_register(
    sign_in: SignIn, world: World, desk: Desk
) -> None:
    with acting(world.founder):
        here = factory.quarter(desk)
    for _ in range(6):
        factory.an_access(world, desk, quarter=here)
    factory.an_access(world, desk, reason="casa", nickname="Stella")
    page = text(sign_in("sara").get(url("report", desk)))
    assert "Motivo e luogo" in page
    assert "meno di 5" not in page
    page = text(sign_in("gino").get(url("report", desk)))
    assert "I numeri piccoli sono nascosti" in page
    assert "meno di 5" in page
    assert "protetto" in page  # the six would give the one away
    assert "Motivo e luogo" not in page
    assert sign_in("stranger").get(url("report", desk)).status_code == 404


def test_the_neighbour_is_refused_everywhere(
    sign_in: SignIn, world: World, desk: Desk, programme: Programme
) -> None:
    factory.another(world, programme)
    entry = factory.an_access(world, desk, nickname="Stella")
    omar = world.actor("omar")
    with acting(omar):
        visit = actions.join_queue(desk=desk, actor=omar)
    for who in ("nadia", "bruno", "stranger"):
        client = sign_in(who)
        for address in (
            url("board", desk), url("record", desk), url("sheet", desk), url("register", desk),
            url("hours", desk), url("access", entry), url("known", entry), url("contact", entry.contact),
        ):  # fmt: skip
            assert client.get(address).status_code == 404, (who, address)
        assert client.post(url("turn", visit, "chiama")).status_code == 404, who
    assert sign_in("marta").get(url("board", desk)).status_code == 200
    assert sign_in("marta").get(url("record", desk)).status_code == 403
    assert sign_in("marta").get(url("contact", entry.contact)).status_code == 404


def test_the_board_and_the_register_ask_the_same_however_many_come(
    sign_in: SignIn, world: World, desk: Desk, sql_watch: SqlWatch
) -> None:
    client, sara = sign_in("sara"), world.actor("sara")

    def statements(address: str) -> int:
        client.get(address)
        sql_watch.statements.clear()
        answer = client.get(address)
        assert len(answer.content) < 40_000
        return len([one for one in sql_watch.statements if "SAVEPOINT" not in one])

    paths = [url(name, desk) for name in ("board", "register", "report")]
    factory.an_access(world, desk, nickname="Stella")
    with acting(sara):
        actions.join_queue(desk=desk, actor=sara)
    few = [statements(path) for path in paths]
    for number in range(12):
        factory.an_access(world, desk, nickname=f"Luna {number}")
        with acting(sara):
            actions.join_queue(desk=desk, actor=sara)
    assert [statements(path) for path in paths] == few
    assert few[0] <= 12, few
    assert few[1] <= 11, few
