"""Changing keys: everything encrypted ends under the new one, and still opens."""

import io
import json
import threading
import time
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from snodo.domain.documents import access, actions, storage
from snodo.domain.people.models import Person, PersonIdentifier
from snodo.kernel import clock, crypto, rotation
from snodo.kernel.tenancy import acting
from tests.factories.world import World, build_world

pytestmark = pytest.mark.django_db


def with_new_key(ring: str) -> str:
    old, new = json.loads(ring), json.loads(crypto.new_keyring("k2"))
    return json.dumps({**old, "current": "k2", "keys": {**old["keys"], **new["keys"]}})


def without_old_keys(ring: str) -> str:
    data = json.loads(ring)
    return json.dumps({**data, "keys": {data["current"]: data["keys"][data["current"]]}})


def test_every_encrypted_column_is_found() -> None:
    found = {(model._meta.label_lower, field.name) for model, field in rotation.encrypted_fields()}
    assert ("people.personidentifier", "value") in found


def test_documents_are_encrypted_again(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sara = world.actor("sara")
    monkeypatch.setitem(access._SUBJECT_RULES, "network.organisation", lambda actor, pk: True)
    with acting(sara):
        document = actions.generate_paper(
            data={}, title="Prova", kind="test", subject=world.organisations["coop"], actor=sara
        )
    settings.SNODO_KEYRING = with_new_key(settings.SNODO_KEYRING)
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    assert "1 documenti" in out.getvalue()
    assert crypto.key_name(storage.read(document.storage_key)) == "k2"
    settings.SNODO_KEYRING = without_old_keys(settings.SNODO_KEYRING)
    with acting(sara):
        assert actions.open_document(document=document, actor=sara).startswith(b"%PDF")
    again = io.StringIO()
    call_command("rotate_keys", stdout=again)
    assert "0 valori e 0 documenti" in again.getvalue()


def test_values_are_encrypted_again_and_old_keys_can_go(world: World, settings: Any) -> None:
    sara = world.actor("sara")
    with acting(sara):
        person = Person.objects.create(first_name="Anna", last_name="Verdi")
        for kind in ("codice_fiscale", "stp"):
            PersonIdentifier.objects.create(person=person, kind=kind, value=f"VALORE {kind}")
    settings.SNODO_KEYRING = with_new_key(settings.SNODO_KEYRING)
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    assert "2 valori" in out.getvalue()
    settings.SNODO_KEYRING = without_old_keys(settings.SNODO_KEYRING)
    with acting(sara):
        values = {identifier.value for identifier in PersonIdentifier.objects.filter(person=person)}
    assert values == {"VALORE codice_fiscale", "VALORE stp"}


def test_what_each_key_protects_is_shown_and_a_missing_one_is_named(world: World, settings: Any) -> None:
    sara, old = world.actor("sara"), settings.SNODO_KEYRING
    with acting(sara):
        person = Person.objects.create(first_name="Anna", last_name="Verdi")
        PersonIdentifier.objects.create(person=person, kind="stp", value="STP0000000001")

    def shown() -> str:
        out = io.StringIO()
        call_command("rotate_keys", "--mostra", stdout=out)
        return out.getvalue()

    settings.SNODO_KEYRING = with_new_key(old)
    assert "k1: 1 valori e 0 documenti (eseguire rotate-keys prima di toglierla)" in shown()
    settings.SNODO_KEYRING = without_old_keys(settings.SNODO_KEYRING)
    with pytest.raises(CommandError, match="Manca la chiave k1"):
        shown()
    settings.SNODO_KEYRING = with_new_key(old)
    call_command("rotate_keys", stdout=io.StringIO())
    assert "k1: 0 valori e 0 documenti (non serve più" in shown()
    assert "k2: 1 valori e 0 documenti (chiave attuale)" in shown()


def test_who_writes_meanwhile_wins(world: World, settings: Any) -> None:
    sara = world.actor("sara")
    field = PersonIdentifier._meta.get_field("value")
    with acting(sara):
        person = Person.objects.create(first_name="Anna", last_name="Verdi")
        row = PersonIdentifier.objects.create(person=person, kind="stp", value="prima")
        read = list(PersonIdentifier.objects.filter(pk=row.pk).values_list("pk", "value"))
        settings.SNODO_KEYRING = with_new_key(settings.SNODO_KEYRING)
        row.value = "dopo"
        row.save()
        rotation._rotate(PersonIdentifier, field, sara.network_id, read)
        assert PersonIdentifier.objects.get(pk=row.pk).value == "dopo"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_or_mute_while_others_write(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real commits: two threads still write with the old key while all is put under the new one."""
    world = build_world()
    sara, old = world.actor("sara"), settings.SNODO_KEYRING
    new, field = with_new_key(old), PersonIdentifier._meta.get_field("value")
    not_restarted = json.dumps({**json.loads(new), "current": "k1"})
    here, ring_of, last = threading.local(), crypto._parse, {}
    monkeypatch.setattr(crypto, "keyring", lambda: ring_of(getattr(here, "ring", new)))
    with acting(sara):
        person = Person.objects.create(first_name="Anna", last_name="Verdi")
        here.ring = old
        rows = [
            PersonIdentifier.objects.create(person=person, kind="stp", value="0", ended_on=clock.today())
            for _ in range(30)
        ]
        here.ring = new
    stop, problems = threading.Event(), []

    def write(mine: list[PersonIdentifier]) -> None:
        here.ring, turn = not_restarted, 0
        try:
            while not stop.is_set():
                turn += 1
                row = mine[turn % len(mine)]
                with acting(sara):
                    row = PersonIdentifier.objects.get(pk=row.pk)
                    row.value = f"{row.value}+" if len(row.value) < 40 else "0"
                    row.save()
                last[row.pk] = row.value
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(rows[half::2],)) for half in range(2)]
    for writer in writers:
        writer.start()
    changed, end = 0, time.monotonic() + 60
    while changed <= len(rows) and time.monotonic() < end:  # until they have written in between
        changed += sum(rotation.rotate_field(PersonIdentifier, field, sara.network_id) for _ in range(25))
    stop.set()
    for writer in writers:
        writer.join(20)
    assert not problems
    assert changed > len(rows), "the writers were in the way"
    rotation.rotate_field(PersonIdentifier, field, sara.network_id)
    here.ring = without_old_keys(new)
    with acting(sara):
        found = dict(PersonIdentifier.objects.values_list("pk", "value"))
        values = {one.pk: one.value for one in PersonIdentifier.objects.all()}
    assert {crypto.key_name(sealed.content) for sealed in found.values()} == {"k2"}
    assert {pk: values[pk] for pk in last} == last
    assert len(values) == len(rows)
