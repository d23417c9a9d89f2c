"""Who receives whom: one body or nobody for each municipality and day, whatever is written."""

import datetime
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from snodo.domain.audit.models import Entry
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.programmes import actions, queries
from snodo.domain.programmes.models import Programme, Route, RoutingRule
from snodo.domain.programmes.queries import Where
from snodo.domain.programmes.routing import NEXT_DAY, Taken, change, ends_on, holding
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World, build_network

TODAY = clock.today()
FIRST = datetime.date(2026, 1, 1)
DAYS = [FIRST + datetime.timedelta(days=n) for n in range(30)]


class Begun:
    """A row as the rules see it."""

    def __init__(self, valid_from: datetime.date, body: str | None) -> None:
        self.valid_from, self.body = valid_from, body


changes = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", None]),
        st.integers(0, 24),
        st.none() | st.integers(0, 5),
    ),
    max_size=7,
)


@pytest.mark.covers("E33", "C06")
@given(changes, st.randoms())
def test_each_day_has_exactly_one_body_or_a_plain_nobody(steps: Any, dice: Any) -> None:
    """Against a calendar painted by hand: what is taken paints its days, what is refused paints nothing."""
    rows: list[Begun] = []
    painted: dict[datetime.date, str | None] = dict.fromkeys(DAYS)
    for body, begins, lasts in steps:
        start = DAYS[begins]
        end = None if lasts is None else start + datetime.timedelta(days=lasts)
        begun = sorted(row.valid_from for row in rows)
        taken = [day for day in begun if start <= day <= (start if end is None else end)]
        if taken:
            with pytest.raises(Taken, match=taken[0].isoformat()):
                change(rows, start, end)
            continue
        gives_back, before = change(rows, start, end)
        rows.append(Begun(start, body))
        if gives_back and end is not None:
            rows.append(Begun(end + NEXT_DAY, before.body if before is not None else None))
        stop = end or min((day for day in begun if day > start), default=DAYS[-1] + NEXT_DAY) - NEXT_DAY
        painted |= dict.fromkeys((day for day in DAYS if start <= day <= stop), body)
    dice.shuffle(rows)
    assert len({row.valid_from for row in rows}) == len(rows)
    for day in DAYS:
        row = holding(rows, day)
        assert (row.body if row is not None else None) == painted[day]
        if row is not None:
            until = ends_on(rows, row)
            assert until is None or row.valid_from <= day <= until


@pytest.fixture
def in_lav(world: World) -> Programme:
    return intake.start(world)


def bollate(world: World) -> Territory:
    return world.territories["bollate"]


def write(
    world: World, programme: Programme, body: str | None, who: str = "marta", **more: Any
) -> list[Route]:
    actor = world.actor(who)
    fields: dict[str, Any] = {
        "municipalities": [bollate(world)],
        "organisation": world.organisations[body] if body is not None else None,
        "valid_from": TODAY,
        "source": "Accordo di zona, art. 3",
    }
    with acting(actor):
        return actions.route_municipalities(programme=programme, actor=actor, **(fields | more))


def receives(world: World, programme: Programme, day: datetime.date) -> Organisation | None:
    with acting(world.founder):
        return queries.receiving_body(programme, "A940", day)


@pytest.mark.covers("E33", "E32", "C06")
def test_a_change_holds_from_its_day_and_the_past_stays(world: World, in_lav: Programme) -> None:
    lead, coop, sercop = (world.organisations[one] for one in ("lead", "coop", "other_coop"))
    write(world, in_lav, "coop", valid_from=TODAY + 10 * NEXT_DAY, service="Sportello di zona")
    write(world, in_lav, "other_coop", valid_from=TODAY + 2 * NEXT_DAY, valid_until=TODAY + 4 * NEXT_DAY)
    said = [receives(world, in_lav, TODAY + n * NEXT_DAY) for n in (-100, 0, 1, 2, 4, 5, 9, 10, 500)]
    assert said == [lead, lead, lead, sercop, sercop, lead, lead, coop, coop]
    assert receives(world, in_lav, TODAY - datetime.timedelta(days=400)) is None
    with acting(world.founder):
        back = Route.objects.get(municipality=bollate(world), valid_from=TODAY + 5 * NEXT_DAY)
        assert back.service == "Nucleo inserimento lavorativo"
        logged = Entry.objects.filter(verb="programme.route").order_by("-id").first()
        assert logged is not None
        assert logged.changes["municipality"] == str(bollate(world).pk)


