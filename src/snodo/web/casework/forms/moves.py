"""Notes, steps, phases, suspension, closing, people around."""

from typing import Any

from django import forms

from snodo.domain.casework import queries, states
from snodo.domain.casework.models import Case
from snodo.domain.people import legal_bases
from snodo.domain.people.states import GRANT_PURPOSES
from snodo.kernel import clock
from snodo.web.forms import LineField, NamedModelChoiceField, SnodoForm, TextField


def base_choices() -> list[tuple[str, str]]:
    """The legal bases that hold today."""
    return [(base.code, base.title) for base in legal_bases.in_force()]


def colleague(membership: Any) -> str:
    """Sara Bellini, Cooperativa Il Ponte."""
    return f"{membership.user.get_full_name()}, {membership.organisation.label}"


class NoteForm(SnodoForm):
    text = TextField(label="Testo", max_length=4000, rows=5)
    audience = forms.ChoiceField(
        label="Chi la legge",
        choices=[
            ("team", "Solo l'équipe del percorso"),
            ("network", "Anche il servizio inviante"),
            ("own", "Solo tu: un appunto di lavoro"),
        ],
        initial="team",
    )


class MessageForm(SnodoForm):
    text = TextField(label="Messaggio", max_length=4000, rows=5)


class StepForm(SnodoForm):
    dropdowns = ("owner",)
    title = LineField(label="Che cosa c'è da fare", max_length=200)
    due_on = forms.DateField(label="Entro")
    owner = NamedModelChoiceField(
        None, empty_label="Scegli…", label="Chi se ne occupa", naming=colleague, required=False
    )  # type: ignore[arg-type]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = queries.colleagues_in_team(case)  # type: ignore[attr-defined]


class SettleForm(SnodoForm):
    outcome = forms.ChoiceField(
        label="Com'è andata",
        choices=[("done", "Fatto"), ("missed", "Non è stato fatto"), ("dropped", "Non serve più")],
    )
    note = TextField(label="Nota per l'équipe", max_length=2000, rows=3, required=False)


class PostponeForm(SnodoForm):
    due_on = forms.DateField(label="Nuova data")


