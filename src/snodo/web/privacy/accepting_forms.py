"""Forms by which a request does what it asks. Each knows the request it is for."""

from typing import Any

from django import forms

from snodo.domain.network.models import Territory
from snodo.domain.people.states import LANGUAGES, Sex
from snodo.domain.privacy import queries
from snodo.domain.privacy.models import PersonRequest
from snodo.domain.privacy.states import RequestKind
from snodo.kernel import clock
from snodo.web.forms import LineField, SnodoForm, TextField

SURE = "Segna la casella: il nome e le parole non si recuperano più."


class OfRequest(SnodoForm):
    """A form that is about one request."""

    def __init__(self, *args: Any, request: PersonRequest, **kwargs: Any) -> None:
        self.about = request
        super().__init__(*args, **kwargs)


class EraseForm(OfRequest):
    words = TextField(
        label="Vuoi aggiungere qualcosa alla risposta?",
        help_text="La lettera dice già che cosa si cancella, che cosa resta e perché.",
        max_length=2000,
        rows=3,
        required=False,
    )
    sure = forms.BooleanField(label="Ho guardato che cosa va via e che cosa resta")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].error_messages["required"] = SURE

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data.pop("sure", None)
        return data


class CorrectForm(OfRequest):
    """Who the person is and how to reach them, as it is written now."""

    dropdowns = ("municipality", "quarter", "language")

    first_name = LineField(label="Nome", max_length=80, required=False)
    last_name = LineField(label="Cognome", max_length=80, required=False)
    lived_name = LineField(
        label="Nome con cui vuole essere chiamata o chiamato", max_length=80, required=False
    )
    birth_date = forms.DateField(label="Data di nascita", required=False)
    birth_place = LineField(label="Luogo di nascita", max_length=120, required=False)
    sex = forms.ChoiceField(label="Sesso anagrafico", choices=Sex.choices, required=False)
    citizenship = LineField(
        label="Cittadinanza",
        help_text="Il codice di due lettere, per esempio IT.",
        max_length=2,
        required=False,
    )
    phone = LineField(label="Telefono", max_length=30, required=False)
    email = forms.EmailField(label="Posta elettronica", required=False)
    contact_notes = LineField(label="Come e quando contattare", max_length=200, required=False)
    language = forms.ChoiceField(label="Lingua preferita", choices=list(LANGUAGES.items()))
    municipality = forms.ModelChoiceField(
        queryset=None, label="Comune", empty_label="Non indicato", required=False
    )
    quarter = forms.ModelChoiceField(
        queryset=None, label="Quartiere", empty_label="Non indicato", required=False
    )

    def __init__(self, *args: Any, request: PersonRequest, **kwargs: Any) -> None:
        person = request.person
        kwargs.setdefault("initial", {name: getattr(person, name) for name in self.base_fields})
        super().__init__(*args, request=request, **kwargs)
        for name in ("municipality", "quarter"):
            field: Any = self.fields[name]
            field.queryset = Territory.objects.filter(kind=name).order_by("name")
        if person.protected:
            self.fields.clear()


class ElsewhereForm(OfRequest):
    where = LineField(
        label="Che cosa e dove",
        help_text="Per esempio: titolo di studio, nella scheda d'ingresso. Prima lo corregge l'équipe.",
        max_length=200,
    )
    before = TextField(label="Prima diceva", max_length=500, rows=2, required=False)
    after = TextField(label="Adesso dice", max_length=500, rows=2)


class BasesForm(OfRequest):
    """On which law what does not end goes on."""

    bases = forms.MultipleChoiceField(
        label="Su quale legge si continua", widget=forms.CheckboxSelectMultiple, required=False
    )
    why = TextField(
        label="Perché, con parole semplici",
        help_text="Lo legge la persona. Per esempio: il percorso è aperto e il Comune deve seguirlo.",
        max_length=2000,
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases: Any = self.fields["bases"]
        bases.choices = [
            (one.code, f"{one.title} ({one.source})") for one in queries.bases_without_choice(clock.today())
        ]


class StopForm(BasesForm):
    """What ends; and on which law the rest goes on."""

    chosen = forms.MultipleChoiceField(label="Che cosa finisce", widget=forms.CheckboxSelectMultiple)
    field_order = ("chosen", "bases", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ending = queries.stoppable(self.about.person, self.about.kind)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(one.key, f"{one.label} ({', '.join(one.what)})") for one in ending]
        if self.about.kind == RequestKind.WITHDRAWAL:
            chosen.initial = [one.key for one in ending]
        self.fields["bases"].label = "Se qualcosa continua, su quale legge"
        if not ending:
            chosen.help_text = "Nulla è condiviso per sua scelta: spiega perché si continua."


class GoOnForm(BasesForm):
    pass
