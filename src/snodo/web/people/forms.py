"""Forms on persons and households."""

from typing import Any

from django import forms

from snodo.domain.network.models import Territory
from snodo.domain.people.legal_bases import LegalBase
from snodo.domain.people.models import Guardian, Person
from snodo.domain.people.states import (
    GRANT_PURPOSES,
    LANGUAGES,
    Choice,
    IdentifierKind,
    Relation,
    Section,
    Sex,
    SharingPurpose,
)
from snodo.domain.programmes.models import NoticeVersion
from snodo.web.forms import FilterForm, LineField, NamedModelChoiceField, SnodoForm, TextField

LANGUAGE_CHOICES = list(LANGUAGES.items())
COUNTRIES = [
    ("IT", "Italia"),
    ("AL", "Albania"),
    ("BD", "Bangladesh"),
    ("BR", "Brasile"),
    ("CM", "Camerun"),
    ("CN", "Cina"),
    ("CO", "Colombia"),
    ("CI", "Costa d'Avorio"),
    ("CU", "Cuba"),
    ("EC", "Ecuador"),
    ("EG", "Egitto"),
    ("SV", "El Salvador"),
    ("ER", "Eritrea"),
    ("ET", "Etiopia"),
    ("PH", "Filippine"),
    ("GM", "Gambia"),
    ("GE", "Georgia"),
    ("GH", "Ghana"),
    ("GN", "Guinea"),
    ("IN", "India"),
    ("XK", "Kosovo"),
    ("MK", "Macedonia del Nord"),
    ("ML", "Mali"),
    ("MA", "Marocco"),
    ("MD", "Moldova"),
    ("NG", "Nigeria"),
    ("PK", "Pakistan"),
    ("PE", "Perù"),
    ("PL", "Polonia"),
    ("RO", "Romania"),
    ("RU", "Russia"),
    ("SN", "Senegal"),
    ("SY", "Siria"),
    ("SO", "Somalia"),
    ("LK", "Sri Lanka"),
    ("SD", "Sudan"),
    ("TN", "Tunisia"),
    ("TR", "Turchia"),
    ("UA", "Ucraina"),
    ("VE", "Venezuela"),
    ("XX", "Apolide o altra cittadinanza"),
]


class PeopleFilter(FilterForm):
    """Filters of the list, kept in the address; the state has tabs of its own."""

    testo = LineField(label="Nome", max_length=80)
    programma = forms.ChoiceField(label="Programma")
    responsabile = forms.ChoiceField(label="Responsabile")

    def set_choices(self, programmes: dict[str, str], responsibles: dict[str, str]) -> None:
        """Only what is really there."""
        for name, known in (("programma", programmes), ("responsabile", responsibles)):
            choices = sorted(known.items(), key=lambda one: one[1])
            self.fields[name].choices = [("", "Tutti"), *choices]


