"""What is typed about tables."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from snodo.domain.network.models import Membership, Organisation
from snodo.domain.opportunities.states import OpportunityKind
from snodo.domain.programmes.models import Programme
from snodo.domain.tables import states
from snodo.domain.tables.models import Position, TableCase, TableGuest, TableOpportunity
from snodo.web.forms import (
    FilterForm,
    LineField,
    MomentField,
    NamedModelChoiceField,
    SnodoForm,
    TextField,
)


def colleague(member: Membership) -> str:
    """Name, profession and body."""
    return f"{member.user.get_full_name()}, {member.title} · {member.organisation.label}"


def body(organisation: Organisation) -> str:
    """The short name where there is one."""
    return str(organisation.label)


class TableFilters(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Cerca nel titolo", required=False, max_length=80)
    tipo = forms.ChoiceField(label="Tipo", required=False, choices=[("", "Tutti"), *states.TableKind.choices])
    programma = forms.ModelChoiceField(None, label="Programma", required=False, empty_label="Tutti")

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programma"].queryset = programmes  # type: ignore[attr-defined]


class TableForm(SnodoForm):
    """When, where and why bodies sit together."""

    dropdowns = ("kind",)

    title = LineField(
        label="Titolo", max_length=160, help_text="Si legge negli inviti: non scrivere nomi di persone."
    )
    purpose = TextField(label="Perché ci incontriamo", required=False, max_length=2000, rows=3)
    starts_at = MomentField(label="Giorno e ora")
    minutes = forms.IntegerField(label="Durata in minuti", min_value=10, max_value=600, initial=90)
    place = LineField(label="Luogo", required=False, max_length=160)
    online_link = forms.URLField(
        label="Collegamento", required=False, assume_scheme="https", help_text="Per chi partecipa da remoto."
    )


class NewTableForm(TableForm):
    """A new one also says in which programme and of which kind."""

    programme = forms.ModelChoiceField(None, label="Programma", empty_label=None)
    kind = forms.ChoiceField(label="Tipo di tavolo", choices=states.TableKind.choices)
    field_order = ("programme", "kind", "title", "purpose", "starts_at", "minutes", "place", "online_link")

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]


class GuestForm(SnodoForm):
    """A colleague, a whole body, or somebody without an account."""

    membership = NamedModelChoiceField(
        None, naming=colleague, label="Una persona della rete", required=False, empty_label="Scegli…"
    )
    organisation = NamedModelChoiceField(
        None, naming=body, label="oppure un ente, senza indicare chi", required=False, empty_label="Scegli…"
    )
    name = LineField(
        label="oppure qualcuno senza accesso",
        required=False,
        max_length=120,
        help_text="Per esempio: La famiglia",
    )
    email = forms.EmailField(label="La sua posta elettronica", required=False)
    function = LineField(label="In che veste", required=False, max_length=80)
    sees = forms.MultipleChoiceField(
        label="Che cosa gli mostriamo",
        required=False,
        choices=states.Sees.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, members: QuerySet[Membership], bodies: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = members  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]


class ChangeGuestForm(SnodoForm):
    """What a guest does and is shown."""

    function = LineField(label="In che veste", required=False, max_length=80)
    sees = forms.MultipleChoiceField(
        label="Che cosa gli mostriamo",
        required=False,
        choices=states.Sees.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    points = forms.TypedMultipleChoiceField(
        label="Di quali punti è al corrente",
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chi non ha accesso legge solo i punti scelti qui, sulla sua pagina.",
    )

    def __init__(self, *args: Any, agenda: Sequence[TableCase] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agenda:
            self.fields["points"].choices = [(str(item.pk), item.title) for item in agenda]  # type: ignore[attr-defined]
        else:
            del self.fields["points"]


class CaseForm(SnodoForm):
    """A case for the agenda, under a title that needs no name."""

    case = forms.UUIDField(widget=forms.HiddenInput)
    title = LineField(label="Titolo per gli invitati", max_length=160)
    question = LineField(label="Che cosa chiediamo al tavolo", required=False, max_length=300)


class CancelForm(SnodoForm):
    """Why a table is called off."""

    reason = LineField(label="Perché è annullato", max_length=200, help_text="Lo leggeranno gli invitati.")


class OfGuests(SnodoForm):
    """A form that speaks for one of the guests."""

    guest = NamedModelChoiceField(None, naming=str, label="Chi", empty_label=None)

    def __init__(self, *args: Any, guests: QuerySet[TableGuest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guest"].queryset = guests  # type: ignore[attr-defined]


class PositionForm(OfGuests):
    """How a guest reads a need."""

    need_area = LineField(
        label="Bisogno", max_length=80, help_text="Uno o più, con la virgola: Casa, reddito"
    )
    text = TextField(label="Posizione", max_length=2000, rows=3)
    differs = forms.BooleanField(label="La vede in modo diverso da chi ha già parlato", required=False)


class DissentForm(OfGuests):
    """A guest that sees it otherwise."""

    text = TextField(label="Che cosa farebbe diversamente", max_length=2000, rows=3)


class DecisionForm(SnodoForm):
    """What the table decides."""

    text = TextField(label="Decisione", max_length=4000, rows=4)
    opportunities = forms.TypedMultipleChoiceField(
        label="Su quali opportunità conta",
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, put: Sequence[TableOpportunity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if put:
            self.fields["opportunities"].choices = [(str(row.pk), row.text) for row in put]  # type: ignore[attr-defined]
        else:
            del self.fields["opportunities"]


class CommitmentForm(SnodoForm):
    """A promise with an owner and a day."""

    text = LineField(label="Impegno", max_length=200)
    owner = forms.ChoiceField(label="Chi si impegna")
    due_on = forms.DateField(label="Entro")

    def __init__(self, *args: Any, guests: list[TableGuest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guests = {str(guest.pk): guest for guest in guests}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "Scegli…"),
            *[(key, owner_name(guest)) for key, guest in self.guests.items()],
        ]
        self.fields["owner"].widget = forms.Select(choices=self.fields["owner"].choices)  # type: ignore[attr-defined]

    def chosen_owner(self) -> dict[str, Any]:
        """The chosen guest as the action wants it."""
        guest = self.guests[self.cleaned_data["owner"]]
        if guest.membership is not None:
            return {"membership": guest.membership}
        if guest.organisation is not None:
            return {"organisation": guest.organisation}
        return {"guest": guest}


def owner_name(guest: TableGuest) -> str:
    """Body, and the colleague where known."""
    return f"{guest.label} ({guest.person_name})" if guest.membership_id else guest.label


class OpportunityForm(SnodoForm):
    """Something a body puts on the table."""

    dropdowns = ("state",)

    text = LineField(label="Opportunità", max_length=160)
    detail = LineField(label="Dettagli", required=False, max_length=200)
    state = forms.ChoiceField(
        label="È già attiva?",
        choices=[choice for choice in states.OpportunityState.choices if choice[0] not in ("taken", "gone")],
    )


class PickFilters(FilterForm):
    """What is looked for in the catalogue, and which need it answers. Kept in the address."""

    testo = forms.CharField(label="Cerca nel catalogo", max_length=80)
    tipo = forms.ChoiceField(label="Tipo", choices=[("", "Tutti"), *OpportunityKind.choices])
    posizione = forms.ChoiceField(label="Risponde a")
    caso = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, positions: Sequence[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posizione"].choices = position_choices(positions)  # type: ignore[attr-defined]
        if not positions:
            del self.fields["posizione"]


class NewAtTableForm(SnodoForm):
    """Something that is not in the catalogue and could begin."""

    title = LineField(label="Titolo", max_length=160, help_text="Breve, che si capisca da solo.")
    kind = forms.ChoiceField(label="Tipo", choices=[("", "Scegli"), *OpportunityKind.choices])
    provider = NamedModelChoiceField(None, naming=body, label="Ente che la offre", empty_label="Scegli")
    description = TextField(label="Che cosa è", max_length=4000, required=False, rows=3)
    position = forms.ChoiceField(label="Risponde a", required=False)

    def __init__(
        self, *args: Any, bodies: QuerySet[Organisation], positions: Sequence[Position], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["position"].choices = position_choices(positions)  # type: ignore[attr-defined]
        self.fields["position"].widget = forms.Select(choices=position_choices(positions))
        if not positions:
            del self.fields["position"]


def position_choices(positions: Sequence[Position]) -> list[tuple[str, str]]:
    """The needs named so far, each with who named it."""
    named = [(str(row.pk), f"{row.need_area} · {row.guest.label}") for row in positions]
    return [("", "Nessun bisogno in particolare"), *named]


class SettleForm(SnodoForm):
    """How a promise ended."""

    outcome = forms.ChoiceField(
        label="Com'è andata",
        choices=[choice for choice in states.CommitmentState.choices if choice[0] != "open"],
    )
    note = LineField(label="Due parole", required=False, max_length=200)


class PromiseFilters(FilterForm):
    """Kept in the address."""

    stato = forms.ChoiceField(
        label="Stato",
        required=False,
        choices=[("", "Tutti"), ("late", "Scaduti"), *states.CommitmentState.choices],
    )
    ente = forms.ChoiceField(label="Ente", required=False)
    miei = forms.BooleanField(label="Solo quelli del mio ente", required=False)
    programma = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ente"].choices = [("", "Tutti"), *bodies]  # type: ignore[attr-defined]


class ProtocolForm(SnodoForm):
    """A shared way of working and who must approve it."""

    title = LineField(label="Titolo", max_length=160)
    text = TextField(label="Testo", rows=16)
    approval_by = forms.ModelMultipleChoiceField(
        None, label="Lo devono approvare", widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, bodies: QuerySet[Organisation], titled: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approval_by"].queryset = bodies  # type: ignore[attr-defined]
        if not titled:
            del self.fields["title"]


class NewProtocolForm(ProtocolForm):
    """A new one also says in which programme."""

    programme = forms.ModelChoiceField(None, label="Programma", empty_label=None)
    field_order = ("programme", "title", "text", "approval_by")

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]


class CommentForm(SnodoForm):
    """What a body would change."""

    text = TextField(label="Osservazione", max_length=4000, rows=3)
