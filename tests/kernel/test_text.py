import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from snodo.kernel import text
from snodo.kernel.text import PlainCharField, PlainTextField, clean_text, search_form


@given(st.text(max_size=300))
def test_cleaning_is_stable_and_storable(typed: str) -> None:
    try:
        cleaned = clean_text(typed, 300)
    except ValidationError:
        return
    assert clean_text(cleaned, 300) == cleaned
    assert "\0" not in cleaned
    assert "\r" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x9f", "\ud800"])
def test_invisible_characters_are_refused_with_a_sentence(character: str) -> None:
    with pytest.raises(ValidationError, match="invisibile"):
        clean_text(f"Buon{character}giorno")


def test_lines_tabs_and_accents_are_kept() -> None:
    assert clean_text("  perche\u0301\r\nsi\trinvia \r") == "perché\nsi\trinvia"


def test_a_ten_megabyte_text_is_refused_at_once() -> None:
    with pytest.raises(ValidationError, match=r"10\.000\.000 caratteri, il massimo è 20\.000"):
        clean_text("a" * 10_000_000)


def test_one_line_fields_refuse_line_breaks_and_lengths() -> None:
    field = PlainCharField(max_length=10)
    assert field.to_python("  Anna ") == "Anna"
    with pytest.raises(ValidationError, match="riga sola"):
        field.to_python("a\nb")
    with pytest.raises(ValidationError, match="troppo lungo"):
        field.to_python("a" * 11)


def test_searching_for_an_odd_character_never_fails() -> None:
    assert PlainCharField(max_length=10).get_prep_value("an\0na") == "anna"
    assert PlainCharField(max_length=3).get_prep_value("una ricerca lunga ") == "una ricerca lunga "


def test_the_default_length_stays_out_of_migrations() -> None:
    assert PlainTextField().deconstruct()[3] == {}
    assert PlainTextField(max_length=500).deconstruct()[3] == {"max_length": 500}
    assert PlainCharField(max_length=50).deconstruct()[3] == {"max_length": 50}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("D’Alò  Nicolò", "d alo nicolo"),
        ("MÜLLER-Groß", "muller gross"),
        ("Łukasz Đorđević", "lukasz dordevic"),
        ("Abdel_Rahman", "abdel rahman"),
        ("  ", ""),
        ("Оксана", "оксана"),
    ],
)
def test_search_form(name: str, form: str) -> None:
    assert search_form(name) == form


@given(st.text(max_size=100))
def test_search_form_is_stable(typed: str) -> None:
    form = search_form(typed)
    assert search_form(form) == form
    assert form == " ".join(form.split())


def test_tidy_keeps_what_may_be_stored() -> None:
    assert text.tidy(" a\0b ") == " ab "
