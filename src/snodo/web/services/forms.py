"""What is typed about services and sendings."""

from typing import Any

from django import forms

from snodo.domain.people.states import LANGUAGES
from snodo.domain.services import states
from snodo.domain.services.models import Service
from snodo.web.forms import FilterForm, LineField, NamedModelChoiceField, SnodoForm, TextField


class DirectoryFilter(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Cerca", max_length=80)
    tipo = forms.ChoiceField(label="Per che cosa", choices=[("", "Tutto"), *states.ServiceKind.choices])
    lingua = forms.ChoiceField(label="Lingua", choices=[("", "Tutte"), *LANGUAGES.items()])
    conferma = forms.ChoiceField(
        label="Conferma", choices=[("", "Tutti"), ("fresh", "Confermati"), ("stale", "Da confermare")]
    )


class ServiceForm(SnodoForm):
    """A service, in the fields other directories know too."""

    name = LineField(label="Nome del servizio", max_length=160)
    kind = forms.ChoiceField(label="Per che cosa", choices=[("", "Scegli"), *states.ServiceKind.choices])
    provider = LineField(
        label="Chi lo offre",
        max_length=160,
        help_text="Di una casa protetta non scrivere l'indirizzo: basta il numero da chiamare.",
    )
    description = TextField(label="Che cosa fa", max_length=4000, required=False)
    eligibility = TextField(label="Per chi", max_length=2000, rows=3, required=False)
    minimum_age = forms.IntegerField(label="Età minima", min_value=0, max_value=120, required=False)
    maximum_age = forms.IntegerField(label="Età massima", min_value=0, max_value=120, required=False)
    schedule = LineField(label="Giorni e orari", max_length=300, required=False)
    languages = forms.MultipleChoiceField(
        label="Lingue parlate",
        choices=list(LANGUAGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    documents = TextField(
        label="Documenti da portare", max_length=1000, rows=3, required=False, help_text="Uno per riga."
    )
    how = TextField(label="Come si accede", max_length=1000, rows=3, required=False)
    wait_days = forms.IntegerField(
        label="Giorni di attesa", min_value=0, max_value=999, required=False, help_text="Circa, da oggi."
    )
    fees = LineField(label="Quanto costa", max_length=200, required=False)
    area = LineField(label="Zona servita", max_length=200, required=False)
    address = LineField(label="Indirizzo", max_length=200, required=False)
    phone = LineField(label="Telefono", max_length=40, required=False)
    email = forms.EmailField(label="Posta elettronica", required=False)
    url = forms.URLField(label="Sito", required=False, max_length=300, assume_scheme="https")
    stale_after_days = forms.IntegerField(
        label="Da confermare ogni quanti giorni", min_value=1, max_value=730, initial=90
    )


def initial_of(service: Service) -> dict[str, Any]:
    """What the form shows of a service."""
    return {name: getattr(service, name) for name in ServiceForm.base_fields}


class SendForm(SnodoForm):
    """Who goes with them, and when to ask."""

    service = NamedModelChoiceField(
        queryset=None, label="A quale servizio", naming=lambda row: f"{row.name} ({row.provider})"
    )
    accompanied = forms.BooleanField(label="Qualcuno la accompagna", required=False)
    sent_on = forms.DateField(label="Quando", required=False)
    ask_on = forms.DateField(
        label="Quando chiedere com'è andata", required=False, help_text="Se non lo scrivi, tra due settimane."
    )


OUTCOMES = [
    ("taken_on", states.SendingState.TAKEN_ON.label),
    ("contacted", states.SendingState.CONTACTED.label),
    ("refused", states.SendingState.REFUSED.label),
    ("no_answer", states.SendingState.NO_ANSWER.label),
    ("not_gone", states.SendingState.NOT_GONE.label),
]


class OutcomeForm(SnodoForm):
    """What was heard."""

    verb = forms.ChoiceField(label="Com'è andata", choices=OUTCOMES, widget=forms.RadioSelect)
    note = LineField(label="Che cosa si è saputo", max_length=500, required=False)
    ask_on = forms.DateField(
        label="Quando chiedere di nuovo", required=False, help_text="Solo se è ancora in contatto."
    )


class ImportForm(SnodoForm):
    """A directory in the format of Open Referral."""

    file = forms.FileField(label="File JSON (HSDS 3)")
