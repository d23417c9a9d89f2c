"""Base of all forms: plain fields, Italian sentences, nothing typed ever lost."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone

from snodo.kernel.text import LONG_TEXT, clean_text

FEW = 4
REQUIRED = "Questo campo è obbligatorio: scrivi o scegli qualcosa."
NEVER_COMES = "Quella notte l'orologio passa dalle 2 alle 3: scrivi un'altra ora."
MESSAGES = {
    forms.DateField: {"invalid": "Scrivi una data che esiste, per esempio 31/12/2026."},
    forms.DateTimeField: {"invalid": "Scrivi giorno e ora, per esempio 31/12/2026 15:30."},
    forms.TimeField: {"invalid": "Scrivi un'ora, per esempio 15:30."},
    forms.EmailField: {"invalid": "Scrivi un indirizzo completo, per esempio nome@ente.it."},
    forms.IntegerField: {"invalid": "Scrivi un numero intero, per esempio 12."},
    forms.DecimalField: {"invalid": "Scrivi un numero, per esempio 12,5."},
    forms.ModelChoiceField: {"invalid_choice": "Questa scelta non c'è più: scegli dall'elenco."},
    forms.ChoiceField: {"invalid_choice": "Questa scelta non c'è nell'elenco: scegline una."},
    forms.FileField: {
        "missing": "Scegli un file dal tuo dispositivo.",
        "empty": "Il file è vuoto: controlla e sceglilo di nuovo.",
    },
}


class LineField(forms.CharField):
    """One line of text."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        kwargs.setdefault("strip", False)
        super().__init__(max_length=None, **kwargs)
        self.limit = max_length
        self.widget.attrs.setdefault("maxlength", max_length)

    def to_python(self, value: Any) -> str:
        return clean_text(str(value), self.limit, multiline=False) if value not in self.empty_values else ""


class TextField(forms.CharField):
    """Several lines of text, with a limit that is said and held."""

    def __init__(self, *, max_length: int = LONG_TEXT, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("strip", False)
        super().__init__(max_length=None, **kwargs)
        self.limit = max_length
        self.widget.attrs.setdefault("data-limit", max_length)

    def to_python(self, value: Any) -> str:
        return clean_text(str(value), self.limit) if value not in self.empty_values else ""


class MomentField(forms.DateTimeField):
    """A day and an hour of Italy.

    The hour that comes twice when summer time ends is taken as the first; the one that never comes when
    it begins is refused.
    """

    def to_python(self, value: Any) -> datetime.datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone" or not error.params:
                raise
            return self._once(error.params["datetime"])

    def _once(self, written: datetime.datetime) -> datetime.datetime:
        moment = timezone.make_aware(written)
        there_and_back = moment.astimezone(datetime.UTC).astimezone(timezone.get_current_timezone())
        if there_and_back.replace(tzinfo=None) != written:
            raise ValidationError(NEVER_COMES, code="never_comes")
        return moment


class DateInput(forms.DateInput):
    """The browser's own calendar; dates travel as ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class NamedModelChoiceField(forms.ModelChoiceField):
    """A choice among rows, written as `naming` says."""

    def __init__(self, queryset: QuerySet[Any] | None, *, naming: Any = str, **kwargs: Any) -> None:
        self.naming = naming
        kwargs.setdefault("empty_label", "Scegli…")
        super().__init__(queryset, **kwargs)  # type: ignore[arg-type]  # None until the form knows its actor

    def label_from_instance(self, obj: Model) -> str:
        return str(self.naming(obj))


class SnodoForm(forms.Form):
    """Derive every form from this one.

    It marks optional fields in words, gives dates the browser's calendar, turns short choices into
    radio buttons, and refuses characters that cannot be stored with a sentence.
    """

    required_css_class = "required"
    error_css_class = "wrong"
    # Names of choice fields that stay a drop-down even with few choices.
    dropdowns: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.error_messages["required"] = REQUIRED
            for kind, sentences in MESSAGES.items():
                if isinstance(field, kind):
                    field.error_messages.update(sentences)
            self._dress(name, field)

    def _dress(self, name: str, field: forms.Field) -> None:
        if isinstance(field, forms.DateTimeField) and type(field.widget) is forms.DateTimeInput:
            field.widget = self._moved(field, DateTimeInput())
        elif isinstance(field, forms.DateField) and type(field.widget) is forms.DateInput:
            field.widget = self._moved(field, DateInput())
        elif isinstance(field, forms.TimeField) and type(field.widget) is forms.TimeInput:
            field.widget = self._moved(field, TimeInput())
        elif type(field) is forms.ChoiceField or type(field) is forms.TypedChoiceField:
            self._dress_choice(name, field)

    def _dress_choice(self, name: str, field: forms.ChoiceField) -> None:
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
        real = [choice for choice in choices if choice[0] not in ("", None)]
        grouped = any(isinstance(label, (list, tuple)) for _, label in choices)
        if type(field.widget) is forms.Select and 0 < len(real) <= FEW and not grouped:
            if name in self.dropdowns:
                return
            if not field.required and len(real) == len(choices):
                real = [*real, ("", "Non indicato")]
            elif not field.required:
                real = [*real, next(choice for choice in choices if choice[0] in ("", None))]
            field.widget = self._moved(field, forms.RadioSelect())
            field.choices = real

    def _moved(self, field: forms.Field, widget: forms.Widget) -> forms.Widget:
        """A new widget that keeps what the old one was told."""
        widget.attrs.update(field.widget.attrs)
        widget.is_required = field.required
        widget.is_localized = False
        return widget

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if isinstance(value, str) and name in self.fields:
                self._refuse_controls(name, value)
        return data

    def _refuse_controls(self, name: str, value: str) -> None:
        try:
            clean_text(value, max(len(value), LONG_TEXT))
        except ValidationError as error:
            self.add_error(name, error)


class FilterForm(SnodoForm):
    """Filters of a list, kept in the address. Nothing is required; nonsense is ignored."""

    dropdowns: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.widget.is_required = False

    def _dress_choice(self, name: str, field: forms.ChoiceField) -> None:
        return None

    def value(self, name: str) -> Any:
        """The chosen value, or None when absent or not valid."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {}).get(name)
        return None if chosen in ("", None) else chosen