@pytest.mark.covers("E33")
def test_nothing_written_is_written_over(world: World, in_lav: Programme) -> None:
    write(world, in_lav, "coop", valid_from=TODAY + 3 * NEXT_DAY)
    wrong: list[tuple[str, str | None, dict[str, Any]]] = [
        ("valid_from", "other_coop", {"valid_from": TODAY + 3 * NEXT_DAY}),
        ("valid_until", "other_coop", {"valid_until": TODAY + 3 * NEXT_DAY}),
        ("valid_from", "coop", {"valid_from": TODAY - NEXT_DAY}),
        ("valid_until", "coop", {"valid_until": TODAY - NEXT_DAY}),
        ("organisation", "company", {}),
        ("organisation", "municipality", {}),  # refers, and takes nobody in
        ("organisation", "coop", {"valid_from": TODAY + 900 * NEXT_DAY}),  # its act is over by then
        ("municipalities", "coop", {"municipalities": []}),
        ("municipalities", "coop", {"municipalities": [world.territories["ambito"]]}),
        ("source", "coop", {"source": "  "}),
    ]
    for field, body, more in wrong:
        with pytest.raises(InputRefused) as refused:
            write(world, in_lav, body, **more)
        assert set(refused.value.problems) == {field}, more
    with acting(world.founder), transaction.atomic(), pytest.raises(IntegrityError, match="route_one_a_day"):
        Route.objects.create(
            programme=in_lav,
            municipality=bollate(world),
            organisation=world.organisations["other_coop"],
            valid_from=TODAY + 3 * NEXT_DAY,
        )


@pytest.mark.covers("E33")
def test_a_row_no_day_has_stood_on_is_taken_back(world: World, in_lav: Programme) -> None:
    (wrong,) = write(world, in_lav, "coop")
    marta = world.actor("marta")
    with acting(marta):
        actions.withdraw_route(route=wrong, actor=marta)
        with pytest.raises(Conflict, match="già tolto"):
            actions.withdraw_route(route=wrong, actor=marta)
        old = Route.objects.get(programme=in_lav, municipality=bollate(world), valid_from__lt=TODAY)
        with pytest.raises(Conflict, match="prima di oggi"):
            actions.withdraw_route(route=old, actor=marta)
    write(world, in_lav, "other_coop")
    assert receives(world, in_lav, TODAY) == world.organisations["other_coop"]


@pytest.mark.covers("E33")
@pytest.mark.parametrize("who", ["sara", "bruno", "dario", "gino", "paola"])
def test_only_who_manages_the_programme_writes(world: World, in_lav: Programme, who: str) -> None:
    (row,) = write(world, in_lav, "coop")
    actor = world.actor(who)
    with pytest.raises(NotAllowed):
        write(world, in_lav, "coop", who=who, valid_from=TODAY + NEXT_DAY)
    with acting(actor):
        with pytest.raises(NotAllowed):
            actions.withdraw_route(route=row, actor=actor)
        with pytest.raises(NotAllowed):
            rule(world, in_lav, who=who)


@pytest.mark.covers("E33")
def test_the_page_knows_where_nobody_receives_and_who_goes_another_way(
    world: World, in_lav: Programme
) -> None:
    write(world, in_lav, None)
    with acting(world.founder):
        areas = queries.areas_of(in_lav)
        assert [(area.name, len(area.lines)) for area in areas] == [
            ("Ambito Rhodense", 9),
            ("Ambito di Garbagnate Milanese", 7),
            ("Altri comuni", 1),  # the cast's Bollate stands under another territory
        ]
        assert [line.municipality.name for line in queries.uncovered(areas)] == ["Bollate"]
        assert [line.municipality.name for line in areas[1].lines if line.own] == ["Paderno Dugnano"]
        actor = world.founder
        act = in_lav.partners.get(organisation=world.organisations["coop"])
        actions.end_act(partner=act, last_day=TODAY - NEXT_DAY, reason="Fine dell'accordo", actor=actor)
        left = {line.municipality.parent.name for line in queries.uncovered(queries.areas_of(in_lav))[:-1]}
        assert left == {"Ambito Rhodense"}  # its body has no act any more: nobody receives, and it is seen


def rule(world: World, programme: Programme, who: str = "marta", **more: Any) -> RoutingRule:
    actor = world.actor(who)
    fields: dict[str, Any] = {
        "grounds": ["residence", "stay"],
        "last_resort": world.organisations["other_coop"],
        "valid_from": TODAY,
        "source": "Verbale della cabina di regia",
    }
    with acting(actor):
        return actions.declare_routing_rule(programme=programme, actor=actor, **(fields | more))


