"""A copy made before the keys were changed still opens with the old key, and says so when it is missing."""

import json
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from snodo.kernel import crypto
from tools import backup, database, keys, migrate, restore
from tools.failures import ToolError

pytestmark = pytest.mark.slow

WORDS = "Via del Melograno 8, citofono senza nome"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One of its own, with a table of protected values in place of the product's."""
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/snodo-key-XXXX"], text=True).strip())
    folder.chmod(0o711)
    monkeypatch.setenv("SNODO_DATA", str(folder))
    for name in ("DATABASE_URL", "SNODO_OWNER_URL", "SNODO_KEYRING", "SNODO_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(migrate, "ensure", lambda opened: False)
    with database.opened() as opened, opened.as_owner() as connection:
        connection.execute("CREATE TABLE protected (id uuid PRIMARY KEY, value bytea NOT NULL)")
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def _ring(opened: database.Database) -> crypto.KeyRing:
    return crypto._parse(json.dumps(opened.secrets["keyring"]))


def _write(opened: database.Database) -> uuid.UUID:
    pk = uuid.uuid4()
    with opened.as_owner() as connection:
        sealed = _ring(opened).encrypt(WORDS.encode(), f"protected.value:{pk}")
        connection.execute("INSERT INTO protected VALUES (%s, %s)", [pk, sealed])
    return pk


def _read(opened: database.Database, pk: uuid.UUID) -> tuple[str, str]:
    """The key a value lies under, and the value."""
    with opened.as_owner() as connection:
        row = connection.execute("SELECT value FROM protected WHERE id = %s", [pk]).fetchone()
    assert row
    return crypto.key_name(row[0]), _ring(opened).decrypt(row[0], f"protected.value:{pk}").decode()


def _rotate(opened: database.Database) -> None:
    """A new key, and everything under it."""
    opened.secrets = keys.add_key(opened.folder)
    ring = _ring(opened)
    with opened.as_owner() as connection:
        for pk, sealed in connection.execute("SELECT id, value FROM protected").fetchall():
            context = f"protected.value:{pk}"
            fresh = ring.encrypt(ring.decrypt(sealed, context), context)
            connection.execute("UPDATE protected SET value = %s WHERE id = %s", [fresh, pk])


def _take_away(folder: Path, name: str) -> str:
    kept = json.loads((folder / keys.FILE).read_text())
    taken = str(kept["keyring"]["keys"].pop(name))
    keys.write_whole(folder / keys.FILE, json.dumps(kept))
    return taken


def _give_back(folder: Path, name: str, key: str) -> None:
    kept = json.loads((folder / keys.FILE).read_text())
    kept["keyring"]["keys"][name] = key
    keys.write_whole(folder / keys.FILE, json.dumps(kept))


def test_a_copy_from_before_the_new_key(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = installation / "prima.tar"
    with database.opened() as opened:
        pk = _write(opened)
    assert backup.main([str(copy)]) == 0
    assert b"Melograno" not in copy.read_bytes()
    with database.opened() as opened:
        _rotate(opened)
        assert _read(opened, pk) == ("k2", WORDS)

    # Without the old key it says which one is missing and where to put it, and nothing is touched.
    old = _take_away(installation, "k1")
    with pytest.raises(ToolError, match=r"chiavi che qui non ci sono \(k1\)") as said:
        restore.main([str(copy), "--si"])
    assert str(installation / keys.FILE) in str(said.value)
    with database.opened() as opened:
        assert _read(opened, pk) == ("k2", WORDS)

    # Another key under the same name is not the old key.
    _give_back(installation, "k1", keys._key())
    with pytest.raises(ToolError, match=r"\(k1\)"):
        restore.main([str(copy), "--si"])

    # With it the copy opens, and goes under the new key like everything else.
    _give_back(installation, "k1", old)
    assert restore.main([str(copy), "--prova"]) == 0
    assert "La copia è buona" in capsys.readouterr().out
    assert restore.main([str(copy), "--si"]) == 0
    with database.opened() as opened:
        assert _read(opened, pk) == ("k1", WORDS)
        assert _ring(opened).current == "k2"
