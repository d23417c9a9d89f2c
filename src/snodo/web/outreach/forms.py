"""What is typed before a path."""

from typing import Any

from django import forms

from snodo.domain.outreach import queries, states
from snodo.domain.outreach.models import PossibleRecipient
from snodo.domain.programmes.models import Programme
from snodo.kernel.packfile import Instrument as Shape
from snodo.kernel.packfile.shapes import Section
from snodo.web.forms import LineField, MomentField, NamedModelChoiceField, SnodoForm, TextField
from snodo.web.sheet import questions

PREFIX = "q-"


class RecipientForm(SnodoForm):
    """Somebody who might take part. As little as is needed to look for them."""

    unit = forms.ChoiceField(label="Chi è", choices=states.Unit.choices, initial=states.Unit.PERSON)
    name = LineField(
        label="Nome o iniziali", max_length=120, help_text="Bastano le iniziali, se vi intendete lo stesso."
    )
    reach = LineField(
        label="Come raggiungerla",
        max_length=200,
        required=False,
        help_text="Un telefono, un luogo, un'ora. Mai l'indirizzo di chi è protetta.",
    )
    source = forms.ChoiceField(
        label="Da dove viene il nome", choices=[("", "Scegli"), *states.Source.choices]
    )
    indicated_by = LineField(
        label="Chi l'ha indicata",
        max_length=160,
        required=False,
        help_text="Ente e persona. Chi cerchi ha diritto di saperlo.",
    )
    ground = forms.ChoiceField(
        label="A che titolo tieni il suo nome", choices=states.Ground.choices, widget=forms.RadioSelect
    )
    note = TextField(
        label="Perché potrebbe interessarle",
        max_length=1000,
        rows=3,
        required=False,
        help_text="Senza diagnosi e senza giudizi: lo leggerà, se lo chiede.",
    )


class NoteForm(RecipientForm):
    """The same, the first time: for which line of work, and since when."""

    action = NamedModelChoiceField(label="Per quale azione", queryset=None, naming=lambda row: row.title)
    indicated_on = forms.DateField(
        label="Quando hai avuto il nome", required=False, help_text="Vuoto: oggi. Da qui si conta il tempo."
    )
    field_order = ("action", "unit", "name", "reach", "source", "indicated_by", "indicated_on")

    def for_programme(self, programme: Programme) -> "NoteForm":
        """The lines of work of the programme; the only one there is, is chosen already."""
        actions = queries.actions_of(programme)
        self.fields["action"].queryset = actions  # type: ignore[attr-defined]
        if len(actions) == 1:
            self.fields["action"].initial = actions[0].pk
        return self


def initial_of(row: PossibleRecipient) -> dict[str, Any]:
    """What the form shows of a row."""
    return {name: getattr(row, name) for name in RecipientForm.base_fields}


class InformForm(SnodoForm):
    """They were told."""

    how = forms.ChoiceField(label="Come", choices=states.Informed.choices, widget=forms.RadioSelect)
    informed_on = forms.DateField(label="Quando", required=False, help_text="Vuoto: oggi.")


class BookForm(SnodoForm):
    """A day to meet."""

    booked_at = MomentField(label="Giorno e ora")


class TakeOffForm(SnodoForm):
    """How it ended."""

    ending = forms.ChoiceField(
        label="Com'è finita",
        choices=[(ending.value, ending.label) for ending in states.SAID],
        widget=forms.RadioSelect,
    )


