"""What an accepted request does by itself: erases, corrects and tells, stops, or says why use goes on."""

import datetime

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case, CaseParty
from snodo.domain.messaging.models import Notification
from snodo.domain.network.models import Organisation
from snodo.domain.people import actions as people
from snodo.domain.people.access import people_visible_to
from snodo.domain.people.models import Person, SectionGrant, SharingChoice
from snodo.domain.people.queries import refusal_sentence
from snodo.domain.privacy import actions, papers, queries
from snodo.domain.privacy.models import PersonRequest, RetentionFile
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories.casework import SmallProgramme, a_case, a_person, a_signed_plan, small_programme
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("D21")]


@pytest.fixture
def made(world: World) -> SmallProgramme:
    return small_programme(world)


@pytest.fixture
def case(world: World, made: SmallProgramme) -> Case:
    return a_case(world, made)


def asked(world: World, case: Case, kind: str, *, taken: bool = True) -> PersonRequest:
    paola = world.actor("paola")
    with acting(world.actor("sara")):
        request = actions.receive_request(person=case.person, kind=kind, actor=world.actor("sara"))
    with acting(paola):
        request = actions.check_identity(request=request, how="known", actor=paola)
        return actions.take_request(request=request, actor=paola) if taken else request


def closed(world: World, case: Case) -> None:
    with acting(world.actor("sara")):
        case.refresh_from_db()
        casework.close_case(
            case=case, reason="goals_reached", drop_open_steps=True, actor=world.actor("sara")
        )


def told(request: PersonRequest) -> str:
    return "\n".join(
        str(part) for effect in papers.effects_of(request) for part in papers.sections_of(effect)
    )


def test_an_accepted_erasure_closes_the_file_and_says_what_goes_and_what_stays(
    world: World, case: Case
) -> None:
    a_signed_plan(world, case)
    request, paola, sara = asked(world, case, "erasure"), world.actor("paola"), world.actor("sara")
    with acting(paola):
        with pytest.raises(Conflict, match="ancora aperta"):
            actions.accept_erasure(request=request, actor=paola)
        with pytest.raises(Conflict, match="Prima accogli"):
            actions.answer_request(request=request, answer="Fatto.", actor=paola)
        assert not RetentionFile.objects.exists()
    closed(world, case)
    with acting(sara), pytest.raises(NotAllowed):
        actions.accept_erasure(request=request, actor=sara)
    with acting(paola):
        file = actions.accept_erasure(request=request, words="Grazie.", actor=paola)
        assert (file.state, file.ground) == ("frozen", "request")
        assert file.erase_on == queries.proofs_until(case.person_id) > clock.today() > file.due_on
        request.refresh_from_db()
        assert request.state == "answered"
        assert request.answer.endswith("Grazie.")
        words = told(request)
        for said in (
            "Anagrafica e recapiti",
            "Percorso, piano e diario",
            "art. 17, par. 3",
            str(file.erase_on.year),
        ):
            assert said in words
        assert papers.letter(request, letterhead={}).startswith(b"%PDF")
        lines = Entry.objects.filter(person_id=case.person_id, verb="retention.freeze")
        assert lines.exists()
        with pytest.raises(Conflict, match="già stata data"):
            actions.accept_erasure(request=request, actor=paola)
        stripped = actions.strip_file(file=file, actor=paola)
        assert stripped.counts["strip"]["files"] == 1
    with acting(sara):
        assert not people_visible_to(sara).filter(pk=case.person_id).exists()


def test_of_who_had_no_path_nothing_has_to_stay(world: World) -> None:
    person, paola, sara = a_person(world, "sara", "Ornella"), world.actor("paola"), world.actor("sara")
    with acting(sara):
        request = actions.receive_request(person=person, kind="erasure", actor=sara)
    with acting(paola):
        actions.check_identity(request=request, how="known", actor=paola)
        actions.take_request(request=request, actor=paola)
        file = actions.accept_erasure(request=request, actor=paola)
        assert "Nulla: va via tutto." in told(request)
        assert "2021/1060" not in told(request)
        assert actions.erase_file(file=file, actor=paola).state == "erased"


def test_an_erasure_under_a_hold_says_that_it_waits(world: World, case: Case) -> None:
    closed(world, case)
    paola = world.actor("paola")
    with clock.held(clock.now() + datetime.timedelta(days=366 * 6)), acting(paola):
        actions.look_for_due(actor=paola)
        file = RetentionFile.objects.get()
        actions.place_hold(file=file, reason="Una causa", actor=paola)
        erasure = PersonRequest.objects.create(person=case.person, kind="erasure", due_on=clock.today() + DAY)
        actions.check_identity(request=erasure, how="known", actor=paola)
        actions.take_request(request=erasure, actor=paola)
        same = actions.accept_erasure(request=erasure, actor=paola)
        assert same.pk == file.pk
        assert same.ground == "request"
        assert "causa" in told(erasure)
        assert "Una causa" not in told(erasure)
        with pytest.raises(Conflict, match="blocco"):
            actions.strip_file(file=same, actor=paola)


DAY = datetime.timedelta(days=1)


