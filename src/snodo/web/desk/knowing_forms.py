"""What is typed when who came says who they are."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from snodo.domain.network.queries import operators_of
from snodo.domain.people.states import LANGUAGES, Sex
from snodo.kernel.actor import Actor
from snodo.web.forms import LineField, NamedModelChoiceField, SnodoForm


class KnownForm(SnodoForm):
    """A name is enough."""

    dropdowns = ("sex", "language")

    first_name = LineField(label="Nome", max_length=80, required=False)
    last_name = LineField(label="Cognome", max_length=80, required=False)
    lived_name = LineField(
        label="Nome con cui vuole essere chiamata o chiamato", max_length=80, required=False
    )
    birth_date = forms.DateField(label="Data di nascita", required=False)
    birth_place = LineField(label="Luogo di nascita", max_length=120, required=False)
    sex = forms.ChoiceField(
        label="Sesso anagrafico", choices=[("", "Non indicato"), *Sex.choices], required=False
    )
    language = forms.ChoiceField(label="Lingua preferita", choices=list(LANGUAGES.items()), required=False)
    phone = LineField(label="Telefono", max_length=30, required=False)
    contact_notes = LineField(
        label="Come e quando contattare",
        help_text="Per esempio: solo messaggi, mai a casa.",
        max_length=200,
        required=False,
    )


class ChargeForm(SnodoForm):
    """Which line of work, and who answers for the path."""

    action = NamedModelChoiceField(
        queryset=None,
        label="In quale azione",
        naming=lambda row: f"{row.title} ({row.programme.title})",
    )
    responsible = NamedModelChoiceField(
        queryset=None, label="Responsabile", naming=lambda row: row.user.get_full_name()
    )

    def __init__(self, *args: Any, actor: Actor, lines: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = lines.select_related("programme").order_by("programme__title", "position")
        self.fields["action"].queryset = lines  # type: ignore[attr-defined]
        members = operators_of(actor, actor.organisation_id)
        self.fields["responsible"].queryset = members  # type: ignore[attr-defined]
        self.fields["responsible"].initial = actor.membership_id
