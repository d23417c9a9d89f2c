"""Forms of data protection."""

from typing import Any

from django import forms

from snodo.domain.people.states import EmergencyReason
from snodo.domain.privacy.states import Pattern, ReviewState, UnusualState
from snodo.web.forms import FilterForm, LineField, SnodoForm, TextField

NEED_ONE = "Scrivi il codice, oppure nome, cognome e data di nascita."


class NamedExactlyForm(SnodoForm):
    """One person, by code or by whole name and birth date: never a search."""

    code = LineField(label="Codice fiscale", max_length=32, required=False)
    first_name = LineField(label="Nome", max_length=80, required=False)
    last_name = LineField(label="Cognome", max_length=80, required=False)
    birth_date = forms.DateField(label="Data di nascita", required=False)

    NAMED = ("code", "first_name", "last_name", "birth_date")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        whole = all(data.get(name) for name in ("first_name", "last_name", "birth_date"))
        if not data.get("code") and not whole:
            raise forms.ValidationError(NEED_ONE)
        return data

    def named(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in self.NAMED}

    def named_fields(self) -> list[Any]:
        return [self[name] for name in self.NAMED]


class EmergencyForm(NamedExactlyForm):
    """Whom, why, in a sentence."""

    reason = forms.ChoiceField(
        label="Perché serve", choices=EmergencyReason.choices, widget=forms.RadioSelect
    )
    words = TextField(
        label="Che cosa succede",
        help_text="Una frase. La leggerà chi esamina l'accesso; resta cifrata.",
        max_length=500,
        rows=3,
    )

    def why_fields(self) -> list[Any]:
        return [self["reason"], self["words"]]


class VerdictForm(SnodoForm):
    """The judgement."""

    verdict = forms.ChoiceField(
        label="L'accesso era giustificato?",
        choices=[
            (ReviewState.JUSTIFIED, "Sì, era giustificato"),
            (ReviewState.UNJUSTIFIED, "No, non era giustificato"),
        ],
    )
    note = TextField(
        label="Nota",
        help_text="Serve se non era giustificato. La leggono chi ha chiesto e chi segue la persona.",
        max_length=2000,
        rows=3,
        required=False,
    )


class ReviewFilters(FilterForm):
    stato = forms.ChoiceField(label="Esame", choices=[("", "Tutti"), *ReviewState.choices])


class UnusualFilters(FilterForm):
    stato = forms.ChoiceField(label="Stato", choices=[("", "Tutte"), *UnusualState.choices])
    tipo = forms.ChoiceField(label="Che cosa", choices=[("", "Tutto"), *Pattern.choices])


class NoteForm(SnodoForm):
    note = TextField(label="Nota", max_length=2000, rows=2, required=False)
