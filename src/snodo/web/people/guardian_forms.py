"""What is typed of who decides for somebody, and of households that change shape."""

from collections.abc import Iterable
from typing import Any

from django import forms

from snodo.domain.people.models import Person
from snodo.domain.people.states import GuardianKind, GuardianPower, GuardianWay, Relation
from snodo.web.forms import LineField, SnodoForm, TextField

OWN = "Solo per l'amministratore di sostegno: per gli altri lo dice la legge."
PLACES = [(value, label) for value, label in Relation.choices if value != Relation.REFERENCE]


class GuardianForm(SnodoForm):
    """Somebody was named, or is a parent."""

    dropdowns = ("kind",)

    kind = forms.ChoiceField(label="Chi decide", choices=[("", "Scegli"), *GuardianKind.choices])
    name = LineField(label="Nome e cognome, oppure ente nominato", max_length=160)
    reach = LineField(label="Come raggiungerlo", max_length=200, required=False)
    act = LineField(
        label="Atto",
        max_length=300,
        required=False,
        help_text="Quale ufficio, numero e data. Per un genitore non serve.",
    )
    started_on = forms.DateField(label="Dal")
    ended_on = forms.DateField(label="Fino al", required=False, help_text="Se l'atto ha una scadenza.")
    way = forms.ChoiceField(
        label="In che modo",
        choices=[(one.value, one.label) for one in (GuardianWay.INSTEAD, GuardianWay.BESIDE)],
        widget=forms.RadioSelect,
        required=False,
        help_text=OWN,
    )
    powers = forms.MultipleChoiceField(
        label="Per che cosa",
        choices=GuardianPower.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=OWN,
    )
    limits = TextField(
        label="Che cosa dice l'atto", max_length=1000, rows=3, required=False, help_text="Solo ciò che serve."
    )


class EndForm(SnodoForm):
    """They decide no more."""

    ended_on = forms.DateField(label="Dal giorno", required=False, help_text="Vuoto: da oggi.")


class SearchForm(SnodoForm):
    """Who takes care of it, and how far they are."""

    note = LineField(
        label="A che punto è", max_length=500, required=False, help_text="Per esempio: ricorso da presentare."
    )


# Households


def named(people: Iterable[Person]) -> list[tuple[str, str]]:
    """Members to choose among."""
    return [(str(one.pk), one.name) for one in people]


class ReferenceForm(SnodoForm):
    """Another adult is the reference."""

    person = forms.ChoiceField(label="Chi è adesso l'adulto di riferimento", widget=forms.RadioSelect)
    former_relation = forms.ChoiceField(
        label="Che posto ha adesso chi lo era", choices=PLACES, initial=Relation.OTHER
    )
    since = forms.DateField(label="Da quando", required=False, help_text="Vuoto: da oggi.")

    def __init__(self, *args: Any, people: Iterable[Person], former: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = named(people)  # type: ignore[attr-defined]
        if not former:
            del self.fields["former_relation"]


class PlaceForm(SnodoForm):
    """Another place in the household, since a day; or what was written wrong."""

    relation = forms.ChoiceField(label="Ruolo nel nucleo", choices=Relation.choices)
    cohabiting = forms.BooleanField(label="Convive", required=False)
    since = forms.DateField(
        label="È cambiato dal",
        required=False,
        help_text="Vuoto se non è cambiato nulla e stai correggendo un errore.",
    )
    started_on = forms.DateField(
        label="Fa parte del nucleo dal", required=False, help_text="Si corregge solo se era sbagliato."
    )


class SplitForm(SnodoForm):
    """Some members make a household of their own."""

    name = LineField(label="Nome del nuovo nucleo", max_length=120)
    reference = forms.ChoiceField(label="Il suo adulto di riferimento", widget=forms.RadioSelect)
    persons = forms.MultipleChoiceField(
        label="Chi va nel nuovo nucleo", widget=forms.CheckboxSelectMultiple, required=False
    )
    since = forms.DateField(label="Da quando", required=False, help_text="Vuoto: da oggi.")

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = named(people)
        self.fields["reference"].choices = choices  # type: ignore[attr-defined]
        self.fields["persons"].choices = choices  # type: ignore[attr-defined]
