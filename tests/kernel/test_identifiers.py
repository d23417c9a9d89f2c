import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snodo.kernel import identifiers as ids

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ROSSI = "RSSMRA80A01H501U"


@st.composite
def codes(draw: st.DrawFn) -> str:
    """A well-formed codice fiscale, in any of its variants."""
    names = "".join(draw(st.lists(st.sampled_from(LETTERS), min_size=6, max_size=6)))
    born = draw(st.dates(datetime.date(1930, 1, 1), datetime.date(2020, 12, 31)))
    day = born.day + draw(st.sampled_from([0, 40]))
    place = draw(st.sampled_from(LETTERS)) + f"{draw(st.integers(0, 999)):03d}"
    base = f"{names}{born.year % 100:02d}{'ABCDEHLMPRST'[born.month - 1]}{day:02d}{place}"
    return draw(st.sampled_from(ids.equivalent_codes(base + ids.check_letter(base))))


@given(codes())
def test_every_variant_has_one_canonical_form(code: str) -> None:
    checked = ids.codice_fiscale(code)
    assert checked.ok
    assert checked.value == code
    assert {ids.canonical_codice_fiscale(other) for other in ids.equivalent_codes(code)} == {
        checked.canonical
    }
    assert len(set(ids.equivalent_codes(code))) == 128


@given(codes(), st.integers(0, 15), st.sampled_from(LETTERS + "0123456789"))
def test_one_wrong_character_is_never_taken_for_the_same_person(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    checked = ids.codice_fiscale(wrong)
    assert wrong == code or not checked.ok or checked.canonical != ids.canonical_codice_fiscale(code)


@given(codes())
def test_a_code_agrees_with_what_it_says(code: str) -> None:
    said = ids.decode(code)
    assert said is not None
    checked = ids.codice_fiscale(
        code, birth_date=said.birth_dates[0], sex=said.sex, birth_place=said.place_code
    )
    assert checked.warnings == []


@given(st.text(max_size=40))
def test_no_text_breaks_a_check(typed: str) -> None:
    for kind, _ in ids.PERSON_KINDS:
        ids.person_code(kind, typed)
    for check in (ids.partita_iva, ids.organisation_code, ids.phone, ids.iban):
        checked = check(typed)
        assert all(sentence.endswith(".") for sentence in [*checked.errors, *checked.warnings])


def test_typed_with_spaces_and_small_letters() -> None:
    assert ids.codice_fiscale(" rss mra 80a01-h501 u").value == ROSSI


def test_what_is_known_of_the_person_only_warns() -> None:
    checked = ids.codice_fiscale(
        ROSSI,
        birth_date=datetime.date(1981, 1, 1),
        sex="F",
        birth_place="Milano",
        first_name="Maria Grazia",
        last_name="Bianchi",
    )
    assert checked.ok
    assert len(checked.warnings) == 4
    assert "01/01/1980" in checked.warnings[0]
    assert "Roma (H501)" in checked.warnings[2]


def test_agreeing_data_give_no_warning() -> None:
    born = datetime.date(1980, 1, 1)
    known = {
        "birth_date": born,
        "sex": "M",
        "birth_place": "Roma",
        "first_name": "Mario",
        "last_name": "Rossi",
    }
    assert ids.codice_fiscale(ROSSI, **known).problems == ()  # type: ignore[arg-type]
    assert ids.expected_codice_fiscale(**known) == ROSSI  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("RSSMRA80A01H501", "16 caratteri, qui ce ne sono 15"),
        ("RSSMRA80A01H501X", "errore di battitura"),
        ("RSSMRA80X01H501U", "non ha la forma"),
        ("", "Nessun codice"),
    ],
)
def test_impossible_codes_say_how_to_go_on(typed: str, says: str) -> None:
    checked = ids.codice_fiscale(typed)
    assert not checked.ok
    assert says in checked.errors[0]
    assert "Nessun codice" in checked.errors[0]


def test_a_day_that_does_not_exist_is_an_error() -> None:
    base = "RSSMRA80B31H501"
    assert "non esiste" in ids.codice_fiscale(base + ids.check_letter(base)).errors[0]


def test_ended_countries_are_known() -> None:
    assert ids.place_code("Jugoslavia", datetime.date(1980, 1, 1)) == "Z118"


def test_provisional_codes_warn_only() -> None:
    assert ids.provisional_code("00743110157").problems == ()
    doubtful = ids.provisional_code("12345678901")
    assert doubtful.ok
    assert doubtful.warnings
    assert not ids.provisional_code("1234").ok


def test_stp_and_eni() -> None:
    assert ids.stp("STP 030 312 0001234").value == "STP0303120001234"
    assert ids.stp("0303120001234").value == "STP0303120001234"
    assert ids.eni("ENI9990310001234").ok
    assert ids.eni("ENI9990310001234").warnings
    assert not ids.eni("STP0303120001234").ok


def test_no_code_is_always_possible() -> None:
    assert ids.person_code(ids.NONE, "").ok


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "none"),
        ("stp0303120001234", "stp"),
        ("ENI 030", "eni"),
        ("12345678901", "provisional"),
        (ROSSI, "codice_fiscale"),
    ],
)
def test_guess(typed: str, kind: str) -> None:
    assert ids.guess_kind(typed) == kind


def test_partita_iva() -> None:
    assert ids.partita_iva("IT 00743110157").value == "00743110157"
    assert not ids.partita_iva("12345678901").ok
    assert not ids.partita_iva("00000000000").ok
    assert ids.organisation_code(ROSSI).ok


def test_telephones_keep_the_italian_zero() -> None:
    assert ids.phone("02 1234567").value == "+39021234567"
    assert ids.phone("333 123 4567").value == "+393331234567"
    assert ids.phone("+40 721 234 567").value == "+40721234567"
    assert ids.phone("12").ok
    assert ids.phone("12").warnings
    assert not ids.phone("chiamare la sera").ok
    assert ids.phone_display("+39021234567").startswith("+39 02")


def test_iban() -> None:
    assert ids.iban("it60 x054 2811 1010 0000 0123 456").problems == ()
    assert not ids.iban("IT60X0542811101000000123457").ok
    assert ids.iban_display("IT60X0542811101000000123456").startswith("IT60 X054 ")
