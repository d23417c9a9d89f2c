"""The papers of a case: the signed plan, the end-of-path report. Names are in the data, never in titles."""

from collections import defaultdict
from typing import Any

from snodo.domain.casework import states
from snodo.domain.casework.models import Case, Commitment, Outcome, Plan, PlanSignature, Support
from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.documents.papers import long_date
from snodo.kernel.actor import Actor

PLAN_KIND = "plan"
REPORT_KIND = "end_of_path"


def plan_document(plan: Plan, *, actor: Actor) -> Document:
    """The plan as a tagged PDF, with its signatures and a QR."""
    case = _whole(plan.case)
    return documents.generate_paper(
        data=plan_data(plan, case),
        title=f"Progetto personalizzato, versione {plan.number}",
        kind=PLAN_KIND,
        subject=plan,
        section=states.Section.PLAN,
        person_id=case.person_id,
        actor=actor,
    )


def _whole(case: Case) -> Case:
    found: Case = Case.objects.select_related(
        "programme", "action", "person", "household", "organisation", "responsible__user"
    ).get(pk=case.pk)
    return found


def plan_data(plan: Plan, case: Case) -> dict[str, Any]:
    """What the template of any paper made of sections takes."""
    return {
        "subtitle": f"{case.programme.title} · {case.action.title}",
        "intro": plan.summary,
        "sections": [{"heading": "Di chi è il progetto", "fields": _head(plan, case)}, *_goals(plan, case)],
        "signatures": [
            {"role": _role(signature), "name": signature.shown_name}
            for signature in PlanSignature.objects.filter(plan=plan)
            .select_related("organisation", "plan__case__person")
            .order_by("created_at")
        ],
        "note": "Questo progetto è della persona: si può rivedere insieme in ogni momento, anche prima "
        "della data di verifica. Se qualcosa non va, lo si dice a chi è responsabile del percorso.",
    }


def _role(signature: PlanSignature) -> str:
    label = states.SignerKind(signature.signer_kind).label
    return f"{label}, {signature.organisation.label}" if signature.organisation is not None else label


def _head(plan: Plan, case: Case) -> list[tuple[str, str]]:
    return [
        ("Nucleo" if case.household_id else "Persona", case.title),
        ("Responsabile", f"{case.responsible.user.get_full_name()}, {case.organisation.name}"),
        ("In carico dal", long_date(case.opened_on)),
        ("Firmato il", long_date(plan.signed_on) if plan.signed_on else ""),
        ("Verifica", long_date(plan.review_on) if plan.review_on else "da fissare insieme"),
    ]


def _goals(plan: Plan, case: Case) -> list[dict[str, Any]]:
    commitments: dict[Any, list[Commitment]] = defaultdict(list)
    supports: dict[Any, list[Support]] = defaultdict(list)
    for commitment in (
        Commitment.objects.filter(goal__plan=plan).select_related("member").order_by("created_at")
    ):
        commitments[commitment.goal_id].append(commitment)
    for support in (
        Support.objects.filter(goal__plan=plan).select_related("organisation").order_by("created_at")
    ):
        supports[support.goal_id].append(support)
    sections = []
    for number, goal in enumerate(plan.goals.order_by("position"), start=1):
        promises = [
            (
                "Che cosa faccio" if not one.member_id else f"Che cosa fa {one.member.name}",
                one.text,
                _when(one.due_on),
            )
            for one in commitments[goal.pk]
        ] + [
            (f"Che cosa fa {one.organisation.label}", one.text, _when(one.due_on))
            for one in supports[goal.pk]
        ]
        sections.append(
            {
                "heading": f"Obiettivo {number}. {goal.text}",
                "fields": [("Si vedrà da", goal.expected_result), ("Entro", _when(goal.due_on))],
                "table": {"header": ["Chi", "Impegno", "Entro"], "rows": promises} if promises else None,
            }
        )
    return sections


def _when(day: Any) -> str:
    return long_date(day) if day else "durante il percorso"


def end_of_path_document(case: Case, *, actor: Actor) -> Document:
    """What the path was, for the person and the body that sent them: phases, promises, outcomes."""
    case = _whole(case)
    return documents.generate_paper(
        data=_report_data(case),
        title="Relazione di fine percorso",
        kind=REPORT_KIND,
        subject=case,
        section=states.Section.PROGRESS,
        person_id=case.person_id,
        actor=actor,
    )


def _report_data(case: Case) -> dict[str, Any]:
    phases = [
        (row.phase.title, long_date(row.entered_on), long_date(row.left_on) if row.left_on else "in corso")
        for row in case.phases.select_related("phase").order_by("entered_on", "created_at")
    ]
    kinds = {word["code"]: word["title"] for word in case.programme.definition.get("outcome_kinds") or []}
    hidden = case.person is not None and case.person.protected  # the paper leaves the team
    outcomes = [
        (kinds.get(row.kind, row.kind), long_date(row.happened_on), "" if hidden else row.employer)
        for row in Outcome.objects.filter(case=case, withdrawn_on__isnull=True).order_by("happened_on")
    ]
    goals = case.plans.filter(state=states.PlanState.SIGNED).values_list("goals__text", flat=True)
    reached = [text for text in goals.order_by("goals__position") if text]
    return {
        "subtitle": f"{case.programme.title} · {case.action.title}",
        "sections": [
            {
                "heading": "Il percorso",
                "fields": [
                    ("Nucleo" if case.household_id else "Persona", case.title),
                    ("Responsabile", f"{case.responsible.user.get_full_name()}, {case.organisation.name}"),
                    ("Dal", long_date(case.opened_on)),
                    ("Al", long_date(case.closed_on) if case.closed_on else "in corso"),
                    ("Com'è finito", case.get_closing_reason_display()),
                ],
            },
            {"heading": "Le fasi", "table": {"header": ["Fase", "Dal", "Al"], "rows": phases}},
            {"heading": "Gli obiettivi del piano", "bullets": reached},
            {
                "heading": "Che cosa ne è venuto",
                "table": {"header": ["Esito", "Data", "Presso"], "rows": outcomes},
            },
        ],
        "signatures": [
            {"role": "Persona", "name": case.title},
            {"role": "Operatore responsabile", "name": case.responsible.user.get_full_name()},
        ],
    }
