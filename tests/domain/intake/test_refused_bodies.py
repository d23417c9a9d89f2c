"""A referral of somebody who keeps a body out neither reaches it nor lets it follow."""

import pytest

from snodo.domain.casework.models import CaseParty
from snodo.domain.intake import access, actions
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel.errors import InputRefused
from snodo.kernel.identifiers.persons import check_letter
from snodo.kernel.tenancy import acting
from tests.factories import casework, intake
from tests.factories.intake import KNOWN
from tests.factories.world import World

CODE = "FRRLCU99E04A940" + check_letter("FRRLCU99E04A940")


@pytest.fixture
def luca(world: World) -> Person:
    """Known by the code; keeps out the other co-operative, and does not want the sender to follow."""
    person = casework.a_person(world, code_kind="codice_fiscale", code=CODE)
    sara = world.actor("sara")
    with acting(sara):
        for body, purpose in (("other_coop", "path"), ("municipality", "follow")):
            people.record_sharing_choice(
                person=person,
                organisation=world.organisations[body],
                purpose=purpose,
                choice="refused",
                actor=sara,
            )
    return person


@pytest.mark.covers("B12")
def test_it_is_neither_seen_by_nor_given_to_the_body_kept_out(
    world: World, giovani: ProgrammeAction, luca: Person
) -> None:
    referral = intake.a_sent(world, giovani, codice_fiscale=CODE)
    other = intake.a_sent(world, giovani, first_name="Anna", last_name="Bassi")
    bruno, marta = world.actor("bruno"), world.actor("marta")
    with acting(bruno):
        seen = set(access.referrals_received_by(bruno).values_list("pk", flat=True))
        assert other.pk in seen
        assert referral.pk not in seen
    with acting(marta):
        assert access.referrals_received_by(marta).filter(pk=referral.pk).exists()
        with pytest.raises(InputRefused) as refusal:
            actions.assign_referral(
                referral=referral, membership=world.memberships["nadia"], route=KNOWN, actor=marta
            )
        assert "la persona ha scelto così" in refusal.value.problems["membership"]
        assert "Luca" not in refusal.value.sentence  # who triages may not know whom the code belongs to
        actions.assign_referral(
            referral=other, membership=world.memberships["nadia"], route=KNOWN, actor=marta
        )


@pytest.mark.covers("B12")
def test_the_sender_kept_out_does_not_follow_the_path_that_opens(
    world: World, giovani: ProgrammeAction, luca: Person
) -> None:
    referral = intake.an_assigned(world, giovani, codice_fiscale=CODE)
    sara = world.actor("sara")
    with acting(sara):
        case = actions.accept_referral(referral=referral, actor=sara)
        assert case.person_id == luca.pk
        assert set(CaseParty.objects.filter(case=case).values_list("function", flat=True)) == {"responsible"}
