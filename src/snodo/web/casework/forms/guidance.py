"""What matters for work, and one's own notes."""

from typing import Any

from django import forms

from snodo.domain.casework import states
from snodo.domain.casework.actions.guidance import LONGEST
from snodo.domain.casework.models import WorkGuidance
from snodo.web.forms import SnodoForm, TextField

HINTS = {
    states.GuidanceHead.CAUTIONS: "Per esempio: rumori forti e fretta mettono in difficoltà.",
    states.GuidanceHead.RHYTHMS: "Per esempio: quattro ore al mattino, con una pausa.",
    states.GuidanceHead.SUPPORTS: "Per esempio: una consegna alla volta, sempre la stessa persona accanto.",
    states.GuidanceHead.SIGNS: "Per esempio: se smette di salutare, fermati e chiedi come va.",
    states.GuidanceHead.CALL: "Nome, numero e in quali ore.",
}


class GuidanceForm(SnodoForm):
    """Five heads, a fact, a day: never a diagnosis."""

    certificate = forms.ChoiceField(
        label="Certificazione di invalidità",
        choices=states.Certificate.choices,
        widget=forms.RadioSelect,
        initial=states.Certificate.UNKNOWN,
        help_text="Solo se c'è o non c'è: serve per il collocamento mirato.",
    )
    review_on = forms.DateField(label="Da rivedere il")
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, now: WorkGuidance | None, **kwargs: Any) -> None:
        if now is not None:
            start = {"certificate": now.certificate, "number": now.number, **now.content}
            kwargs["initial"] = start | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for head in states.GuidanceHead:
            self.fields[head.value] = TextField(
                label=str(head.label), max_length=LONGEST, rows=2, required=False, help_text=HINTS[head]
            )
        self.order_fields([*states.GuidanceHead.values, "certificate", "review_on", "number"])

    def values(self) -> dict[str, Any]:
        """As the action wants them."""
        data = dict(self.cleaned_data)
        return {"content": {head.value: data.pop(head.value) for head in states.GuidanceHead}, **data}


class OwnNoteForm(SnodoForm):
    """For oneself."""

    text = TextField(label="Nuovo appunto", max_length=4000, rows=4)
