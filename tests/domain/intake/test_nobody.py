"""Nobody is left between two bodies: walks of allowed deeds, people leaving, acts ending, choices made."""

import datetime
import random
from collections.abc import Callable
from typing import Any

import pytest

from snodo.domain.casework import actions as casework_actions
from snodo.domain.casework.access import cases_with_nobody
from snodo.domain.intake import access, actions, handover_access, nobody
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.intake.states import OPEN
from snodo.domain.messaging.models import Notification
from snodo.domain.network import actions as network
from snodo.domain.network.models import Membership
from snodo.domain.people import actions as people
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import Programme, ProgrammeAction, ProgrammePartner
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import Conflict, NotAllowed, SnodoError
from snodo.kernel.tenancy import acting
from tests.factories import casework, intake
from tests.factories.intake import KNOWN
from tests.factories.world import World

WHO = ("marta", "sara", "omar", "nadia", "bruno", "carla", "dario")
# Verbs that lead somewhere: a message alone moves nothing.
MOVES = frozenset(
    {"answer", "withdraw", "send_again", "ask_information", "refuse", "queue", "assign", "accept"}
)


def leave(world: World, who: str) -> None:
    with acting(world.founder):
        network.end_membership(membership=world.memberships[who], actor=world.founder)


def end_act(world: World, programme: Programme, body: str) -> None:
    """From now on, as when its last day has passed."""
    with acting(world.founder):
        ProgrammePartner.objects.filter(programme=programme, organisation=world.organisations[body]).update(
            act_until=clock.today() - datetime.timedelta(days=1)
        )


def night(world: World) -> int:
    with acting(world.founder):
        return actions.look_for_nobody(actor=the_clock(world.network.pk))


def now(world: World, referral: Referral) -> Referral:
    with acting(world.founder):
        return Referral.objects.get(pk=referral.pk)


def told(world: World, who: str) -> set[str]:
    with acting(world.founder):
        rows = Notification.objects.filter(recipient_id=world.actor(who).user_id)
        return set(rows.values_list("kind", flat=True))


@pytest.mark.covers("C15", "A12")
def test_what_somebody_had_when_they_left_is_given_anew_at_once(
    world: World, giovani: ProgrammeAction
) -> None:
    referral = intake.an_assigned(world, giovani)
    asked = intake.an_assigned(world, giovani, first_name="Ivo")
    sara = world.actor("sara")
    with acting(sara):
        actions.ask_information(referral=asked, text="Quando può?", actor=sara)
    leave(world, "sara")
    for one, state in ((referral, "sent"), (asked, "information_requested")):
        after = now(world, one)
        assert (after.state, after.assigned_membership_id) == (state, None)
    assert "intake.arrived" in told(world, "marta")
    marta = world.actor("marta")
    with acting(marta):  # the question does not bar the way
        actions.assign_referral(
            referral=asked, membership=world.memberships["omar"], route=KNOWN, actor=marta
        )


@pytest.mark.covers("C15")
def test_the_night_takes_it_from_a_body_whose_act_is_over(
    world: World, in_lav: Programme, giovani: ProgrammeAction
) -> None:
    referral = intake.an_assigned(world, giovani)
    end_act(world, in_lav, "coop")
    marta = world.actor("marta")
    with acting(marta):
        assert nobody.with_nobody(access.referrals_visible_to(marta)).get() == referral
    assert night(world) == 0
    assert now(world, referral).state == "sent"
    with acting(marta):
        assert not nobody.with_nobody(access.referrals_visible_to(marta)).exists()


@pytest.mark.covers("C15")
def test_without_co_ordination_the_other_bodies_are_told_and_then_who_administers(
    world: World, giovani: ProgrammeAction
) -> None:
    leave(world, "marta")
    intake.a_sent(world, giovani)
    assert "intake.arrived" in told(world, "bruno")
    assert "intake.nobody_to_triage" not in told(world, "ada")
    leave(world, "bruno")
    assert "intake.nobody_to_triage" in told(world, "ada")
    intake.a_sent(world, giovani, first_name="Ivo")
    assert night(world) == 2


