"""Opportunities stay fresh; cards say them in plain words and take the answers."""

import datetime
from typing import Any

import pytest

from snodo.domain.casework.models import CaseEvent, NextStep
from snodo.domain.opportunities import access, actions, queries
from snodo.domain.opportunities.actions import CardWords
from snodo.domain.opportunities.models import Opportunity
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from tests.domain.placements.stage import Stage


def offer(stage: Stage, who: str = "sara", **changes: Any) -> Opportunity:
    values: dict[str, Any] = {
        "title": "Corso HACCP",
        "kind": "course",
        "provider": stage.world.organisations["coop"],
        "places": 10,
        "description": "Otto ore per lavorare in cucina.",
        **changes,
    }
    return actions.offer_opportunity(actor=stage.actor(who), **values)


def age(opportunity: Opportunity, days: int) -> None:
    opportunity.confirmed_at = clock.now() - datetime.timedelta(days=days)
    opportunity.save(update_fields=["confirmed_at"])


@pytest.mark.covers("D15")
def test_an_opportunity_grows_stale_until_confirmed(stage: Stage) -> None:
    opportunity = offer(stage)
    age(opportunity, 31)
    assert opportunity.stale
    assert [row.pk for row in queries.catalogue(stage.actor(), freshness="stale")] == [opportunity.pk]
    confirmed = actions.confirm_opportunity(
        opportunity=opportunity, places_free=3, actor=stage.actor("nadia")
    )
    assert not confirmed.stale
    assert confirmed.places_free == 3
    assert confirmed.confirmed_by_id == stage.actor("nadia").membership_id
    assert not queries.catalogue(stage.actor(), freshness="stale")
    assert [row.places_free for row in queries.history_of(opportunity)] == [3, 10]


@pytest.mark.covers("D13", "D15")
def test_states_places_and_filters(stage: Stage) -> None:
    active = offer(stage, "elena", provider=stage.world.organisations["health"])
    later = offer(stage, title="Passaggi in auto", kind="solidarity", activatable=True, places=None)
    assert later.state == "activatable"
    assert actions.activate_opportunity(opportunity=later, actor=stage.actor()).state == "active"
    with pytest.raises(InputRefused):
        actions.update_places(opportunity=active, places_free=11, actor=stage.actor())
    with pytest.raises(InputRefused):
        actions.update_places(opportunity=later, places_free=1, actor=stage.actor())
    actions.update_places(opportunity=active, places_free=0, actor=stage.actor())
    assert [row.pk for row in queries.catalogue(stage.actor(), with_places=True)] == [later.pk]
    with pytest.raises(InputRefused):
        actions.update_opportunity(opportunity=active, places=9, actor=stage.actor("elena"))
    actions.close_opportunity(opportunity=active, actor=stage.actor("elena"))
    assert [row.pk for row in queries.catalogue(stage.actor())] == [later.pk]
    with pytest.raises(TransitionRefused):
        actions.confirm_opportunity(opportunity=active, actor=stage.actor())
    with pytest.raises(Conflict):
        actions.update_opportunity(opportunity=later, version=1, title="Altro", actor=stage.actor())
    assert dict(queries.shared_by_body()) == {"Cooperativa Il Ponte": 1, "Servizio di salute mentale": 1}


def test_who_keeps_an_opportunity(stage: Stage) -> None:
    opportunity = offer(stage)
    for who in ("nadia", "elena", "gino"):
        with pytest.raises(NotAllowed):
            actions.close_opportunity(opportunity=opportunity, actor=stage.actor(who))
    with pytest.raises(NotAllowed):
        actions.confirm_opportunity(opportunity=opportunity, actor=stage.actor("elena"))
    with pytest.raises(NotAllowed):
        offer(stage, "paola")
    with pytest.raises(InputRefused):
        offer(stage, title=" ")
    with pytest.raises(InputRefused):
        offer(stage, kind="magic")
    actions.close_opportunity(opportunity=opportunity, actor=stage.actor("omar"))
    stranger = stage.world.actor("stranger")
    with tenancy.acting(stranger):
        assert not access.opportunities_visible_to(stranger).exists()


@pytest.mark.covers("D16")
def test_a_card_is_written_handed_over_answered_and_updated(stage: Stage) -> None:
    haccp, car = offer(stage), offer(stage, title="Passaggi in auto", kind="transport", places=None)
    card = actions.draft_card(
        case=stage.case,
        lines=[CardWords(haccp, "Impari a lavorare in cucina.", "Telefona a Sara")],
        greeting="Ciao Luca.",
        actor=stage.actor(),
    )
    with pytest.raises(InputRefused):
        actions.draft_card(case=stage.case, actor=stage.actor())
    line = queries.lines_of(card).get()
    with pytest.raises(TransitionRefused):
        actions.answer_card_line(line=line, answer="accepted", actor=stage.actor())
    card = actions.issue_card(card=card, actor=stage.actor())
    assert card.state == "issued"
    assert card.document is not None
    assert [row.pk for row in queries.cards_issued(programme_id=stage.programme.pk)] == [card.pk]
    actions.answer_card_line(line=line, answer="accepted", note="Sì, volentieri", actor=stage.actor())
    step = NextStep.objects.get(case=stage.case, kind="opportunity_step", state="due")
    assert step.title == "Telefona a Sara"
    actions.answer_card_line(line=line, answer="declined", actor=stage.actor())
    assert not NextStep.objects.filter(case=stage.case, kind="opportunity_step", state="due").exists()
    added = actions.add_card_line(
        card=card, opportunity=car, words="Ti accompagna un volontario.", actor=stage.actor()
    )
    card.refresh_from_db()
    assert (card.state, added.position) == ("updated", 2)
    with pytest.raises(InputRefused):
        actions.add_card_line(card=card, opportunity=car, words="Ancora", actor=stage.actor())
    card = actions.issue_card(card=card, actor=stage.actor())
    titles = set(
        CaseEvent.objects.filter(case=stage.case, kind="card", audience="network").values_list(
            "title", flat=True
        )
    )
    assert titles == {"Consegnata la tessera delle opportunità", "Tessera delle opportunità aggiornata"}


def test_an_empty_card_is_not_handed_over(stage: Stage) -> None:
    card = actions.draft_card(case=stage.case, actor=stage.actor())
    with pytest.raises(InputRefused):
        actions.issue_card(card=card, actor=stage.actor())
    closed = actions.close_opportunity(opportunity=offer(stage), actor=stage.actor())
    with pytest.raises(InputRefused):
        actions.add_card_line(card=card, opportunity=closed, words="x", actor=stage.actor())


def test_who_sees_a_card(stage: Stage) -> None:
    card = actions.draft_card(case=stage.case, actor=stage.actor())
    for who, sees in {"sara": True, "omar": False, "nadia": False, "elena": False, "ada": False}.items():
        assert access.cards_visible_to(stage.actor(who)).filter(pk=card.pk).exists() is sees, who
    with pytest.raises(NotAllowed):
        actions.draft_card(case=stage.case, actor=stage.actor("nadia"))
