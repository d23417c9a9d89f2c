"""What is typed about opportunities and cards."""

from typing import Any

from django import forms

from snodo.domain.network import access as network
from snodo.domain.network.states import Role
from snodo.domain.opportunities import queries, states
from snodo.domain.opportunities.models import Opportunity
from snodo.kernel.actor import Actor
from snodo.web.forms import FilterForm, LineField, NamedModelChoiceField, SnodoForm, TextField


class CatalogueFilters(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Cerca", max_length=80)
    tipo = forms.ChoiceField(label="Tipo", choices=[("", "Tutti"), *states.OpportunityKind.choices])
    stato = forms.ChoiceField(
        label="Stato", choices=[("", "Attive e attivabili"), *states.OpportunityState.choices]
    )
    conferma = forms.ChoiceField(
        label="Conferma", choices=[("", "Tutte"), ("fresh", "Confermate"), ("stale", "Da confermare")]
    )
    posti = forms.BooleanField(label="Solo con posti liberi")


class OpportunityForm(SnodoForm):
    """Something a body offers."""

    title = LineField(label="Titolo", max_length=160, help_text="Breve, che si capisca da solo.")
    kind = forms.ChoiceField(label="Tipo", choices=[("", "Scegli"), *states.OpportunityKind.choices])
    provider = NamedModelChoiceField(queryset=None, label="Ente che la offre", empty_label="Scegli")  # type: ignore[arg-type]
    provider_note = LineField(
        label="Offerta in pratica da",
        max_length=160,
        required=False,
        help_text="Un'associazione, un gruppo di vicini, un volontario.",
    )
    description = TextField(label="Che cosa è", max_length=4000, required=False)
    conditions = TextField(label="Per chi e a quali condizioni", max_length=2000, required=False, rows=3)
    place = LineField(label="Dove", max_length=200, required=False)
    schedule = LineField(label="Giorni e orari", max_length=200, required=False)
    starts_on = forms.DateField(label="Inizio", required=False)
    ends_on = forms.DateField(label="Fine", required=False)
    places = forms.IntegerField(
        label="Posti", required=False, min_value=0, max_value=100_000, help_text="Vuoto se non c'è un numero."
    )
    contact = LineField(label="A chi rivolgersi", max_length=200, required=False)
    stale_after_days = forms.IntegerField(
        label="Da confermare ogni quanti giorni", min_value=1, max_value=365, initial=30
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = network.organisations_visible_to(actor).filter(active=True)
        if actor.has_role(Role.REFERRER):
            bodies = bodies.filter(pk=actor.organisation_id)
        self.fields["provider"].queryset = bodies.order_by("name")  # type: ignore[attr-defined]
        self.fields["provider"].initial = actor.organisation_id


class OfferForm(OpportunityForm):
    """A new one."""

    activatable = forms.BooleanField(
        label="Si attiva solo quando qualcuno la chiede", required=False, help_text="Altrimenti è già attiva."
    )


class PlacesForm(SnodoForm):
    """How many are left."""

    places_free = forms.IntegerField(label="Posti liberi oggi", min_value=0, max_value=100_000)


class CardForm(SnodoForm):
    """The words around the lines."""

    greeting = TextField(
        label="Due parole all'inizio",
        max_length=1000,
        required=False,
        rows=3,
        help_text="Rivolte a chi legge: «Ciao, qui trovi…». Frasi corte.",
    )
    contact = LineField(label="A chi rivolgersi per ogni domanda", max_length=200, required=False)


class LineForm(SnodoForm):
    """An opportunity in plain words."""

    opportunity = NamedModelChoiceField(
        queryset=None,  # type: ignore[arg-type]
        label="Opportunità",
        empty_label="Scegli",
        naming=lambda row: f"{row.title} ({row.offered_by})",
    )
    words = TextField(
        label="Che cosa è, in parole semplici",
        max_length=600,
        rows=3,
        help_text="Frasi corte, senza sigle. Pensa a chi legge con fatica.",
    )
    first_step = LineField(label="Il primo passo", max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, taken: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = queries.catalogue(actor).exclude(pk__in=taken).order_by("title", "pk")
        self.fields["opportunity"].queryset = rows  # type: ignore[attr-defined]


class FromTableForm(SnodoForm):
    """What a table decided, in words for the person; what was only said aloud enters the catalogue too."""

    kind = forms.ChoiceField(
        label="Tipo",
        choices=[("", "Scegli"), *states.OpportunityKind.choices],
        help_text="Al tavolo è stata detta a voce: con il tipo entra anche nel catalogo, come attivabile.",
    )
    words = TextField(
        label="Che cosa è, in parole semplici",
        max_length=600,
        rows=3,
        help_text="Frasi corte, senza sigle. Pensa a chi legge con fatica.",
    )
    first_step = LineField(label="Il primo passo", max_length=300, required=False)

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["kind"]


class AnswerForm(SnodoForm):
    """What the person said."""

    answer = forms.ChoiceField(label="Che cosa ha risposto", choices=states.Answer.choices)
    note = LineField(label="Con le sue parole", max_length=300, required=False)


def initial_of(opportunity: Opportunity) -> dict[str, Any]:
    """What the form shows of a row."""
    return {name: getattr(opportunity, name) for name in OpportunityForm.base_fields}