class PhaseForm(SnodoForm):
    phase = forms.ChoiceField(label="Fase")
    on = forms.DateField(label="Dal giorno")
    note = LineField(
        label="Nota",
        max_length=200,
        required=False,
        help_text="La legge solo l'équipe. Per esempio: tre colloqui fatti.",
    )

    def __init__(self, *args: Any, case: Case, phases: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today
        chosen = [(str(phase.pk), phase.title) for phase in phases if phase.pk != case.phase_id]
        field: Any = self.fields["phase"]
        field.choices = chosen
        field.widget = forms.RadioSelect(choices=chosen)
        later = [phase for phase in phases if phase.position > case.phase.position]
        field.initial = str(later[0].pk) if later else None


class SuspendForm(SnodoForm):
    dropdowns = ("reason",)
    reason = forms.ChoiceField(
        label="Motivo",
        choices=[("", "Scegli…"), *states.SuspensionReason.choices],
        help_text="Lo vede solo l'équipe: agli altri risulta che il percorso è sospeso.",
    )
    from_day = forms.DateField(label="Dal giorno", initial=clock.today)
    note = LineField(label="Nota per l'équipe", max_length=300, required=False)


class ResumeForm(SnodoForm):
    on = forms.DateField(label="Riprende dal giorno", initial=clock.today)


class CloseForm(SnodoForm):
    reason = forms.ChoiceField(
        label="Perché si conclude", choices=[("", "Scegli…"), *states.ClosingReason.choices]
    )
    on = forms.DateField(label="Ultimo giorno", initial=clock.today)
    note = TextField(label="Nota per l'équipe", max_length=2000, rows=3, required=False)
    drop_open_steps = forms.BooleanField(label="I passi ancora da fare non servono più", required=False)

    def __init__(self, *args: Any, due: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not due:
            del self.fields["drop_open_steps"]


class DetailsForm(SnodoForm):
    need_in_own_words = TextField(
        label="Il bisogno, con le parole della persona",
        required=False,
        rows=5,
        help_text="Come lo direbbe lei o lui, senza tradurlo.",
    )
    target_groups = forms.MultipleChoiceField(
        label="A chi si rivolge l'azione", required=False, widget=forms.CheckboxSelectMultiple
    )
    barriers = forms.MultipleChoiceField(
        label="Che cosa rende più difficile il percorso", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, definition: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("target_groups", "barriers"):
            words = queries.words_of(definition, name)
            field: Any = self.fields[name]
            field.choices = list(words.items())
            if not words:
                del self.fields[name]


class IssueForm(SnodoForm):
    dropdowns = ("owner",)
    title = LineField(label="Che cosa preoccupa", max_length=200)
    detail = TextField(label="Che cosa si è visto", max_length=4000, rows=3, required=False)
    severity = forms.ChoiceField(label="Quanto pesa", choices=states.Severity.choices, initial="medium")
    owner = NamedModelChoiceField(None, empty_label="Scegli…", label="Chi se ne occupa", naming=colleague)  # type: ignore[arg-type]
    due_on = forms.DateField(label="Da rivedere entro")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = queries.colleagues_in_team(case)  # type: ignore[attr-defined]


class FollowForm(SnodoForm):
    what_was_done = TextField(label="Che cosa si è fatto", max_length=4000, rows=4)
    verb = forms.ChoiceField(
        label="E adesso",
        choices=[("follow", "Si continua a seguire"), ("close", "È superata")],
        initial="follow",
    )
    due_on = forms.DateField(
        label="Da rivedere entro", required=False, help_text="Solo se si continua a seguire."
    )


# People around


class TeamForm(SnodoForm):
    dropdowns = ("membership", "function")
    membership = NamedModelChoiceField(None, empty_label="Scegli…", label="Persona", naming=colleague)  # type: ignore[arg-type]
    function = forms.ChoiceField(
        label="Compito",
        choices=[choice for choice in states.TeamFunction.choices if choice[0] != "responsible"],
        initial="co_worker",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = queries.colleagues_to_add(case)  # type: ignore[attr-defined]


SECTIONS = [(value, label) for value, label in states.Section.choices]


class TermsForm(SnodoForm):
    """For what a body is let in, on which base, until when: the words of a part of a person's file."""

    dropdowns: tuple[str, ...] = ("purpose", "legal_base")
    purpose = forms.ChoiceField(
        label="Per che cosa", choices=[("", "Come di solito per ciò che fa"), *GRANT_PURPOSES], required=False
    )
    legal_base = forms.ChoiceField(
        label="Base giuridica", choices=base_choices, initial="public_task", required=False
    )
    until = forms.DateField(
        label="Fino al", required=False, help_text="Passato questo giorno non vede più nulla, da sé."
    )


class PartyForm(TermsForm):
    dropdowns = ("organisation", "function", *TermsForm.dropdowns)
    field_order = ("organisation", "function", "sees")
    organisation = NamedModelChoiceField(None, empty_label="Scegli…", label="Ente")  # type: ignore[arg-type]
    function = forms.ChoiceField(
        label="Che cosa fa",
        choices=[choice for choice in states.PartyFunction.choices if choice[0] != "responsible"],
        initial="partner",
    )
    sees = forms.MultipleChoiceField(
        label="Che cosa vede",
        choices=SECTIONS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=["progress"],
        help_text="Scegli il minimo che serve. Si può cambiare in ogni momento.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = queries.bodies_of_programme(case)  # type: ignore[attr-defined]


class SeesForm(TermsForm):
    field_order = ("sees",)
    sees = forms.MultipleChoiceField(
        label="Che cosa vede", choices=SECTIONS, widget=forms.CheckboxSelectMultiple, required=False
    )


class HandoverForm(SnodoForm):
    dropdowns = ("to",)
    to = NamedModelChoiceField(None, empty_label="Scegli…", label="A chi", naming=colleague)  # type: ignore[arg-type]
    note = TextField(
        label="Che cosa deve sapere",
        max_length=2000,
        rows=4,
        required=False,
        help_text="Lo legge anche se non fa ancora parte dell'équipe: scrivi l'essenziale.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = queries.colleagues_for_handover(case)  # type: ignore[attr-defined]


class DeclineForm(SnodoForm):
    answer = TextField(label="Perché no", max_length=1000, rows=3)


class GroundForm(SnodoForm):
    ground = LineField(
        label="Perché la apri",
        max_length=200,
        help_text="Resta scritto nel registro degli accessi, che la persona può chiedere di vedere.",
    )
