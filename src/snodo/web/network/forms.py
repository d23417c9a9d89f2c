"""What is typed about bodies and colleagues."""

from typing import Any

from django import forms

from snodo.domain.network.states import Capability, ClosureRule, OrganisationKind, Role
from snodo.web.forms import FilterForm, LineField, NamedModelChoiceField, SnodoForm
from snodo.web.sso.gateways import configured

__all__ = ["ClosureForm", "InviteForm", "NetworkFilters", "OrganisationForm", "SeatForm"]

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


MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)
WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
WHICH = [("1", "primo"), ("2", "secondo"), ("3", "terzo"), ("4", "quarto"), ("-1", "ultimo")]
NOTHING = [("", "–")]


class SeatForm(SnodoForm):
    """The municipality of the office."""

    dropdowns = ("territory",)

    territory = NamedModelChoiceField(
        queryset=None,
        naming=lambda place: place.name,
        label="Comune della sede",
        required=False,
        help_text="La festa del suo patrono non è un giorno lavorativo.",
    )

    def __init__(self, *args: Any, towns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = towns  # type: ignore[attr-defined]


class ClosureForm(SnodoForm):
    """One closure: which fields count depends on how the day is found."""

    dropdowns = ("month", "weekday", "which")

    title = LineField(
        label="Che cosa si festeggia, o perché si chiude",
        max_length=120,
        help_text="Per esempio: San Vittore; chiusura estiva.",
    )
    whole_town = forms.BooleanField(
        label="Vale per tutto il comune della sede",
        required=False,
        help_text="Per la festa del patrono: vale anche per gli altri enti che hanno sede lì.",
    )
    rule = forms.ChoiceField(label="Quando", choices=ClosureRule.choices, widget=forms.RadioSelect)
    since = forms.DateField(
        label="Dal", required=False, help_text="Per le chiusure in certe date: il primo giorno."
    )
    until = forms.DateField(label="Al", required=False, help_text="Vuoto: un giorno solo, o senza fine.")
    month = forms.TypedChoiceField(
        label="Mese",
        choices=[*NOTHING, *((str(number), name) for number, name in enumerate(MONTHS, start=1))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    day = forms.IntegerField(label="Giorno del mese", min_value=1, max_value=31, required=False)
    which = forms.TypedChoiceField(
        label="Quale del mese", choices=[*NOTHING, *WHICH], coerce=int, empty_value=None, required=False
    )
    weekday = forms.TypedChoiceField(
        label="Giorno della settimana",
        choices=[*NOTHING, *((str(number), name) for number, name in enumerate(WEEKDAYS))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    shift = forms.IntegerField(
        label="Giorni dopo",
        initial=0,
        required=False,
        help_text="Da Pasqua (49 è Pentecoste), o da quel giorno della settimana: "
        "1 è il lunedì dopo la seconda domenica.",
    )
    source = LineField(
        label="Dove è scritto", max_length=200, required=False, help_text="Delibera, contratto, avviso."
    )

    def clean_shift(self) -> int:
        """Nothing is nought."""
        return self.cleaned_data["shift"] or 0
