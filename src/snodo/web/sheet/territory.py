"""The territory's sheet as a form: the same with an account and from the public page."""

from typing import Any

from django import forms

from snodo.kernel.errors import InputRefused
from snodo.kernel.packfile import Instrument as Shape
from snodo.kernel.packfile.shapes import Section
from snodo.web.forms import SnodoForm
from snodo.web.sheet import questions

PREFIX, NAME = "q-", "realta"  # the question in which a body says who it is


class ReplyForm(SnodoForm):
    """The questions of the sheet, section by section."""

    def __init__(self, *args: Any, shape: Shape, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        for item in shape.items:
            field = questions.sheet_field(item)
            field.expected = item.required  # type: ignore[attr-defined]
            self.fields[PREFIX + item.code] = field
            self._dress(PREFIX + item.code, field)

    @property
    def parts(self) -> list[tuple[Section, list[forms.BoundField]]]:
        """Each section with its fields."""
        return [
            (section, [self[PREFIX + item.code] for item in section.items]) for section in self.shape.sections
        ]

    def answers(self) -> dict[str, Any]:
        """By the codes of the sheet."""
        return {
            item.code: questions.sheet_answer(item, self.cleaned_data.get(PREFIX + item.code))
            for item in self.shape.items
        }

    def body(self) -> str:
        """Who answers."""
        return str(self.cleaned_data.get(PREFIX + NAME) or "")[:120]


def by_field(refusal: InputRefused, form: ReplyForm) -> InputRefused:
    """Questions are fields with a prefix."""
    named = {("realta" if code == "body" else code): said for code, said in refusal.problems.items()}
    return InputRefused(
        {(PREFIX + code if PREFIX + code in form.fields else code): said for code, said in named.items()}
    )
