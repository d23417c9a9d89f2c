"""What is typed about companies."""

from typing import Any

from django import forms

from snodo.domain.employers import states
from snodo.domain.network import access as network
from snodo.domain.network.states import OrganisationKind, TerritoryKind
from snodo.kernel import clock, identifiers
from snodo.kernel.actor import Actor
from snodo.web.forms import FilterForm, LineField, NamedModelChoiceField, SnodoForm, TextField

ANY = [("", "Tutte")]


def _label(organisation: Any) -> str:
    return str(organisation.name)


class HostFilters(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Nome o attività", max_length=80)
    tipo = forms.ChoiceField(label="Tipo", choices=[("", "Tutti"), *states.HostKind.choices])
    disponibilita = forms.ChoiceField(label="Disponibilità", choices=[*ANY, *states.Readiness.choices])
    da_sentire = forms.BooleanField(label="Solo da sentire oggi")


class ProfileForm(SnodoForm):
    """The company as a place of work."""

    kind = forms.ChoiceField(label="Tipo di azienda", choices=[("", "Scegli"), *states.HostKind.choices])
    activity = LineField(label="Che cosa fa", max_length=160, required=False)
    site = LineField(label="Sede di lavoro", max_length=200, required=False, help_text="Via e comune.")
    region = forms.ChoiceField(
        label="Regione",
        choices=[("", "Scegli"), *states.Region.choices],
        required=False,
        help_text="Le regole dei tirocini dipendono dalla regione.",
    )
    municipality = NamedModelChoiceField(
        queryset=None, label="Comune", required=False, empty_label="Non indicato"
    )  # type: ignore[arg-type]
    transport = forms.ChoiceField(
        label="Come ci si arriva", choices=states.Transport.choices, initial=states.Transport.UNKNOWN
    )
    transport_note = LineField(label="Linea, fermata, orari", max_length=200, required=False)
    permanent_employees = forms.IntegerField(
        label="Dipendenti a tempo indeterminato",
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text="Servono per sapere quanti tirocini può ospitare.",
    )
    fixed_term_employees = forms.IntegerField(
        label="Dipendenti a tempo determinato", required=False, min_value=0, max_value=1_000_000
    )
    public_body = forms.BooleanField(label="È un ente pubblico", required=False)
    ateco_code = LineField(label="Codice ATECO", max_length=10, required=False)
    ateco_edition = forms.ChoiceField(
        label="Edizione ATECO", choices=[("", "Nessuna"), *states.AtecoEdition.choices], required=False
    )
    notes = TextField(label="Note", max_length=4000, required=False)
    dropdowns = ("ateco_edition",)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = network.territories_visible_to(actor).filter(kind=TerritoryKind.MUNICIPALITY)
        self.fields["municipality"].queryset = places.order_by("name")  # type: ignore[attr-defined]


class NewHostForm(ProfileForm):
    """A company new to the network."""

    name = LineField(label="Nome dell'azienda", max_length=160)
    vat_number = LineField(
        label="Partita IVA",
        max_length=20,
        required=False,
        help_text="Undici cifre. Evita di inserirla due volte.",
    )
    organisation_kind = forms.ChoiceField(
        label="Forma", choices=OrganisationKind.choices, initial=OrganisationKind.COMPANY
    )
    phone = LineField(label="Telefono", max_length=30, required=False)
    email = forms.EmailField(label="Posta elettronica", required=False)
    field_order = ["name", "vat_number", "organisation_kind", "phone", "email", "kind"]

    def clean_vat_number(self) -> str:
        typed = self.cleaned_data["vat_number"].replace(" ", "").upper().removeprefix("IT")
        if typed:
            checked = identifiers.partita_iva(typed)
            if not checked.ok:
                raise forms.ValidationError(checked.errors[0])
        return str(typed)


class ScoutingForm(SnodoForm):
    """One contact."""

    kind = forms.ChoiceField(label="Come vi siete sentiti", choices=states.ContactKind.choices)
    on_day = forms.DateField(label="Quando", initial=clock.today)
    spoke_with = LineField(label="Con chi", max_length=120, required=False)
    readiness = forms.ChoiceField(
        label="Quanto è disponibile",
        choices=[choice for choice in states.Readiness.choices if choice[0] != states.Readiness.NEW],
    )
    summary = TextField(label="Che cosa vi siete detti", max_length=2000, required=False)
    next_on = forms.DateField(label="Da risentire il", required=False)


class ContactForm(SnodoForm):
    """Somebody to speak to."""

    name = LineField(label="Nome e cognome", max_length=120)
    job_title = LineField(label="Ruolo", max_length=120, required=False)
    phone = LineField(label="Telefono", max_length=30, required=False)
    email = forms.EmailField(label="Posta elettronica", required=False)


class AgreementForm(SnodoForm):
    """A *convenzione*."""

    promoter = NamedModelChoiceField(
        queryset=None, label="Ente promotore", naming=_label, empty_label="Scegli"
    )  # type: ignore[arg-type]
    valid_from = forms.DateField(label="Vale dal")
    valid_until = forms.DateField(label="Vale fino al")
    number = LineField(label="Numero o protocollo", max_length=60, required=False)
    file = forms.FileField(
        label="Convenzione firmata", required=False, help_text="PDF o immagine, al massimo 20 MB."
    )

    def __init__(self, *args: Any, actor: Actor, host_id: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = network.organisations_visible_to(actor).filter(active=True).exclude(pk=host_id)
        self.fields["promoter"].queryset = bodies.order_by("name")  # type: ignore[attr-defined]
