"""What is typed at the desk."""

from typing import Any
from uuid import UUID

from django import forms

from snodo.domain.desk import states
from snodo.domain.desk.actions import AccessFields
from snodo.domain.desk.models import Access, Desk, Place
from snodo.domain.desk.queries import Recognised
from snodo.domain.network.models import Territory
from snodo.domain.people.states import LANGUAGES, Sex
from snodo.web.forms import FilterForm, LineField, MomentField, NamedModelChoiceField, SnodoForm, TextField

BY_FIGURE = 9  # as many choices as there are keys
OTHER_QUARTER = ("", "Altro o non detto")
NEW = "new"
WRITTEN = ("reason", "services", "result", "note", "next_step", "next_on", "age_band", "sex", "language")


class AccessForm(SnodoForm):
    """An access, in the order in which it is told; only the reason is asked of everybody."""

    dropdowns = ("age_band", "sex", "language", "place")

    reason = forms.ChoiceField(label="Perché è qui", widget=forms.RadioSelect)
    quarter = forms.ChoiceField(label="Da dove viene", required=False)
    services = forms.MultipleChoiceField(
        label="Che cosa si è fatto", required=False, widget=forms.CheckboxSelectMultiple
    )
    result = forms.ChoiceField(label="Com'è finita", required=False, widget=forms.RadioSelect)
    next_step = LineField(label="Prossimo passo", max_length=200, required=False)
    next_on = forms.DateField(label="Entro quando", required=False)
    who = LineField(
        label="Nome scelto, codice o cognome",
        max_length=60,
        required=False,
        help_text="Un nome scelto basta per riconoscerla la prossima volta.",
    )
    age_band = forms.ChoiceField(
        label="Età", required=False, choices=[("", "Non detta"), *states.AgeBand.choices]
    )
    sex = forms.ChoiceField(label="Sesso", required=False, choices=[("", "Non detto"), *Sex.choices])
    language = forms.ChoiceField(
        label="Lingua", required=False, choices=[("", "Non detta"), *LANGUAGES.items()]
    )
    note = TextField(
        label="Annotazioni",
        max_length=1000,
        rows=3,
        required=False,
        help_text="Quello che serve la prossima volta. Niente salute, giustizia o violenza.",
    )
    place = NamedModelChoiceField(queryset=None, label="Dove", required=False, empty_label="Non indicato")
    whom = forms.ChoiceField(label="È già venuta qui?", required=False, widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        desk: Desk,
        quarters: list[Territory],
        places: list[Place],
        recognised: Recognised | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.quarters = desk, {str(one.pk): one for one in quarters}
        for name, part in (("reason", "reasons"), ("services", "services"), ("result", "results")):
            self.fields[name].choices = desk.choices(part)  # type: ignore[attr-defined]
        self._offer_quarters()
        self.fields["place"].queryset = Place.objects.filter(desk=desk)  # type: ignore[attr-defined]
        if len(places) < 2:
            del self.fields["place"]
        self._offer_known(recognised)

    def _offer_quarters(self) -> None:
        field = self.fields["quarter"]
        if not self.quarters:
            del self.fields["quarter"]
            return
        choices = [(key, one.name) for key, one in self.quarters.items()]
        by_figure = len(choices) < BY_FIGURE
        field.widget = forms.RadioSelect() if by_figure else forms.Select()
        field.choices = [*choices, OTHER_QUARTER] if by_figure else [OTHER_QUARTER, *choices]  # type: ignore[attr-defined]

    def _offer_known(self, recognised: Recognised | None) -> None:
        if not recognised:
            del self.fields["whom"]
            return
        known = [(f"c:{one.pk}", contact_words(one)) for one in recognised.contacts]
        known += [(f"p:{one.pk}", f"{one.name}, già conosciuta") for one in recognised.persons]
        self.fields["whom"].choices = [*known, (NEW, "No, è la prima volta")]  # type: ignore[attr-defined]
        self.fields["whom"].required = True

    @property
    def told(self) -> list[Any]:
        """What is answered with a figure, in order."""
        return [self[name] for name in ("reason", "quarter", "services", "result") if name in self.fields]

    def values(self) -> AccessFields:
        """As the action wants them."""
        known = {name: self.cleaned_data[name] for name in WRITTEN if name in self.cleaned_data}
        said = AccessFields(**known)  # type: ignore[typeddict-item]
        if "quarter" in self.fields:
            said["quarter"] = self.quarters.get(self.cleaned_data["quarter"])
        return said

    def chosen(self) -> tuple[str, UUID | None]:
        """("c" or "p", id) of who came again; ("new", None); ("", None) where nothing was asked."""
        kind, _, pk = self.cleaned_data.get("whom", "").partition(":")
        return kind, UUID(pk) if pk else None


def contact_words(contact: Any) -> str:
    """Stella, 30-44 anni, codice K7M4: what tells one from another."""
    parts = [str(contact), contact.get_age_band_display(), f"codice {contact.code}"]
    return ", ".join(part for part in parts if part)


def initial_of(entry: Access) -> dict[str, Any]:
    """What the form shows of an access."""
    return {
        **{name: getattr(entry, name) for name in WRITTEN},
        "quarter": str(entry.quarter_id or ""),
        "place": entry.place_id,
    }


class CorrectForm(AccessForm):
    """The same, without asking again who it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("who", "place"):
            self.fields.pop(name, None)


class QueueForm(SnodoForm):
    """Who has just come."""

    dropdowns = ("reason",)
    called = LineField(label="Come si fa chiamare", max_length=40, required=False)
    reason = forms.ChoiceField(label="Motivo", required=False)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "Non detto"), *desk.choices("reasons")]  # type: ignore[attr-defined]


class BookForm(QueueForm):
    """Who will come."""

    due_at = MomentField(label="Giorno e ora")
    field_order = ("called", "due_at", "reason")


class RegisterFilter(FilterForm):
    """Kept in the address."""

    dal = forms.DateField(label="Dal")
    al = forms.DateField(label="Al")
    motivo = forms.ChoiceField(label="Motivo")
    risultato = forms.ChoiceField(label="Com'è finita")
    quartiere = forms.ChoiceField(label="Da dove viene")
    da_fare = forms.BooleanField(label="Con un passo da fare")

    def __init__(self, *args: Any, desk: Desk, quarters: list[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(one.pk), one.name) for one in quarters]
        for name, choices in (
            ("motivo", desk.choices("reasons")),
            ("risultato", desk.choices("results")),
            ("quartiere", places),
        ):
            self.fields[name].choices = [("", "Tutti"), *choices]  # type: ignore[attr-defined]
        if not places:
            del self.fields["quartiere"]


class WithdrawForm(SnodoForm):
    """Why an access no longer counts."""

    why = LineField(label="Perché", max_length=200, help_text="Per esempio: registrato due volte.")
