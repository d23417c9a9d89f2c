"""The copy of their data: collected, read again, composed, handed over; nobody else is in it."""

import datetime
import io
import json
import zipfile
from collections.abc import Callable

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.documents.access import readable_document
from snodo.domain.documents.models import Document
from snodo.domain.messaging.models import JobProgress
from snodo.domain.network import actions as network
from snodo.domain.people import actions as people
from snodo.domain.people.models import HouseholdMember
from snodo.domain.privacy import actions, effects, queries
from snodo.domain.privacy.models import CopyLink, DataCopy, PersonRequest
from snodo.domain.privacy.queries import copies as reading
from snodo.kernel import clock, holdings, passes
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting, in_network
from tests.factories.casework import a_case, a_household, a_person, a_signed_plan, small_programme
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("D21")]


@pytest.fixture
def case(world: World) -> Case:
    """Luca's path, with a plan on paper and a note that names somebody of his household."""
    case = a_case(world, small_programme(world), need_in_own_words="Un lavoro vicino a casa.")
    sara = world.actor("sara")
    sister = a_person(world, first_name="Ginevra", last_name="Altrove")
    a_signed_plan(world, case)
    with acting(sara):
        family = people.register_household(name="Famiglia Altrove", reference=case.person, actor=sara)
        people.add_household_member(household=family, person=sister, relation="other", actor=sara)
        casework.add_note(case=case, text="Ginevra dice che lui beve.", actor=sara)
        casework.add_note(case=case, text="Si è presentato in orario.", actor=sara)
    return case


@pytest.fixture
def asked(world: World, case: Case) -> Callable[..., PersonRequest]:
    def make(kind: str = "access") -> PersonRequest:
        sara, paola = world.actor("sara"), world.actor("paola")
        with acting(sara):
            request = actions.receive_request(person=case.person, kind=kind, actor=sara)
        with acting(paola):
            actions.check_identity(request=request, how="paper", actor=paola)
            return actions.take_request(request=request, actor=paola)

    return make


def collected(world: World, request: PersonRequest) -> DataCopy:
    paola = world.actor("paola")
    with acting(paola):
        copy = actions.prepare_copy(request=request, actor=paola)
    effects.collect_copy.run(copy_id=copy.pk, actor=paola)
    with acting(paola):
        copy.refresh_from_db()
    return copy


def composed(world: World, copy: DataCopy) -> zipfile.ZipFile:
    paola = world.actor("paola")
    with acting(paola):
        actions.compose_copy(copy=copy, actor=paola)
    effects.compose_copy.run(copy_id=copy.pk, actor=paola)
    with acting(paola):
        copy.refresh_from_db()
        return zipfile.ZipFile(io.BytesIO(actions.download_copy(copy=copy, actor=paola)))


def test_the_archive_holds_a_paper_the_data_and_the_files(
    world: World, case: Case, asked: Callable[..., PersonRequest]
) -> None:
    copy = collected(world, asked())
    assert copy.state == "review"
    archive = composed(world, copy)
    assert archive.namelist() == ["leggimi.pdf", "dati.json", "documenti/001-piano.pdf"]
    assert archive.read("leggimi.pdf").startswith(b"%PDF-")
    told = json.loads(archive.read("dati.json"))
    assert told["data"]["people.person"][0]["first_name"] == "Luca"
    assert told["data"]["casework.case"][0]["need_in_own_words"] == "Un lavoro vicino a casa."
    assert told["data"]["casework.case"][0]["opened_on"] == clock.today().isoformat()
    assert told["data"]["documents.document"][0]["file"] == "documenti/001-piano.pdf"
    assert told["ledger"]["shares"]
    assert "Ginevra" not in json.dumps(told["data"]["people.householdmember"])
    assert "Altrove" not in json.dumps(told)  # neither the name of the household nor hers
    assert not any("author" in row for row in told["data"]["casework.caseevent"])  # nor who wrote
    with acting(world.actor("paola")):
        copy.refresh_from_db()
        assert (copy.state, copy.files) == ("ready", 1)
        job = JobProgress.objects.get(pk=copy.job_id)
        assert (job.state, job.result_path) == (
            "finished",
            f"/riservatezza/richieste/{copy.request_id}/copia/",
        )
        assert {"copy.prepare", "copy.collect", "copy.accept", "copy.compose", "copy.download"} <= set(
            Entry.objects.filter(person_id=case.person_id).values_list("verb", flat=True)
        )


