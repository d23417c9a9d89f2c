"""Forgetting against somebody who writes, on two real connections: both whole, or one refused; no remnant."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from snodo.domain.activities import actions as activities
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.documents import actions as documents
from snodo.domain.people.models import Person
from snodo.domain.privacy import actions
from snodo.domain.privacy.models import RetentionFile
from snodo.domain.programmes.models import ActivityKind
from snodo.kernel import clock, forgetting
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, NotAllowed, SnodoError
from snodo.kernel.tenancy import acting
from tests.conftest import OWNER, _reconnected
from tests.factories.casework import a_case, small_programme
from tests.factories.world import World, build_network

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.covers("D21")]
WORD = "Zirlottina"


@pytest.fixture(autouse=True)
def an_empty_queue(transactional_db: None) -> Iterator[None]:
    """What is committed here is taken away at the end; the queue is not Django's, and would stay."""
    yield
    with _reconnected(**OWNER), connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


class Stage:
    """A person whose path is over, who asked to be forgotten; and a colleague with the page still open."""

    def __init__(self) -> None:
        self.world: World = build_network("Rete della corsa", "corsa", "corsa.example")
        self.sara, self.paola = self.world.actor("sara"), self.world.actor("paola")
        made = small_programme(self.world)
        self.case = a_case(self.world, made)
        with acting(self.sara):
            self.kind = ActivityKind.objects.create(
                programme=made.programme, code="colloquio", title="Colloquio", mode="individual"
            )
            casework.close_case(case=self.case, reason="goals_reached", drop_open_steps=True, actor=self.sara)
            self.case.refresh_from_db()
        with acting(self.paola):
            yesterday = clock.today() - (clock.today() - clock.today().replace(day=1))
            self.file = RetentionFile.objects.create(
                subject_kind="people.person", subject_id=self.case.person_id, ground="request",
                due_on=yesterday.replace(year=2020), erase_on=yesterday.replace(year=2020),
            )  # fmt: skip

    def forget(self, step: Callable[..., Any]) -> None:
        with acting(self.paola):
            actions.freeze_file(file=self.file, actor=self.paola)
        with acting(self.paola):
            step(file=self.file, actor=self.paola)

    def left(self) -> list[str]:
        """Tables in which the word of the one who wrote is still read, and rows that lost their person."""
        with acting(self.world.founder), connection.cursor() as cursor:
            told = []
            for model in apps.get_models():
                if not hasattr(model, "take_binding") or model._meta.db_table.startswith("audit_"):
                    continue
                table = model._meta.db_table
                sql = f'SELECT 1 FROM "{table}" t WHERE network_id = %s AND t::text ILIKE %s LIMIT 1'
                cursor.execute(sql, [str(self.world.network.pk), f"%{WORD}%"])
                told += [table] if cursor.fetchone() else []
            rows = casework_rows(self.case)
        return told + rows


def casework_rows(case: Case) -> list[str]:
    """Words are sealed: count the rows that go whole."""
    whole = [one for one in forgetting.treatments() if not one.bare and "case" in one.links]
    return [one.model for one in whole if one.table._default_manager.filter(case=case.pk).exists()]


def note(stage: Stage, actor: Actor) -> None:
    casework.keep_own_note(case=stage.case, text=WORD, actor=actor)


def paper(stage: Stage, actor: Actor) -> None:
    documents.generate_paper(
        data={"intro": WORD}, title=f"Relazione {WORD}", kind="report", subject=stage.case,
        person_id=stage.case.person_id, actor=actor,
    )  # fmt: skip


def appointment(stage: Stage, actor: Actor) -> None:
    activities.plan_appointment(
        kind=stage.kind, person=Person.objects.get(pk=stage.case.person_id), programme=stage.case.programme,
        starts_at=clock.now() + (clock.now() - clock.now()), topic=WORD, actor=actor,
    )  # fmt: skip


WRITES = (note, paper, appointment)


@pytest.mark.parametrize("step", [actions.strip_file, actions.erase_file], ids=["statistics", "erased"])
def test_what_was_being_written_goes_with_the_rest(step: Callable[..., Any]) -> None:
    """The colleague was let in before the file was closed, and ends while it is being emptied."""
    stage = Stage()
    written, go_on, trouble = threading.Event(), threading.Event(), []

    def write() -> None:
        try:
            with acting(stage.sara):
                for one in WRITES:
                    one(stage, stage.sara)
                written.set()
                go_on.wait(timeout=20)
        except Exception as error:
            trouble.append(error)
        finally:
            written.set()
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(timeout=20)
    threading.Timer(0.4, go_on.set).start()
    stage.forget(step)
    writer.join(timeout=20)
    assert not trouble
    assert stage.left() == []


def test_whoever_does_not_end_is_waited_for_and_then_said(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    monkeypatch.setattr(forgetting, "LOOKS", 3)
    written, go_on = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with acting(stage.sara):
                note(stage, stage.sara)
                written.set()
                go_on.wait(timeout=20)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(timeout=20)
    with pytest.raises(Conflict, match="aspetta un momento e ripeti"):
        stage.forget(actions.strip_file)
    go_on.set()
    writer.join(timeout=20)
    with acting(stage.paola):
        actions.strip_file(file=stage.file, actor=stage.paola)
    assert stage.left() == []


def test_whoever_comes_after_finds_it_closed() -> None:
    stage = Stage()
    stage.forget(actions.strip_file)
    for one in WRITES:
        if one is paper:  # a service: who calls it asks the rule of its subject
            continue
        with pytest.raises((NotAllowed, Conflict, SnodoError)) as refusal, acting(stage.sara):
            one(stage, stage.sara)
        assert refusal.value.sentence.endswith(".")
    assert stage.left() == []
