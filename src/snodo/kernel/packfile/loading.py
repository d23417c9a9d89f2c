"""A pack folder read, checked and turned into frozen dataclasses; and back again."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from snodo.kernel.packfile.crosschecks import Known, check_instrument, check_pack_data, check_text
from snodo.kernel.packfile.problems import PackProblem, PackRefused
from snodo.kernel.packfile.reading import Source, read_yaml
from snodo.kernel.packfile.schemas import validate
from snodo.kernel.packfile.shapes import DocumentText, Instrument, Pack

PACKS = Path(__file__).resolve().parents[2] / "packs"
LIBRARY = PACKS / "library"
MAX_FILES = 200

T = TypeVar("T")
Parts = dict[tuple[str, int], Any]


@dataclasses.dataclass
class _Found:
    """A folder read: its sources, the valid instruments and texts in it."""

    problems: list[PackProblem]
    instruments: Parts
    texts: Parts
    pack: Source | None = None
    sound: bool = True


def shipped_packs() -> list[str]:
    """The codes of the packs that come with the product."""
    return sorted(folder.name for folder in PACKS.iterdir() if (folder / "pack.yaml").is_file())


def pack_folder(code: str) -> Path:
    """The folder of a shipped pack. Raises KeyError for a code that is not among them."""
    if code not in shipped_packs():
        raise KeyError(code)
    return PACKS / code


def check_pack(path: Path | str) -> list[PackProblem]:
    """Every problem of the pack in this folder, in order of file and line; empty when it is sound."""
    return _read(Path(path))[1]


def load_pack(path: Path | str) -> Pack:
    """The pack in this folder. Raises PackRefused with all its problems."""
    data, problems = _read(Path(path))
    if problems or data is None:
        raise PackRefused(problems)
    return build(Pack, data)


def load_instrument(path: Path | str) -> Instrument:
    """One instrument file. Raises PackRefused."""
    source = read_yaml(Path(path), Path(path).name)
    if source.value is not None and validate(source, "instrument"):
        check_instrument(source)
    if source.problems:
        raise PackRefused(source.problems)
    return build(Instrument, source.value)


def library_instruments() -> tuple[Instrument, ...]:
    """All the shared instruments."""
    return tuple(build(Instrument, data) for _, data in sorted(_library().instruments.items()))


@functools.cache
def _library() -> _Found:
    return _scan(LIBRARY)


def _read(folder: Path) -> tuple[dict[str, Any] | None, list[PackProblem]]:
    if not folder.is_dir():
        mend = "controlla il percorso o il nome del pacchetto."
        return None, [PackProblem(folder.name, 0, "la cartella del pacchetto non esiste.", mend)]
    found, library = _scan(folder), _library()
    source = found.pack = read_yaml(folder / "pack.yaml", "pack.yaml")
    instruments = {**library.instruments, **found.instruments}
    texts = {**library.texts, **found.texts}
    if source.value is not None and validate(source, "pack"):
        check_pack_data(source, Known(instruments, texts))
    problems = sorted(set(found.problems) | set(source.problems))
    if source.value is None or problems:
        return None, problems
    return _assemble(source.value, found, instruments, texts), problems


def _assemble(value: Mapping[str, Any], found: _Found, instruments: Parts, texts: Parts) -> dict[str, Any]:
    used = {
        (use["code"], use["version"]) for action in value["actions"] for use in action.get("instruments", ())
    }
    data = {key: part for key, part in value.items() if key != "schema"}
    data["instruments"] = [instruments[key] for key in sorted(used | set(found.instruments))]
    data["texts"] = [texts[(text["code"], text["version"])] for text in value["texts"]]
    return data


def _scan(folder: Path) -> _Found:
    found = _Found([], {}, {})
    for kind, name, parts in (
        ("instrument", "instruments", found.instruments),
        ("text", "texts", found.texts),
    ):
        for path in _files(folder / name, found.problems):
            source = read_yaml(path, f"{name}/{path.name}")
            if source.value is not None and validate(source, kind):
                _keep(source, kind, parts)
            found.problems.extend(source.problems)
    return found


def _keep(source: Source, kind: str, parts: Parts) -> None:
    (check_instrument if kind == "instrument" else check_text)(source)
    key = (source.value["code"], source.value["version"])
    if key in parts:
        source.report(
            ("code",),
            f"«{key[0]}» versione {key[1]} è già in un altro file.",
            "cambia la versione o il codice.",
        )
    parts[key] = {name: part for name, part in source.value.items() if name != "schema"}


def _files(folder: Path, problems: list[PackProblem]) -> list[Path]:
    if not folder.is_dir():
        return []
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    if len(paths) > MAX_FILES:
        problems.append(
            PackProblem(folder.name, 0, "ci sono troppi file.", f"tienine al massimo {MAX_FILES}.")
        )
    for path in paths:
        if not path.resolve().is_relative_to(folder.resolve()):
            name = f"{folder.name}/{path.name}"
            problems.append(
                PackProblem(name, 0, "il file rimanda fuori dalla cartella.", "metti qui il file vero.")
            )
    return [path for path in paths[:MAX_FILES] if path.resolve().is_relative_to(folder.resolve())]


# --- data to dataclasses and back -----------------------------------------------------------------


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def build(cls: type[T], data: Mapping[str, Any]) -> T:
    """A frozen dataclass from checked data."""
    hints = _hints(typing.cast(Any, cls))
    return cls(
        **{name: _convert(hints[name], data[name.rstrip("_")]) for name in hints if name.rstrip("_") in data}
    )


def _convert(hint: Any, value: Any) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _convert(args[0], value)
    if origin is tuple:
        return tuple(_convert(args[0], part) for part in value)
    if dataclasses.is_dataclass(hint):
        return build(typing.cast(type, hint), value)
    if hint is date:
        return date.fromisoformat(value) if isinstance(value, str) else value
    if hint is float:
        return float(value)
    return value


def to_data(shape: Any) -> dict[str, Any]:
    """Plain data from a dataclass, leaving out what has its default value."""
    data: dict[str, Any] = {}
    for part in dataclasses.fields(shape):
        value = getattr(shape, part.name)
        if part.default is not dataclasses.MISSING and value == part.default:
            continue
        if part.default_factory is not dataclasses.MISSING and value == part.default_factory():
            continue
        data[part.name.rstrip("_")] = _plain(value)
    return data


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return to_data(value)
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return dict(value) if isinstance(value, Mapping) else value


def write_pack(pack: Pack, folder: Path | str) -> Path:
    """Write the pack as a folder complete in itself, which loads equal to what was written."""
    folder = Path(folder)
    data = to_data(pack)
    instruments = data.pop("instruments", [])
    texts = data.pop("texts", [])
    data["texts"] = [{"code": text["code"], "version": text["version"]} for text in texts]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "pack.yaml", {"schema": "snodo-pack/1", **data})
    for name, kind, parts in (("instruments", "instrument", instruments), ("texts", "text", texts)):
        (folder / name).mkdir(exist_ok=True)
        for part in parts:
            path = folder / name / f"{part['code']}.v{part['version']}.yaml"
            _write(path, {"schema": f"snodo-{kind}/1", **part})
    return folder


def _write(path: Path, data: Mapping[str, Any]) -> None:
    text = yaml.dump(dict(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    path.write_text(text, encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def texts_of(pack: Pack, kind: str) -> Iterable[DocumentText]:
    """The pack's document texts of a kind."""
    return (text for text in pack.texts if text.kind == kind)
