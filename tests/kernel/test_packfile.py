"""A pack with a mistake is refused with the file, the line and the way to mend it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snodo.kernel.packfile import MEASURE_SOURCES, PACKS, PackRefused, check_pack, load_pack, write_pack
from snodo.kernel.packfile.reading import MAX_DEPTH, read_yaml
from snodo.kernel.packfile.schemas import validator

PACK = "in-lav"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / PACK, tmp_path / PACK))


def change(folder: Path, old: str, new: str, name: str = "pack.yaml") -> int:
    """Change the first place where `old` stands; give back its line."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def only_problem(folder: Path) -> str:
    problems = check_pack(folder)
    assert len(problems) == 1, problems
    return str(problems[0])


def test_sound_pack_has_no_problem(folder: Path) -> None:
    assert check_pack(folder) == []
    pack = load_pack(folder)
    assert pack.code == PACK
    assert pack.actions[1].uses("prerequisites")[0].moments == ("start", "mid", "end")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('ends_on: "2021-12-31"', 'ends_on: "2020-01-01"', "la fine viene prima dell'inizio"),
        ('ends_on: "2021-12-31"', 'ends_on: "2021-02-30"', "non è un giorno del calendario"),
        ('ends_on: "2021-12-31"', 'ends_on: "domani"', "non è scritto nel modo giusto"),
        ("role: coordinator", "role: cordinator", "Forse volevi scrivere «coordinator»"),
        ("count: host_kinds", "count: hosts", "scrivi uno di questi"),
        ("where: {via: family_group}", "where: {vai: family_group}", "la condizione «vai» non è prevista"),
        ("where: {via: family_group}", "where: {via: altro}", "«altro» non si trova"),
        ("distinct: host_kind}", "distinct: case}", "non si conta per «case»"),
        ("action: giovani", "action: giovanni", "«giovanni» non si trova tra le azioni"),
        ("code: paderno-dugnano,", "code: sercop,", "il codice «sercop» è scritto due volte"),
        ("belfiore: A940", "belfiore: A944", "è di Bologna, non di Bollate"),
        ("belfiore: A940", "belfiore: Z999", "non esiste"),
        ("case_unit: person", "case_unit: group", "non è tra i valori ammessi"),
        ("min: 16, max: 29", "min: 30, max: 29", "l'età minima supera la massima"),
        ("activity_kind: monitoraggio-tirocinio", "activity_kind: tis", "«tis» non si trova"),
        (
            "code: work-prerequisites, version: 1",
            "code: work-prerequisites, version: 9",
            "esiste nelle versioni 1",
        ),
        ("purpose: prerequisites", "purpose: self_efficacy", "serve a «prerequisites»"),
        ("target: 30", 'target: "30"', "non è un numero"),
        ("version: 1", "version: 0", "il minimo è 1"),
        ("title: IN-LAV", "titolo: IN-LAV", "la voce «titolo» non è prevista"),
        (
            "approved_by: [comuni-insieme, sercop, asst-rhodense]",
            "approved_by: [nessuno]",
            "«nessuno» non si trova",
        ),
        ("role: lead", "role: partner", "nessun ente è capofila"),
        ("only: [G220]", "only: [G220, A618]", "chi vive a Baranzate è già ricevuto da «comuni-insieme»"),
        ("except: [G220]", "except: [G220, A618]", "nessun ente riceve chi vive a Baranzate"),
    ],
)
def test_each_mistake_is_named_with_its_line(folder: Path, old: str, new: str, says: str) -> None:
    line = change(folder, old, new)
    problems = check_pack(folder)
    told = [problem for problem in problems if says in str(problem)]
    assert told, problems
    assert told[0].file == "pack.yaml"
    assert (
        told[0].line == line
        or "capofila" in says
        or "nessun ente riceve" in says
        or "età" in says
        or says.startswith("il codice")
    )
    assert told[0].mend
    with pytest.raises(PackRefused):
        load_pack(folder)


def test_missing_value_is_named(folder: Path) -> None:
    change(folder, "area: Occupabilità di giovani vulnerabili e di persone con disagio psichico\n", "")
    assert "manca «area»" in only_problem(folder)


