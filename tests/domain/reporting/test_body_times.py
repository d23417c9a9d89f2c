"""How fast each node moves, before and after a day: numbers against days counted by hand."""

import datetime
from statistics import median
from typing import Any

import pytest
from django.urls import reverse

from snodo.domain.intake.actions import respect_refusal
from snodo.domain.intake.models import Referral
from snodo.domain.programmes.models import Programme
from snodo.domain.reporting.queries import clocks
from snodo.domain.reporting.queries.clocks import Lap, Node, Report, Span
from snodo.kernel import clock
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

BEFORE, AFTER = [9, 4, 12, 7, 30], [1, 3, 2, 5, 2, 8]
INTERCEPTED = 3  # days before the sending


@pytest.fixture
def answered(world: World) -> Programme:
    """Eleven referrals given to the co-operative: five answered long ago, six lately."""
    programme = intake.start(world)
    with acting(world.founder):
        giovani = intake.action_of(programme, "giovani")
    for ago, waits in ((200, BEFORE), (20, AFTER)):
        for days in waits:
            referral = intake.an_assigned(world, giovani)
            answer = clock.now() - datetime.timedelta(days=ago)
            sent = answer - datetime.timedelta(days=days)
            with acting(world.founder):
                Referral.objects.filter(pk=referral.pk).update(
                    sent_at=sent,
                    first_answer_at=answer,
                    intercepted_on=clock.local_date(sent) - datetime.timedelta(days=INTERCEPTED),
                    promised_answer_on=clock.local_date(sent) + datetime.timedelta(days=5),
                )
    return programme


def report(world: World, programme: Programme, who: str = "marta", **more: Any) -> Report:
    actor = world.actor(who)
    with acting(actor):
        return clocks.report_seen_by(actor, programme, **more)


@pytest.mark.covers("D18", "E04", "E22")
def test_from_interception_before_and_after_as_counted_by_hand(world: World, answered: Programme) -> None:
    [node] = report(world, answered).receiving
    assert node.referrals == len(BEFORE) + len(AFTER)
    assert node.now["first_answer"] == Span(6, median(AFTER) + 3, None, 5, 6)  # one of six past five days
    assert node.before["first_answer"] == Span(5, median(BEFORE) + 3, None, 1, 5)
    assert node.now["first_answer"].share == 83
    assert node.now["first_opportunity"] == Span()


@pytest.mark.covers("A06", "D18")
def test_who_did_not_want_is_a_number_and_never_a_small_one(world: World) -> None:
    programme = intake.start(world)
    with acting(world.founder):
        giovani = intake.action_of(programme, "giovani")
    dario = world.actor("dario")
    for number in range(1, 6):
        with acting(dario):
            respect_refusal(action=giovani, actor=dario)
        assert report(world, programme).unwilling == number
        told = report(world, programme, "dario")
        assert (told.unwilling, told.unwilling_hidden) == ((0, "meno di 5") if number < 5 else (5, ""))


@pytest.mark.covers("D18")
def test_the_sender_s_own_time_is_told_apart(world: World, answered: Programme) -> None:
    [node] = report(world, answered).sending
    assert node.name == "Comune di Bollate"
    assert node.now["sending"] == Span(6, INTERCEPTED, None, None, 0)
    assert node.before["sending"].count == 5
    assert node.now["first_answer"].median == median(AFTER) + 3


def test_a_chosen_day_moves_the_border_by_one(world: World, answered: Programme) -> None:
    day = clock.today() - datetime.timedelta(days=20)
    [on] = report(world, answered, since=day).receiving
    [later] = report(world, answered, since=day + datetime.timedelta(days=1)).receiving
    assert on.now["first_answer"].median == median(AFTER) + 3
    assert later.now["first_answer"] == Span()
    assert later.before["first_answer"].median == median(BEFORE + AFTER) + 3


def test_nine_out_of_ten_is_the_ninth_of_ten() -> None:
    day = clock.today()
    laps = [Lap("first_answer", None, uuid7(), days, day, None) for days in (*range(1, 10), 90)]
    assert clocks.span_of(laps).nine == 9
    assert clocks.span_of(laps[:9]).nine is None  # of fewer it would be the slowest one


@pytest.mark.covers("D18", "E36")
def test_who_may_not_open_the_lists_neither_sees_few_nor_chooses_the_day(
    world: World, answered: Programme
) -> None:
    with acting(world.founder):
        long_ago = Referral.objects.filter(first_answer_at__lt=clock.now() - datetime.timedelta(days=90))
        one = long_ago.values_list("pk", flat=True)[0]
        Referral.objects.filter(pk=one).update(first_answer_at=None)  # four are left before
    for who, opens in (("marta", True), ("dario", False), ("bruno", False)):
        seen = report(world, answered, who, since=clock.today() - datetime.timedelta(days=30))
        [node] = seen.receiving
        assert node.now["first_answer"].median == 5.5
        assert (node.before["first_answer"].median is not None) is opens
        assert (node.now["first_answer"].kept is not None) is opens  # one of six was late
        assert (seen.since == clock.today() - datetime.timedelta(days=30)) is opens


def test_a_body_of_few_is_never_hidden_alone(world: World) -> None:
    few, more, many = (
        Node(uuid7(), name, count, {"first_answer": Span(count, 2.0)}, {"first_answer": Span()})
        for name, count in (("A", 3), ("B", 8), ("C", 40))
    )
    seen = clocks._protected([few, more, many])
    assert [node.hidden for node in seen] == ["meno di 5", "protetto", ""]
    assert [node.now["first_answer"].median for node in seen] == [None, None, 2.0]


@pytest.mark.covers("D18")
def test_the_page_says_both_and_survives_nonsense(world: World, answered: Programme, sign_in: Any) -> None:
    address = reverse("programmes:times", args=[answered.pk])
    client = sign_in("marta")
    html = client.get(address).content.decode()
    assert "5,5 giorni" in html
    assert "prima: 12 giorni" in html
    assert "83 % nei tempi promessi" in html
    assert "<svg" in html
    assert client.get(address, {"dal": "ieri"}).status_code == 200
    assert client.post(address).status_code == 405
    assert 'name="dal"' not in sign_in("dario").get(address, {"dal": "2026-01-01"}).content.decode()


@pytest.mark.covers("D18")
def test_the_file_says_what_the_page_says_and_hides_what_it_hides(
    world: World, answered: Programme, sign_in: Any
) -> None:
    address = reverse("programmes:times_csv", args=[answered.pk])
    answer = sign_in("marta").get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert "Cooperativa Il Ponte;riceve;11;prima risposta;prima;5;12;;1;5" in lines
    hidden = sign_in("dario").get(address).content.decode("utf-8-sig")
    assert "Cooperativa Il Ponte;riceve;11;prima risposta;prima;5;12;;;" in hidden
    assert client_post(sign_in, address) == 405
    assert sign_in("stranger").get(address).status_code == 404


def client_post(sign_in: Any, address: str) -> int:
    return int(sign_in("marta").post(address).status_code)
