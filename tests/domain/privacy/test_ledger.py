"""The person's ledger: true, complete, and with names only for who works here."""

import datetime

import pytest

from snodo.domain.audit import actions as audit
from snodo.domain.audit.models import Entry
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.messaging.models import Notification
from snodo.domain.network import actions as network
from snodo.domain.network.models import Organisation
from snodo.domain.network.states import OrganisationKind
from snodo.domain.people import actions as people
from snodo.domain.privacy import access, actions, queries
from snodo.domain.privacy.papers import ledger as papers
from snodo.domain.programmes.models import ProgrammePartner
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_case, a_person, small_programme
from tests.factories.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def case(world: World) -> Case:
    return a_case(world, small_programme(world))


def test_who_looked_is_told_by_day_with_parts_and_grounds(world: World, case: Case) -> None:
    sara, omar, paola = (world.actor(who) for who in ("sara", "omar", "paola"))
    with acting(sara):
        people.open_person_file(person=case.person, actor=sara)
        for section in ("plan", "plan", "diary"):
            audit.record_read(actor=sara, subject=case, section=section, person_id=case.person_id)
    with acting(omar):
        audit.record_read(actor=omar, subject=case, section="plan", person_id=case.person_id)
    with acting(paola):
        ledger = actions.open_ledger(person=case.person, actor=paola)
        own = queries.ledger_of(case.person, names=False)
    looks = {look.who: look for look in ledger.looks}
    assert set(looks) == {"Sara Prova", "Omar Prova"}
    assert looks["Sara Prova"].times == 4
    assert set(looks["Sara Prova"].parts) == {"identity", "plan", "diary"}
    assert looks["Omar Prova"].grounds == ("segue la persona o il percorso",)
    assert [(look.who, look.times) for look in own.looks] == [("", 5)]


def test_with_whom_it_is_shared_says_why_and_until_when(world: World, case: Case) -> None:
    with acting(world.actor("sara")):
        shares = queries.ledger_of(case.person, names=True).shares
    lead = world.organisations["lead"].label
    assert {share.body for share in shares if share.in_force} == {"Cooperativa Il Ponte", lead}
    assert {"partecipa al percorso", "Responsabile del percorso"} <= {share.why for share in shares}


@pytest.fixture
def centre(world: World, case: Case) -> Organisation:
    """A sensitive body around the path, with an act."""
    with acting(world.founder):
        centre = network.register_organisation(
            name="Centro antiviolenza Le Magnolie",
            short_name="Magnolie",
            kind=OrganisationKind.ANTI_VIOLENCE,
            actor=world.founder,
        )
        ProgrammePartner.objects.create(
            programme=case.programme,
            organisation=centre,
            role="partner",
            act_from=case.programme.starts_on,
            act_until=case.programme.ends_on,
        )
    with acting(world.actor("sara")):
        casework.add_party(
            case=case, organisation=centre, function="partner", sees=["plan"], actor=world.actor("sara")
        )
    return centre


@pytest.mark.covers("B20")
def test_a_sensitive_body_goes_by_its_mask_for_who_should_not_infer(
    world: World, case: Case, centre: Organisation
) -> None:
    """The team and data protection know it; the co-ordination of the lead and the paper at home do not."""
    for who, name in (("sara", "Magnolie"), ("paola", "Magnolie"), ("bruno", "Servizio della rete")):
        actor = world.actor(who)
        with acting(actor):
            ledger = queries.ledger_of(case.person, names=True, reader=actor)
        bodies = {share.body for share in ledger.shares}
        assert name in bodies, who
        assert ledger.masked is (who == "bruno")
        assert len({"Magnolie", "Servizio della rete"} & bodies) == 1
    with acting(world.actor("sara")):
        own = queries.ledger_of(case.person, names=False)
    assert "Servizio della rete" in {share.body for share in own.shares}
    assert own.masked