def test_a_correction_is_made_and_said_to_whoever_had_the_data(world: World, case: Case) -> None:
    paola, sara = world.actor("paola"), world.actor("sara")
    health = world.organisations["health"]
    with acting(sara):
        people.grant_sections(
            person=case.person, organisation=health, sections=["social"], purpose="care",
            legal_base="care", valid_until=clock.today() + 30 * DAY, actor=sara,
        )  # fmt: skip
    with acting(paola):
        fresh = asked(world, case, "rectification", taken=False)
        with pytest.raises(Conflict, match="Prima verifica"):
            actions.correct_data(request=fresh, first_name="Luce", actor=paola)
        request = actions.take_request(request=fresh, actor=paola)
        with pytest.raises(Conflict, match="Prima correggi"):
            actions.answer_request(request=request, answer="Fatto.", actor=paola)
        with pytest.raises(InputRefused):
            actions.correct_data(request=request, first_name=case.person.first_name, actor=paola)
        with pytest.raises(InputRefused):
            actions.correct_data(request=request, phone="boh", actor=paola)
        actions.correct_data(request=request, first_name="Luce", municipality=None, actor=paola)
        with pytest.raises(InputRefused):
            actions.note_correction(request=request, where="", before="", after="", actor=paola)
        actions.note_correction(
            request=request, where="Scheda d'ingresso", before="sì", after="no", actor=paola
        )
        person = Person.objects.get(pk=case.person_id)
        assert (person.first_name, person.municipality) == ("Luce", None)
        words = told(request)
        for said in ("Luca", "Luce", "Bollate", "vuoto", health.label, "art. 19", "Scheda d'ingresso"):
            assert said in words
        kind = "privacy.data_corrected"
        assert Notification.objects.filter(kind=kind, recipient_id=sara.user_id).exists()
        heads = [member for member in world.memberships.values() if member.organisation_id == health.pk]
        assert Notification.objects.filter(
            kind=kind, recipient_id__in=[one.user_id for one in heads if one.role == "coordinator"]
        ).exists() is any(one.role == "coordinator" for one in heads)
        assert Entry.objects.filter(verb="request.correct", person_id=case.person_id).count() == 2
        done = actions.answer_request(request=request, answer="Corretto.", actor=paola)
        assert done.state == "answered"


@pytest.mark.parametrize("kind", ["withdrawal", "objection"])
def test_what_stood_on_a_choice_ends_and_is_kept_out(world: World, case: Case, kind: str) -> None:
    paola, sara = world.actor("paola"), world.actor("sara")
    health = world.organisations["health"]
    with acting(sara):
        people.record_sharing_choice(
            person=case.person, organisation=health, purpose="care", choice="agreed", actor=sara
        )
        people.grant_sections(
            person=case.person, organisation=health, sections=["health"], purpose="care",
            legal_base="explicit_consent", valid_until=clock.today() + 30 * DAY, actor=sara,
        )  # fmt: skip
        people.grant_sections(
            person=case.person, organisation=world.organisations["municipality"], sections=["social"],
            purpose="follow", legal_base="public_task", valid_until=clock.today() + 30 * DAY, actor=sara,
        )  # fmt: skip
    request = asked(world, case, kind)
    with acting(paola):
        ending = queries.stoppable(case.person, kind)
        care = next(one for one in ending if one.organisation == health)
        assert len(care.what) == 2
        assert (len(ending) > 1) is (kind == "objection")  # a public task stands without a consent
        for wrong in ([], ["boh"], [f"{world.organisations['lead'].pk}:care"]):
            with pytest.raises(InputRefused):
                actions.stop_sharing(request=request, chosen=wrong, actor=paola)
        actions.stop_sharing(
            request=request, chosen=[care.key], bases=["public_task"], why="Il servizio resta.", actor=paola
        )
        grant = SectionGrant.objects.get(organisation=health)
        assert grant.revoked_on == clock.today()
        choice = SharingChoice.objects.get(organisation=health, superseded=False)
        assert choice.choice == ("withdrawn" if kind == "withdrawal" else "refused")
        assert refusal_sentence([case.person], Organisation.objects.get(pk=health.pk), "care")
        assert not CaseParty.objects.filter(
            organisation=health, ended_on__isnull=True, purpose="care"
        ).exists()
        words = told(request)
        assert health.label in words
        assert "Compito di interesse pubblico" in words
        assert "Il servizio resta." in words
        assert Notification.objects.filter(kind="privacy.sharing_stopped", recipient_id=sara.user_id).exists()
        assert actions.answer_request(request=request, answer="Fatto.", actor=paola).state == "answered"


def test_where_use_goes_on_the_law_is_said_in_plain_words(world: World, case: Case) -> None:
    request, paola = asked(world, case, "objection"), world.actor("paola")
    with acting(paola):
        with pytest.raises(InputRefused) as refusal:
            actions.keep_using(request=request, bases=[], why="", actor=paola)
        assert set(refusal.value.problems) == {"bases", "why"}
        with pytest.raises(InputRefused):
            actions.keep_using(request=request, bases=["explicit_consent"], why="Perché sì.", actor=paola)
        done = actions.keep_using(
            request=request, bases=["public_task"], why="Il Comune deve farlo per legge.", actor=paola
        )
        assert done.state == "refused"
        assert "2-ter" in told(request)
        assert papers.letter(done, letterhead={}).startswith(b"%PDF")
        with pytest.raises(Conflict):
            actions.stop_sharing(request=request, chosen=["x"], actor=paola)
