"""The directory of services: kept, confirmed, decayed, exchanged; sendings and how they end."""

import datetime
import json
from typing import Any

import pytest

from snodo.domain.desk import actions as desks
from snodo.domain.desk.models import Desk
from snodo.domain.people import actions as people
from snodo.domain.services import access, actions, hsds, queries
from snodo.domain.services.models import Sending, Service, ServiceConfirmation
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.factories import desk as factory
from tests.factories.world import World

DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(world: World) -> Desk:
    return factory.desk_of(world, factory.start(world))


def a_service(world: World, who: str = "sara", **more: Any) -> Service:
    actor = world.actor(who)
    told: dict[str, Any] = {
        "name": "Mensa di San Francesco",
        "kind": "food",
        "provider": "Parrocchia",
        "languages": ["it", "fr"],
    }
    with acting(actor):
        return actions.list_service(actor=actor, **(told | more))


@pytest.mark.covers("A10")
def test_the_directory_is_searched_confirmed_and_decays(world: World) -> None:
    service = a_service(world, area="Città vecchia", stale_after_days=30)
    elena = world.actor("elena")
    with acting(elena):
        for found in ({"text": "mensa francesco"}, {"text": "CITTA"}, {"kind": "food"}, {"language": "fr"}):
            assert list(queries.directory(elena, **found)) == [service]
        assert not queries.directory(elena, text="avvocato").exists()
        with clock.held(clock.now() + 40 * DAY):
            assert list(queries.directory(elena, freshness="stale")) == [service]
            assert Service.objects.get().stale
            actions.confirm_service(service=service, actor=elena)
            assert not queries.directory(elena, freshness="stale").exists()
        assert ServiceConfirmation.objects.count() == 2
        actions.turn_service(service=service, verb="close", actor=elena)
        assert not queries.directory(elena).exists()
        with pytest.raises(Conflict):
            actions.confirm_service(service=service, actor=elena)
        with pytest.raises(TransitionRefused):
            actions.turn_service(service=service, verb="close", actor=elena)
    gino = world.actor("gino")
    with acting(gino), pytest.raises(NotAllowed):
        actions.update_service(service=service, name="Altro", actor=gino)
    stranger = world.actor("stranger")
    with acting(stranger):
        assert not access.services_visible_to(stranger).exists()


@pytest.mark.covers("A10")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"provider": ""}, "provider"),
        ({"kind": "magic"}, "kind"),
        ({"languages": ["xx"]}, "languages"),
        ({"minimum_age": 40, "maximum_age": 20}, ""),
    ],
)
def test_what_cannot_be_is_refused(world: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        a_service(world, **wrong)
    assert set(refusal.value.problems) == {field}


@pytest.mark.covers("A10")
def test_sent_accompanied_asked_about_and_ended(world: World, desk: Desk) -> None:
    service, sara, omar = a_service(world), world.actor("sara"), world.actor("omar")
    entry = factory.an_access(world, desk)
    with acting(sara):
        sending = actions.send_to_service(service=service, entry=entry, accompanied=True, actor=sara)
        assert not queries.to_ask(sara, clock.today()).exists()
        assert list(queries.to_ask(sara, clock.today() + 14 * DAY)) == [sending]
        with pytest.raises((InputRefused, Conflict)):
            actions.send_to_service(service=service, entry=entry, actor=sara)
        again = actions.record_outcome(sending=sending, verb="contacted", actor=sara)
        assert (again.state, again.ended_on) == ("contacted", None)
        with pytest.raises(InputRefused):
            actions.record_outcome(sending=sending, verb="boh", actor=sara)
    with acting(omar):  # a colleague of the desk may say how it ended
        actions.record_outcome(sending=sending, verb="taken_on", note="Mangia lì ogni giorno", actor=omar)
        with pytest.raises(Conflict):
            actions.record_outcome(sending=sending, verb="refused", actor=omar)
        assert queries.ends_of(service) == {"taken_on": 1}
        assert not queries.to_ask(sara, clock.today() + 99 * DAY).exists()
    nadia = world.actor("nadia")
    with acting(nadia):
        assert not access.sendings_visible_to(nadia).exists()
        with pytest.raises(NotAllowed):
            actions.send_to_service(service=service, entry=entry, actor=nadia)
        with pytest.raises(NotAllowed):
            actions.record_outcome(sending=sending, verb="refused", actor=nadia)


@pytest.mark.covers("A10", "B20")
def test_of_a_protected_person_only_their_keepers_know_where_they_were_sent(world: World, desk: Desk) -> None:
    service, sara, omar = a_service(world, kind="violence"), world.actor("sara"), world.actor("omar")
    entry = factory.an_access(world, desk)
    with acting(sara):
        actions.send_to_service(service=service, entry=entry, actor=sara)
        person = desks.make_known(entry=entry, first_name="Zefirina", last_name="Canarinski", actor=sara)
        people.protect_person(person=person, pseudonym="Girasole", reason="È cercata", actor=sara)
        assert access.sendings_visible_to(sara).count() == 1
    with acting(omar):
        assert not access.sendings_visible_to(omar).exists()


@pytest.mark.covers("A10")
def test_hsds_goes_out_and_comes_back_without_doubles(world: World) -> None:
    service = a_service(
        world,
        documents="Tessera sanitaria\nISEE",
        schedule="Tutti i giorni 12-14",
        wait_days=3,
        minimum_age=18,
    )
    marta = world.actor("marta")
    with acting(marta):
        told = hsds.to_hsds(service)
        assert told["required_documents"] == [{"document": "Tessera sanitaria"}, {"document": "ISEE"}]
        assert (told["status"], told["assured_date"]) == ("active", clock.today().isoformat())
        content = json.dumps({"contents": [{**told, "id": "esterno-1"}, {"id": "x"}, "no"][:2]}).encode()
        first = actions.import_services(rows=hsds.read_list(content), actor=marta)
        assert (first.new, first.changed, [one[0] for one in first.problems]) == (1, 0, [2])
        second = actions.import_services(rows=hsds.read_list(content), actor=marta)
        assert (second.new, second.changed) == (0, 1)
        copy = Service.objects.get(source_id="esterno-1")
        for name in (
            "name",
            "kind",
            "provider",
            "documents",
            "schedule",
            "wait_days",
            "minimum_age",
            "languages",
        ):
            assert getattr(copy, name) == getattr(service, name), name
    sara = world.actor("sara")
    with acting(sara), pytest.raises(NotAllowed):
        actions.import_services(rows=[], actor=sara)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[1]", b"{}", b'{"contents": 3}', b"[" * 100_000])
def test_what_is_no_directory_is_refused(content: bytes) -> None:
    with pytest.raises(hsds.NotADirectory):
        hsds.read_list(content)


def test_strange_fields_do_not_break_a_reading() -> None:
    odd = {
        "name": 5,
        "languages": "it",
        "organization": [],
        "minimum_age": "boh",
        "phones": [3],
        "url": "javascript:1",
    }
    fields = hsds.from_hsds(odd)
    assert (fields["name"], fields["languages"], fields["minimum_age"], fields["url"]) == ("5", [], None, "")
    assert Sending._meta.label == "services.Sending"
