"""What is typed about bodies and colleagues."""

from typing import Any

from django import forms

from snodo.domain.network.states import Capability, OrganisationKind, Role
from snodo.web.forms import FilterForm, LineField, SnodoForm
from snodo.web.sso.gateways import configured

__all__ = ["InviteForm", "NetworkFilters", "OrganisationForm"]

KINDS = [("", "Scegli"), *OrganisationKind.choices]


class NetworkFilters(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Cerca un ente", required=False, max_length=80)
    tipo = forms.ChoiceField(label="Tipo", required=False, choices=[("", "Tutti"), *OrganisationKind.choices])


class OrganisationForm(SnodoForm):
    """A body of the network."""

    name = LineField(label="Nome", max_length=160)
    short_name = LineField(
        label="Nome breve", max_length=40, required=False, help_text="Come la chiamate tra voi."
    )
    kind = forms.ChoiceField(label="Tipo", choices=KINDS)
    sensitive = forms.BooleanField(
        label="Ente riservato",
        help_text="Il nome accanto a una persona direbbe troppo: gli altri vedono un nome generico.",
        required=False,
    )
    masked_name = LineField(
        label="Nome generico",
        max_length=160,
        required=False,
        help_text="Per esempio «Servizio sociale». Vuoto: «Servizio della rete».",
    )
    vat_number = LineField(label="Partita IVA", max_length=11, required=False, help_text="11 cifre.")
    capabilities = forms.MultipleChoiceField(
        label="Che cosa può fare",
        choices=Capability.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    territories = forms.MultipleChoiceField(
        label="Dove lavora", required=False, widget=forms.CheckboxSelectMultiple
    )
    email = forms.EmailField(label="Posta elettronica", required=False)
    phone = LineField(label="Telefono", max_length=30, required=False)
    address = LineField(label="Indirizzo", max_length=200, required=False)


class InviteForm(SnodoForm):
    """Who is invited, to do what."""

    email = forms.EmailField(
        label="Posta elettronica", help_text="Riceve un collegamento valido sette giorni."
    )
    role = forms.ChoiceField(label="Ruolo", choices=[("", "Scegli"), *Role.choices])
    job_title = LineField(
        label="Professione", max_length=80, required=False, help_text="Per esempio: educatrice."
    )
    tax_code = LineField(
        label="Codice fiscale",
        max_length=16,
        required=False,
        help_text="Serve solo a riconoscere chi entra con SPID o CIE. Non viene conservato in chiaro.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not configured():
            del self.fields["tax_code"]
