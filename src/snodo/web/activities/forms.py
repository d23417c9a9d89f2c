"""What is typed about appointments, groups and hours."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from snodo.domain.activities import states
from snodo.domain.casework.models import Case
from snodo.domain.network.models import Membership
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import ActivityKind, Programme, ProgrammeAction
from snodo.domain.programmes.states import Payer
from snodo.web.forms import (
    FilterForm,
    LineField,
    MomentField,
    NamedModelChoiceField,
    SnodoForm,
    TextField,
)


def colleague(member: Membership) -> str:
    """Name and profession."""
    return f"{member.user.get_full_name()}, {member.title}"


class AgendaFilters(FilterForm):
    """Kept in the address."""

    di = forms.ChoiceField(
        label="Di chi",
        required=False,
        choices=[("mine", "I miei"), ("body", "Del mio ente"), ("all", "Di tutti i percorsi che vedo")],
    )
    programma = forms.ModelChoiceField(None, label="Programma", required=False, empty_label="Tutti")
    luogo = forms.CharField(label="Luogo", required=False, max_length=80)

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programma"].queryset = programmes  # type: ignore[attr-defined]


class AppointmentForm(SnodoForm):
    """With whom, when, where."""

    dropdowns = ("mode", "payer")

    kind = forms.ModelChoiceField(None, label="Attività", empty_label=None)
    person = forms.ModelChoiceField(None, label="Con chi", required=False, empty_label="Tutto il nucleo")
    starts_at = MomentField(label="Giorno e ora")
    minutes = forms.IntegerField(
        label="Durata in minuti",
        min_value=5,
        max_value=600,
        required=False,
        help_text="Vuoto: la durata abituale.",
    )
    mode = forms.ChoiceField(label="Come ci si vede", choices=states.Mode.choices, initial="in_person")
    place = LineField(label="Luogo", required=False, max_length=160)
    online_link = forms.URLField(label="Collegamento", required=False, assume_scheme="https")
    operator = NamedModelChoiceField(None, naming=colleague, label="Chi lo tiene", empty_label=None)
    topic = LineField(
        label="Argomento", required=False, help_text="Lo legge l'équipe; in agenda non si vede."
    )
    companion = LineField(label="Chi accompagna", required=False, max_length=120)
    payer = forms.ChoiceField(label="Chi paga le ore", choices=Payer.choices, initial=Payer.FUNDER)

    def __init__(
        self,
        *args: Any,
        kinds: QuerySet[ActivityKind],
        operators: QuerySet[Membership],
        people: QuerySet[Person] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]
        self.fields["operator"].queryset = operators  # type: ignore[attr-defined]
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = people  # type: ignore[attr-defined]


class DoneForm(SnodoForm):
    """It took place."""

    minutes = forms.IntegerField(label="Durata in minuti", min_value=1, max_value=600)
    what = LineField(label="Che cosa si è fatto", required=False)
    note = TextField(label="Nota per l'équipe", required=False, max_length=4000, rows=3)
    next_at = MomentField(label="Prossimo appuntamento", required=False)


class MissedForm(SnodoForm):
    """It did not take place."""

    missed_reason = forms.ChoiceField(label="Motivo", choices=states.MissedReason.choices)
    note = TextField(label="Nota per l'équipe", required=False, max_length=4000, rows=2)
    next_at = MomentField(label="Nuovo appuntamento", required=False)


class MovedForm(SnodoForm):
    """It goes to another time."""

    moved_to_at = MomentField(label="Nuovo giorno e ora")


class CancelledForm(SnodoForm):
    """It is called off."""

    note = TextField(label="Perché", required=False, max_length=4000, rows=2)


class GroupFilters(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Cerca", required=False, max_length=80)
    stato = forms.ChoiceField(
        label="Stato", required=False, choices=[("", "Tutti"), *states.GroupState.choices]
    )
    programma = forms.ModelChoiceField(None, label="Programma", required=False, empty_label="Tutti")

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programma"].queryset = programmes  # type: ignore[attr-defined]


class ChangeGroupForm(SnodoForm):
    """What may change while the group runs."""

    title = LineField(label="Nome del gruppo", max_length=160)
    description = TextField(label="Che cosa si fa", required=False, max_length=4000, rows=3)
    places = forms.IntegerField(label="Posti", min_value=1, max_value=200, initial=10)
    place = LineField(label="Luogo", required=False, max_length=160)
    ends_on = forms.DateField(label="Fine", required=False)


class GroupForm(ChangeGroupForm):
    """A new group."""

    kind = forms.ModelChoiceField(None, label="Attività del programma", empty_label=None)
    action = forms.ModelChoiceField(None, label="Azione", required=False, empty_label="Tutte le azioni")
    for_families = forms.BooleanField(label="È un gruppo per le famiglie", required=False)
    starts_on = forms.DateField(label="Inizio")
    field_order = (
        *("kind", "action", "title", "description", "for_families"),
        *("places", "place", "starts_on", "ends_on"),
    )

    def __init__(
        self, *args: Any, kinds: QuerySet[ActivityKind], actions: QuerySet[ProgrammeAction], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]
        self.fields["action"].queryset = actions  # type: ignore[attr-defined]


class MemberForm(SnodoForm):
    """A case, or a person known to my body."""

    case = NamedModelChoiceField(
        None, naming=lambda case: case.title, label="Chi segui", required=False, empty_label="Scegli…"
    )
    person = forms.ModelChoiceField(
        None,
        label="oppure una persona conosciuta, senza percorso",
        required=False,
        empty_label="Scegli…",
        help_text="Un familiare, o qualcuno non ancora in carico.",
    )

    def __init__(self, *args: Any, cases: QuerySet[Case], people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("case") and not data.get("person") and not self.errors:
            self.add_error(None, "Scegli chi entra nel gruppo.")
        return data


class SessionsForm(SnodoForm):
    """A series of meetings."""

    first_at = MomentField(label="Primo incontro")
    count = forms.IntegerField(label="Quanti incontri", min_value=1, max_value=60, initial=8)
    every_days = forms.IntegerField(label="Ogni quanti giorni", min_value=1, max_value=60, initial=7)
    minutes = forms.IntegerField(label="Durata in minuti", min_value=10, max_value=600)
    topic = LineField(label="Argomento", required=False, max_length=160)
    place = LineField(label="Luogo", required=False, max_length=160)


class ReasonForm(SnodoForm):
    """Why a meeting is called off."""

    reason = LineField(label="Perché è annullato")


class ExtraHoursForm(SnodoForm):
    """Hours outside the funding."""

    payer = forms.ChoiceField(
        label="Chi le paga", choices=[choice for choice in Payer.choices if choice[0] != Payer.FUNDER]
    )
    hours = forms.DecimalField(label="Ore", min_value=0, max_digits=5, decimal_places=2)
    reason = TextField(label="Perché servono", max_length=2000, rows=3)


class DecideHoursForm(SnodoForm):
    """Yes or no, with a sentence."""

    answer = forms.ChoiceField(label="Risposta", choices=[("si", "Si approvano"), ("no", "Non si approvano")])
    note = LineField(label="Due parole per chi ha chiesto", required=False, max_length=300)