@pytest.mark.covers("A12")
def test_a_path_left_with_nobody_is_taken_with_one_deed(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani)
    sara, marta, bruno = (world.actor(who) for who in ("sara", "marta", "bruno"))
    with acting(sara):
        case = actions.accept_referral(referral=referral, actor=sara)
    with acting(marta), pytest.raises(Conflict):
        casework_actions.take_over_case(case=case, actor=marta)
    leave(world, "sara")
    assert "intake.with_nobody" in told(world, "marta")
    with acting(bruno), pytest.raises(NotAllowed):
        casework_actions.take_over_case(case=case, actor=bruno)
    with acting(marta):
        assert cases_with_nobody(marta).get() == case
        taken = casework_actions.take_over_case(case=case, actor=marta)
        assert taken.responsible_id == marta.membership_id
        assert not cases_with_nobody(marta).exists()
    assert night(world) == 0


# The walk


class Walk:
    """One network; deeds drawn at random, of which many are refused and some are done."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice, self.done = world, random.Random(seed), 0
        self.programme = intake.start(world)
        with acting(world.founder):
            self.action = intake.action_of(self.programme, "giovani")
        self.persons = [casework.a_person(world, first_name=f"P{number}") for number in range(2)]
        self.referrals: list[Referral] = []
        self.gone: set[str] = set()
        self.day = clock.today()

    def actor(self) -> Any:
        return self.world.actor(self.dice.choice([one for one in WHO if one not in self.gone] or ["ada"]))

    def step(self) -> str:
        deeds: list[Callable[[], Any]] = [
            *[self.send] * (6 if len(self.referrals) < 3 else 0),
            *[self.decide] * 20,
            *[self.offer, self.answer_offer] * 3,
            self.leave,
            self.end_act,
            self.choose,
            self.fall_of_night,
        ]
        for _ in range(12):  # most are refused by the rules: what counts is what goes through
            deed = self.dice.choice(deeds)
            with clock.held(clock.at(self.day)):
                try:
                    deed()
                except SnodoError:
                    continue
            self.done += 1
            return deed.__name__
        return "nothing"

    def send(self) -> None:
        person = self.dice.choice([None, *self.persons])
        more = {"person": person} if person is not None and "dario" not in self.gone else {}
        if "dario" in self.gone:
            return
        try:
            self.referrals.append(
                intake.a_sent(self.world, self.action, first_name=f"N{len(self.referrals)}", **more)
            )
        except SnodoError:  # dario may not know the person
            self.referrals.append(
                intake.a_sent(self.world, self.action, first_name=f"N{len(self.referrals)}")
            )
            if person is not None:
                with acting(self.world.founder):
                    Referral.objects.filter(pk=self.referrals[-1].pk).update(person=person)

    def decide(self) -> None:
        if not self.referrals:
            return
        referral, actor = self.dice.choice(self.referrals), self.actor()
        to = self.world.memberships[self.dice.choice(WHO)]
        deeds: list[Callable[[], Any]] = [
            *[lambda: actions.assign_referral(referral=referral, membership=to, route=KNOWN, actor=actor)]
            * 3,
            lambda: actions.ask_information(referral=referral, text="Quando?", actor=actor),
            lambda: actions.answer_information(referral=referral, text="Ora.", actor=actor),
            lambda: actions.put_on_waiting_list(referral=referral, actor=actor),
            lambda: actions.send_again(referral=referral, actor=actor),
        ]
        if self.dice.random() < 0.1:
            deeds = [
                lambda: actions.withdraw_referral(referral=referral, actor=actor),
                lambda: actions.refuse_referral(
                    referral=referral, reason="other", alternative="Lo sportello.", actor=actor
                ),
                lambda: actions.accept_referral(referral=referral, actor=actor),
            ]
        with acting(actor):
            self.dice.choice(deeds)()

    def offer(self) -> None:
        if not self.referrals:
            return
        referral, actor = self.dice.choice(self.referrals), self.actor()
        body = self.world.organisations[self.dice.choice(("lead", "coop", "other_coop", "health"))]
        with acting(actor):
            actions.propose_referral_handover(
                referral=referral, organisation=body, why="Sì.", ground="agreement", shared_what="Il bisogno",
                actor=actor,
            )  # fmt: skip

    def answer_offer(self) -> None:
        with acting(self.world.founder):
            offers = list(ReferralHandover.objects.filter(state="proposed").order_by("pk"))
        if not offers:
            return
        handover, actor = self.dice.choice(offers), self.actor()
        with acting(actor):
            self.dice.choice(
                [
                    lambda: actions.accept_referral_handover(handover=handover, actor=actor),
                    lambda: actions.decline_referral_handover(
                        handover=handover, reason="no_places", answer="No.", actor=actor
                    ),
                    lambda: actions.withdraw_referral_handover(handover=handover, actor=actor),
                ]
            )()

    def leave(self) -> None:
        who = self.dice.choice(WHO)
        if who not in self.gone:
            leave(self.world, who)
            self.gone.add(who)

    def end_act(self) -> None:
        with acting(self.world.founder):
            partner = self.dice.choice(list(ProgrammePartner.objects.order_by("pk")))
            programmes.end_act(partner=partner, reason="Finito.", actor=self.world.founder)

    def choose(self) -> None:
        sara = self.world.actor("sara")
        with acting(sara):
            people.record_sharing_choice(
                person=self.dice.choice(self.persons),
                organisation=self.world.organisations[self.dice.choice(("lead", "coop", "other_coop"))],
                purpose="path",
                choice=self.dice.choice(("refused", "agreed")),
                actor=sara,
            )

    def fall_of_night(self) -> None:
        self.day += datetime.timedelta(days=1)
        with clock.held(clock.at(self.day)):
            night(self.world)

    def check(self, trail: list[str]) -> None:
        """Each open referral can be moved by somebody at work, or who administers has been told of it."""
        with clock.held(clock.at(self.day)):
            with acting(self.world.founder):
                lost = set(nobody.with_nobody(Referral.objects.all()).values_list("pk", flat=True))
                open_ = list(Referral.objects.filter(state__in=OPEN))
                at_work = set(Membership.objects.filter(ended_on__isnull=True).values_list("pk", flat=True))
            for referral in open_:
                able = [who for who in WHO if self.can_move(who, referral, at_work)]
                if referral.pk not in lost:
                    assert able, f"{referral.state} has nobody, and nobody knows: {trail}"
                elif not able:
                    kinds = told(self.world, "ada")
                    assert kinds & {"intake.nobody_to_triage", "intake.with_nobody"}, f"untold: {trail}"

    def can_move(self, who: str, referral: Referral, at_work: set[Any]) -> bool:
        actor = self.world.actor(who)
        if actor.membership_id not in at_work:
            return False
        with acting(actor):
            seen = access.referrals_visible_to(actor).filter(pk=referral.pk).first()
            if seen is None:
                return handover_access.handovers_to_answer(actor).filter(referral=referral).exists()
            return bool(access.verbs_of(actor, seen) & MOVES)


@pytest.mark.covers("C15", "A12", "B12")
@pytest.mark.parametrize("seed", [3, 11, 42, 77])
def test_no_walk_of_allowed_deeds_leaves_anybody_with_nobody(world: World, seed: int) -> None:
    walk, trail = Walk(world, seed), []
    for number in range(36):
        trail.append(walk.step())
        if number % 3 == 2:
            with clock.held(clock.at(walk.day)):
                walk.fall_of_night()
            walk.check(trail)
    assert walk.done > 25, "most deeds were refused: the walk shows nothing"
