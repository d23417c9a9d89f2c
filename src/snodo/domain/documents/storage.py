"""Where the encrypted contents lie: one folder of the machine, random names, two levels."""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from snodo.kernel import crypto

LONGEST_HEADER = 300  # format, a key's name, nonce


def root() -> Path:
    """The folder of `settings.SNODO_FILES_ROOT`."""
    return Path(getattr(settings, "SNODO_FILES_ROOT", "") or settings.MEDIA_ROOT)


def path_of(key: str) -> Path:
    """The place of one content; keys are hexadecimal, so no address can lead elsewhere."""
    if not key or any(character not in "0123456789abcdef" for character in key):
        raise ValueError("Not a storage key.")
    return root() / key[:2] / key


def write(key: str, content: bytes) -> None:
    """Whole or not at all: written aside, brought to disk, then named."""
    place = path_of(key)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, place)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def read(key: str) -> bytes:
    """The encrypted content. Raises FileNotFoundError."""
    return path_of(key).read_bytes()


def key_of(key: str) -> str:
    """The name of the key a content lies under; of a long file only the beginning is read."""
    with path_of(key).open("rb") as stream:
        return crypto.key_name(stream.read(LONGEST_HEADER))


def renew(key: str, context: str) -> bool:
    """Encrypt a content again with the present key, if it is under an older one."""
    sealed = read(key)
    if crypto.key_name(sealed) == crypto.keyring().current:
        return False
    write(key, crypto.encrypt_bytes(crypto.decrypt_bytes(sealed, context), context))
    return True


def delete(key: str) -> None:
    """Gone for good; already gone is fine."""
    path_of(key).unlink(missing_ok=True)