class PersonForm(SnodoForm):
    """Who the person is and how to reach them."""

    dropdowns = ("municipality", "quarter", "language", "citizenship", "code_kind")
    IDENTITY = ("first_name", "last_name", "lived_name", "birth_date", "birth_place", "sex", "citizenship")
    CONTACTS = ("phone", "email", "contact_notes", "language", "municipality", "quarter")
    PROTECTION = ("protected", "pseudonym")  # when a person is first written down
    AT_ONCE = ("sex", "language", "pseudonym")  # what is written of a protected person outside the vault

    first_name = LineField(label="Nome", max_length=80, required=False)
    last_name = LineField(label="Cognome", max_length=80, required=False)
    lived_name = LineField(
        label="Nome con cui vuole essere chiamata o chiamato",
        help_text="Se è diverso da quello dei documenti: lo useremo ovunque.",
        max_length=80,
        required=False,
    )
    birth_date = forms.DateField(label="Data di nascita", required=False)
    birth_place = LineField(label="Luogo di nascita", max_length=120, required=False)
    sex = forms.ChoiceField(label="Sesso anagrafico", choices=Sex.choices, required=False)
    citizenship = forms.ChoiceField(
        label="Cittadinanza", choices=[("", "Non indicata"), *COUNTRIES], required=False
    )
    phone = LineField(label="Telefono", max_length=30, required=False)
    email = forms.EmailField(label="Posta elettronica", required=False)
    contact_notes = LineField(
        label="Come e quando contattare",
        help_text="Per esempio: solo messaggi, mai a casa.",
        max_length=200,
        required=False,
    )
    language = forms.ChoiceField(label="Lingua preferita", choices=LANGUAGE_CHOICES, required=False)
    municipality = forms.ModelChoiceField(
        queryset=None, label="Comune", empty_label="Non indicato", required=False
    )
    quarter = forms.ModelChoiceField(
        queryset=None, label="Quartiere", empty_label="Non indicato", required=False
    )
    protected = forms.BooleanField(
        label="Persona protetta",
        help_text="In tutte le pagine comparirà solo lo pseudonimo; nome e codici non servono.",
        required=False,
    )
    pseudonym = LineField(label="Pseudonimo", max_length=80, required=False)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs.setdefault("initial", {name: getattr(person, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        if person is not None:
            self._keep_to(person)
        if "municipality" not in self.fields:
            return
        self.fields["municipality"].queryset = Territory.objects.filter(kind="municipality").order_by("name")
        self.fields["quarter"].queryset = Territory.objects.filter(kind="quarter").order_by("name")

    def _keep_to(self, person: Person) -> None:
        """Protection is switched on its own page; what is sealed is not asked for in the open."""
        keep = self.AT_ONCE if person.protected else (*self.IDENTITY, *self.CONTACTS)
        for name in [name for name in self.fields if name not in keep]:
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        names = (*self.IDENTITY, *self.CONTACTS, *self.PROTECTION)
        data = {name: self.cleaned_data.get(name) for name in names if name in self.fields}
        data["language"] = data["language"] or "it"
        return data

    def identity_fields(self) -> list[Any]:
        names = (*self.IDENTITY, *(self.PROTECTION if "protected" not in self.fields else ()))
        return [self[name] for name in names if name in self.fields]

    def contact_fields(self) -> list[Any]:
        return [self[name] for name in self.CONTACTS if name in self.fields]

    def protection_fields(self) -> list[Any]:
        return [self[name] for name in self.PROTECTION if name in self.fields]


class NewPersonForm(PersonForm):
    """With the code, if there is one at hand."""

    code_kind = forms.ChoiceField(
        label="Codice", choices=[("", "Lo aggiungo dopo"), *IdentifierKind.choices], required=False
    )
    code = LineField(label="Numero del codice", max_length=32, required=False)

    def code_fields(self) -> list[Any]:
        return [self["code_kind"], self["code"]]


class IdentifierForm(SnodoForm):
    """A code; the one of the same kind stays in history."""

    dropdowns = ("kind",)

    kind = forms.ChoiceField(label="Tipo di codice", choices=IdentifierKind.choices)
    value = LineField(label="Codice", max_length=32, required=False)
    started_on = forms.DateField(label="Vale dal", required=False)


def in_order_of(notice: NoticeVersion, own: str) -> list[str]:
    """The languages a notice exists in: the person's own, Italian, then the others by name."""
    codes = [row["language"] for row in notice.languages]
    return sorted(codes, key=lambda code: (code != own, code != "it", LANGUAGES.get(code, code)))


class InformationForm(SnodoForm):
    """Which notice was explained, in which language."""

    dropdowns = ("language",)

    notice = forms.ChoiceField(label="Informativa", widget=forms.RadioSelect)
    language = forms.ChoiceField(label="Lingua")
    given_on = forms.DateField(label="Spiegata il")
    with_mediator = forms.BooleanField(label="Con mediazione linguistica", required=False)

    def __init__(self, *args: Any, notices: list[NoticeVersion], own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notices = {str(notice.pk): notice for notice in notices}
        self.fields["notice"].choices = [  # type: ignore[attr-defined]
            (pk, f"{one.programme.title}, versione {one.version}") for pk, one in self.notices.items()
        ]
        codes = dict.fromkeys(code for one in notices for code in in_order_of(one, own))
        offered = sorted(codes, key=lambda code: (code != own, code != "it"))
        self.fields["language"].choices = [(code, LANGUAGES.get(code, code)) for code in offered]  # type: ignore[attr-defined]

    def chosen(self) -> NoticeVersion:
        """The notice that was explained."""
        return self.notices[self.cleaned_data["notice"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        notice = self.notices.get(data.get("notice", ""))
        language = data.get("language")
        if notice is not None and language and language not in in_order_of(notice, ""):
            self.add_error("language", "Questa informativa non esiste in questa lingua: scegline un'altra.")
        return data


class SharingForm(SnodoForm):
    """What the person decided about one body and one purpose."""

    dropdowns = ("organisation", "purpose")

    organisation = NamedModelChoiceField(
        queryset=None,  # type: ignore[arg-type]  # set when the form is made
        naming=lambda body: body.name,
        label="Con quale ente",
        empty_label="Scegli",
    )
    purpose = forms.ChoiceField(
        label="Per che cosa",
        choices=[("", "Scegli"), *SharingPurpose.choices],
        help_text="Una scelta per ogni scopo. Un «no» vale subito, ovunque.",
    )
    choice = forms.ChoiceField(label="Che cosa ha deciso", choices=Choice.choices, widget=forms.RadioSelect)
    valid_until = forms.DateField(
        label="Vale fino al", required=False, help_text="Solo per un sì: un no vale finché non cambia idea."
    )
    decided_by = forms.ChoiceField(
        label="Chi ha deciso",
        required=False,
        widget=forms.RadioSelect,
        help_text="Un no della persona vale sempre, anche da sola.",
    )
    note = TextField(label="Nota", max_length=2000, rows=2, required=False)

    def __init__(self, *args: Any, bodies: Any, deciding: list[Guardian], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies
        if not deciding:
            del self.fields["decided_by"]
            return
        self.fields["decided_by"].choices = [  # type: ignore[attr-defined]
            ("", "La persona, da sola"),
            *((one.kind, f"{one.get_kind_display()}: {one.name}") for one in deciding),
        ]


class GroundForm(SnodoForm):
    """Why a restricted section is opened."""

    ground = LineField(
        label="Perché la apri",
        max_length=200,
        help_text="Resta scritto nel registro degli accessi, che la persona può chiedere di vedere.",
    )


class SectionForm(SnodoForm):
    """A new version of a restricted section, written over the one that was read."""

    text = TextField(
        label="Testo",
        rows=8,
        help_text="Ciò che serve, con le parole della persona. Può chiedere di leggerlo.",
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PaperForm(SnodoForm):
    """A paper of a restricted section."""

    file = forms.FileField(
        label="File",
        help_text="PDF, immagine o documento, fino a 20 MB. Il nome del file non si conserva.",
    )


class GrantForm(SnodoForm):
    """Which body, which sections, for what, on which base, until when."""

    dropdowns = ("organisation", "purpose", "legal_base")

    organisation = NamedModelChoiceField(
        queryset=None,  # type: ignore[arg-type]  # set when the form is made
        naming=lambda body: body.name,
        label="A quale ente",
        empty_label="Scegli",
    )
    sections = forms.MultipleChoiceField(
        label="Che cosa può aprire",
        choices=Section.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Il minimo che serve. La salute: a chi ha la responsabilità sanitaria, o per scelta "
        "esplicita della persona.",
    )
    purpose = forms.ChoiceField(label="Per che cosa", choices=[("", "Scegli"), *GRANT_PURPOSES])
    legal_base = forms.ChoiceField(label="Base giuridica")
    valid_from = forms.DateField(label="Dal", required=False, help_text="Vuoto: da oggi.")
    valid_until = forms.DateField(label="Fino al")

    def __init__(self, *args: Any, bodies: Any, bases: list[LegalBase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies
        choices = [(base.code, base.title) for base in bases]
        self.fields["legal_base"].choices = [("", "Scegli"), *choices]


class HouseholdForm(SnodoForm):
    """A household around its reference adult."""

    name = LineField(label="Nome del nucleo", max_length=120)


class MemberForm(SnodoForm):
    """Who joins: somebody known, found by name."""

    dropdowns = ("person",)

    person = NamedModelChoiceField(
        queryset=None,  # type: ignore[arg-type]  # set when the form is made
        naming=lambda one: one.name,
        label="Persona",
        empty_label="Scegli",
    )
    relation = forms.ChoiceField(label="Ruolo nel nucleo", choices=[("", "Scegli"), *Relation.choices])
    cohabiting = forms.BooleanField(label="Vive con il nucleo", required=False, initial=True)
    started_on = forms.DateField(label="Dal", required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class LeavingForm(SnodoForm):
    """Since when somebody is no longer in the household."""

    ended_on = forms.DateField(label="È uscito il", required=False)
