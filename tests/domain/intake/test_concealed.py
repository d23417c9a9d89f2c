"""Protected after having been referred: what was said on the way stays with who accompanies the person."""

import pytest
from django.db import connection

from snodo.domain.casework.models import Case, PlanSignature
from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.intake import actions, queries
from snodo.domain.intake.models import Referral
from snodo.domain.people import actions as people
from snodo.kernel.tenancy import acting
from tests.factories import casework as paths
from tests.factories import intake as factory
from tests.factories.world import World

pytestmark = pytest.mark.covers("B20")


@pytest.fixture
def case(world: World) -> Case:
    """Rosa Bruni, referred by dario, accepted by sara; both wrote her name."""
    programme = factory.start(world)
    with acting(world.founder):
        first = programme.actions.order_by("position").first()
        assert first is not None
        action = factory.action_of(programme, first.code)
    told = {"first_name": "Rosa", "last_name": "Bruni", "phone": "333 9876543"}
    sent = factory.an_assigned(world, action, need_words="Rosa cerca lavoro.", **told)
    dario, sara = world.actor("dario"), world.actor("sara")
    with acting(dario):
        actions.write_message(referral=sent, text="Rosa Bruni preferisce il mattino.", actor=dario)
    with acting(sara):
        sent = Referral.objects.get(pk=sent.pk)
        accepted = actions.accept_referral(referral=sent, actor=sara)
        case = Case.objects.select_related("person", "programme", "action").get(pk=accepted.pk)
    paths.a_signed_plan(world, case)
    return case


def protect(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with acting(sara):
        assert case.person is not None
        people.protect_person(person=case.person, pseudonym="Girasole", reason="La cercano", actor=sara)


def test_what_was_said_before_is_read_by_who_keeps_the_secrets_alone(world: World, case: Case) -> None:
    dario = world.actor("dario")
    protect(world, case)
    with acting(dario):
        referral = Referral.objects.select_related("person").get(opened_case=case)
        assert referral.need_words == "Girasole cerca lavoro."
        actions.write_message(referral=referral, text="Grazie, a presto.", actor=dario)
    hers = "Rosa Bruni preferisce il mattino."
    for who, first in (("dario", queries.BEFORE), ("marta", queries.BEFORE), ("sara", hers)):
        actor = world.actor(who)
        with acting(actor):
            closed = queries.closed_until(actor, referral)
            said = [one.text for one in queries.conversation(referral, closed)]
            assert (said[0], said[-1]) == (first, "Grazie, a presto."), who
            notes = "".join(one.note for one in queries.history(referral, closed))
            assert who == "sara" or "Rosa" not in notes


def test_a_signature_keeps_its_name_sealed_and_is_shown_by_the_pseudonym(world: World, case: Case) -> None:
    with acting(world.actor("sara")):
        before = {one.signer_name for one in PlanSignature.objects.filter(plan__case=case)}
    protect(world, case)
    with acting(world.actor("sara")), connection.cursor() as cursor:
        signed = list(
            PlanSignature.objects.filter(plan__case=case).select_related("plan__case__person").order_by("pk")
        )
        assert {one.signer_name for one in signed} == before
        assert "Girasole" in {one.shown_name for one in signed}
        tables = ("referralmessage", "referralevent", "referral")
        for table in ("casework_plansignature", *(f"intake_{one}" for one in tables)):
            cursor.execute(
                f"SELECT count(*) FROM {table} AS t WHERE network_id = %s AND t::text ~* %s",
                [world.network.pk, "rosa|bruni|9876543"],
            )
            assert cursor.fetchone() == (0,), table


def test_the_titles_of_papers_lose_the_name_too(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with acting(sara):
        paper = documents.generate_paper(
            data={"sections": []},
            title="Lettera di Rosa Bruni, bruni.pdf",
            kind="letter",
            subject=case,
            person_id=case.person_id,
            actor=sara,
        )
    protect(world, case)
    with acting(sara):
        assert Document.objects.get(pk=paper.pk).title == "Lettera di Girasole, Girasole.pdf"
