"""The sheet of a referral as a form: the same with an account and by link."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import BoundField

from snodo.domain.instruments.queries import shape_of
from snodo.domain.intake import queries, sealing, states
from snodo.domain.intake.models import Referral
from snodo.domain.network.models import Territory
from snodo.domain.people.states import LANGUAGES, Sex
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.models import ProgrammeAction
from snodo.domain.programmes.states import CaseUnit
from snodo.kernel.actor import Actor
from snodo.kernel.packfile.shapes import Section
from snodo.web.forms import LineField, SnodoForm, TextField
from snodo.web.sheet import questions

LANGUAGE_CHOICES = list(LANGUAGES.items())
PERSON = [
    "first_name",
    "last_name",
    "birth_date",
    "sex",
    "municipality",
    "homeless",
    "stay",
    "phone",
    "codice_fiscale",
    "language",
    "contact_notes",
]
GUARDIAN = ["guardian_kind", "guardian_words"]
PROTECTION = ["protected", "pseudonym"]
HOUSEHOLD = ["household_name", "household_size", "household_minors"]
NEED = ["need_words", "urgency", "urgency_reason", "intercepted_on"]
SHARING = ["shared_what", "ground"]
EXPECTED = {"need_words", "ground"}


class SheetForm(SnodoForm):
    """The referral as one page. Nothing is required to keep a draft; what the sending needs is marked."""

    dropdowns = ("municipality", "stay", "language")

    first_name = LineField(label="Nome", max_length=80, required=False)
    last_name = LineField(label="Cognome", max_length=80, required=False)
    protected = forms.BooleanField(
        label="Persona protetta",
        help_text="Vive in una struttura riservata o la sua identità va tutelata: basta uno pseudonimo.",
        required=False,
    )
    pseudonym = LineField(label="Pseudonimo", max_length=80, required=False)
    birth_date = forms.DateField(label="Data di nascita", required=False)
    sex = forms.ChoiceField(label="Sesso anagrafico", choices=Sex.choices, required=False)
    municipality = forms.ModelChoiceField(
        queryset=None, label="Comune di residenza", empty_label="Non indicato", required=False
    )
    homeless = forms.BooleanField(label="Non ha una residenza", required=False)
    stay = forms.ModelChoiceField(
        queryset=None,
        label="Dove vive, se altrove",
        empty_label="Dove risiede",
        help_text="Se sta ora in un altro comune del programma, anche per poco.",
        required=False,
    )
    phone = LineField(label="Telefono", max_length=30, required=False)
    codice_fiscale = LineField(
        label="Codice fiscale",
        help_text="Anche provvisorio, STP o ENI. Se non c'è, lascia vuoto.",
        max_length=32,
        required=False,
    )
    language = forms.ChoiceField(label="Lingua preferita", choices=LANGUAGE_CHOICES, required=False)
    contact_notes = LineField(
        label="Come e quando contattare",
        help_text="Per esempio: solo messaggi, non telefonare a casa.",
        max_length=200,
        required=False,
    )
    guardian_kind = forms.ChoiceField(
        label="Se ha meno di 18 anni, chi ne ha la responsabilità",
        choices=[("", "È maggiorenne"), *states.Guardian.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    guardian_words = LineField(
        label="Chi è e come si raggiunge",
        help_text="Se non si sa ancora, scrivi chi sta cercando di saperlo.",
        max_length=300,
        required=False,
    )
    household_name = LineField(
        label="Nome del nucleo",
        help_text="Se lo lasci vuoto sarà «Famiglia» e il cognome.",
        max_length=120,
        required=False,
    )
    household_size = forms.IntegerField(
        label="Quante persone vivono insieme", min_value=1, max_value=30, required=False
    )
    household_minors = forms.IntegerField(
        label="Di cui con meno di 18 anni", min_value=0, max_value=30, required=False
    )
    need_words = TextField(
        label="Il bisogno, con le parole della persona",
        help_text="Senza diagnosi: che cosa chiede, che cosa desidera.",
        max_length=4000,
        required=False,
    )
    urgency = forms.ChoiceField(
        label="Urgenza", choices=states.Urgency.choices, widget=forms.RadioSelect, required=False
    )
    urgency_reason = LineField(label="Se è urgente, perché", max_length=300, required=False)
    intercepted_on = forms.DateField(
        label="Quando avete incontrato il bisogno",
        help_text="Da qui parte il conto del tempo di risposta della rete.",
        required=False,
    )
    shared_what = TextField(
        label="Che cosa condividi con chi riceve",
        help_text="Per esempio: recapiti e scheda; la relazione educativa si potrà chiedere.",
        max_length=2000,
        rows=2,
        required=False,
    )
    ground = forms.ChoiceField(
        label="A che titolo condividi queste informazioni",
        choices=[*states.Ground.choices, (states.SAID_NO, states.SAID_NO_WORDS)],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        action: ProgrammeAction,
        towns: Any,
        referral: Referral | None = None,
        **kwargs: Any,
    ) -> None:
        self.action = action
        self.criteria = queries.criteria_of(action)
        instrument = queries.referral_sheet(action)
        shape = shape_of(instrument) if instrument is not None else None
        self.sections: tuple[Section, ...] = shape.sections if shape is not None else ()
        self.items = [
            item
            for section in self.sections
            for item in section.items
            if item.code not in queries.ASKED_ELSEWHERE
        ]
        kwargs.setdefault("initial", self._initial(referral))
        super().__init__(data, **kwargs)
        self.use_required_attribute = False
        self.fields["municipality"].queryset = towns
        self._ask_where_they_live(towns)
        self._add_questions()
        self._mark_expected()

    def _ask_where_they_live(self, towns: Any) -> None:
        """Only where it may decide who receives, and among the municipalities where somebody does."""
        written, programme = self.initial.get("stay"), self.action.programme
        if not written and not programmes.looks_at_stay(programme):
            del self.fields["stay"]
            return
        ours = Q(pk__in=programmes.towns_of(programme).values("pk"))
        self.fields["stay"].queryset = towns.filter(ours | Q(pk=written.pk) if written else ours)

    def _initial(self, referral: Referral | None) -> dict[str, Any]:
        if referral is None:
            return {"language": "it", "urgency": "ordinary", "intercepted_on": None}
        held = {name: getattr(referral, name) for name in self.base_fields} | sealing.facts_of(referral)
        for one in referral.criteria:
            held[f"criterion-{one['code']}"] = questions.criterion_typed(one["answer"])
            held[f"reason-{one['code']}"] = one["reason"]
        for item in self.items:
            answer = (referral.sheet_draft or {}).get(item.code)
            held[f"sheet-{item.code}"] = questions.sheet_typed(item, answer)
        return held

    def _add_questions(self) -> None:
        added: dict[str, forms.Field] = {}
        for criterion in self.criteria:
            added[f"criterion-{criterion.code}"] = questions.criterion_field(criterion)
            added[f"reason-{criterion.code}"] = questions.reason_field()
        for item in self.items:
            added[f"sheet-{item.code}"] = questions.sheet_field(item)
        for name, field in added.items():
            self._dress(name, field)
            self.fields[name] = field

    def _mark_expected(self) -> None:
        """What the sending will ask for: shown in words, never enforced by the form."""
        expected = set(EXPECTED)
        expected |= {f"criterion-{one.code}" for one in self.criteria if one.required}
        expected |= {f"sheet-{item.code}" for item in self.items if item.required}
        for name in expected:
            self.fields[name].expected = True

    @property
    def says_no(self) -> bool:
        """The person does not want to be referred: nothing of the page is kept, right or wrong."""
        return self.is_bound and self.data.get("ground") == states.SAID_NO

    # What goes to the action

    def values(self) -> dict[str, Any]:
        """The plain fields; those left empty keep their usual value."""
        data = self.cleaned_data
        names = [*PERSON, *GUARDIAN, *PROTECTION, *NEED, *SHARING]
        if self.action.case_unit == CaseUnit.HOUSEHOLD:
            names += HOUSEHOLD
        fields = {name: data.get(name) for name in names if name in self.fields}
        fields["urgency"] = fields["urgency"] or states.Urgency.ORDINARY
        fields["language"] = fields["language"] or "it"
        if fields["intercepted_on"] is None:
            del fields["intercepted_on"]
        return fields

    def criteria_answers(self) -> dict[str, Any]:
        return {
            one.code: questions.criterion_answer(one, self.cleaned_data.get(f"criterion-{one.code}", ""))
            for one in self.criteria
        }

    def criteria_reasons(self) -> dict[str, str]:
        return {one.code: self.cleaned_data.get(f"reason-{one.code}", "") for one in self.criteria}

    def sheet_answers(self) -> dict[str, Any]:
        answers = {
            item.code: questions.sheet_answer(item, self.cleaned_data.get(f"sheet-{item.code}"))
            for item in self.items
        }
        return {code: answer for code, answer in answers.items() if answer is not None}

    # What the page shows, group by group

    def person_fields(self) -> list[BoundField]:
        return [self[name] for name in PERSON if name in self.fields]

    def guardian_fields(self) -> list[BoundField]:
        return [self[name] for name in GUARDIAN]

    def protection_fields(self) -> list[BoundField]:
        return [self[name] for name in PROTECTION]

    def household_fields(self) -> list[BoundField]:
        return [self[name] for name in HOUSEHOLD] if self.action.case_unit == CaseUnit.HOUSEHOLD else []

    def need_fields(self) -> list[BoundField]:
        return [self[name] for name in NEED]

    def sharing_fields(self) -> list[BoundField]:
        return [self[name] for name in SHARING]

    def criteria_fields(self) -> Iterator[tuple[BoundField, BoundField | None]]:
        """Each criterion, with the field for the reason only where one is asked or written."""
        for one in self.criteria:
            reason = self[f"reason-{one.code}"]
            yield self[f"criterion-{one.code}"], reason if reason.errors or reason.value() else None

    def sheet_sections(self) -> Iterator[tuple[str, str, list[BoundField]]]:
        """Title, help and questions of each section that has any left."""
        for section in self.sections:
            fields = [
                self[f"sheet-{item.code}"]
                for item in section.items
                if item.code not in queries.ASKED_ELSEWHERE
            ]
            if fields:
                yield section.title, section.help, fields


def towns_of(action: ProgrammeAction, actor: Actor) -> Any:
    """The municipalities known to the network, those of the programme among them."""
    return Territory.objects.filter(kind="municipality").order_by("name")