def test_who_knows_by_an_act_of_the_programme_is_there_too(world: World, case: Case) -> None:
    with acting(world.founder):
        for body, role in (("company", "funder"), ("promoter", "promoter")):
            ProgrammePartner.objects.create(
                programme=case.programme,
                organisation=world.organisations[body],
                role=role,
                act="convenzione",
                act_number="12/2025",
                act_from=case.opened_on - DAY,
                act_until=case.opened_on + 30 * DAY,
            )
        shares = {one.body: one for one in queries.ledger_of(case.person, names=True).shares}
        lead = shares[world.organisations["lead"].label]
        assert (lead.what, lead.since) == ("Percorso: andamento, piano, letture, esiti", case.opened_on)
        assert lead.why == "Capofila del programma IN-LAV (convenzione)"
        assert lead.in_force
        funder = shares["Officina Verde"]
        assert funder.what == "Solo numeri del programma, mai il nome"
        assert (funder.why, funder.until) == (
            "Finanziatore del programma IN-LAV (convenzione 12/2025)",
            case.opened_on + 30 * DAY,
        )
        # Who is neither around the path nor let in by the act itself has nothing.
        assert "Nucleo inserimenti lavorativi" not in shares
    sara = world.actor("sara")
    with acting(sara):
        people.record_sharing_choice(
            person=case.person,
            organisation=world.organisations["lead"],
            purpose="path",
            choice="refused",
            actor=sara,
        )
        kept_out = {one.body for one in queries.ledger_of(case.person, names=True).shares}
        assert world.organisations["lead"].label not in kept_out


def test_acts_of_a_programme_the_person_is_not_in_are_not_listed(world: World, case: Case) -> None:
    other = a_person(world, "sara", "Ada", "Verdi")
    with acting(world.actor("sara")):
        assert {one.body for one in queries.ledger_of(other, names=True).shares} == {"Cooperativa Il Ponte"}


@pytest.mark.parametrize(
    ("who", "reads"),
    [("sara", True), ("omar", False), ("paola", True), ("nadia", False), ("elena", False), ("ada", False)],
)
def test_who_follows_the_person_and_data_protection_read_it(
    world: World, case: Case, who: str, reads: bool
) -> None:
    actor = world.actor(who)
    with acting(actor):
        assert access.can_read_ledger(actor, case.person) is reads
        if not reads:
            with pytest.raises(NotAllowed):
                actions.open_ledger(person=case.person, actor=actor)
            return
        actions.open_ledger(person=case.person, actor=actor)
        assert Entry.objects.filter(verb="ledger.read", person_id=case.person_id).count() == 1


def test_the_copy_of_the_person_bears_no_name_of_who_works(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with acting(sara):
        people.open_person_file(person=case.person, actor=sara)
        content = actions.print_ledger(person=case.person, actor=sara)
        row = papers._look(queries.ledger_of(case.person, names=False).looks[0])
    assert content.startswith(b"%PDF")
    assert "Sara" not in " ".join(row)
    assert row[1] == "Cooperativa Il Ponte"


def test_a_question_or_objection_reaches_data_protection(world: World, case: Case) -> None:
    sara, nadia = world.actor("sara"), world.actor("nadia")
    with acting(sara):
        with pytest.raises(InputRefused):
            actions.ask_about_ledger(person=case.person, kind="boh", actor=sara)
        actions.ask_about_ledger(person=case.person, kind="object", actor=sara)
        told = Notification.objects.get(kind="privacy.request_received")
        assert told.recipient_id == world.user("paola").pk
        again = actions.ask_about_ledger(person=case.person, kind="object", actor=sara)
        assert [one.pk for one in actions.open_ledger(person=case.person, actor=sara).requests] == [again.pk]
        assert again.kind == "objection"
    with acting(nadia), pytest.raises(NotAllowed):
        actions.ask_about_ledger(person=case.person, kind="explain", actor=nadia)
