"""What people decide of a list: which is the surname, and that who does not want is counted."""

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.intake import actions, batch_queries
from snodo.domain.intake.models import BatchRow, Referral, ReferralBatch, SaidNo
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.grids import read_grid
from snodo.kernel.tenancy import acting
from tests.factories import lists
from tests.factories.lists import good_row, loaded, problems, sent, states
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("A06", "C01")]


def together(
    world: World, action: ProgrammeAction, heading: str, *names: str, **changes: str
) -> ReferralBatch:
    """A list that has surname and name in one column."""
    with acting(world.founder):
        rows = [good_row(action, number, first_name=name, **changes) for number, name in enumerate(names, 1)]
        titles, *lines = lists.table(action, rows)
    at, spare = titles.index("Nome"), titles.index("Cognome")
    titles[at] = heading
    table = [[cell for place, cell in enumerate(line) if place != spare] for line in (titles, *lines)]
    return loaded(world, action, lists.write_csv(table))


def settle(world: World, batch: ReferralBatch, chosen: dict[int, str], who: str = "dario") -> ReferralBatch:
    actor = world.actor(who)
    with acting(actor):
        return actions.settle_names(batch=batch, chosen=chosen, actor=actor)


def test_names_in_one_column_are_taken_apart_or_asked(world: World, giovani: ProgrammeAction) -> None:
    batch = together(world, giovani, "Nominativo", "De Luca Anna", "Pisani Marta", "Rossi Ada e Verdi Ugo")
    assert states(world, batch) == ["ready", "settle", "wrong"]
    assert "due persone" in problems(world, batch)[2]["full_name"]
    with acting(world.founder):
        row = batch_queries.rows(batch).get(number=3)
        assert row.found["readings"] == ["Pisani, Marta", "Marta, Pisani"]
    for chosen in ({3: "Pisani, Ada"}, {2: "De Luca, Anna"}):  # not one of its readings; nothing was asked
        with pytest.raises(Conflict):
            settle(world, batch, chosen)
    with pytest.raises(InputRefused, match="almeno una persona"):
        settle(world, batch, {})
    with pytest.raises(NotAllowed):
        settle(world, batch, {3: "Pisani, Marta"}, who="elena")
    settle(world, batch, {3: "Pisani, Marta"})
    assert states(world, batch) == ["ready", "ready", "wrong"]
    sent(world, batch)
    with acting(world.founder):
        names = set(Referral.objects.values_list("last_name", "first_name"))
        assert names == {("De Luca", "Anna"), ("Pisani", "Marta")}
        assert Entry.objects.get(verb="referral.batch_settle").changes == {"rows": 1}
    # Written otherwise, the same persons are the same rows.
    again = together(world, giovani, "Cognome e nome", "Neri Piera", "Pisani Marta")
    assert states(world, again) == ["ready", "double"]


def test_what_was_chosen_stays_in_the_rows_to_mend(world: World, giovani: ProgrammeAction) -> None:
    batch = together(world, giovani, "Utente", "Pisani Marta", "Verdi Ugo", birth_date="boh")
    assert states(world, batch) == ["wrong", "wrong"]
    settle(world, batch, {2: "Pisani, Marta"})
    told = problems(world, batch)
    assert set(told[0]) == {"birth_date"}
    assert set(told[1]) == {"birth_date", "names"}
    with acting(world.founder):
        mended = read_grid(batch_queries.mend_csv(batch), most=10)
    assert [line.cells[1] for line in mended.lines[1:]] == ["Pisani, Marta", "Verdi Ugo"]
    assert "basta una virgola" in mended.lines[2].cells[0]


def test_names_apart_win_and_are_never_read_twice(world: World, giovani: ProgrammeAction) -> None:
    with acting(world.founder):
        titles, cells = lists.table(giovani, [good_row(giovani)])
    batch = loaded(world, giovani, lists.write_csv([["Nominativo", *titles], ["Tizio Caio", *cells]]))
    assert batch.state == "matching"  # asked what the spare column is
    keys = list(batch.reading["keys"])
    assert keys[0] == ""
    dario = world.actor("dario")
    with acting(dario):
        with pytest.raises(InputRefused, match="in più colonne"):
            actions.match_columns(batch=batch, keys=["full_name", *keys[1:]], actor=dario)
        actions.match_columns(batch=batch, keys=keys, actor=dario)
    assert states(world, batch) == ["ready"]


def test_who_does_not_want_is_counted_once_and_nothing_is_kept(
    world: World, giovani: ProgrammeAction
) -> None:
    no = {"ground": "non vuole"}
    with acting(world.founder):
        rows = [good_row(giovani, 1), good_row(giovani, 2, **no), good_row(giovani, 3, **no)]
        content, only_no = lists.as_csv(giovani, rows), lists.as_csv(giovani, rows[1:])
    batch = sent(world, loaded(world, giovani, content))
    dario = world.actor("dario")
    with acting(dario):
        assert SaidNo.objects.filter(action=giovani, organisation_id=dario.organisation_id).count() == 2
        assert batch.refusals_counted == 2
        with pytest.raises(InputRefused, match="già annotati"):
            actions.count_refusals(batch=batch, actor=dario)
        for row in BatchRow.objects.filter(batch=batch, state="declined"):
            assert (row.written, row.found, row.mark, row.referral_id) == ({}, {}, "", None)
        entry = Entry.objects.get(verb="referral.batch_said_no")
        assert entry.changes == {"rows": 2}
    # Where there is nobody to send, it is said by itself; a list sent without them counts nobody.
    alone = loaded(world, giovani, only_no)
    with acting(dario):
        assert actions.count_refusals(batch=alone, actor=dario) == 2
        assert SaidNo.objects.count() == 4
    with acting(world.founder):
        more = lists.as_csv(giovani, [good_row(giovani, 7), good_row(giovani, 2, **no)])
    sent(world, loaded(world, giovani, more), with_refusals=False)
    with acting(dario):
        assert SaidNo.objects.count() == 4
    elena = world.actor("elena")
    with acting(elena), pytest.raises(NotAllowed):
        actions.count_refusals(batch=alone, actor=elena)
