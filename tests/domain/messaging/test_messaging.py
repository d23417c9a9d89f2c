"""Notifications, their e-mails, and the progress of long jobs."""

import dataclasses
import re
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from snodo.domain.messaging import access, actions, effects, messages, queries
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message, Novelty, UnfitMessageError
from snodo.domain.messaging.models import JobProgress, Notification
from snodo.domain.messaging.states import JobState
from snodo.kernel.errors import TransitionRefused
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting
from tests.factories.world import World

pytestmark = pytest.mark.django_db

PATH = "/percorsi/0199-aa/"


def tell(world: World, *who: str, by: str = "sara", path: str = PATH) -> list[Notification]:
    actor = world.actor(by)
    with acting(actor):
        return actions.notify(
            message=Novelty(path=path),
            recipients=[Recipient.of(world.memberships[name]) for name in who],
            actor=actor,
        )


def test_people_are_told_once_and_never_of_what_they_did(world: World) -> None:
    assert len(tell(world, "sara", "omar", "omar")) == 1
    assert tell(world, "omar") == []
    omar, nadia = world.actor("omar"), world.actor("nadia")
    with acting(omar):
        assert queries.unread_count(omar) == 1
        notification = queries.notifications(omar).get()
        actions.mark_read(notification=notification, actor=omar)
        assert queries.unread_count(omar) == 0
    assert len(tell(world, "omar")) == 1
    with acting(nadia):
        assert queries.unread_count(nadia) == 0
        assert not access.notifications_visible_to(nadia).filter(pk=notification.pk).exists()


def test_nobody_marks_the_line_of_another(world: World) -> None:
    (notification,) = tell(world, "omar")
    nadia = world.actor("nadia")
    with acting(nadia), pytest.raises(Notification.DoesNotExist):
        actions.mark_read(notification=notification, actor=nadia)


def test_mark_all_and_by_path(world: World) -> None:
    tell(world, "omar")
    tell(world, "omar", path="/tavoli/1/")
    tell(world, "omar", path="/tavoli/2/")
    omar = world.actor("omar")
    with acting(omar):
        assert actions.mark_path_read(path=PATH, actor=omar) == 1
        assert actions.mark_all_read(actor=omar) == 2


def test_the_email_is_queued_with_ids_only_and_sent_once(world: World) -> None:
    (notification,) = tell(world, "omar")
    (job,) = ProcrastinateJob.objects.filter(task_name="messaging.send_email")
    assert set(job.args) == {"network_id", "notification_id"}
    omar = world.actor("omar")
    with acting(omar):
        effects.send_email.run(notification_id=notification.pk)
        effects.send_email.run(notification_id=notification.pk)
    (sent,) = mail.outbox
    assert sent.to == ["omar@rhodense.example"]
    assert sent.subject == "Snodo: C'è una novità che ti riguarda"
    assert "http://testserver" + PATH in sent.body


def test_what_was_read_in_the_meantime_sends_no_email(world: World) -> None:
    (notification,) = tell(world, "omar")
    omar = world.actor("omar")
    with acting(omar):
        actions.mark_read(notification=notification, actor=omar)
        effects.send_email.run(notification_id=notification.pk)
    assert mail.outbox == []


def test_the_demo_sends_no_email(world: World, settings: Any) -> None:
    settings.DEMO = True
    tell(world, "omar")
    assert not ProcrastinateJob.objects.exists()


def test_every_registered_message_is_general() -> None:
    """Rendered whole: fixed words and a link, nothing else; no sensitive word, no unfilled slot."""
    assert len(messages.registered()) >= 4
    for message in messages.registered():
        one = message(path="/percorsi/1/")
        assert set(one.context()) == {"title", "opening", "link", "site"}
        assert [field.name for field in dataclasses.fields(one)] == ["path"]
        rendered = one.render()
        for text in (rendered.subject, rendered.text, rendered.html, message.title):
            assert not messages._SENSITIVE_WORD.search(text), message
            assert not re.search(r"\{\{|\{%|None", text), message
        assert "http://testserver/percorsi/1/" in rendered.text
        assert "http://testserver/percorsi/1/" in rendered.html
        assert "\n" not in rendered.subject


@pytest.mark.parametrize(
    "words",
    [
        {"kind": "casework.a", "title": "Nuova scheda di {name}"},
        {"kind": "casework.b", "title": "Novità dal servizio dipendenze"},
        {"kind": "casework.c", "title": "Udienza penale"},
        {"kind": "casework.d", "title": "Visita dallo psichiatra"},
        {"kind": "casework.e", "title": ""},
        {"kind": "senza punto", "title": "Novità"},
        {"kind": "messaging.novelty", "title": "Novità"},
    ],
)
def test_unfit_messages_stop_the_program(words: dict[str, str]) -> None:
    with pytest.raises(UnfitMessageError):
        type("Unfit", (Message,), words)


@pytest.mark.parametrize("path", ["https://altrove.it/", "//altrove.it", "/a b", "", "/perché/"])
def test_messages_lead_only_to_our_pages(path: str) -> None:
    with pytest.raises(ValueError, match="path of ours"):
        Novelty(path=path)


def test_a_job_goes_on_and_tells_who_started_it(world: World) -> None:
    sara = world.actor("sara")
    with acting(sara):
        job = actions.start_job(kind="export", title="Esportazione delle presenze", total=4, actor=sara)
        assert (job.state, job.percent) == (JobState.QUEUED, 0)
        job = actions.advance_job(job=job, by=3, message="Terzo foglio", actor=sara)
        assert (job.state, job.percent) == (JobState.RUNNING, 75)
        job = actions.finish_job(job=job, result_path="/documenti/1/", actor=sara)
        assert (job.percent, job.is_open) == (100, False)
        assert queries.notifications(sara).get().path == f"/avvisi/lavori/{job.pk}/"
        with pytest.raises(TransitionRefused):
            actions.advance_job(job=job, actor=sara)
    assert not ProcrastinateJob.objects.exists()


def test_a_failed_job_says_why(world: World) -> None:
    sara, omar = world.actor("sara"), world.actor("omar")
    with acting(sara):
        job = actions.start_job(kind="export", title="Esportazione", actor=sara)
        job = actions.fail_job(job=job, message="Il file era vuoto: caricane un altro.", actor=sara)
        assert job.state == JobState.FAILED
        assert queries.recent_jobs(sara).count() == 1
    with acting(omar):
        assert JobProgress.objects.filter(pk=job.pk).exists()
        assert not access.jobs_visible_to(omar).filter(pk=job.pk).exists()


def test_another_network_sees_no_notification(world: World) -> None:
    (notification,) = tell(world, "omar")
    stranger = world.actor("stranger")
    with acting(stranger):
        assert not Notification.objects.filter(pk=notification.pk).exists()
        assert not JobProgress.objects.filter(pk=uuid7()).exists()
