"""Forms of the intake."""

from typing import Any

from django import forms

from snodo.domain.intake import states
from snodo.domain.intake.deciding import Deciding
from snodo.domain.people.guardianship import KINDS
from snodo.domain.people.states import GuardianKind
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


NOW, LATER = "now", "later"
NOTING = [
    (NOW, "Annotalo nella scheda della persona, come scritto qui sotto"),
    (LATER, "Non ora: lo annoto dopo, dalla scheda"),
]
SEEKING = [(NOW, "Non si sa ancora: me ne occupo io"), (LATER, "Non ora: lo annoto dopo, dalla scheda")]
MINORS = [("", "Scegli"), *((one.value, one.label) for one in GuardianKind if KINDS[one].for_minors)]


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

    dropdowns = ("guardian_kind",)

    guardian = forms.ChoiceField(label="Chi decide per la persona", widget=forms.RadioSelect)
    guardian_kind = forms.ChoiceField(label="Genitore o tutore", choices=MINORS, required=False)
    guardian_name = LineField(label="Nome e cognome, oppure ente nominato", max_length=160, required=False)
    guardian_reach = LineField(label="Come si raggiunge", max_length=200, required=False)
    guardian_act = LineField(
        label="Atto",
        max_length=300,
        required=False,
        help_text="Quale ufficio, numero e data. Per un genitore non serve.",
    )
    guardian_started_on = forms.DateField(label="Decide dal", required=False)
    guardian_note = LineField(label="A che punto è", max_length=500, required=False)

    def __init__(
        self,
        *args: Any,
        persons: list[Any],
        definition: dict[str, Any],
        deciding: Deciding | None,
        said: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = persons
        self._ask_who_decides(deciding, said)
        for name in ("target_groups", "barriers"):
            words = [(one["code"], one["title"]) for one in definition.get(name, [])]
            if words:
                self.fields[name].choices = words
            else:
                del self.fields[name]

    def _ask_who_decides(self, deciding: Deciding | None, said: str) -> None:
        """Confirmed, not taken for granted: the choice begins empty, the rest as the referral says it."""
        dropped = [name for name in self.fields if name.startswith("guardian")]
        if deciding is not None:
            dropped = [name for name in dropped if (name == "guardian_note") != deciding.searching]
            dropped = [name for name in dropped if name != "guardian"]
            choice: Any = self.fields["guardian"]
            choice.choices, choice.help_text = (SEEKING if deciding.searching else NOTING), said
            for name in ("kind", "name", "reach", "started_on", "note"):
                self.initial.setdefault(f"guardian_{name}", getattr(deciding, name))
        for name in dropped:
            del self.fields[name]

    def deciding(self) -> Deciding | None:
        """What is to be written down of who decides; nothing when it is left for later."""
        data = self.cleaned_data
        if data.get("guardian") != NOW:
            return None
        typed = {
            name.removeprefix("guardian_"): one for name, one in data.items() if name.startswith("guardian_")
        }
        return Deciding(**typed, searching="note" in typed)
