"""A referral offered to another body moves only when that body says yes; until then it has an owner."""

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from snodo.domain.intake import access, actions, handover_access, queries_handovers
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.messaging.models import Notification
from snodo.domain.people import actions as people
from snodo.domain.programmes.models import ProgrammeAction, ProgrammePartner
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.identifiers.persons import check_letter
from snodo.kernel.tenancy import acting
from tests.factories import casework, intake
from tests.factories.intake import KNOWN
from tests.factories.world import World, build_network

CODE = "FRRLCU99E04A940" + check_letter("FRRLCU99E04A940")
OFFER = {"why": "Vive nel loro territorio.", "ground": "agreement", "shared_what": "Il bisogno e i criteri."}


def offer(world: World, referral: Referral, who: str = "sara", body: str = "other_coop", **more: Any) -> Any:
    actor = world.actor(who)
    with acting(actor):
        return actions.propose_referral_handover(
            referral=referral, organisation=world.organisations[body], actor=actor, **(OFFER | more)
        )


def now(world: World, row: Any) -> Any:
    with acting(world.founder):
        return type(row).objects.get(pk=row.pk)


def told(world: World, who: str) -> set[str]:
    with acting(world.founder):
        rows = Notification.objects.filter(recipient_id=world.actor(who).user_id)
        return set(rows.values_list("kind", flat=True))


@pytest.fixture
def assigned(world: World, giovani: ProgrammeAction) -> Referral:
    return intake.an_assigned(world, giovani)


@pytest.mark.covers("B12", "C15", "E33")
def test_until_accepted_whoever_offers_answers_for_it(world: World, assigned: Referral) -> None:
    handover = offer(world, assigned)
    held = now(world, assigned)
    assert (held.state, held.assigned_organisation_id) == ("assigned", world.organisations["coop"].pk)
    assert "intake.handover_proposed" in told(world, "bruno")
    assert "intake.moved" in told(world, "dario")
    nadia = world.actor("nadia")
    with acting(nadia):
        assert not access.referrals_visible_to(nadia).filter(pk=assigned.pk).exists()
        assert handover_access.handovers_to_answer(nadia).get() == handover
        taken = actions.accept_referral_handover(handover=handover, actor=nadia)
        assert access.referrals_visible_to(nadia).filter(pk=assigned.pk).exists()
    assert taken.state == "assigned"
    assert taken.assigned_membership_id == world.memberships["nadia"].pk
    sara = world.actor("sara")
    with acting(sara):
        assert not access.referrals_visible_to(sara).filter(pk=assigned.pk).exists()
        made = queries_handovers.made_by(sara)
        assert [(one.handover.state, one.readable) for one in made] == [("accepted", False)]
    assert "intake.handover_answered" in told(world, "sara")
    with acting(world.founder):
        verbs = list(assigned.events.order_by("at", "pk").values_list("verb", flat=True))
    assert verbs == ["send", "bypass_route", "assign", "propose_handover", "accept_handover"]


@pytest.mark.covers("B12")
def test_a_no_has_a_reason_and_words_and_leaves_all_as_it_was(world: World, assigned: Referral) -> None:
    handover = offer(world, assigned)
    bruno = world.actor("bruno")
    with acting(bruno):
        for reason, answer in (("", "No."), ("person_declined", "No."), ("no_places", " ")):
            with pytest.raises(InputRefused):
                actions.decline_referral_handover(
                    handover=handover, reason=reason, answer=answer, actor=bruno
                )
        actions.decline_referral_handover(
            handover=handover, reason="no_places", answer="Siamo al completo.", actor=bruno
        )
        with pytest.raises(Conflict, match="non aspetta più risposta: non accettato, Bruno Prova"):
            actions.accept_referral_handover(handover=handover, actor=bruno)
    held = now(world, assigned)
    assert held.assigned_membership_id == world.memberships["sara"].pk
    again = offer(world, assigned, body="health") if _takes(world, "health", assigned) else None
    assert again is None or again.is_open
    dario = world.actor("dario")
    with acting(dario):  # the first sender reads the chain
        chain = queries_handovers.handovers_of(assigned)
    assert chain[0].answer == "Siamo al completo."


