"""Forms of protection. Nothing sealed is ever typed back into a field."""

from typing import Any

from django import forms

from snodo.domain.people.models import SafeContact
from snodo.web.forms import LineField, SnodoForm, TextField
from snodo.web.people.forms import COUNTRIES

WEEKDAYS = [
    *((0, "lunedì"), (1, "martedì"), (2, "mercoledì"), (3, "giovedì"), (4, "venerdì")),
    *((5, "sabato"), (6, "domenica")),
]
REASON = "Resta scritto nel registro, accanto al tuo nome."


class ProtectForm(SnodoForm):
    """Under which name, and why."""

    pseudonym = LineField(
        label="Pseudonimo",
        help_text="Il solo nome che comparirà. Niente che ricordi quello vero.",
        max_length=80,
    )
    reason = LineField(label="Perché va protetta", help_text=REASON, max_length=200)


class LiftForm(SnodoForm):
    """Why it is no longer needed."""

    reason = LineField(label="Perché non serve più", help_text=REASON, max_length=200)


class OpenForm(SnodoForm):
    """Why one opens."""

    reason = LineField(
        label="Perché la apri",
        help_text="Resta scritto nel registro, che la persona può chiedere di vedere.",
        max_length=200,
    )


class IdentityForm(SnodoForm):
    """What has been learned; an empty field leaves what is there."""

    dropdowns = ("citizenship",)

    first_name = LineField(label="Nome", max_length=80, required=False)
    last_name = LineField(label="Cognome", max_length=80, required=False)
    birth_date = forms.DateField(label="Data di nascita", required=False)
    birth_place = LineField(label="Luogo di nascita", max_length=120, required=False)
    citizenship = forms.ChoiceField(
        label="Cittadinanza", choices=[("", "Come ora"), *COUNTRIES], required=False
    )
    phone = LineField(label="Telefono", max_length=30, required=False)
    email = forms.EmailField(label="Posta elettronica", required=False)
    codice_fiscale = LineField(label="Codice fiscale, STP o ENI", max_length=32, required=False)

    def facts(self) -> dict[str, str]:
        """As the action wants them."""
        data = self.cleaned_data
        born = data.get("birth_date")
        return {
            **{name: str(value) for name, value in data.items() if value and name != "birth_date"},
            **({"birth_date": born.isoformat()} if born else {}),
        }


class SafeContactForm(SnodoForm):
    """Days, hours, and what to do when somebody else answers."""

    weekdays = forms.TypedMultipleChoiceField(
        label="In quali giorni",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nessuno segnato vuol dire tutti.",
    )
    from_time = forms.TimeField(label="Dalle", required=False)
    until_time = forms.TimeField(label="Alle", required=False)
    calls = forms.BooleanField(label="Si può telefonare", required=False)
    messages = forms.BooleanField(label="Si possono lasciare messaggi", required=False)
    number = LineField(
        label="Numero sicuro",
        max_length=40,
        required=False,
        help_text="Quello a cui risponde solo lei o lui.",
    )
    by_whom = LineField(label="Chi può chiamare", max_length=120, required=False)
    safe_word = LineField(
        label="Parola d'intesa",
        max_length=80,
        required=False,
        help_text="Se la dice, la chiamata si chiude senza domande.",
    )
    note = TextField(label="Che cosa sapere prima di chiamare", max_length=500, rows=2, required=False)

    def __init__(self, *args: Any, row: SafeContact | None, **kwargs: Any) -> None:
        if row is not None:
            kwargs.setdefault("initial", {name: getattr(row, name) for name in self.base_fields})
        else:
            kwargs.setdefault("initial", {"calls": True})
        super().__init__(*args, **kwargs)
