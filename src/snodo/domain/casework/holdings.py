"""What is held on a person's paths, and on those of their household while they lived in it."""

from typing import Any
from uuid import UUID

from django.db.models import DateField, Exists, Func, OuterRef, Q

from snodo.domain.casework.models import Case
from snodo.domain.casework.queries import words_of
from snodo.domain.instruments.states import Purpose
from snodo.domain.people.holdings import base_in_words
from snodo.domain.people.models import HouseholdMember
from snodo.kernel.holdings import COLLEAGUES, OTHERS, TECHNICAL, Holding, Reach, declare, excuse

ROMAN_DAY = "(%(expressions)s AT TIME ZONE 'Europe/Rome')::date"
PATH, PLAN = "Il tuo percorso", "Piano personalizzato"


def _cases(person_id: UUID) -> Q:
    members = HouseholdMember.objects.filter(person_id=person_id)
    return Q(person_id=person_id) | Q(household__in=list(members.values_list("household_id", flat=True)))


def by_case(way: str = "case", *, of: str = "") -> Reach:
    """Rows of the person's own paths; of their household's, those written while they were part of it.

    `of` is the link by which a row says which member it speaks of: those of another member are left out.
    """

    def condition(person_id: UUID) -> Q:
        cases = dict(Case.objects.filter(_cases(person_id)).values_list("pk", "household_id"))
        own = [pk for pk, household in cases.items() if household is None]
        found = Q(**{f"{way}__in": own})
        shared = {pk for pk, household in cases.items() if household is not None}
        if not shared:
            return found
        written = Func(OuterRef("created_at"), template=ROMAN_DAY, output_field=DateField())
        lived = HouseholdMember.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=written),
            person_id=person_id,
            household=OuterRef(f"{way}__household"),
            started_on__lte=written,
        )
        theirs = Q(**{f"{way}__in": shared}) & Q(Exists(lived))
        if of:
            theirs &= Q(**{f"{of}__isnull": True}) | Q(**{of: person_id})
        return found | theirs

    return condition


def _words(kind: str) -> Any:
    """Codes of the programme, with the words it has for them."""

    def told(row: Any) -> list[dict[str, str]]:
        words = words_of(row.programme.definition, kind)
        return [{"code": code, "text": words.get(code, code)} for code in getattr(row, kind)]

    return told


def _outcome(row: Any) -> dict[str, str]:
    words = words_of(row.case.programme.definition, "outcome_kinds")
    return {"code": row.kind, "text": words.get(row.kind, row.kind)}


def _purpose(row: Any) -> dict[str, str]:
    return {"code": row.purpose, "text": str(dict(Purpose.choices).get(row.purpose, row.purpose))}


declare(
    Holding(
        "casework.case",
        PATH,
        "Presa in carico",
        reach=(_cases,),
        words=("need_in_own_words",),
        withheld={"frozen": TECHNICAL, "person": TECHNICAL},
        tell={"target_groups": _words("target_groups"), "barriers": _words("barriers")},
        given=("need_in_own_words",),
        needs=("programme",),
        subject=True,
    )
)
declare(Holding("casework.casephase", PATH, "Fasi", (by_case(),), words=("note",)))
declare(Holding("casework.casesuspension", PATH, "Sospensioni", (by_case(),), words=("note",)))
declare(
    Holding(
        "casework.caseparty",
        PATH,
        "Enti del percorso",
        (by_case(),),
        tell={"legal_base": base_in_words},
    )
)
declare(Holding("casework.handover", PATH, "Passaggi di mano", (by_case(),), words=("note", "answer")))
declare(
    Holding(
        "casework.caseevent",
        PATH,
        "Diario",
        (by_case(),),
        words=("title", "detail"),
        withheld={"kind": TECHNICAL, "author": COLLEAGUES, "ref_kind": TECHNICAL},
        order=("at", "pk"),
    )
)
declare(
    Holding(
        "casework.nextstep",
        PATH,
        "Prossimi passi",
        (by_case(),),
        words=("title",),
        withheld={"kind": TECHNICAL, "ref_kind": TECHNICAL},
    )
)
declare(
    Holding(
        "casework.criticalissue",
        PATH,
        "Criticità",
        (by_case(),),
        words=("title", "detail", "what_was_done"),
    )
)
declare(
    Holding(
        "casework.workguidance",
        PATH,
        "Indicazioni per il lavoro",
        ("person",),
        words=("content",),
    )
)
declare(Holding("casework.assessment", PATH, "Letture", (by_case(),), tell={"purpose": _purpose}))
declare(
    Holding(
        "casework.outcome",
        PATH,
        "Esiti",
        ("person", by_case(of="person")),
        facts=("employer",),
        tell={"kind": _outcome},
        needs=("case__programme",),
        words=("detail", "evidence_note", "withdrawn_reason"),
        subject=True,
    )
)
declare(Holding("casework.plan", PLAN, "Piani", (by_case(),), words=("summary",), subject=True))
declare(
    Holding(
        "casework.goal",
        PLAN,
        "Obiettivi",
        (by_case("plan__case"),),
        facts=("area",),
        words=("text", "expected_result"),
    )
)
declare(
    Holding(
        "casework.commitment",
        PLAN,
        "Impegni della persona",
        ("member", by_case("goal__plan__case", of="member")),
        words=("text",),
    )
)
declare(
    Holding("casework.support", PLAN, "Sostegni degli enti", (by_case("goal__plan__case"),), words=("text",))
)
declare(
    Holding(
        "casework.plansignature",
        PLAN,
        "Firme",
        (by_case("plan__case"),),
        withheld={"signer_name": OTHERS},
    )
)
excuse("casework.caseteammember", COLLEAGUES)
excuse("casework.caseseen", COLLEAGUES)
excuse(
    "casework.ownnote",
    "appunto di lavoro di chi lo scrive, che nessun altro legge: si chiede con un contributo",
)