def _takes(world: World, body: str, referral: Referral) -> bool:
    sara = world.actor("sara")
    with acting(sara):
        bodies = handover_access.bodies_to_ask(referral, None, besides=sara)
        return bool(bodies.filter(pk=world.organisations[body].pk).exists())


@pytest.mark.covers("B12")
def test_who_may_offer_and_who_may_answer(world: World, assigned: Referral) -> None:
    for who in ("omar", "nadia", "dario", "elena"):
        with pytest.raises(NotAllowed):
            offer(world, assigned, who)
    handover = offer(world, assigned)
    with pytest.raises(Conflict, match="C'è già un passaggio"):
        offer(world, assigned)
    for who in ("sara", "omar", "marta", "dario", "elena"):
        actor = world.actor(who)
        with acting(actor), pytest.raises(NotAllowed):
            actions.accept_referral_handover(handover=handover, actor=actor)
    nadia = world.actor("nadia")
    with acting(nadia):
        with pytest.raises(NotAllowed):
            actions.withdraw_referral_handover(handover=handover, actor=nadia)
        with pytest.raises(InputRefused):  # never to somebody of another body
            actions.accept_referral_handover(
                handover=handover, membership=world.memberships["omar"], actor=nadia
            )


def test_an_offer_is_complete_and_goes_only_where_it_can_be_taken(world: World, assigned: Referral) -> None:
    for body in ("municipality", "company", "coop"):  # who sent it, who cannot take it, who has it
        with pytest.raises(InputRefused, match="non si può proporre"):
            offer(world, assigned, body=body)
    for empty in ("why", "ground", "shared_what"):
        with pytest.raises(InputRefused):
            offer(world, assigned, **{empty: ""})


@pytest.mark.covers("B12")
@pytest.mark.parametrize("verb", ["assign", "queue", "refuse", "accept", "withdraw"])
def test_what_is_decided_meanwhile_lets_the_offer_fall(world: World, assigned: Referral, verb: str) -> None:
    handover = offer(world, assigned)
    who = {"withdraw": "dario", "assign": "marta"}.get(verb, "sara")
    actor = world.actor(who)
    deeds: dict[str, Callable[[], Any]] = {
        "assign": lambda: actions.assign_referral(
            referral=assigned, membership=world.memberships["omar"], route=KNOWN, actor=actor
        ),
        "queue": lambda: actions.put_on_waiting_list(referral=assigned, actor=actor),
        "refuse": lambda: actions.refuse_referral(
            referral=assigned, reason="no_places", alternative="Lo sportello.", actor=actor
        ),
        "accept": lambda: actions.accept_referral(referral=assigned, actor=actor),
        "withdraw": lambda: actions.withdraw_referral(referral=assigned, actor=actor),
    }
    with acting(actor):
        deeds[verb]()
    assert now(world, handover).state == "lapsed"
    assert "intake.handover_over" in told(world, "bruno")
    nadia = world.actor("nadia")
    with acting(nadia), pytest.raises(Conflict):
        actions.accept_referral_handover(handover=handover, actor=nadia)


def test_a_question_to_the_sender_keeps_the_offer(world: World, assigned: Referral) -> None:
    handover = offer(world, assigned)
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        actions.ask_information(referral=assigned, text="Quando è libero?", actor=sara)
    with acting(nadia):
        assert actions.accept_referral_handover(handover=handover, actor=nadia).state == "assigned"


@pytest.mark.covers("B12")
def test_an_offer_without_answer_falls_and_stays_where_it_was(world: World, assigned: Referral) -> None:
    handover = offer(world, assigned)
    actor = the_clock(world.network.pk)
    with acting(world.founder):
        assert actions.lapse_unanswered(actor=actor) == 0
    with acting(world.founder), clock.held(clock.at(handover.answer_by + datetime.timedelta(days=1))):
        assert actions.lapse_unanswered(actor=actor) == 1
        assert actions.lapse_unanswered(actor=actor) == 0
    assert now(world, handover).state == "lapsed"
    assert now(world, assigned).assigned_membership_id == world.memberships["sara"].pk
    assert "intake.handover_unanswered" in told(world, "sara")


