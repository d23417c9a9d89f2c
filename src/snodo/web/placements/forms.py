"""What is typed about internships."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from snodo.domain.casework.models import Case
from snodo.domain.employers import access as employers
from snodo.domain.employers.states import Region
from snodo.domain.network import access as network
from snodo.domain.network.states import Capability
from snodo.domain.people.models import Person
from snodo.domain.placements import states
from snodo.domain.placements.actions import DayMark
from snodo.domain.placements.queries import GridDay
from snodo.domain.placements.rules import RuleFinding
from snodo.domain.programmes.states import Payer
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.web.forms import FilterForm, LineField, NamedModelChoiceField, SnodoForm, TextField

WEEKDAYS = [
    (0, "lunedì"),
    (1, "martedì"),
    (2, "mercoledì"),
    (3, "giovedì"),
    (4, "venerdì"),
    (5, "sabato"),
    (6, "domenica"),
]


class InternshipFilters(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Persona, azienda o mansione", max_length=80)
    tipo = forms.ChoiceField(label="Tipo", choices=[("", "Tutti"), *states.InternshipKind.choices])
    programma = forms.UUIDField(widget=forms.HiddenInput)
    attenzione = forms.ChoiceField(
        label="Da guardare",
        choices=[
            ("", "Tutti"),
            ("late", "Incontri in ritardo"),
            ("ending", "Finiscono entro 30 giorni"),
            ("over", "Da concludere"),
        ],
    )
    stato = forms.CharField(widget=forms.HiddenInput)


class InternshipForm(SnodoForm):
    """The project of an internship. What is left empty is guessed where it can be."""

    person = NamedModelChoiceField(queryset=None, label="Chi fa il tirocinio")  # type: ignore[arg-type]
    kind = forms.ChoiceField(label="Tipo", choices=states.InternshipKind.choices)
    host = NamedModelChoiceField(
        queryset=None,  # type: ignore[arg-type]
        label="Azienda ospitante",
        empty_label="Scegli",
        help_text="Non la trovi? Aggiungila prima in Aziende.",
    )
    promoter = NamedModelChoiceField(queryset=None, label="Ente promotore", empty_label="Scegli")  # type: ignore[arg-type]
    job = LineField(label="Mansione", max_length=160)
    sector = LineField(label="Settore", max_length=120, required=False)
    site = LineField(
        label="Sede di lavoro", max_length=200, required=False, help_text="Vuota: quella dell'azienda."
    )
    region = forms.ChoiceField(
        label="Regione della sede",
        choices=[("", "Quella dell'azienda"), *Region.choices],
        required=False,
        help_text="Decide quali regole valgono.",
    )
    starts_on = forms.DateField(label="Inizio")
    ends_on = forms.DateField(label="Fine")
    weekly_hours = forms.DecimalField(
        label="Ore a settimana", min_value=Decimal(1), max_value=Decimal(48), max_digits=4, decimal_places=1
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Giorni",
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        initial=[0, 1, 2, 3, 4],
    )
    timetable = LineField(label="Orario", max_length=200, required=False)
    meetings_every_days = forms.IntegerField(
        label="Un incontro di monitoraggio ogni quanti giorni",
        min_value=1,
        max_value=365,
        required=False,
        help_text="Gli incontri vengono messi in calendario per tutta la durata.",
    )
    promoter_tutor_name = LineField(label="Tutor del promotore", max_length=120, required=False)
    host_tutor_name = LineField(label="Tutor aziendale", max_length=120, required=False)
    host_tutor_contact = LineField(label="Come contattare il tutor aziendale", max_length=160, required=False)
    allowance = forms.DecimalField(
        label="Indennità mensile in euro",
        min_value=Decimal(0),
        max_value=Decimal(5000),
        max_digits=7,
        decimal_places=2,
        initial=Decimal(0),
    )
    allowance_payer = forms.ChoiceField(
        label="Chi paga l'indennità",
        choices=states.AllowancePayer.choices,
        initial=states.AllowancePayer.HOST,
    )
    funding = LineField(label="Chi finanzia il tirocinio", max_length=160, required=False)
    meals = forms.BooleanField(label="Mensa o buoni pasto", required=False)
    seasonal = forms.BooleanField(label="Azienda stagionale", required=False)
    inail_position = LineField(label="Posizione INAIL", max_length=60, required=False)
    rct_policy = LineField(label="Polizza di responsabilità civile", max_length=120, required=False)
    rule_target = forms.ChoiceField(
        label="Quali limiti valgono",
        choices=states.RuleTarget.choices,
        initial=states.RuleTarget.ORDINARY,
        help_text="Resta fra voi: non compare su nessun documento e l'azienda non lo vede.",
    )
    eqf_level = forms.IntegerField(
        label="Livello EQF delle competenze", min_value=1, max_value=8, required=False
    )
    taking_organisation = NamedModelChoiceField(
        queryset=None,  # type: ignore[arg-type]
        label="Servizio che ha in carico la persona",
        required=False,
        empty_label="Nessuno",
        help_text="Serve per il tirocinio di inclusione sociale.",
    )
    taking_worker = LineField(label="Operatore del servizio", max_length=120, required=False)
    authorisation_on = forms.DateField(label="Autorizzazione regionale del", required=False)
    communication_on = forms.DateField(label="Comunicazione obbligatoria del", required=False)
    objectives = TextField(label="Obiettivi", max_length=4000, required=False)
    tasks = TextField(label="Attività", max_length=4000, required=False)
    dropdowns = ("allowance_payer",)

    SECTIONS = (
        ("Che esperienza è", ("person", "kind", "host", "promoter", "job", "sector", "site", "region")),
        (
            "Quando",
            ("starts_on", "ends_on", "weekly_hours", "weekdays", "timetable", "meetings_every_days"),
        ),
        ("Chi accompagna", ("promoter_tutor_name", "host_tutor_name", "host_tutor_contact")),
        (
            "Indennità e assicurazioni",
            ("allowance", "allowance_payer", "funding", "meals", "inail_position", "rct_policy"),
        ),
        ("Il progetto", ("objectives", "tasks")),
        (
            "Per le regole",
            (
                "rule_target",
                "eqf_level",
                "seasonal",
                "taking_organisation",
                "taking_worker",
                "authorisation_on",
                "communication_on",
            ),
        ),
    )

    def __init__(self, *args: Any, actor: Actor, case: Case, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        bodies = network.organisations_visible_to(actor).filter(active=True).order_by("name")
        hosts = employers.hosts_visible_to(actor).values("organisation")
        self._choose("host", bodies.filter(pk__in=hosts))
        self._choose("promoter", bodies.filter(capabilities__contains=[Capability.INTERNSHIP_PROMOTER]))
        self._choose("taking_organisation", bodies)
        known = list(people[:2])
        self._choose("person", people.order_by("search_name", "pk"))
        if len(known) == 1:
            self.fields["person"].widget = forms.HiddenInput()
            self.fields["person"].initial = known[0]

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def sections(self) -> list[tuple[str, list[Any]]]:
        """Groups of fields in the order of the page."""
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]


class StartForm(SnodoForm):
    """A reason for every warning."""

    def __init__(self, *args: Any, findings: Iterable[RuleFinding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for finding in findings:
            self.fields[f"reason_{finding.code}"] = LineField(
                label="Perché si procede",
                max_length=500,
                error_messages={"required": "Scrivi perché si procede."},
            )

    def reasons(self) -> dict[str, str]:
        """code → why."""
        return {name.removeprefix("reason_"): value for name, value in self.cleaned_data.items()}


class RegisterForm(SnodoForm):
    """A month of the register: for each day how it went and the hours."""

    def __init__(self, *args: Any, days: Iterable[GridDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = [day for day in days if day.open]
        for cell in self.days:
            said = f"{cell.day.day}/{cell.day.month}"
            self.fields[f"k_{cell.day}"] = forms.ChoiceField(
                label=f"Presenza del {said}",
                choices=[("", "da scrivere" if cell.due else cell.why_closed), *states.DayKind.choices],
                required=False,
                initial=cell.kind,
                widget=forms.Select(attrs={"aria-label": f"Presenza del {said}"}),
            )
            self.fields[f"h_{cell.day}"] = forms.DecimalField(
                label=f"Ore del {said}",
                required=False,
                min_value=Decimal(0),
                max_value=Decimal(12),
                max_digits=4,
                decimal_places=2,
                initial=f"{cell.hours.normalize():f}" if cell.hours else None,
                widget=forms.NumberInput(attrs={"aria-label": f"Ore del {said}"}),
            )

    def _dress_choice(self, name: str, field: forms.ChoiceField) -> None:
        return None

    def marks(self, *, fill: bool) -> dict[datetime.date, DayMark | None]:
        """What was typed; with `fill` the empty days due count as present."""
        found: dict[datetime.date, DayMark | None] = {}
        for cell in self.days:
            kind = self.cleaned_data.get(f"k_{cell.day}") or ""
            hours = self.cleaned_data.get(f"h_{cell.day}")
            if not kind and (hours or (fill and cell.due)):
                kind = states.DayKind.PRESENT
            present = kind == states.DayKind.PRESENT
            mark = DayMark(kind, hours if present and hours else None) if kind else None
            if mark is not None or cell.kind:
                found[cell.day] = mark
        return found


class MeetingForm(SnodoForm):
    """The sheet of a monitoring meeting."""

    held_on = forms.DateField(label="Quando")
    minutes = forms.IntegerField(label="Durata in minuti", min_value=5, max_value=600, initial=60)
    with_person = forms.BooleanField(label="C'era la persona", required=False, initial=True)
    with_host_tutor = forms.BooleanField(label="C'era il tutor aziendale", required=False)
    remote = forms.BooleanField(label="Si è svolto a distanza", required=False)
    progress = TextField(label="Come sta andando", max_length=4000, required=False)
    criticalities = TextField(
        label="Criticità", max_length=4000, required=False, rows=3, help_text="Anche segnali piccoli."
    )
    situations = TextField(
        label="Situazioni significative elaborate insieme", max_length=4000, required=False, rows=3
    )
    resources = TextField(
        label="Risorse messe in campo dalla persona", max_length=4000, required=False, rows=3
    )
    levers = TextField(label="Su che cosa fare leva", max_length=4000, required=False, rows=3)
    payer = forms.ChoiceField(label="Chi paga queste ore", choices=Payer.choices, initial=Payer.FUNDER)


class MoveForm(SnodoForm):
    """A meeting on another day."""

    to = forms.DateField(label="Nuovo giorno")
    reason = LineField(label="Perché", max_length=300, required=False)


class MissForm(SnodoForm):
    """A meeting that did not take place."""

    note = LineField(label="Perché non si è svolto", max_length=300)
    move_to = forms.DateField(label="Riprova il", required=False)


class SuspendForm(SnodoForm):
    """Stop for a while."""

    reason = forms.ChoiceField(label="Motivo", choices=states.PauseReason.choices)
    from_day = forms.DateField(label="Da che giorno", initial=clock.today)
    note = LineField(label="Nota per l'équipe", max_length=300, required=False)


class ResumeForm(SnodoForm):
    """Start again."""

    on_day = forms.DateField(label="Riprende il", initial=clock.today)


class ExtendForm(SnodoForm):
    """A later end."""

    ends_on = forms.DateField(label="Nuova fine")
    reason = LineField(label="Perché si proroga", max_length=300)


class CompleteForm(SnodoForm):
    """The end, as agreed."""

    ended_on = forms.DateField(label="Ultimo giorno")
    note = TextField(label="Come è andata", max_length=4000, required=False)


class InterruptForm(SnodoForm):
    """The end, before its day."""

    reason = forms.ChoiceField(label="Motivo", choices=[("", "Scegli"), *states.EndReason.choices])
    ended_on = forms.DateField(label="Ultimo giorno", initial=clock.today)
    note = TextField(label="Che cosa è successo e che cosa si fa ora", max_length=4000, required=False)


class DropForm(SnodoForm):
    """It will not begin."""

    reason = forms.ChoiceField(label="Motivo", choices=[("", "Scegli"), *states.EndReason.choices])
    note = TextField(label="Nota", max_length=4000, required=False)


def case_id_of(data: Any) -> UUID | None:
    """The case named in the address or in the form, if it is well written."""
    try:
        return UUID(str(data))
    except ValueError:
        return None