def test_words_that_name_somebody_come_first_and_may_be_left_out(
    world: World, asked: Callable[..., PersonRequest]
) -> None:
    copy = collected(world, asked())
    paola = world.actor("paola")
    with acting(paola):
        passages = actions.review_copy(copy=copy, actor=paola)
        first = passages[0]
        assert (first.names, first.text) == ("Ginevra", "Ginevra dice che lui beve.")
        assert any(one.document_id for one in passages)
        with pytest.raises(InputRefused):
            actions.omit_passage(copy=copy, key=first.key, reason="", actor=paola)
        with pytest.raises(InputRefused):
            actions.omit_passage(copy=copy, key="people.person:x:y", reason="others", actor=paola)
        actions.omit_passage(copy=copy, key=first.key, reason="others", actor=paola)
        actions.omit_passage(copy=copy, key=first.key, reason="others", actor=paola)  # twice is once
    archive = composed(world, copy)
    text = archive.read("dati.json").decode()
    assert "Ginevra" not in text
    assert "Si è presentato in orario." in text
    assert json.loads(text)["left_out"] == [
        {"place": first.key, "reason": {"code": "others", "text": "Parla di un'altra persona"}}
    ]
    with acting(paola):
        with pytest.raises(Conflict):
            actions.restore_passage(copy=copy, key=first.key, actor=paola)
        actions.reopen_copy(copy=copy, actor=paola)
        copy.refresh_from_db()
        assert copy.archive_id is None
        actions.restore_passage(copy=copy, key=first.key, actor=paola)
    assert "Ginevra" in composed(world, copy).read("dati.json").decode()


def test_what_is_carried_elsewhere_is_only_what_the_person_gave(
    world: World, case: Case, asked: Callable[..., PersonRequest]
) -> None:
    copy = collected(world, asked("portability"))
    told = json.loads(composed(world, copy).read("dati.json"))
    given = {one.model for one in holdings.holdings() if one.given}
    assert set(told["data"]) <= given
    assert told["data"]["casework.case"] == [
        {"id": str(case.pk), "need_in_own_words": "Un lavoro vicino a casa."}
    ]
    assert "casework.caseevent" not in told["data"]
    assert "ledger" not in told


def test_data_protection_alone_and_in_order(
    world: World, case: Case, asked: Callable[..., PersonRequest]
) -> None:
    sara, paola, marta = (world.actor(who) for who in ("sara", "paola", "marta"))
    with acting(sara):
        fresh = actions.receive_request(person=case.person, kind="access", actor=sara)
    with acting(paola), pytest.raises(Conflict):
        actions.prepare_copy(request=fresh, actor=paola)  # who asks is not known yet
    with acting(paola):
        wrong = actions.receive_request(person=case.person, kind="erasure", actor=paola)
        with pytest.raises(NotAllowed):
            actions.prepare_copy(request=wrong, actor=paola)
    request = asked()
    for who in (sara, marta):
        with acting(who), pytest.raises(NotAllowed):
            actions.prepare_copy(request=request, actor=who)
    copy = collected(world, request)
    with acting(paola):
        with pytest.raises(Conflict):
            actions.prepare_copy(request=request, actor=paola)  # one at a time
        with pytest.raises(TransitionRefused):
            actions.deliver_copy(copy=copy, actor=paola)
    composed(world, copy)
    for who in (sara, marta):
        with acting(who):
            for verb in (actions.review_copy, actions.download_copy, actions.deliver_copy):
                with pytest.raises(NotAllowed):
                    verb(copy=copy, actor=who)
    assert world.elsewhere is not None
    neighbour = world.elsewhere.actors["paola"]  # the same role in another network
    for verb in (actions.review_copy, actions.download_copy, actions.deliver_copy, actions.withdraw_copy):
        with acting(neighbour), pytest.raises(DataCopy.DoesNotExist):
            verb(copy=copy, actor=neighbour)
    with acting(paola):  # not even data protection goes round the pages of the copy
        copy.refresh_from_db()
        assert readable_document(paola, copy.archive_id) is None


