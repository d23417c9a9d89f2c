"""Files whose time is over: found, closed, left to statistics, erased; what stops it; who may."""

import datetime
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snodo.domain.activities import actions as activities
from snodo.domain.audit.models import Entry
from snodo.domain.casework import access as casework_access
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case, Outcome
from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.people import access as people_access
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import access, actions, queries
from snodo.domain.privacy.models import RetentionFile
from snodo.domain.privacy.retention import months_later
from snodo.domain.privacy.states import DataClass, StartEvent
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock, packfile
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting, bound_network
from tests.domain.tables.scene import make_scene
from tests.factories.casework import a_case, a_person, a_signed_plan, small_programme
from tests.factories.world import World

pytestmark = pytest.mark.django_db
YEAR = datetime.timedelta(days=366)
CANARY = "Zinfandelia"


@pytest.fixture
def case(world: World) -> Case:
    """A path of a person with a telling name, told in words, and ended."""
    case = a_case(world, small_programme(world))
    sara = world.actor("sara")
    a_signed_plan(world, case)
    with acting(sara):
        person = Person.objects.get(pk=case.person_id)
        people.update_person(
            person=person, version=person.version, actor=sara, first_name=CANARY, last_name="Cangura"
        )
        casework.keep_own_note(case=case, text=f"{CANARY} oggi sta meglio", actor=sara)
        documents.generate_paper(
            data={"intro": CANARY}, title=f"Relazione di {CANARY}", kind="report", subject=case,
            person_id=person.pk, actor=sara,
        )  # fmt: skip
        case.refresh_from_db()
        casework.close_case(case=case, reason="goals_reached", drop_open_steps=True, actor=sara)
    return case


def found(world: World, years: int = 6) -> RetentionFile:
    with clock.held(clock.now() + years * YEAR), acting(the_clock(world.network.pk)):
        actions.look_for_due(actor=the_clock(world.network.pk))
        return RetentionFile.objects.get(subject_kind="people.person")


def test_nothing_is_due_before_its_time_nor_while_a_path_is_open(world: World, case: Case) -> None:
    with clock.held(clock.now() + 4 * YEAR), acting(the_clock(world.network.pk)):
        assert actions.look_for_due(actor=the_clock(world.network.pk)) == 0


@pytest.mark.covers("D25")
def test_a_frozen_file_is_read_by_nobody_and_comes_back(world: World, case: Case) -> None:
    file, sara, paola = found(world), world.actor("sara"), world.actor("paola")
    later = clock.now() + 6 * YEAR

    def seen() -> tuple[bool, bool]:
        with acting(sara):
            persons = people_access.people_visible_to(sara).filter(pk=case.person_id)
            return persons.exists(), casework_access.cases_visible_to(sara).filter(pk=case.pk).exists()

    assert seen() == (True, True)
    with acting(sara):
        assert not access.files_visible_to(sara).exists()
        with pytest.raises(NotAllowed):
            actions.freeze_file(file=file, actor=sara)
    with clock.held(later), acting(paola):
        actions.freeze_file(file=file, actor=paola)
        assert Person.objects.get(pk=case.person_id).name == "Fascicolo chiuso"
        assert queries.named([file])[0].name == f"{CANARY} Cangura"
        with pytest.raises(TransitionRefused):
            actions.freeze_file(file=file, actor=paola)
    assert seen() == (False, False)
    with clock.held(later), acting(paola):
        actions.thaw_file(file=file, actor=paola)
    assert seen() == (True, True)


def test_a_hold_stops_what_cannot_be_undone(world: World, case: Case) -> None:
    file, paola = found(world), world.actor("paola")
    with clock.held(clock.now() + 6 * YEAR), acting(paola):
        with pytest.raises(InputRefused):
            actions.place_hold(file=file, reason=" ", actor=paola)
        hold = actions.place_hold(file=file, reason="Una causa in corso", actor=paola)
        actions.freeze_file(file=file, actor=paola)
        with pytest.raises(Conflict):
            actions.strip_file(file=file, actor=paola)
        actions.lift_hold(file=file, hold=hold, actor=paola)
        assert actions.strip_file(file=file, actor=paola).state == "statistics"


