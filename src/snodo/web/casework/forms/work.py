"""The plan, readings with instruments, outcomes."""

from typing import Any

from django import forms

from snodo.domain.casework import queries, states
from snodo.domain.casework.models import Case
from snodo.domain.instruments.states import Filler
from snodo.kernel import clock
from snodo.kernel.packfile import Instrument as Shape
from snodo.kernel.packfile.shapes import Item
from snodo.web.forms import LineField, NamedModelChoiceField, SnodoForm, TextField


class PlanForm(SnodoForm):
    summary = TextField(
        label="In breve",
        max_length=4000,
        rows=4,
        required=False,
        help_text="Due righe che la persona riconosce come sue.",
    )
    review_on = forms.DateField(
        label="Verifica", required=False, help_text="Il giorno in cui ci si rivede sul piano."
    )


class GoalForm(SnodoForm):
    text = LineField(
        label="Obiettivo", max_length=300, help_text="Per esempio: trovare un lavoro vicino a casa."
    )
    expected_result = LineField(
        label="Si vedrà da", max_length=300, required=False, help_text="Il risultato che lo mostrerà."
    )
    area = LineField(
        label="Ambito", max_length=60, required=False, help_text="Lavoro, casa, formazione, famiglia …"
    )
    due_on = forms.DateField(label="Entro", required=False)


class CommitmentForm(SnodoForm):
    dropdowns = ("member",)
    text = LineField(label="Che cosa farà la persona", max_length=300)
    member = NamedModelChoiceField(None, empty_label="Scegli…", label="Chi del nucleo", required=False)  # type: ignore[arg-type]
    due_on = forms.DateField(label="Entro", required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if case.household_id is None:
            del self.fields["member"]
        else:
            self.fields["member"].queryset = queries.persons_in(case)  # type: ignore[attr-defined]


class SupportForm(SnodoForm):
    dropdowns = ("organisation", "activity_kind")
    text = LineField(label="Che cosa farà il servizio", max_length=300)
    organisation = NamedModelChoiceField(None, empty_label="Scegli…", label="Quale ente")  # type: ignore[arg-type]
    activity_kind = NamedModelChoiceField(
        None, empty_label="Scegli…", label="Tipo di attività", required=False
    )  # type: ignore[arg-type]
    due_on = forms.DateField(label="Entro", required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = queries.bodies_around(case)  # type: ignore[attr-defined]
        self.fields["activity_kind"].queryset = queries.activity_kinds_of(case)  # type: ignore[attr-defined]


SIGNERS = (
    ("person", "Persona"),
    ("guardian", "Tutore o genitore"),
    ("operator", "Operatore responsabile"),
    ("organisation", "Altro ente"),
)


class SignForm(SnodoForm):
    signed_on = forms.DateField(label="Data delle firme", initial=clock.today)
    method = forms.ChoiceField(label="Come si firma", choices=states.SigningMethod.choices, initial="paper")
    person = LineField(
        label="Firma della persona", max_length=160, required=False, help_text="Nome e cognome di chi firma."
    )
    guardian = LineField(
        label="Firma di chi ne fa le veci",
        max_length=160,
        required=False,
        help_text="Genitore, tutore, amministratore di sostegno.",
    )
    operator = LineField(label="Firma dell'operatore responsabile", max_length=160, required=False)
    organisation = LineField(
        label="Firma di un altro ente", max_length=160, required=False, help_text="Nome e cognome, ente."
    )

    def signatures(self) -> list[tuple[str, str]]:
        """Who signs: kind and name."""
        data = self.cleaned_data
        return [(kind, data[kind]) for kind, _ in SIGNERS if data.get(kind)]


class OutcomeForm(SnodoForm):
    dropdowns = ("kind", "person")
    kind = forms.ChoiceField(label="Esito")
    person = NamedModelChoiceField(None, empty_label="Scegli…", label="Di chi", required=False)  # type: ignore[arg-type]
    happened_on = forms.DateField(label="Data")
    employer = LineField(
        label="Presso", max_length=160, required=False, help_text="Azienda, ente di formazione o servizio."
    )
    detail = LineField(
        label="Dettagli", max_length=300, required=False, help_text="Per esempio: a termine, part time."
    )
    weekly_hours = forms.DecimalField(
        label="Ore a settimana", required=False, min_value=0, max_value=60, max_digits=4, decimal_places=1
    )
    ends_on = forms.DateField(label="Fino al", required=False)
    upload = forms.FileField(
        label="Documento che lo prova", required=False, help_text="PDF o immagine, fino a 10 MB."
    )
    evidence_note = LineField(
        label="Oppure, come si sa",
        max_length=200,
        required=False,
        help_text="Per gli esiti che non chiedono un documento.",
    )

    def __init__(self, *args: Any, case: Case, kinds: dict[str, dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [("", "Scegli…"), *((code, _kind_words(kind)) for code, kind in kinds.items())]
        if case.household_id is None:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = queries.persons_in(case)  # type: ignore[attr-defined]


def _kind_words(kind: dict[str, Any]) -> str:
    return f"{kind['title']} (serve un documento)" if kind.get("evidence_required") else str(kind["title"])


class WithdrawForm(SnodoForm):
    reason = LineField(label="Perché si toglie", max_length=200)


# Instruments: a form from data

PREFIX = "q-"


class ReadingForm(SnodoForm):
    """The questions of an instrument, one field each; reserved ones only for who may open them."""

    dropdowns = ("moment", "filler")
    moment = forms.ChoiceField(
        label="A che punto del percorso",
        choices=[("", "Non indicato"), *states.Moment.choices],
        required=False,
    )
    filler = forms.ChoiceField(label="Di chi è il punto di vista", choices=Filler.choices, initial="operator")
    read_on = forms.DateField(label="Data", initial=clock.today)

    def __init__(self, *args: Any, shape: Shape, restricted: frozenset[str], **kwargs: Any) -> None:
        self.base_items = {
            item.code: item
            for item in shape.items
            if item.restricted == "none" or item.restricted in restricted
        }
        super().__init__(*args, **kwargs)
        for code, item in self.base_items.items():
            self.fields[PREFIX + code] = field_of(item)
            self._dress(PREFIX + code, self.fields[PREFIX + code])

    def answers(self) -> dict[str, Any]:
        """What was answered, by item."""
        return {code: self.cleaned_data.get(PREFIX + code) for code in self.base_items}

    def bound(self, code: str) -> Any:
        """The field of an item, ready to be drawn; None where it is left out."""
        return self[PREFIX + code] if code in self.base_items else None


def field_of(item: Item) -> forms.Field:
    """A form field for a question. Answers are checked by the instrument itself."""
    common: dict[str, Any] = {"label": item.text, "help_text": item.help, "required": item.required}
    if item.kind == "scale":
        choices = [(str(anchor.value), f"{anchor.value} · {anchor.text}") for anchor in item.anchors]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if item.kind == "yes_no":
        return forms.ChoiceField(choices=[("si", "Sì"), ("no", "No")], widget=forms.RadioSelect, **common)
    if item.kind == "choice":
        options = [(option.code, option.title) for option in item.options]
        if len(options) <= 6:
            return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **common)
        return forms.ChoiceField(choices=[("", "Scegli…"), *options], **common)
    if item.kind == "multi":
        options = [(option.code, option.title) for option in item.options]
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
    if item.kind == "number":
        return forms.DecimalField(**common)
    if item.kind == "date":
        return forms.DateField(**common)
    if item.kind == "short_text":
        return LineField(max_length=300, **common)
    return TextField(rows=3, **common)