def test_handed_over_it_loses_the_draft_and_a_month_later_the_rest(
    world: World, asked: Callable[..., PersonRequest]
) -> None:
    copy = collected(world, asked())
    composed(world, copy)
    paola = world.actor("paola")
    with acting(paola):
        actions.deliver_copy(copy=copy, actor=paola)
        copy.refresh_from_db()
        assert (copy.state, copy.delivered_by, copy.draft_id) == ("delivered", "hand", None)
        assert actions.empty_copies(actor=paola) == 0
    with clock.held(clock.now() + datetime.timedelta(days=31)), acting(paola):
        assert actions.empty_copies(actor=paola) == 1
        assert actions.empty_copies(actor=paola) == 0
        copy.refresh_from_db()
        assert (copy.state, copy.archive_id) == ("delivered", None)
        assert not Document.objects.filter(subject_kind="privacy.datacopy").exists()
        with pytest.raises(Conflict):
            actions.download_copy(copy=copy, actor=paola)


def test_who_is_erased_does_not_live_on_in_a_copy(
    world: World, case: Case, asked: Callable[..., PersonRequest]
) -> None:
    copy = collected(world, asked())
    paola = world.actor("paola")
    with acting(paola):
        assert actions.forget_copies(person_id=case.person_id, ground="cancellazione", actor=paola) == 1
        assert actions.forget_copies(person_id=case.person_id, ground="cancellazione", actor=paola) == 0
        copy.refresh_from_db()
        assert (copy.state, copy.draft_id) == ("withdrawn", None)


