"""Forms say what is wrong next to the field and on top, and lose nothing that was typed."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django import forms

from snodo.kernel.errors import InputRefused
from snodo.web.forms import FilterForm, LineField, MomentField, SnodoForm, TextField
from snodo.web.http import apply_refusal
from snodo.web.templatetags.snodo import in_use


class MeetingForm(SnodoForm):
    title = LineField(label="Titolo", max_length=20, help_text="Breve.")
    day = forms.DateField(label="Giorno")
    how = forms.ChoiceField(label="Come", choices=[("p", "In presenza"), ("d", "A distanza")])
    where = forms.ChoiceField(label="Dove", choices=[(str(n), str(n)) for n in range(9)], required=False)
    notes = TextField(label="Note", required=False, max_length=50)


GOOD = {"title": "Tavolo", "day": "2026-11-30", "how": "p"}


def soup(form: forms.Form) -> BeautifulSoup:
    return BeautifulSoup(form.render(), "html.parser")


def test_labels_say_what_is_required_in_words() -> None:
    page = soup(MeetingForm())
    assert page.find("label", {"for": "id_title"}).get_text(" ", strip=True) == "Titolo (obbligatorio)"
    assert "(facoltativo)" in page.find("label", {"for": "id_notes"}).get_text()


def test_help_is_bound_to_its_field() -> None:
    page = soup(MeetingForm())
    described = page.find(id="id_title")["aria-describedby"]
    assert page.find(id=described).get_text() == "Breve."


def test_an_error_stands_next_to_its_field_and_in_the_summary() -> None:
    page = soup(MeetingForm({**GOOD, "day": "2026-02-31"}))
    day = page.find(id="id_day")
    assert day["aria-invalid"] == "true"
    assert "id_day_error" in day["aria-describedby"]
    assert day["value"] == "2026-02-31"
    assert "31/12/2026" in page.find(id="id_day_error").get_text()
    summary = page.find(id="riepilogo-errori")
    assert summary["tabindex"] == "-1"
    assert summary.find("a")["href"] == "#id_day"


def test_a_group_of_choices_is_reached_from_the_summary() -> None:
    page = soup(MeetingForm({**GOOD, "how": ""}))
    link = page.find(id="riepilogo-errori").find("a")
    assert page.find(id=link["href"].removeprefix("#"))["type"] == "radio"


def test_few_choices_are_radios_and_many_a_list() -> None:
    page = soup(MeetingForm())
    assert len(page.find_all("input", {"type": "radio", "name": "how"})) == 2
    assert page.find("select", {"name": "where"})


def test_dates_use_the_calendar_of_the_browser_and_italian_ones_are_read() -> None:
    assert soup(MeetingForm()).find(id="id_day")["type"] == "date"
    form = MeetingForm({**GOOD, "day": "30/11/2026"})
    assert form.is_valid()
    assert form.cleaned_data["day"] == datetime.date(2026, 11, 30)


class AppointmentForm(SnodoForm):
    starts_at = MomentField(label="Giorno e ora")


def test_an_hour_that_comes_twice_is_the_first_one() -> None:
    form = AppointmentForm({"starts_at": "2026-10-25T02:30"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["starts_at"].astimezone(datetime.UTC).hour == 0


def test_an_hour_that_never_comes_is_refused_with_a_sentence() -> None:
    form = AppointmentForm({"starts_at": "2027-03-28T02:30"})
    assert "passa dalle 2 alle 3" in form.errors["starts_at"][0]


@pytest.mark.parametrize("field", ["title", "notes"])
def test_a_nul_is_refused_with_a_sentence(field: str) -> None:
    form = MeetingForm({**GOOD, field: "ciao\x00ciao"})
    assert not form.is_valid()
    assert "carattere invisibile" in form.errors[field][0]


def test_a_nul_in_a_plain_field_of_any_form_is_refused() -> None:
    class Plain(SnodoForm):
        word = forms.CharField()

    assert not Plain({"word": "a\x00b"}).is_valid()


def test_a_text_too_long_comes_back_whole_with_the_limit_said() -> None:
    typed = "a" * 10_000_000
    form = MeetingForm({**GOOD, "notes": typed})
    assert not form.is_valid()
    assert "il massimo è 50" in form.errors["notes"][0]
    assert form["notes"].value() == typed


def test_a_line_holds_one_line() -> None:
    assert not MeetingForm({**GOOD, "title": "due\nrighe"}).is_valid()


def test_texts_are_kept_in_one_form() -> None:
    form = MeetingForm({**GOOD, "title": "  Nicolo\u0300  "})
    assert form.is_valid()
    assert form.cleaned_data["title"] == "Nicolò"


def test_what_a_rule_refuses_lands_on_its_field_or_on_top() -> None:
    form = MeetingForm(GOOD)
    assert form.is_valid()
    apply_refusal(form, InputRefused({"day": "È festa.", "": "Manca l'équipe.", "other": "Altro ancora."}))
    assert form.errors["day"] == ["È festa."]
    assert list(form.non_field_errors()) == ["Manca l'équipe.", "Altro ancora."]
    assert soup(form).find(id="id_title")["value"] == "Tavolo"


def test_filters_require_nothing_and_ignore_nonsense() -> None:
    class Filters(FilterForm):
        state = forms.ChoiceField(choices=[("a", "Aperte"), ("c", "Chiuse")])
        since = forms.DateField()

    filters = Filters({"state": "'; drop", "since": "2026-01-01"})
    assert filters.value("state") is None
    assert filters.value("since") == datetime.date(2026, 1, 1)


def test_a_filter_is_in_use_when_it_says_something_else_than_at_the_start() -> None:
    class Filters(FilterForm):
        whose = forms.ChoiceField(choices=[("mine", "I miei"), ("all", "Tutti")])
        text = forms.CharField()
        late = forms.BooleanField()

    for data, used in (
        ({}, False),
        ({"whose": "mine", "text": ""}, False),
        ({"whose": "all"}, True),
        ({"text": "rossi"}, True),
        ({"late": "on"}, True),
    ):
        assert in_use(Filters(data)) is used
