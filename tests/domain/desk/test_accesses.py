"""Accesses: quick, anonymous or light, from paper, corrected, and read by whom."""

import datetime

import pytest

from snodo.domain.desk import access, actions, queries
from snodo.domain.desk.models import Access, Contact, Desk
from snodo.domain.people import actions as people
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import desk as factory
from tests.factories.world import World

WEEK = datetime.timedelta(days=7)


@pytest.mark.covers("A08", "A06")
def test_the_desk_of_the_pack_opens_with_its_programme(world: World, desk: Desk) -> None:
    with acting(world.actor("sara")):
        hours = queries.openings_of(desk, clock.today())
        assert [(one.weekday, one.opens.hour) for one in hours] == [(1, 9), (3, 15)]
        assert [one.name for one in queries.quarters_of(desk)] == ["Tribunali", "Castellammare - Kalsa"]
        assert desk.choices("reasons")[0] == ("lavoro", "Cerca lavoro")
        assert desk.organisation_id == world.organisations["coop"].pk


@pytest.mark.covers("A06", "A09", "A02")
def test_an_access_without_a_name(world: World, desk: Desk) -> None:
    sara = world.actor("sara")
    with acting(sara):
        entry = actions.record_access(
            desk=desk,
            reason="casa",
            quarter=factory.quarter(desk),
            services=["ascolto", "aiuto-pratica"],
            result="nuovo-appuntamento",
            next_step="Guardare il bando insieme",
            next_on=clock.today() + WEEK,
            actor=sara,
        )
        assert (entry.contact, entry.person) == (None, None)
        assert [one.pk for one in queries.next_steps_of(sara, clock.today() + WEEK)] == [entry.pk]
        actions.settle_next_step(entry=entry, actor=sara)
        assert not queries.next_steps_of(sara, clock.today() + WEEK).exists()
        with pytest.raises(Conflict):
            actions.settle_next_step(entry=entry, actor=sara)


