"""Every field that is restricted has its canary, and a leak of any kind is noticed."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import models

from snodo.domain.casework.models import NextStep
from snodo.domain.documents import access as documents_access
from snodo.domain.documents import storage
from snodo.domain.documents.models import Document
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.people import messages
from snodo.domain.people.models import Person
from snodo.domain.people.models.persons import IDENTIFYING
from snodo.kernel import crypto, tenancy
from snodo.kernel.tenancy import TenantModel
from snodo.web.people import views as people_views
from tests.factories.queue import run_queued
from tests.leaks import canaries
from tests.leaks.stage import Cage
from tests.leaks.test_canaries import SignIn, cage, in_tables
from tests.leaks.walk import answer, guesses

assert cage  # the fixture
pytestmark = [pytest.mark.covers("B20", "E41")]

# Where somebody protected works and is met: in the open in its own table, for the team alone on every page.
WHERE = frozenset(
    {
        "placements.Internship.site",
        "placements.Internship.timetable",
        "placements.Internship.host_tutor_name",
        "placements.Internship.host_tutor_contact",
        "activities.Appointment.place",
        "activities.Appointment.companion",
        "casework.Outcome.employer",
    }
)
# Restricted, and without a canary: why.
EXCUSED = {
    "desk.DeskQuestion.text": "of nobody: it is not asked who asks (tests/web/desk/test_questions.py)",
    "desk.DeskQuestion.answer": "the same: it is read by who asked, and by the desk",
    "intake.Escalation.reason": "shown nowhere: what is read is the line of the history, which is watched",
    "placements.Internship.rule_target": "a code from a short list, whose words stand on every form",
    "people.MergedRow.values": "two files are joined only if neither is protected; protecting one empties it",
    "placements.Internship.host_tutor_contact": "shown nowhere but beside the tutor's name, which is watched",
}


def restricted() -> Iterator[str]:
    """Encrypted fields of all models; what a mask hides; where protected persons work and are met."""
    for model in apps.get_models():
        if not issubclass(model, TenantModel):
            continue
        for field in model._meta.concrete_fields:
            name = f"{model._meta.app_label}.{model.__name__}.{field.name}"
            if isinstance(field, crypto._EncryptedField) or field.name.startswith("own_") or name in WHERE:
                yield name


def test_every_restricted_field_has_a_canary_or_an_excuse() -> None:
    watched = {name for one in canaries.CANARIES for name in (*one.fields, *one.columns)}
    known = set(restricted())
    assert known - watched - set(EXCUSED) == set(), (
        "write a canary into it in vault.py, and a line in canaries.py"
    )
    assert watched <= known, "a canary watches a field that is not there"
    assert set(EXCUSED) <= known - watched
    assert len(known) > 25


def test_what_says_who_somebody_is_has_a_canary_too() -> None:
    """Of the columns emptied by protection: those left out are not words of their own."""
    without = {"birth_place", "citizenship", "municipality", "quarter"}  # a place or a country is no name
    said = {"first_name": canaries.FIRST, "last_name": canaries.LAST, "lived_name": canaries.LIVED}
    said |= {"birth_date": canaries.BORN, "phone": canaries.PHONE, "email": canaries.EMAIL}
    said |= {"contact_notes": canaries.CONTACT_NOTE}
    assert set(IDENTIFYING) == without | set(said)
    assert set(said.values()) <= {one.needle for one in canaries.CANARIES}


def test_the_canaries_are_where_they_are_said_to_be(cage: Cage) -> None:
    """Else the walk would look for what nobody wrote."""
    missing = []
    with tenancy.acting(cage.world.actor("sara")):
        for canary in canaries.CANARIES:
            for name in (*canary.fields, *canary.columns):
                label, _, field = name.rpartition(".")
                model: type[models.Model] = apps.get_model(label)
                values = (getattr(row, field) for row in model._default_manager.all())
                if not any(canary.needle in str(value) for value in values):
                    missing.append((canary.what, name))
            if canary.in_a_file and not any(canary.needle.encode() in one for one in contents()):
                missing.append((canary.what, "a file"))
    assert not missing


def contents() -> Iterator[bytes]:
    """What documents hold, unsealed."""
    for one in Document.objects.all():
        yield crypto.decrypt_bytes(storage.read(one.storage_key), one.encryption_context)


def test_a_file_opened_to_who_may_not_is_noticed(
    cage: Cage, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenancy.acting(cage.world.actor("elena")):
        pk = Document.objects.get(subject_kind="intake.referral").pk
    path = f"/documenti/{pk}/scarica/"
    assert canaries.ATTACHED in answer(sign_in("elena"), path)
    assert canaries.leaks(answer(sign_in("marta"), path), "marta") == []
    monkeypatch.setattr(documents_access, "can_read", lambda *_: True)
    assert canaries.leaks(answer(sign_in("marta"), path), "marta") == ["said in an attachment"]


# One leak of each kind, introduced on purpose


def _page(cage: Cage, sign_in: SignIn, patch: pytest.MonkeyPatch) -> str:
    patch.setattr(Person, "name", property(lambda self: canaries.FIRST))
    return answer(sign_in("sara"), f"/persone/{cage.person.pk}/")


def _fragment(cage: Cage, sign_in: SignIn, patch: pytest.MonkeyPatch) -> str:
    patch.setattr(people_views, "shown_name", lambda **_: canaries.FIRST)
    return answer(sign_in("sara"), "/persone/cerca/?q=gira", HTTP_HX_REQUEST="true")


def _paper(cage: Cage, sign_in: SignIn, patch: pytest.MonkeyPatch) -> str:
    patch.setattr(Person, "name", property(lambda self: canaries.FIRST))
    return answer(sign_in("paola"), f"/riservatezza/persone/{cage.person.pk}/stampa/")


def _mail(cage: Cage, sign_in: SignIn, patch: pytest.MonkeyPatch) -> str:
    patch.setattr(messages.SoughtByOthers, "opening", f"Hanno cercato {canaries.FIRST}:")
    nadia, sara = cage.world.actor("nadia"), cage.world.memberships["sara"]
    with tenancy.acting(nadia):
        message = messages.SoughtByOthers(path="/persone/")
        messaging.notify(message=message, recipients=[Recipient.of(sara)], actor=nadia)
    return by_mail()


def by_mail() -> str:
    """All that leaves by e-mail, whole."""
    run_queued("messaging.send_email")
    return "".join(str(message.message()) + message.body for message in mail.outbox)


KINDS = {"page": _page, "fragment": _fragment, "paper": _paper, "mail": _mail}


@pytest.mark.parametrize("kind", KINDS)
def test_a_leak_of_each_kind_is_noticed(
    cage: Cage, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    assert "first name" in canaries.leaks(KINDS[kind](cage, sign_in, monkeypatch), "nobody")


def test_an_export_and_a_feed_added_one_day_are_walked_and_their_leaks_noticed(
    cage: Cage, sign_in: SignIn, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ROOT_URLCONF = "tests.leaks.leaky"
    caplog.set_level(logging.INFO)
    found = {}
    client = sign_in("bruno")
    for address in guesses(cage.anchors):
        if address.endswith((".csv", ".ics")):
            found[address.rpartition(".")[2]] = canaries.leaks(answer(client, address), "bruno")
    assert found == {"csv": ["first name", "lived name"], "ics": ["where she is met"]}
    assert "first name" in canaries.leaks(caplog.text, "a log")


def test_a_leak_into_a_table_is_noticed(cage: Cage) -> None:
    with tenancy.acting(cage.world.actor("sara")):
        NextStep.objects.filter(case__person=cage.person).update(title=f"Scrivere a {canaries.FIRST}")
        assert ("casework_nextstep", canaries.FIRST) in in_tables(cage)


def test_no_e_mail_of_all_that_happened_says_anything(cage: Cage) -> None:
    text = by_mail()
    assert len(mail.outbox) > 3
    assert canaries.leaks(text, "a mailbox") == []
    assert canaries.PSEUDONYM not in text
