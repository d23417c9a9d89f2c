"""Focus groups and what was heard in them, side by side."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from snodo.domain.outreach import actions, queries
from snodo.domain.outreach.models import Theme
from snodo.domain.tables import actions as tables
from snodo.domain.tables.models import Table, TableGuest
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories.casework import SmallProgramme, small_programme
from tests.factories.world import World
from tests.sql_watch import SqlWatch

SignIn = Callable[[str], Any]
DAY = datetime.timedelta(days=1)


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


@pytest.fixture
def small(world: World) -> SmallProgramme:
    return small_programme(world)


def held(world: World, small: SmallProgramme, title: str, kind: str = "focus_group", ago: int = 1) -> Table:
    """Sara convenes, two bodies of the territory come."""
    sara = world.actor("sara")
    with time_machine.travel(clock.now() - (ago + 3) * DAY, tick=False), acting(sara):
        table = tables.prepare_table(
            programme=small.programme, kind=kind, title=title, starts_at=clock.now() + 3 * DAY, actor=sara
        )
        for name in ("Oratorio", "Polisportiva"):
            tables.invite_guest(table=table, name=name, actor=sara)
        table = tables.convene_table(table=table, actor=sara)
    with acting(sara):
        table = tables.open_table(table=table, actor=sara)
        guests = list(TableGuest.objects.filter(table=table))
        tables.mark_presence(table=table, present=guests, actor=sara)
    return table


@pytest.mark.covers("E05")
def test_themes_are_heard_meeting_by_meeting_and_laid_side_by_side(
    world: World, small: SmallProgramme, sign_in: SignIn
) -> None:
    first, second = held(world, small, "Oratori", ago=30), held(world, small, "Scuole", ago=2)
    held(world, small, "Ci presentiamo", "presentation")
    home = f"/ricerca/programmi/{small.programme.pk}/ascolto/"
    marta = sign_in("marta")
    assert marta.post(f"{home}temi/", {"titles": " \n"}).status_code == 422
    marta.post(f"{home}temi/", {"titles": "Luoghi di ritrovo\nFiducia\nSpostamenti"})
    with acting(world.actor("sara")):
        places = Theme.objects.get(title="Luoghi di ritrovo")
    client = sign_in("sara")
    for table, voices in ((first, 4), (second, 2)):
        page = client.post(
            f"/ricerca/incontri/{table.pk}/",
            {"theme": str(places.pk), "voices": voices, "words": "Al campetto"},
            follow=True,
        )
        assert "Al campetto" in text(page)
    client.post(f"/ricerca/incontri/{second.pk}/", {"title": "Soldi in casa", "voices": "3"})
    client.post(f"/ricerca/incontri/{second.pk}/", {"title": "soldi, in casa!", "voices": "5"})
    again = client.post(f"/ricerca/incontri/{second.pk}/", {"voices": "3", "words": "Senza tema"})
    assert again.status_code == 422
    assert "Senza tema" in text(again)
    with acting(world.actor("marta")):
        compared = queries.comparison(small.programme)
        rows = {row.theme.title: (row.cells, row.total, row.meetings) for row in compared.rows}
        assert rows == {
            "Luoghi di ritrovo": ([4, 2], 6, 2),
            "Soldi in casa": ([0, 5], 5, 1),
            "Fiducia": ([0, 0], 0, 0),
            "Spostamenti": ([0, 0], 0, 0),
        }
        assert next(row.theme.title for row in compared.rows) == "Luoghi di ritrovo"
    page = text(client.get(home))
    for word in ("portato da chi c'era", "6 in 2 incontri", "3 inviti", "Ci presentiamo", "Al campetto"):
        assert word in page


@pytest.mark.covers("E05", "B20")
def test_who_convened_writes_and_others_of_the_programme_read(
    world: World, small: SmallProgramme, sign_in: SignIn
) -> None:
    table, sara, nadia = held(world, small, "Oratori"), world.actor("sara"), world.actor("nadia")
    with acting(sara):
        voice = actions.hear_theme(table=table, title="Fiducia", voices=2, actor=sara)
        with pytest.raises(NotAllowed):
            actions.declare_themes(programme=small.programme, titles=["Altro"], actor=sara)
    with acting(nadia), pytest.raises(NotAllowed):
        actions.hear_theme(table=table, title="Mio", voices=1, actor=nadia)
    home = f"/ricerca/programmi/{small.programme.pk}/ascolto/"
    for who in ("nadia", "gino"):
        client = sign_in(who)
        page = text(client.get(home))
        assert "Fiducia" in page
        assert "Oratori" not in page.split("Gli incontri")[1]
        assert client.get(f"/ricerca/incontri/{table.pk}/").status_code == 404
        assert client.post(f"/ricerca/incontri/{table.pk}/{voice.pk}/togli/").status_code == 404
    assert sign_in("dario").get(home).status_code == 403
    assert sign_in("stranger").get(home).status_code == 404
    with acting(sara):
        actions.unhear_theme(voice=voice, actor=sara)
        assert not Theme.objects.exists()  # nobody had declared it
        coming = tables.prepare_table(
            programme=small.programme,
            kind="focus_group",
            title="Dopo",
            starts_at=clock.now() + DAY,
            actor=sara,
        )
        with pytest.raises(InputRefused):
            actions.hear_theme(table=coming, title="Fiducia", voices=2, actor=sara)


def test_the_comparison_asks_the_same_however_much_was_heard(
    world: World, small: SmallProgramme, sign_in: SignIn, sql_watch: SqlWatch
) -> None:
    table, sara = held(world, small, "Oratori"), world.actor("sara")
    with acting(sara):
        actions.hear_theme(table=table, title="Fiducia", voices=2, actor=sara)
    client = sign_in("sara")
    pages = (f"/ricerca/programmi/{small.programme.pk}/ascolto/", f"/ricerca/incontri/{table.pk}/")

    def statements(address: str) -> int:
        client.get(address)
        sql_watch.statements.clear()
        assert len(client.get(address).content) < 40_000
        return len(sql_watch.statements)

    few = [statements(page) for page in pages]
    with acting(sara):
        for number in range(20):
            actions.hear_theme(table=table, title=f"Tema {number}", voices=number + 1, actor=sara)
    assert [statements(page) for page in pages] == few
    assert max(few) <= 14, few  # six of them are those of every page
