import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from hypothesis import example, given
from hypothesis import strategies as st

from snodo.kernel import crypto
from snodo.kernel.ids import uuid7

RING = crypto.new_keyring("k1")


@pytest.fixture(autouse=True)
def _ring(settings) -> None:
    settings.SNODO_KEYRING = RING


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    secret = crypto.EncryptedTextField(null=True)
    answers = crypto.EncryptedJSONField(default=dict)

    class Meta:
        app_label = "kernel_tests"
        managed = False


FIELD = Note._meta.get_field("secret")


class FakeConnection:
    class Database:
        Binary = bytes


def stored(note: Note, field: models.Field = FIELD) -> bytes:
    return field.get_db_prep_save(field.pre_save(note, True), FakeConnection)


def loaded(pk, content: bytes) -> Note:
    values = [pk, FIELD.from_db_value(content, None, None), crypto.Sealed(b"")]
    return Note.from_db("default", ["id", "secret", "answers"], values)


def test_a_value_opens_only_in_its_own_row_and_column() -> None:
    note = Note(secret="Segue una terapia")
    content = stored(note)
    assert b"terapia" not in content
    assert loaded(note.pk, content).secret == "Segue una terapia"
    with pytest.raises(crypto.DecryptionError):
        _ = loaded(uuid7(), content).secret
    with pytest.raises(crypto.DecryptionError):
        Note._meta.get_field("answers").open(crypto.Sealed(content), note.pk)


def test_an_altered_value_does_not_open() -> None:
    note = Note(secret="abc")
    content = bytearray(stored(note))
    content[-1] ^= 1
    with pytest.raises(crypto.DecryptionError, match="altered"):
        _ = loaded(note.pk, bytes(content)).secret


def test_equal_values_look_different() -> None:
    assert stored(Note(secret="uguale")) != stored(Note(secret="uguale"))


def test_empty_and_missing() -> None:
    assert stored(Note(secret="")) == b""
    assert loaded(uuid7(), b"").secret == ""
    assert stored(Note(secret=None)) is None


def test_old_keys_still_open_and_new_values_use_the_new_key(settings) -> None:
    note = Note(secret="prima")
    content = stored(note)
    ring = json.loads(RING)
    ring["keys"]["k2"] = json.loads(crypto.new_keyring("k2"))["keys"]["k2"]
    settings.SNODO_KEYRING = {**ring, "current": "k2"}
    again = loaded(note.pk, content)
    assert again.secret == "prima"
    rewritten = stored(again)
    assert (crypto.key_name(content), crypto.key_name(rewritten)) == ("k1", "k2")
    del ring["keys"]["k1"]
    settings.SNODO_KEYRING = {**ring, "current": "k2"}
    assert loaded(note.pk, rewritten).secret == "prima"
    with pytest.raises(crypto.DecryptionError, match="k1"):
        _ = loaded(note.pk, content).secret


def test_json_values() -> None:
    note = Note(answers={"q1": ["sì", 3]})
    field = Note._meta.get_field("answers")
    content = stored(note, field)
    assert field.open(crypto.Sealed(content), note.pk) == {"q1": ["sì", 3]}
    assert field.open(crypto.Sealed(b""), note.pk) == {}


def test_update_and_lookups_are_refused() -> None:
    with pytest.raises(TypeError, match="bound to its row"):
        FIELD.get_db_prep_save("in chiaro", FakeConnection)
    assert FIELD.get_lookup("exact") is None
    assert FIELD.get_lookup("isnull") is not None


def test_the_wrapper_never_shows_its_content() -> None:
    assert "x" not in repr(crypto.Sealed(b"xxxx"))


@given(st.binary(max_size=200))
def test_files_come_back_as_they_were(content: bytes) -> None:
    assert crypto.decrypt_bytes(crypto.encrypt_bytes(content, "a"), "a") == content


@given(st.binary(max_size=60))
@example(b"\x01")
def test_rubbish_is_refused(content: bytes) -> None:
    with pytest.raises(crypto.DecryptionError):
        crypto.decrypt_bytes(content, "a")


def test_blind_index_depends_on_value_purpose_and_key(settings) -> None:
    one = crypto.blind_index("RSSMRA80A01H501U")
    assert len(one) == 64
    assert one == crypto.blind_index("RSSMRA80A01H501U")
    assert one != crypto.blind_index("RSSMRA80A01H501U", "stp")
    settings.SNODO_KEYRING = crypto.new_keyring()
    assert one != crypto.blind_index("RSSMRA80A01H501U")


@pytest.mark.parametrize(
    "ring",
    [
        "",
        "{}",
        '{"current": "a", "keys": {}, "index": ""}',
        '{"current": "a", "keys": {"a": "YQ=="}, "index": "YQ=="}',
    ],
)
def test_a_broken_ring_is_said(settings, ring: str) -> None:
    settings.SNODO_KEYRING = ring
    with pytest.raises(ImproperlyConfigured, match="SNODO_KEYRING"):
        crypto.keyring()