@pytest.mark.covers("D21")
def test_forgotten_step_by_step_until_no_word_of_them_is_left(
    world: World, case: Case, django_capture_on_commit_callbacks: object
) -> None:
    file, paola = found(world), world.actor("paola")
    with clock.held(clock.now() + 6 * YEAR), acting(paola):
        said = queries.dry_run(file, all_of_it=False)
        assert said.gone
        assert said.bare
        cases, outcomes = Case.objects.count(), Outcome.objects.count()
        actions.freeze_file(file=file, actor=paola)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            stripped = actions.strip_file(file=file, actor=paola)
        assert stripped.counts["strip"] == queries.DryRun(said.parts, said.files).as_counts()
        assert (Case.objects.count(), Outcome.objects.count()) == (cases, outcomes)
        assert Person.objects.get(pk=case.person_id).name.startswith("Persona ")
        assert not _says(CANARY)
        with pytest.raises(Conflict):
            actions.erase_file(file=file, actor=paola)  # proofs are kept longer
    with clock.held(clock.now() + 30 * YEAR), acting(paola):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            done = actions.erase_file(file=file, actor=paola)
        assert not Person.objects.filter(pk=case.person_id).exists()
        assert not Case.objects.filter(pk=case.pk).exists()
        paper = Document.objects.get()
        assert paper.pk == done.certificate_id
        assert documents.open_document(document=paper, actor=paola).startswith(b"%PDF")
        kept = [path for path in Path(settings.SNODO_FILES_ROOT).rglob("*") if path.is_file()]
        assert [path.name for path in kept] == [paper.storage_key]
        assert Entry.objects.filter(verb="retention.erase", person_id=case.person_id).exists()
        assert queries.named([done])[0].name == "Persona cancellata"
        assert not _says(CANARY)
        assert not _says(str(case.pk), ("audit_", "privacy_"))


def _says(word: str, but: tuple[str, ...] = ()) -> list[str]:
    """The tables in which a word is read by who has a copy of the database."""
    told = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if not hasattr(model, "take_binding") or table.startswith(but):
                continue
            cursor.execute(
                f'SELECT 1 FROM "{table}" t WHERE network_id = %s AND t::text ILIKE %s LIMIT 1',
                [str(bound_network()), f"%{word}%"],
            )
            if cursor.fetchone():
                told.append(table)
    return told


def test_a_rule_of_the_network_counts_instead_of_the_suggestion(world: World, case: Case) -> None:
    ada, sara = world.actor("ada"), world.actor("sara")
    words = {"start": "case_end", "months": 120, "year_end": False, "source": "Massimario del Comune"}
    with acting(sara), pytest.raises(NotAllowed):
        actions.set_retention_rule(programme=None, kind="path", actor=sara, **words)
    with acting(ada):
        with pytest.raises(InputRefused):
            actions.set_retention_rule(programme=None, kind="path", actor=ada, **{**words, "source": ""})
        actions.set_retention_rule(programme=None, kind="path", actor=ada, **words)
    with clock.held(clock.now() + 6 * YEAR), acting(the_clock(world.network.pk)):
        assert actions.look_for_due(actor=the_clock(world.network.pk)) == 0
    assert found(world, 12).state == "due"


@pytest.mark.covers("D25")
def test_who_came_to_a_group_without_a_path_is_kept_as_long_as_the_proofs(world: World) -> None:
    scene = make_scene(world)
    sara = world.actor("sara")
    person = a_person(world, "sara")
    with acting(sara):
        group = activities.form_group(
            programme=scene.programme, kind=scene.lab, title="Falegnameria", places=8,
            starts_on=clock.today(), ends_on=clock.today() + YEAR, actor=sara,
        )  # fmt: skip
        activities.add_group_member(group=group, person=person, actor=sara)
        [line] = queries.deadlines([person.pk])
    proofs = months_later(scene.programme.ends_on.replace(month=12, day=31), 60)
    assert line.due_on == months_later(group.ends_on, 24)
    assert line.erase_on == proofs > line.due_on