@pytest.mark.covers("E33", "C07")
def test_where_residence_does_not_decide(world: World, in_lav: Programme) -> None:
    with acting(world.founder):
        rho, here = Territory.objects.get(name="Rho"), bollate(world)
        far = Territory.objects.create(kind="municipality", name="Lodi", belfiore="E648")
        nowhere = queries.whose(in_lav, Where(homeless=True), TODAY)
        assert nowhere.organisation is None
        assert nowhere.in_words == "Non ha una residenza. Nessun ente è indicato: decide chi coordina."
    rule(world, in_lav)
    said = {
        Where(here): ("Comuni Insieme", "residence", "Residente a Bollate: tocca a Comuni Insieme"),
        Where(here, stay=rho): ("Comuni Insieme", "residence", "Residente a Bollate"),
        Where(far, stay=rho): (
            "Cooperativa Il Ponte",
            "stay",
            "Lodi: fuori dal territorio del programma. Vive",
        ),
        Where(stay=rho, homeless=True): ("Cooperativa Il Ponte", "stay", "Non ha una residenza. Vive a Rho"),
        Where(homeless=True): ("Cooperativa Radici", "last_resort", "come stabilito dal"),
        Where(far): ("Cooperativa Radici", "last_resort", "fuori dal territorio del programma. Tocca"),
        Where(): ("Cooperativa Radici", "last_resort", "Non è scritto dove risiede."),
    }
    with acting(world.founder):
        for where, (body, by, words) in said.items():
            found = queries.whose(in_lav, where, TODAY)
            assert found.organisation is not None
            assert (found.organisation.name, found.by) == (body, by)
            assert words in found.in_words
        assert queries.whose_if_protected(in_lav, TODAY).organisation is None
        before = queries.whose(in_lav, Where(far), TODAY - NEXT_DAY)
        assert before.organisation is None
    write(world, in_lav, None)
    with acting(world.founder):
        found = queries.whose(in_lav, Where(here), TODAY)
        assert found.in_words.startswith(
            "Residente a Bollate: nessun ente riceve. Tocca a Cooperativa Radici"
        )


@pytest.mark.covers("E33")
def test_a_rule_is_declared_with_its_source_and_never_changes(world: World, in_lav: Programme) -> None:
    rule(world, in_lav)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("valid_from", {}),
        ("valid_from", {"valid_from": TODAY - NEXT_DAY}),
        ("grounds", {"grounds": [], "valid_from": TODAY + NEXT_DAY}),
        ("grounds", {"grounds": ["stay", "stay"], "valid_from": TODAY + NEXT_DAY}),
        ("last_resort", {"last_resort": world.organisations["company"], "valid_from": TODAY + NEXT_DAY}),
        ("source", {"source": "", "valid_from": TODAY + NEXT_DAY}),
    ]
    for field, more in wrong:
        with pytest.raises(InputRefused) as refused:
            rule(world, in_lav, **more)
        assert set(refused.value.problems) == {field}
    rule(world, in_lav, grounds=["stay"], valid_from=TODAY + NEXT_DAY)
    with acting(world.founder):
        today, tomorrow = queries.rule_on(in_lav, TODAY), queries.rule_on(in_lav, TODAY + NEXT_DAY)
        assert today is not None
        assert tomorrow is not None
        assert (today.grounds, tomorrow.grounds) == (["residence", "stay"], ["stay"])


@pytest.mark.covers("E33")
@pytest.mark.django_db(transaction=True)
def test_two_write_the_same_municipality_at_once() -> None:
    """Real threads: one is written, the other reads who was first, and the day has one body."""
    world = build_network("Rete delle righe", "righe", "righe.example")
    programme = intake.start(world)
    start, written, refused = threading.Barrier(2, timeout=20), [], []

    def work(who: str, body: str) -> None:
        try:
            start.wait()
            written.extend(write(world, programme, body, who=who, valid_until=TODAY + 5 * NEXT_DAY))
        except InputRefused as refusal:
            refused.append(refusal.problems)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=args) for args in (("marta", "coop"), ("ada", "other_coop"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(written) == 2  # the row, and the one that gives back
    assert [set(problems) for problems in refused] == [{"valid_from"}]
    assert "c'è già una riga" in refused[0]["valid_from"]
    with acting(world.founder):
        rows = Route.objects.filter(municipality=world.territories["bollate"], valid_from=TODAY)
        assert [row.organisation_id for row in rows] == [written[0].organisation_id]