def test_a_personal_page_gives_it_to_who_knows_the_code(
    world: World, asked: Callable[..., PersonRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = collected(world, asked())
    composed(world, copy)
    paola = world.actor("paola")
    tokens: list[str] = []
    make = passes.give_token
    monkeypatch.setattr(passes, "give_token", lambda link: tokens.append(make(link)) or tokens[-1])
    with acting(paola):
        with pytest.raises(Conflict):
            actions.give_copy_link(copy=copy, actor=paola)
        actions.offer_copy_page(copy=copy, actor=paola)
        told = actions.tell_copy_code(copy=copy, actor=paola)
        tokens.clear()
        sheet = actions.give_copy_link(copy=copy, actor=paola)
        assert sheet.startswith(b"%PDF-")
        code = actions.tell_copy_code(copy=copy, actor=paola)
        assert code == told  # told before or after printing, it opens the page
    link = queries.find_copy_link(tokens[0])
    assert link is not None
    with in_network(link.network_id, link.pk):
        holder = queries.copy_holder_of(link)
    with acting(holder):
        assert not actions.try_copy_code(link=link, code="00000" if code != "00000" else "1", actor=holder)
        assert actions.try_copy_code(link=link, code=code, actor=holder)
        actions.open_own_copy(link=link, actor=holder)
        assert actions.fetch_own_copy(link=link, actor=holder)[:2] == b"PK"
        with pytest.raises(NotAllowed):
            actions.download_copy(copy=copy, actor=holder)
    with acting(paola):
        copy.refresh_from_db()
        assert copy.delivered_by == "link"
        assert copy.fetched_at is not None
        assert CopyLink.objects.get(revoked_at__isnull=True).openings == 1


def test_of_a_protected_person_the_copy_is_handed_over(
    world: World, case: Case, asked: Callable[..., PersonRequest]
) -> None:
    sara, paola = world.actor("sara"), world.actor("paola")
    with acting(sara):
        people.protect_person(person=case.person, pseudonym="Girasole", reason="La cercano", actor=sara)
        people.write_section(
            person=case.person, section="protected_address", text="Via Segreta 1", number=0, actor=sara
        )
    copy = collected(world, asked())
    archive = composed(world, copy)
    assert not [name for name in archive.namelist() if "Segreta" in name or "Ferrante" in name]
    told = json.loads(archive.read("dati.json"))
    assert told["data"]["people.protectedaddress"][0]["text"] == "Via Segreta 1"  # it is her own
    facts = told["data"]["people.protectedidentity"][0]["facts"]
    assert (facts["first_name"], facts["municipality"]) == ("Luca", "Bollate")
    assert "Altrove" not in json.dumps(told)  # the household's name lies sealed beside hers
    with acting(paola), pytest.raises(Conflict):
        actions.offer_copy_page(copy=copy, actor=paola)


def test_a_masked_body_stays_masked(world: World, case: Case, asked: Callable[..., PersonRequest]) -> None:
    health = world.organisations["health"]
    sara = world.actor("sara")
    with acting(sara):
        casework.add_party(case=case, organisation=health, function="partner", sees=["plan"], actor=sara)
    with acting(world.founder):
        network.update_organisation(
            organisation=health, sensitive=True, masked_name="Servizio sociale", actor=world.founder
        )
    text = composed(world, collected(world, asked())).read("dati.json").decode()
    assert "Servizio sociale" in text
    assert "Servizio di salute mentale" not in text


def test_protection_put_on_later_closes_the_personal_page(
    world: World, case: Case, asked: Callable[..., PersonRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = collected(world, asked())
    composed(world, copy)
    sara, paola = world.actor("sara"), world.actor("paola")
    tokens: list[str] = []
    make = passes.give_token
    monkeypatch.setattr(passes, "give_token", lambda link: tokens.append(make(link)) or tokens[-1])
    with acting(paola):
        actions.offer_copy_page(copy=copy, actor=paola)
        tokens.clear()
        actions.give_copy_link(copy=copy, actor=paola)
    with acting(sara):
        people.protect_person(person=case.person, pseudonym="Girasole", reason="La cercano", actor=sara)
    link = queries.find_copy_link(tokens[0])
    assert link is not None
    with in_network(link.network_id, link.pk):
        holder = queries.copy_holder_of(link)
    with acting(holder), pytest.raises(Conflict):
        actions.fetch_own_copy(link=link, actor=holder)


def test_a_lost_file_and_a_failing_table_do_not_hold_the_person_up(
    world: World, asked: Callable[..., PersonRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked()
    with monkeypatch.context() as broken:
        broken.setattr(reading, "collect", lambda *_: 1 / 0)
        failed = collected(world, request)
    assert failed.state == "failed"
    with acting(world.actor("paola")):
        assert JobProgress.objects.get(pk=failed.job_id).state == "failed"
        from snodo.domain.documents import storage

        storage.delete(Document.objects.get(kind="plan").storage_key)
    archive = composed(world, collected(world, request))
    name = archive.namelist()[-1]
    assert name == "documenti/001-piano-non-leggibile.txt"
    assert "non si trova più" in archive.read(name).decode()


def test_of_a_household_the_members_are_not_told_of_each_other(world: World) -> None:
    made = small_programme(world)
    household = a_household(world)
    case = a_case(world, made, household=household)
    a_signed_plan(world, case)
    sara, paola = world.actor("sara"), world.actor("paola")
    with acting(sara):
        mother = HouseholdMember.objects.order_by("created_at").select_related("person")[0].person
        request = actions.receive_request(person=mother, kind="access", actor=sara)
    with acting(paola):
        actions.check_identity(request=request, how="paper", actor=paola)
        actions.take_request(request=request, actor=paola)
    copy = collected(world, request)
    with acting(paola):
        papers = [one for one in actions.review_copy(copy=copy, actor=paola) if one.document_id]
    assert [one.names for one in papers] == ["un documento del nucleo"]
    text = composed(world, copy).read("dati.json").decode()
    assert "Moussa" not in text
    assert "Fatou" not in text
    assert "Vado al laboratorio" in text
