"""Forms of retention."""

from typing import Any

from django import forms

from snodo.domain.privacy.states import DataClass, FileState, StartEvent, SubjectKind
from snodo.domain.programmes.models import Programme
from snodo.kernel.actor import Actor
from snodo.web.forms import FilterForm, LineField, SnodoForm, TextField


class FileFilters(FilterForm):
    stato = forms.ChoiceField(
        label="Stato",
        choices=[
            ("", "Tutti"),
            *FileState.choices,
            ("ready", "Da cancellare: è passato anche il tempo delle prove"),
            ("held", "Fermi per un blocco"),
        ],
    )
    tipo = forms.ChoiceField(label="Che cosa", choices=[("", "Tutto"), *SubjectKind.choices])


class HoldForm(SnodoForm):
    reason = TextField(
        label="Perché non si cancella",
        help_text="Un controllo di un finanziatore, una causa. Resta cifrato.",
        max_length=500,
        rows=2,
    )
    until_day = forms.DateField(label="Fino al", required=False, help_text="Vuoto: finché non lo togli.")


class FinalStepForm(SnodoForm):
    """What cannot be undone takes more than one tap."""

    sure = forms.BooleanField(label="Ho guardato la prova e so che non si torna indietro")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="passo-%s", **kwargs)
        said = "Segna la casella: questo passo non si può annullare."
        self.fields["sure"].error_messages["required"] = said


class RuleForm(SnodoForm):
    kind = forms.ChoiceField(label="Che cosa", choices=DataClass.choices)
    programme = forms.ModelChoiceField(
        label="In quale programma", queryset=None, required=False, empty_label="In tutti"
    )
    months = forms.IntegerField(label="Per quanti mesi", min_value=1, max_value=1200)
    start = forms.ChoiceField(label="Da quando si conta", choices=StartEvent.choices)
    from_day = forms.DateField(
        label="Giorno preciso", required=False, help_text="Per esempio il giorno del saldo del finanziatore."
    )
    year_end = forms.BooleanField(label="Si conta dal 31 dicembre di quell'anno", required=False)
    source = LineField(label="Dove è scritto", max_length=300, help_text="Legge, massimario, delibera.")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["programme"]
        field.queryset = Programme.objects.filter(network_id=actor.network_id).order_by("title")