def test_a_file_a_person_asked_for_waits_for_an_open_path(world: World) -> None:
    path, paola = a_case(world, small_programme(world)), world.actor("paola")
    today = clock.today()
    with acting(paola):
        file = RetentionFile.objects.create(
            subject_kind="people.person", subject_id=path.person_id, ground="request",
            due_on=today, erase_on=today,
        )  # fmt: skip
        with pytest.raises(Conflict, match="ancora aperta"):
            actions.freeze_file(file=file, actor=paola)
        assert RetentionFile.objects.get(pk=file.pk).state == "due"


def test_the_terms_of_one_person_do_not_read_those_of_the_network(world: World, case: Case) -> None:
    def read() -> tuple[int, int]:
        with acting(world.actor("paola")), CaptureQueriesContext(connection) as asked:
            assert len(list(queries.deadlines([case.person_id]))) == 1
        explained = 0
        with acting(world.actor("paola")), connection.cursor() as cursor:
            for one in asked.captured_queries:
                if one["sql"].startswith(("SELECT", "DECLARE")) and " FROM " in one["sql"]:
                    sql = one["sql"][one["sql"].index("SELECT") :]
                    cursor.execute(f"SELECT count(*) FROM ({sql}) rows")
                    explained += cursor.fetchone()[0]
        return len(asked), explained

    few = read()
    made = small_programme(world)
    for _ in range(3):
        more = a_case(world, made, person=a_person(world, "sara", "Altra", "Persona"))
        with acting(world.actor("sara")):
            casework.close_case(
                case=more, reason="goals_reached", drop_open_steps=True, actor=world.actor("sara")
            )
    assert read() == few


def test_a_pack_proposes_a_term_and_a_rule_of_the_network_takes_its_place(world: World) -> None:
    made, ada = small_programme(world), world.actor("ada")
    said = {
        "kind": "evidence",
        "start": "programme_end",
        "months": 120,
        "source": "Avviso",
        "since": "2020-01-01",
    }
    with acting(ada):
        Programme.objects.filter(pk=made.programme.pk).update(definition={"retention": [said]})

        def months(programme: object = made.programme.pk) -> tuple[int, bool]:
            term = queries.term_for(queries.rules_on(clock.today()), programme, "evidence")  # type: ignore[arg-type]
            return term.months, term.confirmed

        assert months() == (120, False)
        assert months(None) == (60, False)
        lines = [line for line in queries.rule_lines() if line.programme]
        assert [(line.programme, line.kind, line.term.source) for line in lines] == [
            ("IN-LAV", "evidence", "Avviso")
        ]
        actions.set_retention_rule(
            programme=None, kind="evidence", start="programme_end", months=84, year_end=True,
            source="Delibera", actor=ada,
        )  # fmt: skip
        assert months() == (84, True)
        assert not [line for line in queries.rule_lines() if line.programme]


def test_packs_may_speak_of_every_class_and_each_proposes_one_with_its_source() -> None:
    schema = json.loads((packfile.PACKS / "schema" / "pack.schema.json").read_text())
    of_pack = schema["properties"]["retention"]["items"]["properties"]
    assert of_pack["kind"]["enum"] == list(DataClass.values)
    assert of_pack["start"]["enum"] == [one for one in StartEvent.values if one != StartEvent.FIXED_DAY]
    for code in packfile.shipped_packs():
        pack = packfile.load_pack(packfile.PACKS / code)
        assert [one.kind for one in pack.retention] == ["evidence"], code
        assert all(one.source for one in pack.retention)
