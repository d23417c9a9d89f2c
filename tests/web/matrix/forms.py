"""Reads the forms of a page as a browser does, and fills them as somebody in a hurry would."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from unittest import mock
from uuid import UUID

from django import forms

from snodo.kernel import clock
from snodo.web.forms import LineField, TextField
from tests.web.on_packs.desk import a_paper

ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
TEXT = (LineField, TextField)
# What every form bears: against forgery, against two clicks, for which role it was drawn.
OURS = ("csrfmiddlewaretoken", "_once", "_as")


@dataclass
class Drawn:
    """One form of a page."""

    page: str
    action: str
    post: bool
    values: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, where it leads

    def shape(self) -> tuple[str, ...]:
        """The names of the fields, whichever object they speak of."""
        return tuple(sorted({ID.sub("*", name) for name in [*self.values, *self.offered]}))


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[Drawn] = []
        self.here: Drawn | None = None
        self.name = ""
        self.text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            where = given.get("action") or self.page
            self.here = Drawn(self.page, where, given.get("method", "").lower() == "post")
            self.found.append(self.here)
        elif self.here is not None:
            getattr(self, f"_{tag}", lambda given: None)(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.here = None
        elif tag == "select":
            self.name = ""
        elif tag == "textarea" and self.here is not None and self.text is not None:
            self.here.values[self.name] = [self.text.strip()]
            self.name, self.text = "", None

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text += data

    def _input(self, given: dict[str, str]) -> None:
        assert self.here is not None
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or kind == "file":
            return
        if kind in ("radio", "checkbox"):
            self.here.offered.setdefault(name, set()).add(given.get("value", "on"))
            if "checked" in given:
                self.here.values.setdefault(name, []).append(given.get("value", "on"))
        elif kind != "submit":
            self.here.values.setdefault(name, []).append(given.get("value", ""))

    def _select(self, given: dict[str, str]) -> None:
        assert self.here is not None
        self.name = given.get("name", "")
        self.here.offered.setdefault(self.name, set())

    def _option(self, given: dict[str, str]) -> None:
        assert self.here is not None
        if self.name:
            self.here.offered[self.name].add(given.get("value", ""))
            if "selected" in given:
                self.here.values.setdefault(self.name, []).append(given.get("value", ""))

    def _textarea(self, given: dict[str, str]) -> None:
        self.name, self.text = given.get("name", ""), ""

    def _button(self, given: dict[str, str]) -> None:
        assert self.here is not None
        if given.get("type", "submit") == "submit":
            self.here.buttons.append(
                (given.get("name", ""), given.get("value", ""), given.get("formaction", ""))
            )


def forms_of(page: str, html: str) -> list[Drawn]:
    """Every form of a page, with what it holds and what it offers."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.found


@contextmanager
def overheard() -> Iterator[dict[str, forms.Field]]:
    """The fields of every form that Django makes meanwhile, by the name they have in the page."""
    heard: dict[str, forms.Field] = {}
    made: list[forms.BaseForm] = []
    begin = forms.BaseForm.__init__

    def listen(self: forms.BaseForm, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        made.append(self)

    with mock.patch.object(forms.BaseForm, "__init__", listen):
        yield heard
    for form in made:
        heard.update({form.add_prefix(name): one for name, one in form.fields.items()})


def filled(form: Drawn, fields: dict[str, forms.Field], *, all_of_it: bool = False) -> dict[str, Any]:
    """What a browser would send, with something plausible where nothing is written yet.

    Only what must be there, or (`all_of_it`) also every line of text: a rule may ask for
    what its form does not.
    """
    data: dict[str, Any] = {name: list(values) for name, values in form.values.items()}
    for name in [*form.offered, *form.values]:
        if not any(data.get(name, [])) and not name.startswith("_"):
            given = _plausible(name, form, fields.get(name), all_of_it)
            if given is not None:
                data[name] = given
    for name, one in fields.items():
        if isinstance(one, forms.FileField) and one.required:
            data[name] = a_paper()
    if form.buttons and form.buttons[0][0]:
        data.setdefault(form.buttons[0][0], [form.buttons[0][1]])
    return data


def _plausible(name: str, form: Drawn, known: forms.Field | None, all_of_it: bool) -> Any:
    if known is None:
        return None
    if isinstance(known, forms.BooleanField):
        return ["on"] if known.required else None
    if name in form.offered:
        real = sorted(one for one in form.offered[name] if one)
        wanted = known.required or any(ID.fullmatch(one) for one in real)
        return real[:1] if real and wanted else None
    return _written(known) if known.required or (all_of_it and type(known) in TEXT) else None


def _written(known: forms.Field) -> list[str]:
    soon = clock.today() + datetime.timedelta(days=9)
    if isinstance(known, forms.DateTimeField):
        return [f"{soon}T10:00"]
    if isinstance(known, forms.DateField):
        return [str(soon)]
    if isinstance(known, forms.TimeField):
        return ["10:00"]
    if isinstance(known, forms.EmailField):
        return ["qualcuno@rhodense.example"]
    if isinstance(known, (forms.IntegerField, forms.DecimalField)):
        return [str(getattr(known, "min_value", None) or 1)]
    return ["Parole di prova"]


def is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