@pytest.mark.covers("A06")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "volare"}, "reason"),
        ({"services": ["magia"]}, "services"),
        ({"result": "boh"}, "result"),
        ({"age_band": "12"}, "age_band"),
        ({"language": "xx"}, "language"),
        ({"happened_on": datetime.date(2999, 1, 1)}, "happened_on"),
        ({"happened_on": datetime.date(2000, 1, 1)}, "happened_on"),
        ({"next_on": datetime.date(2999, 1, 1)}, "next_step"),
        ({"next_step": "Chiamare", "next_on": datetime.date(2001, 1, 1)}, "next_on"),
    ],
)
def test_what_cannot_be_is_refused(world: World, desk: Desk, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        factory.an_access(world, desk, **wrong)
    assert set(refusal.value.problems) == {field}


@pytest.mark.covers("A06", "A22")
def test_a_light_contact_is_known_again_by_code_or_chosen_name(world: World, desk: Desk) -> None:
    first = factory.an_access(world, desk, nickname="Stella", age_band="30-44", sex="female")
    sara = world.actor("sara")
    with acting(sara):
        contact = Contact.objects.get()
        assert len(contact.code) == 4
        for said in (contact.code, contact.code.lower(), " stélla "):
            assert queries.contacts_like(sara, desk, said) == [contact]
        assert queries.contacts_like(sara, desk, "Stella", "60+") == []
        again = actions.record_access(desk=desk, reason="figli", contact=contact, actor=sara)
        assert (again.age_band, again.sex) == ("30-44", "female")
        assert [one.pk for one in queries.story_of(sara, again)] == [first.pk]


@pytest.mark.covers("A07")
def test_a_contact_becomes_a_person_with_all_that_was_done(world: World, desk: Desk) -> None:
    one = factory.an_access(world, desk, nickname="Stella")
    sara = world.actor("sara")
    with acting(sara):
        two = actions.record_access(desk=desk, reason="casa", contact=one.contact, actor=sara)
        person = actions.make_known(
            entry=two, first_name="Stella", last_name="Amato", language="it", actor=sara
        )
        assert set(Access.objects.values_list("person_id", flat=True)) == {person.pk}
        third = actions.record_access(desk=desk, reason="casa", contact=Contact.objects.get(), actor=sara)
        assert third.person_id == person.pk
        with pytest.raises(Conflict):
            actions.make_known(entry=one, first_name="Stella", last_name="Amato", actor=sara)


@pytest.mark.covers("A07")
def test_a_person_known_already_is_not_written_twice(world: World, desk: Desk) -> None:
    entry = factory.an_access(world, desk)
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        person = people.register_person(first_name="Rosa", last_name="Bruni", actor=sara)
        assert queries.who_may_be(sara, desk, "Bruni").persons == [person]
        assert actions.make_known(entry=entry, person=person, actor=sara) == person
    with acting(nadia):
        other = people.register_person(first_name="Anna", last_name="Lo Cascio", actor=nadia)
    second = factory.an_access(world, desk)
    with acting(sara), pytest.raises(InputRefused):
        actions.make_known(entry=second, person=other, actor=sara)


@pytest.mark.covers("A06")
def test_the_sheet_of_a_day_is_taken_whole_or_not_at_all(world: World, desk: Desk) -> None:
    sara = world.actor("sara")
    good = actions.PaperRow(who="Stella", fields={"reason": "lavoro", "result": "risolto"})
    bad = actions.PaperRow(fields={"reason": ""})
    with acting(sara):
        with pytest.raises(actions.RowsRefused) as refused:
            actions.record_batch(desk=desk, happened_on=clock.today(), rows=[good, None, bad], actor=sara)
        assert set(refused.value.rows) == {2}
        assert not Access.objects.exists()
        written = actions.record_batch(
            desk=desk, happened_on=clock.today(), rows=[good, good, None], actor=sara
        )
        assert [one.source for one in written] == ["paper", "paper"]
        assert Contact.objects.count() == 1  # the same chosen name on the same sheet is the same person
        with pytest.raises(InputRefused):
            actions.record_batch(desk=desk, happened_on=clock.today(), rows=[None], actor=sara)


@pytest.mark.covers("A06")
def test_corrected_by_who_wrote_it_and_withdrawn_with_a_reason(world: World, desk: Desk) -> None:
    entry = factory.an_access(world, desk)
    sara, omar = world.actor("sara"), world.actor("omar")
    with acting(omar), pytest.raises(NotAllowed):
        actions.correct_access(entry=entry, version=1, reason="casa", actor=omar)
    with acting(sara):
        changed = actions.correct_access(entry=entry, version=1, reason="casa", actor=sara)
        assert (changed.reason, changed.version) == ("casa", 2)
        with pytest.raises(Conflict):
            actions.correct_access(entry=entry, version=1, reason="altro", actor=sara)
        with pytest.raises(InputRefused):
            actions.withdraw_access(entry=entry, why=" ", actor=sara)
        actions.withdraw_access(entry=entry, why="Registrato due volte", actor=sara)
        assert not queries.access_list(sara, desk).exists()


@pytest.mark.covers("A06", "C10")
def test_the_desk_next_door_sees_nothing(world: World, desk: Desk, programme: Programme) -> None:
    other = factory.another(world, programme)
    entry = factory.an_access(world, desk, nickname="Stella")
    for who, sees in (
        ("omar", True),
        ("marta", True),
        ("nadia", False),
        ("bruno", False),
        ("dario", False),
        ("ada", False),
        ("stranger", False),
    ):
        actor = world.actor(who)
        with acting(actor):
            assert access.accesses_visible_to(actor).filter(pk=entry.pk).exists() is sees, who
            assert access.contacts_visible_to(actor).exists() is (sees and who != "marta"), who
            assert access.can_work_at(actor, desk) is (who == "omar"), who
    nadia = world.actor("nadia")
    with acting(nadia):
        assert access.can_work_at(nadia, other)
        with pytest.raises(NotAllowed):
            actions.record_access(desk=desk, reason="lavoro", actor=nadia)
        with pytest.raises(InputRefused):
            actions.record_access(desk=other, reason="lavoro", contact=entry.contact, actor=nadia)


@pytest.mark.covers("B20")
def test_a_protected_person_leaves_no_name_at_the_desk(world: World, desk: Desk) -> None:
    sara, omar = world.actor("sara"), world.actor("omar")
    entry = factory.an_access(world, desk, nickname="Zefi", note="Zefirina Canarinski cerca casa")
    with acting(sara):
        person = actions.make_known(
            entry=entry, first_name="Zefirina", last_name="Canarinski", language="it", actor=sara
        )
        people.protect_person(person=person, pseudonym="Girasole", reason="È cercata", actor=sara)
        entry = Access.objects.select_related("contact").get()
        assert "Zefi" not in f"{entry.note}{entry.contact.nickname}"
        assert "Girasole" in entry.note
        assert access.can_read_note(sara, entry)
    with acting(omar):
        assert not access.can_read_note(omar, entry)
        assert not access.accesses_read_by(omar).get().readable