def test_key_written_twice(folder: Path) -> None:
    line = change(folder, "version: 1\n", "version: 1\nversion: 2\n")
    problem = check_pack(folder)[0]
    assert "scritta due volte" in problem.message
    assert problem.line == line + 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a: \x00b", "carattere nullo"),
        (b'a: "x\\0y"', "carattere nullo"),
        (b"a: \xff\xfe", "UTF-8"),
        (b"a: &x [1]\nb: *x", "rimandi con & e *"),
        (b"a: !!python/object/apply:os.system ['true']", "non è ammessa"),
        (b"a: 1\n---\nb: 2", "più di un documento"),
        (b"a: [" * (MAX_DEPTH + 2), "livelli annidati"),
        (b"a: [1, 2", "scrittura YAML"),
        (b"", "vuoto"),
        (b"[1, 2]: x", "nome semplice"),
        (b"x" * 1_000_001, "1 MB"),
        (b"- 1", "un gruppo di voci"),
    ],
)
def test_hostile_files_are_refused(folder: Path, content: bytes, says: str) -> None:
    (folder / "pack.yaml").write_bytes(content)
    assert says in str(check_pack(folder)[0])


@given(
    st.one_of(st.binary(max_size=400), st.text(alphabet="ab:-[]{}&*!#|>\n '\"0", max_size=80).map(str.encode))
)
def test_no_content_breaks_the_reader(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "pack.yaml"
        path.write_bytes(content)
        source = read_yaml(path, "pack.yaml")
        assert (source.value is None) == bool(source.problems)


def test_plain_words_stay_words(folder: Path) -> None:
    """«no», «on», times and leading zeros are not turned into something else."""
    change(folder, "title: Malattia", "title: no")
    assert load_pack(folder).suspension_reasons[0].title == "no"


def test_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "other.yaml"
    outside.write_text("a: 1")
    (folder / "instruments" / "other.yaml").symlink_to(outside)
    assert "fuori dalla cartella" in only_problem(folder)


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "non esiste" in only_problem(tmp_path / "niente")


SHEET = "instruments/referral-in-lav-laboratori.v1.yaml"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("code: stabilita", "code: servizio", "il codice «servizio» è scritto due volte"),
        ("kind: number", "kind: slider", "non è tra i valori ammessi"),
        ("restricted: health", "restricted: secret", "non è tra i valori ammessi"),
        ("kind: choice", "kind: yes_no", "non è a scelta"),
        ("kind: number", "kind: scale", "non ha livelli"),
    ],
)
def test_mistakes_in_an_instrument(folder: Path, old: str, new: str, says: str) -> None:
    change(folder, old, new, SHEET)
    problems = [problem for problem in check_pack(folder) if problem.file == SHEET]
    assert any(says in problem.message for problem in problems), problems


def test_a_score_must_lead_to_questions(folder: Path) -> None:
    path = folder / "instruments" / "s.yaml"
    path.write_text(
        "schema: snodo-instrument/1\ncode: s\nversion: 1\ntitle: S\npurpose: self_efficacy\nfill_by: person\n"
        "sections: [{code: a, title: A, items: [{code: q, text: Q, kind: short_text}]}]\n"
        "scores: [{code: t, title: T, items: [q, z], method: mean, max: 4, threshold: 5}]\nradar: [u]\n"
    )
    messages = " ".join(problem.message for problem in check_pack(folder))
    assert "«q» non dà un numero" in messages
    assert "«z» non si trova" in messages
    assert "la soglia supera" in messages
    assert "«u» non si trova" in messages


@pytest.mark.parametrize(
    "code", ["in-lav", "reti-delle-opportunita", "sosteniamoci", "step-by-step", "usciamo-insieme"]
)
def test_what_is_written_loads_equal(code: str, tmp_path: Path) -> None:
    pack = load_pack(PACKS / code)
    write_pack(pack, tmp_path / "copy")
    assert check_pack(tmp_path / "copy") == []
    assert load_pack(tmp_path / "copy") == pack


def test_schema_and_measures_agree() -> None:
    schema = validator("pack").schema["$defs"]["measure"]["properties"]
    assert set(schema["count"]["enum"]) == set(MEASURE_SOURCES)
    assert {way for source in MEASURE_SOURCES.values() for way in source.distinct} <= set(
        schema["distinct"]["enum"]
    )
    assert all(source.description for source in MEASURE_SOURCES.values())
