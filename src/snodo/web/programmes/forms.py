"""What is typed about programmes."""

from typing import Any

from django import forms

from snodo.domain.programmes.states import (
    ActState,
    Circle,
    PartnerRole,
    PrivacyRole,
    PromisedStep,
    PromiseUnit,
)
from snodo.web.forms import FilterForm, LineField, NamedModelChoiceField, SnodoForm, TextField

PRIVACY_ROLES = [
    ("", "Da decidere"),
    (PrivacyRole.JOINT, "Contitolare: decide insieme agli altri perché e come (GDPR, art. 26)"),
    (PrivacyRole.AUTONOMOUS, "Titolare autonomo: decide da solo, per compiti suoi"),
    (PrivacyRole.PROCESSOR, "Responsabile del trattamento: lavora per conto di un titolare (GDPR, art. 28)"),
    (PrivacyRole.NO_DATA, "Non tratta dati delle persone"),
]


class ProgrammeFilters(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Cerca", required=False, max_length=80)
    stato = forms.ChoiceField(
        label="Stato",
        required=False,
        choices=[("", "Tutti"), ("running", "In corso"), ("concluded", "Conclusi")],
    )


class StartForm(SnodoForm):
    """Which ready-made programme to start, and when."""

    pack = forms.ChoiceField(label="Programma pronto")
    starts_on = forms.DateField(label="Inizio", widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label="Fine", widget=forms.DateInput(attrs={"type": "date"}))


class ActFilters(FilterForm):
    """Kept in the address."""

    stato = forms.ChoiceField(label="Stato dell'atto", choices=[("", "Tutti"), *ActState.choices])
    dati = forms.ChoiceField(
        label="Ruolo sui dati",
        choices=[("", "Tutti"), *PrivacyRole.choices, ("undecided", "Da decidere")],
    )


class RenewForm(SnodoForm):
    """A new act of a body already in the programme."""

    dropdowns: tuple[str, ...] = ("privacy_role",)

    privacy_role = forms.ChoiceField(label="Ruolo sui dati", choices=PRIVACY_ROLES, required=False)
    duties = LineField(label="Che cosa fa nel programma", max_length=500, required=False)
    act = LineField(
        label="Atto",
        max_length=200,
        help_text="Per esempio: convenzione, accordo di contitolarità, nomina a responsabile.",
    )
    act_number = LineField(label="Numero o protocollo", max_length=60, required=False)
    act_on = forms.DateField(label="Data dell'atto", required=False)
    act_from = forms.DateField(label="Vale dal")
    act_until = forms.DateField(
        label="Vale fino al", help_text="Ultimo giorno compreso: dal giorno dopo l'ente non vede più i dati."
    )
    file = forms.FileField(
        label="Atto firmato", required=False, help_text="PDF o immagine, al massimo 20 MB."
    )


class AmendForm(RenewForm):
    """The same, for an act written with a mistake."""

    act = LineField(label="Atto", max_length=200, required=False)


class JoinForm(RenewForm):
    """A body that joins."""

    dropdowns = ("privacy_role", "organisation", "role")
    field_order = ("organisation", "role", "circle")

    organisation = NamedModelChoiceField(
        queryset=None,
        naming=lambda body: body.name,
        label="Ente",
        help_text="Se manca, va prima registrato in Rete.",
    )
    role = forms.ChoiceField(label="Ruolo nel programma", choices=[("", "Scegli…"), *PartnerRole.choices])
    circle = forms.ChoiceField(label="Cerchia", choices=Circle.choices)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]


class EndForm(SnodoForm):
    """Why an act ends before its time."""

    last_day = forms.DateField(label="Ultimo giorno", help_text="Dal giorno dopo finisce l'accesso ai dati.")
    reason = LineField(
        label="Perché finisce prima", max_length=500, help_text="Senza nomi di persone seguite."
    )


class NoticeForm(SnodoForm):
    """A version of the notice: a title and a text for each language."""

    what_changed = LineField(
        label="Che cosa cambia",
        max_length=500,
        help_text="In una riga: lo legge chi deve spiegarla di nuovo.",
    )
    in_force_from = forms.DateField(label="Vale dal")

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for code, name in languages:
            title = LineField(label=f"Titolo in {name.lower()}", max_length=160, required=code == "it")
            body = TextField(
                label=f"Testo in {name.lower()}", max_length=20_000, rows=8, required=code == "it"
            )
            for field in (title, body):
                field.widget.attrs |= {"lang": code, "dir": "auto"}
            self.fields |= {f"title_{code}": title, f"body_{code}": body}

    def texts(self) -> dict[str, tuple[str, str]]:
        """The languages somebody wrote in."""
        data = self.cleaned_data
        found = {code: (data[f"title_{code}"], data[f"body_{code}"]) for code, _ in self.languages}
        return {code: text for code, text in found.items() if any(text)}


class PromiseForm(SnodoForm):
    """How fast something is promised, from a day on."""

    dropdowns = ("action", "organisation", "step", "unit")

    action = NamedModelChoiceField(queryset=None, naming=lambda action: action.title, label="Azione")
    step = forms.ChoiceField(label="Che cosa si promette", choices=[("", "Scegli…"), *PromisedStep.choices])
    amount = forms.IntegerField(
        label="Entro quanti giorni", min_value=0, max_value=730, help_text="0 vuol dire in giornata."
    )
    unit = forms.ChoiceField(label="Come si contano", choices=PromiseUnit.choices)
    organisation = NamedModelChoiceField(
        queryset=None,
        naming=lambda body: body.name,
        label="Solo quando riceve",
        required=False,
        help_text="Vuoto: vale per tutta l'azione.",
    )
    valid_from = forms.DateField(label="Vale dal", help_text="Da oggi in poi.")
    valid_until = forms.DateField(
        label="Vale fino al",
        required=False,
        help_text="Solo per un ente: dopo torna a valere il tempo dell'azione.",
    )
    source = LineField(
        label="Dove è scritto",
        max_length=200,
        help_text="Per esempio: protocollo di rete, art. 4; accordo del 12 marzo.",
    )

    def __init__(self, *args: Any, actions: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].queryset = actions  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]


class LeadStepForm(SnodoForm):
    """When a missed promise comes before the lead."""

    days = forms.IntegerField(
        label="Dopo quanti giorni lavorativi",
        min_value=1,
        max_value=60,
        help_text="Contati dal tempo promesso.",
    )
    valid_from = forms.DateField(label="Vale dal", help_text="Da oggi in poi.")
    source = LineField(
        label="Dove è deciso",
        max_length=200,
        help_text="Per esempio: protocollo di rete, art. 4; cabina di regia del 12 marzo.",
    )


class TurningDayForm(FilterForm):
    """Where before ends: kept in the address."""

    dal = forms.DateField(label="Confronta prima e dopo il")
