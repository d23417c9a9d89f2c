"""Encryption at rest: AES-GCM bound to table, column and row, and keyed hashes to find what is encrypted.

A value copied to another row or column no longer opens. The ciphertext names its key, so that keys can be
changed while the application works. Nothing here can be searched or sorted: use `blind_index` beside it.
"""

import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from snodo.kernel.text import LONG_TEXT, clean_text

_FORMAT = b"\x01"
_NONCE_LENGTH = 12
KEY_LENGTH = 32

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field


class DecryptionError(RuntimeError):
    """The value was altered, moved from another row, or its key is no longer in the ring."""


@dataclass(frozen=True)
class KeyRing:
    """The keys by name, the name of the one that writes, and the key of blind indexes."""

    current: str
    ciphers: Mapping[str, AESGCM]
    index_key: bytes

    def encrypt(self, plain: bytes, context: str) -> bytes:
        """Format, key name, nonce and sealed text; `context` says where the value belongs."""
        name = self.current.encode()
        nonce = os.urandom(_NONCE_LENGTH)
        header = _FORMAT + bytes([len(name)]) + name
        return header + nonce + self.ciphers[self.current].encrypt(nonce, plain, header + context.encode())

    def decrypt(self, sealed: bytes, context: str) -> bytes:
        """The plain bytes. Raises DecryptionError."""
        name = key_name(sealed)
        cipher = self.ciphers.get(name)
        if cipher is None:
            raise DecryptionError(f"Key {name!r} is not in the key ring.")
        start = 2 + len(name.encode())
        header, nonce = sealed[:start], sealed[start : start + _NONCE_LENGTH]
        try:
            return cipher.decrypt(nonce, sealed[start + _NONCE_LENGTH :], header + context.encode())
        except (InvalidTag, ValueError):
            raise DecryptionError(f"The value of {context} was altered or comes from elsewhere.") from None


def key_name(sealed: bytes) -> str:
    """The name of the key a ciphertext was made with. Raises DecryptionError."""
    if len(sealed) < 2 or sealed[:1] != _FORMAT or len(sealed) < 2 + sealed[1] + _NONCE_LENGTH:
        raise DecryptionError("Not a value of this application.")
    return sealed[2 : 2 + sealed[1]].decode(errors="replace")


def new_keyring(name: str = "k1") -> str:
    """A fresh ring as JSON, to be kept secret and saved elsewhere than the database."""
    keys = {name: b64encode(os.urandom(KEY_LENGTH)).decode()}
    return json.dumps({"current": name, "keys": keys, "index": b64encode(os.urandom(KEY_LENGTH)).decode()})


def keyring() -> KeyRing:
    """The ring of `settings.SNODO_KEYRING` (JSON text or dict)."""
    raw = settings.SNODO_KEYRING
    return _parse(raw if isinstance(raw, str) else json.dumps(raw, sort_keys=True))


@lru_cache(maxsize=4)
def _parse(raw: str) -> KeyRing:
    try:
        data = json.loads(raw)
        keys = {str(name): b64decode(key, validate=True) for name, key in data["keys"].items()}
        current, index_key = str(data["current"]), b64decode(data["index"], validate=True)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(
            'SNODO_KEYRING must be JSON: {"current": "k1", "keys": {"k1": "base64…"}, "index": "base64…"}.'
        ) from error
    if current not in keys:
        raise ImproperlyConfigured(f"SNODO_KEYRING: the current key {current!r} is not among the keys.")
    if any(len(key) != KEY_LENGTH for key in (*keys.values(), index_key)):
        raise ImproperlyConfigured(f"SNODO_KEYRING: every key must be {KEY_LENGTH} bytes, in base64.")
    if any(not 0 < len(name.encode()) < 256 for name in keys):
        raise ImproperlyConfigured("SNODO_KEYRING: a key's name must have 1 to 255 bytes.")
    return KeyRing(current, {name: AESGCM(key) for name, key in keys.items()}, index_key)


def encrypt_bytes(plain: bytes, context: str) -> bytes:
    """Seal bytes (a file) that belong to `context`."""
    return keyring().encrypt(plain, context)


def decrypt_bytes(sealed: bytes, context: str) -> bytes:
    """Open what `encrypt_bytes` sealed for the same `context`. Raises DecryptionError."""
    return keyring().decrypt(sealed, context)


def blind_index(value: str, purpose: str = "codice_fiscale") -> str:
    """64 hexadecimal digits: equal for equal values of one purpose, telling nothing else without the key."""
    return hmac.new(keyring().index_key, f"{purpose}\0{value}".encode(), "sha256").hexdigest()


@dataclass(frozen=True, repr=False)
class Sealed:
    """A ciphertext as it lies in the database; only its own row can open it."""

    content: bytes

    def __repr__(self) -> str:
        return "<Sealed>"


class _Opened(DeferredAttribute):
    """Opens the value when it is first read, with the row's own identity."""

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            super().__get__(instance, cls)
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = self.field.open(value, instance.pk)  # type: ignore[attr-defined]
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _EncryptedField(_Field):
    """Base: a bytea column whose plain value exists only on instances."""

    descriptor_class = _Opened

    def get_internal_type(self) -> str:
        return "BinaryField"

    def context(self, pk: Any) -> str:
        """Where a value of this field belongs."""
        return f"{self.model._meta.db_table}.{self.column}:{pk}"

    def open(self, sealed: Sealed, pk: Any) -> Any:
        """The plain value. Raises DecryptionError."""
        if sealed.content == b"":
            return self.loads("")
        return self.loads(keyring().decrypt(sealed.content, self.context(pk)).decode())

    def seal(self, value: Any, pk: Any) -> Sealed:
        """The ciphertext of a plain value for the row `pk`."""
        if pk is None:
            raise ValueError("An encrypted value needs the row's primary key before it is saved.")
        text = self.dumps(value)
        return Sealed(keyring().encrypt(text.encode(), self.context(pk)) if text else b"")

    def loads(self, text: str) -> Any:
        """From the plain text to the Python value."""
        return text

    def dumps(self, value: Any) -> str:
        """From the Python value to the plain text."""
        return str(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        value = self.to_python(value)
        setattr(model_instance, self.attname, value)
        return self.seal(value, model_instance.pk)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None:
            return None
        if value in ("", b"", {}):
            value = Sealed(b"")
        if not isinstance(value, Sealed):
            raise TypeError(f"{self} is bound to its row: change it with save(), not with update().")
        return connection.Database.Binary(value.content)

    def get_lookup(self, lookup_name: str) -> Any:
        """Encrypted values cannot be compared: only presence can be asked."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        """Serialisers (dumpdata) never carry the plain value."""
        value = self.value_from_object(obj)
        return "" if value is None else b64encode(self.seal(value, obj.pk).content).decode()


class EncryptedTextField(_EncryptedField):
    """Sensitive text of a restricted section; `max_length` counts the plain characters."""

    empty_strings_allowed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONG_TEXT)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == LONG_TEXT:
            del kwargs["max_length"]
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        """The text as it is stored, checked like all human text."""
        return value if value is None else clean_text(str(value), self.max_length or LONG_TEXT)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{
                "form_class": forms.CharField,
                "max_length": self.max_length,
                "widget": forms.Textarea,
                **kwargs,
            }
        )


class EncryptedJSONField(_EncryptedField):
    """Sensitive structured answers; empty is `{}`."""

    empty_strings_allowed = False

    def to_python(self, value: Any) -> Any:
        return value

    def loads(self, text: str) -> Any:
        return json.loads(text) if text else {}

    def dumps(self, value: Any) -> str:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
