"""What is typed in the diary."""

from typing import Any

from django import forms

from snodo.domain.community import states
from snodo.domain.community.models import NetworkActivity
from snodo.domain.network.models import Territory
from snodo.domain.network.states import TerritoryKind
from snodo.domain.programmes.access import programmes_of
from snodo.kernel.actor import Actor
from snodo.web.forms import FilterForm, LineField, NamedModelChoiceField, SnodoForm, TextField

NO_NAMES = "Senza nomi di persone: il diario lo legge tutta la rete."


class DiaryFilter(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Cerca", max_length=80)
    tipo = forms.ChoiceField(
        label="Di che tipo", choices=[("", "Tutte"), *states.NetworkActivityKind.choices]
    )
    anno = forms.ChoiceField(label="Anno", choices=[("", "Tutti")])

    def set_years(self, years: list[int]) -> None:
        """The years with something in them."""
        self.fields["anno"].choices = [("", "Tutti"), *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]


class ActivityForm(SnodoForm):
    """An activity, before or after it was held."""

    title = LineField(label="Che cosa", max_length=160)
    kind = forms.ChoiceField(
        label="Di che tipo", choices=[("", "Scegli"), *states.NetworkActivityKind.choices]
    )
    starts_on = forms.DateField(label="Giorno")
    ends_on = forms.DateField(label="Fino al", required=False, help_text="Solo se dura più giorni.")
    starts_at = forms.TimeField(label="Ora", required=False)
    place = LineField(label="Luogo", max_length=200, required=False)
    municipality = forms.ModelChoiceField(
        label="Comune", queryset=None, required=False, empty_label="Non indicato"
    )
    programme = NamedModelChoiceField(
        label="Programma", queryset=None, required=False, naming=lambda row: row.title
    )
    audience = forms.MultipleChoiceField(
        label="Per chi",
        choices=states.Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    purpose = TextField(
        label="Che cosa ci si aspetta", max_length=2000, rows=3, required=False, help_text=NO_NAMES
    )

    def for_actor(self, actor: Actor) -> "ActivityForm":
        """What this body may choose among."""
        towns = Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY).order_by("name")
        self.fields["municipality"].queryset = towns  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes_of(actor).order_by("title")  # type: ignore[attr-defined]
        return self


def initial_of(activity: NetworkActivity) -> dict[str, Any]:
    """What the form shows of an activity."""
    links = {"municipality": activity.municipality_id, "programme": activity.programme_id}
    return {name: getattr(activity, name) for name in ActivityForm.base_fields if name not in links} | links


class TellForm(SnodoForm):
    """How it went."""

    people = forms.IntegerField(
        label="Persone venute", min_value=0, max_value=1_000_000, help_text="Circa: basta contarle."
    )
    new_people = forms.IntegerField(
        label="Di cui per la prima volta", min_value=0, max_value=1_000_000, required=False
    )
    story = TextField(label="Com'è andata", max_length=4000, help_text=NO_NAMES)
    follow_up = TextField(
        label="Che cosa ne nasce",
        max_length=2000,
        rows=3,
        required=False,
        help_text="Impegni, idee, contatti.",
    )


class CancelForm(SnodoForm):
    """Why it does not take place."""

    why = LineField(label="Perché", max_length=300)


class PartnerForm(SnodoForm):
    """A body of the network, or another one by its name."""

    organisation = NamedModelChoiceField(
        label="Ente della rete", queryset=None, required=False, naming=lambda row: row.label
    )
    name = LineField(
        label="Oppure un altro ente",
        max_length=160,
        required=False,
        help_text="Se non è nella rete, scrivi il nome.",
    )
    is_public = forms.BooleanField(label="È un ente pubblico", required=False)
    part = forms.ChoiceField(
        label="Che cosa fa", choices=states.PartnerPart.choices, initial=states.PartnerPart.TAKES_PART
    )
    first_time = forms.BooleanField(label="È la prima volta che si lavora insieme", required=False)


class MarkForm(SnodoForm):
    """One of one's own people."""

    person = NamedModelChoiceField(label="Chi c'era", queryset=None, naming=lambda row: row.name)
