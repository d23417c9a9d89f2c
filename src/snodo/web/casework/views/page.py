"""The page of a path, its whole story, and what the body that sent the person may follow."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions, queries, states
from snodo.domain.casework.models import Case
from snodo.domain.casework.queries import CasePage
from snodo.domain.casework.queries.page import day as read_day
from snodo.domain.instruments.states import Section as Restricted
from snodo.domain.people.states import Section as ReservedPart
from snodo.web.casework import hours, links, wording
from snodo.web.casework.forms.moves import MessageForm
from snodo.web.casework.views.common import case_url, first_url, head, head_or_404
from snodo.web.http import ActingRequest, paginate, require_safe

STEPS_SHOWN = 10
KINDS = {
    "note": "Note",
    "message": "Messaggi",
    "reading": "Letture",
    "plan": "Piano",
    "outcome": "Esiti",
    "phase": "Fasi",
    "team": "Équipe",
}


@require_safe
def detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One page for the whole path: what is due, what happened, who is around."""
    kind = request.GET.get("tipo", "")
    page = queries.case_page(request.actor, pk, kind=kind if kind in KINDS else "", also=hours.columns)
    if page is None:
        raise Http404
    audit.record_read(actor=request.actor, subject=page.case, person_id=page.case.person_id)
    actions.mark_seen(case=page.case, actor=request.actor)
    _read_days(page)
    context = {
        **head(page),
        "tags": _tags(page),
        "phases": wording.phase_items(page),
        "lines": wording.lines(page),
        "kinds": _kinds(page, kind),
        "words": page.words,
        "papers": _papers(page),
        "kind_label": KINDS.get(kind, "Tutto"),
        "hours": hours.lines(page.case),
        "extra_waiting": hours.waiting(page.case),
        "steps": [_step(page.case, step) for step in page.steps[:STEPS_SHOWN]],
        "steps_more": len(page.steps) > STEPS_SHOWN,
        "around": _around(page),
        "members": [(member, wording.relation_words(member.relation)) for member in page.members],
        "person_url": _person_url(page.case),
        "hours_url": first_url(("activities:hours", {"case_pk": page.case.pk})),
        "elsewhere": _elsewhere(page) if page.standing.can_write else [],
        "meeting_url": _meeting_url(page.case) if page.standing.can_write else "",
        "draft": next((plan for plan in page.plans if plan["state"] == states.PlanState.DRAFT), None),
        "signed": next((plan for plan in page.plans if plan["state"] == states.PlanState.SIGNED), None),
        "restricted": [
            (value, label, _reserved_url(page.case, value))
            for value, label in (ReservedPart if page.case.person_id else Restricted).choices
            if value in page.standing.restricted
        ],
    }
    return render(request, "casework/detail.html", context)


def _read_days(page: CasePage) -> None:
    """Dates travel as text inside the case's row."""
    for plan in page.plans:
        plan["signed"], plan["review"] = read_day(plan["signed_on"]), read_day(plan["review_on"])
    for outcome in page.outcomes:
        outcome["day"] = read_day(outcome["happened_on"])
        outcome["title"] = page.words["outcome_kinds"].get(outcome["kind"], outcome["kind"])
    for paper in page.papers:
        paper["day"] = read_day(paper["made"])
    for issue in page.issues:
        issue["day"] = read_day(issue["due_on"])


def _papers(page: CasePage) -> list[dict[str, Any]]:
    """What was produced for this path, the signed plan first."""
    plans = [
        {"id": plan["document"], "title": f"Piano firmato, versione {plan['number']}", "day": plan["signed"]}
        for plan in page.plans
        if plan["document"]
    ]
    return plans + page.papers


def _person_url(case: Case) -> str:
    if case.household_id is not None:
        return first_url(("people:household", {"pk": case.household_id}))
    return first_url(("people:person", {"pk": case.person_id}))


def _reserved_url(case: Case, section: str) -> str:
    """Of a person, on the person's page; of a household's sheets, here."""
    if case.person_id is not None:
        return first_url(("people:section", {"pk": case.person_id, "section": section}))
    return reverse("casework:restricted", args=[case.pk, section])


def _meeting_url(case: Case) -> str:
    found = first_url(("activities:new", {}))
    return f"{found}?percorso={case.pk}" if found else ""


def _elsewhere(page: CasePage) -> list[tuple[str, str]]:
    """What begins from here in other areas."""
    places = [
        ("Avvia un tirocinio", "placements:new"),
        ("Porta a un tavolo", "tables:create"),
        ("Scrivi una tessera delle opportunità", "opportunities:new_card"),
        ("Manda a un servizio", "services:send"),
    ]
    found = [(words, first_url((name, {}))) for words, name in places]
    return [(words, f"{url}?percorso={page.case.pk}") for words, url in found if url]


