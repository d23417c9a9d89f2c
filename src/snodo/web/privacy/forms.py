"""Forms of data protection."""

from collections.abc import Sequence
from typing import Any

from django import forms

from snodo.domain.people.models import Guardian
from snodo.domain.people.states import EmergencyReason, GuardianPower, GuardianWay
from snodo.domain.privacy.queries import WHICH
from snodo.domain.privacy.states import (
    Asker,
    IdentityCheck,
    OmitReason,
    Pattern,
    RequestKind,
    RequestState,
    ReviewState,
    UnusualState,
)
from snodo.kernel import clock
from snodo.web.forms import FilterForm, LineField, SnodoForm, TextField

GUARDIAN = "guardian-"  # before the id of somebody written down as who decides
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


class ProtectedForm(SnodoForm):
    """One protected person, without their name; and why."""

    pseudonym = LineField(label="Pseudonimo", max_length=80, required=False)
    code = LineField(label="Codice fiscale o altro codice", max_length=32, required=False)
    number = LineField(
        label="Numero della richiesta",
        help_text="È sulla pagina della richiesta: per esempio R-4F2A91C7.",
        max_length=12,
        required=False,
    )
    why = TextField(
        label="Perché la cerchi",
        help_text="Resta nel registro della persona, accanto al tuo nome.",
        max_length=300,
        rows=2,
    )


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


class RequestFilters(FilterForm):
    stato = forms.ChoiceField(label="Stato", choices=[("", "Tutte"), *WHICH, *RequestState.choices])
    tipo = forms.ChoiceField(label="Che cosa chiede", choices=[("", "Tutto"), *RequestKind.choices])


class RequestForm(SnodoForm):
    """What a person asks, written down by whoever is with them."""

    kind = forms.ChoiceField(label="Che cosa chiede", choices=RequestKind.choices, widget=forms.RadioSelect)
    words = TextField(
        label="Con le sue parole",
        help_text="Resta cifrato. Per una correzione: che cosa è sbagliato e com'è giusto.",
        max_length=2000,
        rows=3,
        required=False,
    )
    asked_by = forms.ChoiceField(label="Chi chiede", choices=Asker.choices, initial=Asker.PERSON)
    asker = LineField(
        label="Nome e cognome di chi chiede",
        help_text="Solo se non è la persona stessa, e non è già tra le scelte qui sopra.",
        max_length=160,
        required=False,
    )
    received_on = forms.DateField(
        label="Quando è arrivata",
        help_text="Da questo giorno c'è un mese per rispondere.",
        initial=clock.today,
    )

    def __init__(self, *args: Any, guardians: Sequence[Guardian] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {f"{GUARDIAN}{one.pk}": one for one in guardians}
        if not self.guardians:
            return
        person, *others = Asker.choices
        known = [
            (code, f"{one.name}: {one.get_kind_display().lower()}") for code, one in self.guardians.items()
        ]
        asked_by = self.fields["asked_by"]
        asked_by.choices = [person, *known, *others]  # type: ignore[attr-defined]
        signing = [
            code
            for code, one in self.guardians.items()
            if one.way == GuardianWay.INSTEAD and GuardianPower.SHARING in one.powers
        ]
        if len(signing) == 1:
            asked_by.initial = signing[0]

    def told(self) -> dict[str, Any]:
        """As the rule wants it: who was chosen among those already written has their name."""
        data = dict(self.cleaned_data)
        known = self.guardians.get(data["asked_by"])
        if known is not None:
            data |= {"asked_by": Asker.GUARDIAN, "asker": known.name}
        return data


class IdentityForm(SnodoForm):
    how = forms.ChoiceField(label="Come sai chi è", choices=IdentityCheck.choices, widget=forms.RadioSelect)


class ProlongForm(SnodoForm):
    reason = TextField(
        label="Perché serve più tempo",
        help_text="Va detto alla persona entro il primo mese. Si può fare una volta sola: due mesi in più.",
        max_length=500,
        rows=3,
    )


class QuestionForm(SnodoForm):
    question = TextField(
        label="Che cosa ti serve sapere", help_text="Lo legge l'équipe della persona.", max_length=1000
    )


class ContributionForm(SnodoForm):
    text = TextField(label="Il tuo contributo", max_length=4000, rows=5)


class AnswerForm(SnodoForm):
    answer = TextField(
        label="Che cosa è stato risposto e fatto",
        help_text="La legge anche l'équipe della persona. Resta cifrata.",
        max_length=4000,
        rows=6,
    )


class OmissionForm(SnodoForm):
    """What is left out of a copy, and why."""

    key = LineField(max_length=120, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label="Perché lo lasci fuori", choices=OmitReason.choices)
    note = LineField(
        label="Nota per chi controlla", help_text="Non va alla persona.", max_length=500, required=False
    )


class RefusalForm(SnodoForm):
    reason = TextField(
        label="Perché non si accoglie",
        help_text="Va detto alla persona, insieme al diritto di reclamo.",
        max_length=4000,
        rows=5,
    )
