"""Forms of the intake."""

from typing import Any

from django import forms

from snodo.domain.intake import states
from snodo.web.forms import FilterForm, LineField, SnodoForm, TextField


class InboxFilter(FilterForm):
    """Filters of the inbox, kept in the address; the state has tabs of its own."""

    testo = LineField(label="Nome", max_length=80)
    programma = forms.ChoiceField(label="Programma")
    quali = forms.ChoiceField(
        label="Quali", choices=[("", "Tutte"), ("ricevute", "Ricevute"), ("inviate", "Inviate da noi")]
    )
    ritardo = forms.BooleanField(label="Solo con risposta in ritardo")

    def set_programmes(self, choices: list[tuple[str, str]]) -> None:
        """The programmes that have referrals."""
        self.fields["programma"].choices = [("", "Tutti"), *choices]


class TextForm(SnodoForm):
    """A question, an answer, a message."""

    text = TextField(label="Testo", max_length=4000, rows=3)

    def __init__(self, *args: Any, label: str = "Testo", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class AgreeForm(SnodoForm):
    """Another day for what was promised."""

    new_due_on = forms.DateField(label="Nuovo giorno", help_text="Un giorno lavorativo di chi riceve.")
    reason = LineField(
        label="Perché si sposta", max_length=300, help_text="Lo legge chi ha segnalato, nella storia."
    )


class NoteForm(SnodoForm):
    """A short note that goes with a change."""

    note = LineField(label="Nota", max_length=300, required=False)

    def __init__(self, *args: Any, label: str = "Nota", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label


class RefuseForm(SnodoForm):
    """Why not, and where else."""

    reason = forms.ChoiceField(label="Motivo", choices=[("", "Scegli"), *states.RefusalReason.choices])
    alternative = TextField(
        label="A chi può rivolgersi la persona",
        help_text="Un'alternativa concreta: chi, dove, come. La leggerà chi ha segnalato.",
        max_length=2000,
        rows=3,
    )
    note = TextField(label="Spiegazione", max_length=2000, rows=2, required=False)


class AcceptForm(SnodoForm):
    """Who the person is, and what is already known of the path."""

    person = forms.ChoiceField(label="Chi è", widget=forms.RadioSelect)
    target_groups = forms.MultipleChoiceField(
        label="Destinatari del programma a cui appartiene",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    barriers = forms.MultipleChoiceField(
        label="Ostacoli già noti",
        help_text="Solo quelli di cui si è parlato con la persona.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, persons: list[Any], definition: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = persons
        for name in ("target_groups", "barriers"):
            words = [(one["code"], one["title"]) for one in definition.get(name, [])]
            if words:
                self.fields[name].choices = words
            else:
                del self.fields[name]
