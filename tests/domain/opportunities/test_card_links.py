"""The personal link of a card: made once, opened with a code, counted, taken back."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection

from snodo.domain.audit.models import Entry
from snodo.domain.casework.models import CaseEvent, NextStep
from snodo.domain.messaging.models import Notification
from snodo.domain.opportunities import access, actions, queries
from snodo.domain.opportunities.actions import CardWords, links
from snodo.domain.opportunities.models import Card, CardLink
from snodo.domain.people import actions as people
from snodo.kernel import clock, passes, tenancy
from snodo.kernel.errors import Conflict, NotAllowed
from tests.domain.opportunities.test_catalogue_and_cards import offer
from tests.domain.placements.stage import Stage

pytestmark = pytest.mark.covers("D16")


def a_card(stage: Stage) -> Card:
    card = actions.draft_card(
        case=stage.case, lines=[CardWords(offer(stage), "Impari a cucinare.")], actor=stage.actor()
    )
    return actions.issue_card(card=card, actor=stage.actor())


def a_link(stage: Stage) -> tuple[Card, CardLink, str]:
    card = a_card(stage)
    token = links.new_token(card)
    return card, CardLink.objects.get(card=card, revoked_at__isnull=True), token


def test_the_secret_is_long_and_only_its_hash_is_kept(stage: Stage) -> None:
    _, link, token = a_link(stage)
    assert len(token) == passes.TOKEN_LENGTH
    assert passes.SECRET_BYTES * 8 >= 128
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t::text FROM opportunities_cardlink t WHERE network_id = %s", [link.network_id]
        )
        assert not [
            row for (row,) in cursor.fetchall() if token in row or passes.code_of(link) in row.split(",")
        ]


def test_the_wall_shows_the_row_of_the_secret_alone(stage: Stage) -> None:
    _, link, token = a_link(stage)
    other = links.new_token(actions.issue_card(card=link.card, actor=stage.actor()))
    with tenancy.presenting(passes.fingerprint(other)):
        shown = CardLink.across.filter(network_id=link.network_id)
        assert [row.token_hash for row in shown] == [passes.fingerprint(other)]
        assert not Card.objects.filter(pk=link.card_id).exists()
    assert queries.find_card_link(token) is None, "an earlier sheet opens nothing"
    assert queries.find_card_link(other) is not None


def test_what_is_no_secret_opens_nothing(stage: Stage) -> None:
    token = a_link(stage)[2]
    for wrong in ("", "x", "a" * 43, "à" * 43, "A" * 42 + "/"):
        assert queries.find_card_link(wrong) is None
    for place in (0, 21, 30, 42):
        letter = "A" if token[place] != "A" else "B"
        assert queries.find_card_link(token[:place] + letter + token[place + 1 :]) is None


def test_expired_and_revoked_links_open_nothing(stage: Stage) -> None:
    _, link, token = a_link(stage)
    with time_machine.travel(clock.now() + passes.LIFE + datetime.timedelta(seconds=1), tick=False):
        assert queries.find_card_link(token) is None
    actions.revoke_card_link(link=link, actor=stage.actor())
    assert queries.find_card_link(token) is None
    with pytest.raises(Conflict):
        actions.tell_card_code(link=link, actor=stage.actor())


def test_a_retired_card_closes_its_page(stage: Stage) -> None:
    card, _, token = a_link(stage)
    actions.end_card(card=card, actor=stage.actor())
    assert queries.find_card_link(token) is None


def test_five_wrong_codes_pause_and_twenty_end_the_link(stage: Stage) -> None:
    _, link, token = a_link(stage)
    code = passes.code_of(link)
    wrong = f"{(int(code) + 1) % 100000:05d}"
    holder = queries.holder_of(link)
    for _ in range(5):
        assert not actions.try_card_code(link=link, code=wrong, actor=holder)
    assert link.paused
    assert not actions.try_card_code(link=link, code=code, actor=holder), "while paused no code is right"
    with time_machine.travel(clock.now() + passes.PAUSE + datetime.timedelta(seconds=1), tick=False):
        assert actions.try_card_code(link=link, code=f" {code[:2]} {code[2:]} ", actor=holder)
        assert link.wrong_tries == 0
    later = clock.now()
    for _ in range(4):
        later += passes.PAUSE + datetime.timedelta(minutes=1)
        with time_machine.travel(later, tick=False):
            for _ in range(5):
                actions.try_card_code(link=link, code=wrong, actor=holder)
    assert link.revoked_at is not None
    assert queries.find_card_link(token) is None
    refusals = Entry.objects.filter(verb="card.code_try", act="refusal", origin="link")
    assert refusals.count() == 26


def test_the_code_stays_with_the_card_until_it_is_changed(stage: Stage) -> None:
    card, link, _ = a_link(stage)
    code = actions.tell_card_code(link=link, actor=stage.actor())
    assert code.isdigit()
    assert len(code) == 5
    links.new_token(card)
    again = CardLink.objects.get(card=card, revoked_at__isnull=True)
    assert passes.code_of(again) == code
    changed = actions.change_card_code(link=again, actor=stage.actor())
    assert changed == passes.code_of(again.__class__.objects.get(pk=again.pk)) != code
    assert set(Entry.objects.filter(verb__startswith="card.code").values_list("verb", flat=True)) == {
        "card.code_tell",
        "card.code_change",
    }


def test_the_holder_sees_that_card_alone_and_no_role_opens_to_them(stage: Stage) -> None:
    card, link, _ = a_link(stage)
    holder = queries.holder_of(link)
    assert list(access.cards_visible_to(holder)) == [card]
    assert not access.opportunities_visible_to(holder).exists()
    assert not access.can_write_card(holder, card)
    with pytest.raises(NotAllowed):
        actions.end_card(card=card, actor=holder)
    with pytest.raises(NotAllowed):
        actions.tell_card_code(link=link, actor=holder)
    passes.revoke(CardLink.objects.filter(pk=link.pk))
    assert not access.cards_visible_to(holder).exists()
    with pytest.raises(NotAllowed):
        actions.answer_card_line(line=queries.lines_of(card).get(), answer="accepted", actor=holder)


def test_neighbours_do_not_read_the_code(stage: Stage) -> None:
    card, link, _ = a_link(stage)
    for who in ("omar", "nadia", "elena"):
        assert queries.link_of(stage.actor(who), card) is None
        with pytest.raises(NotAllowed):
            actions.tell_card_code(link=link, actor=stage.actor(who))


def test_what_the_person_answers_reaches_who_accompanies_them(stage: Stage) -> None:
    card, link, _ = a_link(stage)
    holder = queries.holder_of(link)
    line = queries.lines_of(card).get()
    actions.answer_card_line(line=line, answer="talk", note="Ho paura di non capire", actor=holder)
    step = NextStep.objects.get(case=stage.case, kind="opportunity_step", state="due")
    assert step.title.startswith("Parlare di")
    event = CaseEvent.objects.get(case=stage.case, kind="card", detail="Ho paura di non capire")
    assert event.author_membership_id is None
    assert "dalla sua tessera" in event.author
    assert event.audience == "team"
    told = Notification.objects.get(kind="opportunities.card_answered")
    assert told.recipient_id == stage.actor().user_id
    entry = Entry.objects.get(verb="card.answer", origin="link")
    assert (entry.person_id, entry.created_by) == (stage.case.person_id, link.pk)
    before = CaseEvent.objects.count()
    actions.answer_card_line(line=line, answer="talk", note="Ho paura di non capire", actor=holder)
    assert CaseEvent.objects.count() == before, "the same answer twice is one"


def test_the_sheet_bears_the_link_and_a_protected_one_no_name(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "snodo.domain.documents.papers.render", lambda **sheet: printed.append(sheet) or b"%PDF-1.7"
    )
    card = a_card(stage)
    address, _, token = printed[0]["qr_link"].rstrip("/").rpartition("/")
    assert address.endswith("/mio/tessera")
    found = queries.find_card_link(token)
    assert found is not None
    assert found.card_id == card.pk
    assert passes.code_of(found) not in str(printed[0])
    assert printed[0]["data"]["subtitle"] == "Luca Ferrante"
    people.protect_person(
        person=stage.case.person,
        pseudonym="Stella",
        reason="Chiede di non essere trovata.",
        actor=stage.actor(),
    )
    actions.issue_card(card=card, actor=stage.actor())
    assert "Stella" not in str(printed[1])
    assert "Cooperativa" not in str(printed[1]["data"]["letterhead"])