class CarryForm(SnodoForm):
    """Whether what was said goes into a path."""

    carry = forms.ChoiceField(
        label="I colloqui passano nel percorso, se ne comincia uno",
        choices=[
            (states.Ground.AGREED.value, "Sì, la persona è d'accordo"),
            (states.Ground.TASK.value, "Sì, per il compito di interesse pubblico dell'ente: lo sa"),
            ("", "No: si cancellano alla scadenza"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


class InterviewForm(SnodoForm):
    """An interview that was held, with the guide of the programme where it has one."""

    kind = forms.ChoiceField(label="Con chi", choices=states.InterviewKind.choices, widget=forms.RadioSelect)
    mode = forms.ChoiceField(label="Come", choices=states.Mode.choices, initial=states.Mode.IN_PERSON)
    held_on = forms.DateField(label="Giorno")
    minutes = forms.IntegerField(label="Durata in minuti", min_value=5, max_value=480, initial=45)
    people = forms.IntegerField(
        label="Quante persone c'erano", min_value=1, max_value=30, initial=1, help_text="Oltre a chi ascolta."
    )
    met_elsewhere = forms.BooleanField(
        label="Ha già fatto questo colloquio con un altro ente del programma",
        help_text="Si chiede la prima volta, per contarla una volta sola. L'altro ente non ne sa nulla.",
        required=False,
    )
    who = LineField(
        label="Chi c'era", max_length=500, required=False, help_text="Per esempio: la madre, un fratello."
    )
    notes = TextField(label="Che cosa è emerso", max_length=6000, rows=6, required=False)
    paper_at = LineField(
        label="Dove sta il foglio firmato",
        max_length=160,
        required=False,
        help_text="Per chi rendiconta: protocollo o raccoglitore. Senza nomi.",
    )

    def __init__(self, *args: Any, first: bool = True, shape: Shape | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not first:
            del self.fields["met_elsewhere"]
        self.sections: tuple[Section, ...] = shape.sections if shape is not None else ()
        for section in self.sections:
            for item in section.items:
                field = questions.sheet_field(item)
                self.fields[PREFIX + item.code] = field
                self._dress(PREFIX + item.code, field)

    @property
    def parts(self) -> list[tuple[Section, list[forms.BoundField]]]:
        """The questions of the guide, section by section."""
        return [(section, [self[PREFIX + item.code] for item in section.items]) for section in self.sections]

    def facts(self) -> dict[str, Any]:
        """What is not the guide."""
        return {name: self.cleaned_data.get(name) for name in self.base_fields if name in self.fields}

    def answers(self) -> dict[str, Any]:
        """By the codes of the guide."""
        items = [item for section in self.sections for item in section.items]
        typed = {item.code: self.cleaned_data.get(PREFIX + item.code) for item in items}
        return {item.code: questions.sheet_answer(item, typed[item.code]) for item in items}


class SheetWordsForm(SnodoForm):
    """What everybody reads of a programme."""

    title = LineField(label="Titolo", max_length=120)
    offers = TextField(label="Che cosa offre", max_length=2000, rows=5)
    for_whom = TextField(label="Per chi è", max_length=2000, rows=3)
    how = TextField(label="Come si partecipa", max_length=2000, rows=3)
    bodies = TextField(
        label="Che cosa chiediamo alle realtà del territorio", max_length=2000, rows=3, required=False
    )
    contact = LineField(
        label="A chi rivolgersi", max_length=200, help_text="Recapiti di lavoro: telefono, posta, luogo."
    )


class SettleForm(SnodoForm):
    """They were called."""

    outcome = forms.ChoiceField(
        label="Com'è andata", choices=states.CallOutcome.choices, widget=forms.RadioSelect
    )


class ThemesForm(SnodoForm):
    """One theme a line."""

    titles = TextField(label="Un tema per riga", max_length=2600, rows=10)


class HearForm(SnodoForm):
    """A theme that came up."""

    theme = NamedModelChoiceField(
        label="Tema",
        queryset=None,
        required=False,
        naming=lambda row: row.title,
        empty_label="Un altro, qui sotto",
    )
    title = LineField(label="Oppure un altro tema", max_length=80, required=False)
    voices = forms.IntegerField(label="Quanti ne hanno parlato", min_value=1, max_value=99, initial=1)
    words = TextField(
        label="Che cosa hanno detto",
        max_length=1000,
        rows=3,
        required=False,
        help_text="Senza nomi di persone.",
    )

    def for_programme(self, programme: Programme) -> "HearForm":
        """The themes of the programme."""
        self.fields["theme"].queryset = queries.themes_of(programme)  # type: ignore[attr-defined]
        return self
