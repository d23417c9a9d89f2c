"""A referral whose person keeps out who receives: it changes hands, or goes back with an owner and a day."""

import datetime

import pytest

from snodo.domain.intake import access, actions, queries
from snodo.domain.intake.models import Referral, ReferralEvent
from snodo.domain.messaging.models import Notification
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import ProgrammeAction, ProgrammePartner
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.identifiers.persons import check_letter
from snodo.kernel.tenancy import acting
from tests.factories import casework, intake
from tests.factories.intake import KNOWN
from tests.factories.world import World

CODE = "FRRLCU99E04A940" + check_letter("FRRLCU99E04A940")


@pytest.fixture
def luca(world: World) -> Person:
    """Known at the co-operative by the code; the co-operative receives nothing in this programme."""
    return casework.a_person(world, code_kind="codice_fiscale", code=CODE)


@pytest.fixture
def two_receive(world: World) -> ProgrammeAction:
    """The lead and one partner take in; nobody else does."""
    programme = intake.start(world, partners={"comuni-insieme": "lead", "sercop": "other_coop"})
    bodies = [world.organisations[body] for body in ("lead", "other_coop", "municipality")]
    with acting(world.founder):
        others = ProgrammePartner.objects.filter(programme=programme).exclude(organisation__in=bodies)
        others.update(act_until=clock.today() - datetime.timedelta(days=1))
        return intake.action_of(programme, "giovani")


def says(world: World, person: Person, *bodies: str, choice: str = "refused") -> None:
    sara = world.actor("sara")
    with acting(sara):
        for body in bodies:
            people.record_sharing_choice(
                person=person,
                organisation=world.organisations[body],
                purpose="path",
                choice=choice,
                actor=sara,
            )


def now(world: World, referral: Referral) -> Referral:
    with acting(world.founder):
        return Referral.objects.get(pk=referral.pk)


@pytest.mark.covers("B12", "A07")
def test_refused_by_all_it_goes_back_with_an_owner_and_a_day(
    world: World, two_receive: ProgrammeAction, luca: Person
) -> None:
    referral = intake.a_sent(world, two_receive, codice_fiscale=CODE)
    dario = world.actor("dario")
    says(world, luca, "lead")
    assert now(world, referral).state == "sent"  # the other body still receives
    says(world, luca, "other_coop")
    returned = now(world, referral)
    assert returned.state == "returned"
    assert returned.due_answer_on is not None
    assert returned.due_answer_on > clock.today()
    with acting(dario):
        assert queries.awaiting_me(dario).filter(pk=referral.pk).exists()
        assert access.verbs_of(dario, returned) == {"send_again", "withdraw", "message"}
        assert "da decidere entro" in queries.answer_clock(returned).words
        assert Notification.objects.filter(
            kind="intake.returned", recipient_id=world.actor("dario").user_id
        ).exists()
    for who in ("marta", "bruno"):
        actor = world.actor(who)
        with acting(actor):
            assert not access.referrals_visible_to(actor).filter(pk=referral.pk).exists()


@pytest.mark.covers("B12")
def test_the_history_does_not_say_who_knows_the_person(
    world: World, two_receive: ProgrammeAction, luca: Person
) -> None:
    referral = intake.a_sent(world, two_receive, codice_fiscale=CODE)
    says(world, luca, "lead", "other_coop")
    with acting(world.founder):
        last = ReferralEvent.objects.filter(referral=referral).latest("at")
    assert (last.verb, last.author_name) == ("give_back", "Scelta della persona")


@pytest.mark.covers("B12")
def test_it_goes_out_again_only_when_the_person_chose_otherwise(
    world: World, two_receive: ProgrammeAction, luca: Person
) -> None:
    referral = intake.a_sent(world, two_receive, codice_fiscale=CODE)
    says(world, luca, "lead", "other_coop")
    dario, elena, marta = (world.actor(who) for who in ("dario", "elena", "marta"))
    with acting(dario), pytest.raises(InputRefused):
        actions.send_again(referral=referral, actor=dario)
    says(world, luca, "lead", choice="agreed")
    with acting(elena), pytest.raises(NotAllowed):
        actions.send_again(referral=referral, actor=elena)
    with acting(dario):
        assert actions.send_again(referral=referral, actor=dario).state == "sent"
        with pytest.raises(Conflict):
            actions.send_again(referral=referral, actor=dario)
    with acting(marta):
        assert access.referrals_received_by(marta).filter(pk=referral.pk).exists()


@pytest.mark.covers("B12")
def test_one_that_was_given_to_the_body_kept_out_is_given_anew(
    world: World, giovani: ProgrammeAction, luca: Person
) -> None:
    referral = intake.a_sent(world, giovani, codice_fiscale=CODE)
    marta = world.actor("marta")
    with acting(marta):
        actions.assign_referral(
            referral=referral, membership=world.memberships["nadia"], route=KNOWN, actor=marta
        )
    says(world, luca, "other_coop")
    released = now(world, referral)
    assert (released.state, released.assigned_membership_id) == ("sent", None)


def test_nothing_is_sent_where_nobody_could_open_it(
    world: World, two_receive: ProgrammeAction, luca: Person
) -> None:
    says(world, luca, "lead", "other_coop")
    with pytest.raises(InputRefused) as refused:
        intake.a_sent(world, two_receive, codice_fiscale=CODE)
    assert "ha scelto così" in refused.value.sentence
    assert "Luca" not in refused.value.sentence
    assert intake.a_sent(world, two_receive, first_name="Anna", last_name="Bassi").state == "sent"


def test_somebody_elses_referral_stays_where_it_is(
    world: World, two_receive: ProgrammeAction, luca: Person
) -> None:
    other = intake.a_sent(world, two_receive, first_name="Anna", last_name="Bassi")
    says(world, luca, "lead", "other_coop")
    assert now(world, other).state == "sent"