@pytest.mark.covers("B12", "B20")
def test_a_body_the_person_keeps_out_is_not_asked_and_no_longer_waits(
    world: World, giovani: ProgrammeAction
) -> None:
    luca = casework.a_person(world, code_kind="codice_fiscale", code=CODE)
    referral = intake.an_assigned(world, giovani, codice_fiscale=CODE)
    handover = offer(world, referral)
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        people.record_sharing_choice(
            person=luca,
            organisation=world.organisations["other_coop"],
            purpose="path",
            choice="refused",
            actor=sara,
        )
    assert now(world, handover).state == "lapsed"
    with acting(nadia):
        assert not handover_access.handovers_addressed_to(nadia).exists()
    with pytest.raises(InputRefused, match="non si può proporre"):
        offer(world, referral)


@pytest.mark.covers("B20")
def test_before_accepting_nobody_reads_who_it_is(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(
        world, giovani, protected=True, pseudonym="Girasole", first_name="Zelinda", phone="333 7654321"
    )
    handover = offer(world, referral)
    nadia = world.actor("nadia")
    with acting(nadia):
        shown = repr(
            queries_handovers.shown_to_who_is_asked(handover_access.handovers_to_answer(nadia).get())
        )
    assert handover.referral_id == referral.pk
    for secret in ("Zelinda", "Ferrante", "7654321", "Girasole", "Bollate"):
        assert secret not in shown


@pytest.mark.covers("B12")
def test_with_the_act_ends_the_right_to_answer(world: World, assigned: Referral) -> None:
    handover = offer(world, assigned)
    with acting(world.founder):
        ProgrammePartner.objects.filter(
            programme=assigned.programme, organisation=world.organisations["other_coop"]
        ).update(act_until=clock.today() - datetime.timedelta(days=1))
    nadia = world.actor("nadia")
    with acting(nadia), pytest.raises(NotAllowed):
        actions.accept_referral_handover(handover=handover, actor=nadia)


# Two at once


def at_once(*deeds: Callable[[], Any]) -> tuple[int, list[str]]:
    """How many went through, and what the others were told."""
    start, done, refused = threading.Barrier(len(deeds), timeout=20), [], []

    def run(deed: Callable[[], Any]) -> None:
        try:
            start.wait()
            done.append(deed())
        except Conflict as conflict:
            refused.append(conflict.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return len(done), refused


@pytest.mark.django_db(transaction=True)
def test_two_of_the_body_accept_and_the_offer_is_withdrawn_at_once() -> None:
    world = build_network("Rete dei passaggi", "passaggi", "passaggi.example")
    programme = intake.start(world)
    with acting(world.founder):
        giovani = intake.action_of(programme, "giovani")

    def taking(who: str, handover: ReferralHandover) -> Callable[[], Any]:
        actor = world.actor(who)

        def deed() -> Any:
            with acting(actor):
                return actions.accept_referral_handover(handover=handover, actor=actor)

        return deed

    def withdrawing(handover: ReferralHandover) -> Callable[[], Any]:
        sara = world.actor("sara")

        def deed() -> Any:
            with acting(sara):
                return actions.withdraw_referral_handover(handover=handover, actor=sara)

        return deed

    first = offer(world, intake.an_assigned(world, giovani))
    done, refused = at_once(taking("nadia", first), taking("bruno", first))
    assert done == 1
    assert len(refused) == 1
    assert refused[0].startswith("Questo passaggio non aspetta più risposta: accettato, ")
    second = offer(world, intake.an_assigned(world, giovani, first_name="Ivo"))
    done, refused = at_once(taking("nadia", second), withdrawing(second))
    assert (done, len(refused)) == (1, 1)
    referral = now(world, Referral(pk=second.referral_id))
    after = now(world, second)
    holder = "nadia" if after.state == "accepted" else "sara"
    assert after.state in ("accepted", "withdrawn")
    assert referral.assigned_membership_id == world.memberships[holder].pk
