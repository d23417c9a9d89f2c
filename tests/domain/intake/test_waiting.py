"""The waiting list: a total order from declared criteria; who is first, why, and who may jump."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snodo.domain.intake import actions, queries_exceptions, waiting
from snodo.domain.intake.actions import Because
from snodo.domain.intake.models import Referral, WaitingRule
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.intake import KNOWN
from tests.factories.world import World

SignIn = Callable[[str], Any]
START = datetime.datetime(2026, 1, 1, 8, tzinfo=datetime.UTC)
CRITERIA = ("urgency", "minor", "household", "minors", "entry:sfratto")


@st.composite
def referrals(draw: st.DrawFn) -> Referral:
    """One that waits, with what the criteria look at; many are equal in all but the day."""
    met = draw(st.sampled_from([True, False, None]))
    return Referral(
        id=uuid7(),
        state="waiting",
        urgency=draw(st.sampled_from(["ordinary", "soon", "urgent"])),
        birth_date=draw(st.sampled_from([None, datetime.date(2015, 5, 5), datetime.date(1980, 5, 5)])),
        household_size=draw(st.sampled_from([None, 1, 4])),
        household_minors=draw(st.sampled_from([None, 0, 3])),
        criteria=[{"code": "sfratto", "text": "Ha uno sfratto", "met": met}],
        sent_at=START + datetime.timedelta(days=draw(st.integers(0, 6))),
    )


orders = st.permutations(CRITERIA).flatmap(lambda all_: st.integers(0, 5).map(lambda many: all_[:many]))


def names(rows: Any) -> list[Any]:
    return [one.referral.pk for one in rows]


@given(st.lists(referrals(), max_size=8), orders, st.randoms())
def test_the_order_is_total_and_does_not_hang_on_how_rows_come(rows: Any, criteria: Any, dice: Any) -> None:
    line = waiting.ordered(rows, criteria)
    assert [one.place for one in line] == list(range(1, len(rows) + 1))
    mixed = list(rows)
    dice.shuffle(mixed)
    assert names(waiting.ordered(mixed, criteria)) == names(line)


@given(st.lists(referrals(), min_size=1, max_size=8), referrals(), orders)
def test_who_comes_moves_nobody_ahead_of_anybody(rows: Any, late: Referral, criteria: Any) -> None:
    before = names(waiting.ordered(rows, criteria))
    after = names(waiting.ordered([*rows, late], criteria))
    assert [pk for pk in after if pk != late.pk] == before


@given(st.lists(referrals(), min_size=2, max_size=8), orders)
def test_at_equal_criteria_the_day_decides(rows: Any, criteria: Any) -> None:
    for one in rows:
        one.urgency, one.birth_date, one.household_size, one.criteria = "ordinary", None, None, []
        one.household_minors = None
    days = [one.referral.sent_at for one in waiting.ordered(rows, criteria)]
    assert days == sorted(days)


@given(st.lists(referrals(), max_size=8))
def test_the_first_criterion_decides_before_all_others(rows: Any) -> None:
    rank = {"urgent": 0, "soon": 1, "ordinary": 2}
    said = [rank[one.referral.urgency] for one in waiting.ordered(rows, CRITERIA)]
    assert said == sorted(said)


def wait(world: World, action: ProgrammeAction, **more: Any) -> Referral:
    marta = world.actor("marta")
    sent = intake.a_sent(world, action, **more)
    with acting(marta):
        return actions.put_on_waiting_list(referral=sent, actor=marta)


def declare(world: World, action: ProgrammeAction, *criteria: str, **more: Any) -> WaitingRule:
    actor = world.actor(more.pop("who", "marta"))
    given_: dict[str, Any] = {"valid_from": clock.today(), "source": "Verbale del tavolo"} | more
    with acting(actor):
        return actions.declare_waiting_rule(action=action, criteria=criteria, actor=actor, **given_)


@pytest.mark.covers("C15", "E22")
def test_who_is_not_first_is_chosen_with_a_reason(world: World, giovani: ProgrammeAction) -> None:
    early = wait(world, giovani, first_name="Ada")
    late = wait(world, giovani, first_name="Ivo", urgency="urgent", urgency_reason="Sfratto")
    marta, sara = world.actor("marta"), world.memberships["sara"]
    with acting(marta):
        assert names(waiting.line_of(giovani, None)) == [early.pk, late.pk]
    declare(world, giovani, "urgency")
    with acting(marta):
        line = waiting.line_of(giovani, waiting.rule_of(giovani))
        assert names(line) == [late.pk, early.pk]
        assert line[0].why.startswith("urgente, entro pochi giorni, arrivata il ")
        with pytest.raises(InputRefused, match="al posto 2 di 2") as refused:
            actions.assign_referral(referral=early, membership=sara, route=KNOWN, actor=marta)
        assert set(refused.value.problems) == {"turn_reason"}
        with pytest.raises(InputRefused, match="Scrivi in poche parole"):
            actions.assign_referral(
                referral=early, membership=sara, route=KNOWN, turn=Because("other", " "), actor=marta
            )
        starts = Because("starts", "Il corso parte domani.")
        actions.assign_referral(referral=early, membership=sara, route=KNOWN, turn=starts, actor=marta)
        told = early.events.get(verb="bypass_turn").note
        assert told.startswith("Era al posto 2 di 2. Qualcosa comincia adesso")
        assert told.endswith("Il corso parte domani.")
        listed = queries_exceptions.told_who_jumped(ProgrammeAction.objects.filter(pk=giovani.pk)).get()
        jumps = queries_exceptions.jumps_in_words(listed.jumps)
        assert [(one.reason, one.number) for one in jumps] == [("starts", 1)]
        actions.assign_referral(referral=late, membership=sara, route=KNOWN, actor=marta)  # now the first


@pytest.mark.covers("C15", "E22")
def test_an_order_has_a_source_and_a_day_and_never_changes(world: World, giovani: ProgrammeAction) -> None:
    today = clock.today()
    declare(world, giovani, "urgency")
    declare(world, giovani, "minor", "entry:fuori", valid_from=today + datetime.timedelta(days=2))
    wrong: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        (("urgency", "urgency"), {"valid_from": today + datetime.timedelta(days=1)}),
        (("bravura",), {"valid_from": today + datetime.timedelta(days=1)}),
        (("urgency",), {"valid_from": today}),
        (("urgency",), {"valid_from": today - datetime.timedelta(days=1)}),
        (("urgency",), {"valid_from": today + datetime.timedelta(days=1), "source": " "}),
    ]
    for criteria, more in wrong:
        with pytest.raises(InputRefused):
            declare(world, giovani, *criteria, **more)
    for who in ("bruno", "sara", "dario"):
        with pytest.raises(NotAllowed):
            declare(world, giovani, "minor", who=who, valid_from=today + datetime.timedelta(days=5))
    with acting(world.founder):
        assert waiting.rule_of(giovani).criteria == ["urgency"]  # type: ignore[union-attr]
        with clock.held(clock.at(today + datetime.timedelta(days=3))):
            later = waiting.rule_of(giovani)
            assert waiting.words_of(giovani, later)[0] == "Ha meno di 18 anni"


@pytest.mark.covers("C15", "B12")
def test_the_pages_tell_each_their_own(world: World, sign_in: SignIn, giovani: ProgrammeAction) -> None:
    wait(world, giovani, first_name="Ada", last_name="Conti")
    mine = wait(world, giovani, first_name="Ivo", last_name="Serra")
    page = f"/segnalazioni/lista/{giovani.pk}/"
    sent = {"first": "urgency", "valid_from": clock.today().isoformat(), "source": "Verbale"}
    assert sign_in("marta").post(f"{page}ordine/", sent | {"source": ""}).status_code == 422
    assert sign_in("marta").post(f"{page}ordine/", sent).url == page
    read = sign_in("marta").get(page).content.decode()
    assert read.index("Conti") < read.index("Serra")
    assert "Urgenza dichiarata" in read
    assert "ordine/" not in sign_in("bruno").get(page).content.decode()
    assert sign_in("dario").get(page).status_code == 404
    follow = sign_in("dario").get(f"/segnalazioni/{mine.pk}/").content.decode()
    assert "2 di 2" in follow
    assert "Conti" not in follow


@pytest.mark.covers("C15", "C08")
def test_minors_of_the_household_put_ahead_and_say_so() -> None:
    three, one, none = (
        Referral(id=uuid7(), state="waiting", household_minors=many, sent_at=START) for many in (3, 1, None)
    )
    line = waiting.ordered([none, one, three], ["minors"])
    assert names(line) == [three.pk, one.pk, none.pk]
    assert [placed.why.split(", arrivata")[0] for placed in line[:2]] == [
        "3 minori nel nucleo",
        "un minore nel nucleo",
    ]
    assert line[2].why == "arrivata il 01/01/2026"


@pytest.mark.covers("C15", "E22")
def test_a_question_takes_nobody_s_place_away_and_is_no_way_past_the_others(
    world: World, giovani: ProgrammeAction
) -> None:
    first, late = wait(world, giovani, first_name="Ada"), wait(world, giovani, first_name="Ivo")
    declare(world, giovani, "urgency")
    marta, dario, sara = world.actor("marta"), world.actor("dario"), world.memberships["sara"]
    since = late.waiting_since
    with acting(marta):
        actions.ask_information(referral=late, text="Quando può cominciare?", actor=marta)
        with pytest.raises(InputRefused, match="al posto 2 di 2"):
            actions.assign_referral(referral=late, membership=sara, route=KNOWN, actor=marta)
    with acting(dario):
        back = actions.answer_information(referral=late, text="Da lunedì.", actor=dario)
        assert (back.state, back.waiting_since) == ("waiting", since)
    with acting(marta):
        assert names(waiting.line_of(giovani, waiting.rule_of(giovani))) == [first.pk, late.pk]


@pytest.mark.covers("C15", "E22")
def test_each_list_says_how_many_wait_and_since_when(world: World, giovani: ProgrammeAction) -> None:
    wait(world, giovani, first_name="Ada")
    wait(world, giovani, first_name="Ivo")
    with acting(world.founder):
        Referral.objects.filter(first_name="Ada").update(
            waiting_since=clock.today() - datetime.timedelta(days=40)
        )
    for who, expected in (("marta", [(2, 40), (0, 0)]), ("bruno", [(2, 40), (0, 0)]), ("sara", [])):
        actor = world.actor(who)
        with acting(actor):
            lines = waiting.lists_kept_by(actor)
            assert [(one.many, one.longest) for one in lines] == expected
    stranger = world.actor("stranger")
    with acting(stranger):
        assert waiting.lists_kept_by(stranger) == []