def _tags(page: CasePage) -> list[tuple[str, str]]:
    """What to know at once, in words: lateness, standstill, hurdles, thresholds."""
    tags = []
    if page.suspension:
        reason = wording.function_words(states.SuspensionReason, page.suspension["reason"])
        shown = f": {reason}" if page.standing.sees(states.Section.DIARY) else ""
        tags.append(("warn", f"Sospeso{shown}"))
    if page.late_steps and not page.suspension:
        tags.append(("warn", wording.late_words(page.late_steps)))
    if page.notice:
        tags.append(("warn", wording.NOTICE_WORDS[page.notice]))
    if page.handover:
        tags.append(("info", f"Passaggio proposto a {page.handover['to']}"))
    if any(issue["severity"] == states.Severity.HIGH for issue in page.issues):
        tags.append(("bad", "Criticità urgente"))
    barriers = page.words.get("barriers", {})
    tags += [("", barriers[code]) for code in page.case.barriers if code in barriers]
    if page.radar and page.radar.thresholds:
        tags.append(_threshold_tag(page))
    return tags


def _threshold_tag(page: CasePage) -> tuple[str, str]:
    radar = page.radar
    assert radar is not None
    if radar.reached == radar.thresholds:
        return "good", f"{radar.title}: soglia raggiunta"
    return "", f"{radar.title}: soglia in {radar.reached} aree su {radar.thresholds}"


def _kinds(page: CasePage, present: str) -> list[dict[str, Any]]:
    here = case_url(page.case)
    whole = {"label": "Tutto", "url": here, "here": not present}
    return [
        whole,
        *(
            {"label": label, "url": f"{here}?tipo={kind}", "here": kind == present}
            for kind, label in KINDS.items()
        ),
    ]


def _step(case: Case, step: Any) -> dict[str, Any]:
    url = links.address(case.pk, step.ref_kind, step.ref_id)
    return {
        "row": step,
        "url": url,
        "who": " · ".join(part for part in (step.who, step.organisation) if part),
    }


def _around(page: CasePage) -> list[tuple[str, str]]:
    """People first, then bodies, each with what they do and see."""
    people = [
        (
            one.name,
            ", ".join(
                part
                for part in (one.job_title, wording.function_words(states.TeamFunction, one.function))
                if part
            ),
        )
        for one in page.team
    ]
    bodies = [
        (
            one.organisation,
            _body_words(one.function, one.sees),
        )
        for one in page.parties
    ]
    return people + bodies


def _body_words(function: str, sees: list[str]) -> str:
    return f"{wording.function_words(states.PartyFunction, function)}; {wording.party_words(function, sees)}"


@require_safe
def story(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Every line of the story, fifty at a time."""
    page = queries.case_head(request.actor, pk)
    if page is None:
        raise Http404
    audit.record_read(actor=request.actor, subject=page.case, section="diary", person_id=page.case.person_id)
    kind = request.GET.get("tipo", "")
    found = paginate(request, queries.story(page, kind=kind if kind in KINDS else ""))
    tabs = [
        {
            "label": label,
            "url": f"?tipo={code}" if code else "?",
            "here": code == (kind if kind in KINDS else ""),
        }
        for code, label in {"": "Tutto", **KINDS}.items()
    ]
    context = {
        **head(page),
        "found": found,
        "lines": [wording.line(event) for event in found],
        "tabs": tabs,
        "title": "Che cosa è successo",
    }
    return render(request, "casework/story.html", context)


@require_safe
def steps(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Everything due, fifty at a time."""
    page = head_or_404(request, pk)
    found = paginate(request, queries.due_steps(page.case))
    context = {
        **head(page),
        "found": found,
        "steps": [_due(page.case, row) for row in found],
        "title": "Prossimi passi",
    }
    return render(request, "casework/all_steps.html", context)


def _due(case: Case, row: Any) -> dict[str, Any]:
    name = row.membership.user.get_full_name() if row.membership else ""
    who = " · ".join(part for part in (name, row.organisation.label) if part)
    return {"row": row, "url": links.address(case.pk, row.ref_kind, row.ref_id), "who": who}


# For the body that sent the person


@require_safe
def sent(request: ActingRequest) -> HttpResponse:
    """The people one's body sent, and how it goes."""
    found = paginate(request, queries.sent_cases(request.actor))
    audit.record_list(
        actor=request.actor, kind="casework.case", ids=[case.pk for case in found], section="progress"
    )
    rows = [(case, wording.in_charge(case), reverse("casework:progress", args=[case.pk])) for case in found]
    return render(request, "casework/sent.html", {"found": found, "rows": rows})


@require_safe
def progress(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Phase, lines for the network, whom to call: nothing of the team's."""
    case = queries.sent_cases(request.actor).filter(pk=pk).first()
    if case is None:
        raise Http404
    audit.record_read(actor=request.actor, subject=case, section="progress", person_id=case.person_id)
    found = paginate(request, queries.network_story(case))
    phases = queries.phase_stays(case)
    page = CasePage(case=case, standing=None, phases=phases)  # type: ignore[arg-type]
    context = {
        "case": case,
        "found": found,
        "lines": [wording.line(event) for event in found],
        "phases": wording.phase_items(page),
        "in_charge": wording.in_charge(case),
        "form": MessageForm(),
        "responsible": case.responsible,
    }
    return render(request, "casework/progress.html", context)
