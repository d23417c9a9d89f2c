"""The inbox: referrals received and sent, by state, with their clocks."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access, queries_inbox, states, waiting
from snodo.domain.intake.queries_inbox import Inbox, InboxFilters
from snodo.domain.intake.states import ReferralState
from snodo.web.http import Page, filters_query, require_safe
from snodo.web.intake.forms import InboxFilter

PER_PAGE = 50
FAR = 1_000_000  # no inbox has so many pages
OPEN_TAB, WAITING_TAB, ALL_TAB = "aperte", "lista", "tutte"
TABS: list[tuple[str, str, tuple[str, ...]]] = [
    (OPEN_TAB, "Aperte", (ReferralState.DRAFT, *states.OPEN)),
    ("da-assegnare", "Da assegnare", (ReferralState.SENT,)),
    ("assegnate", "Assegnate", (ReferralState.ASSIGNED,)),
    ("in-attesa", "In attesa", (ReferralState.INFORMATION_REQUESTED, ReferralState.RETURNED)),
    (WAITING_TAB, "In lista", (ReferralState.WAITING,)),
    ("bozze", "Bozze", (ReferralState.DRAFT,)),
    ("accolte", "Accolte", (ReferralState.ACCEPTED,)),
    ("non-accolte", "Non accolte", (ReferralState.REFUSED,)),
    ("ritirate", "Ritirate", (ReferralState.WITHDRAWN,)),
    (ALL_TAB, "Tutte", ()),
]
ALWAYS = {OPEN_TAB, ALL_TAB}
BOXES = (queries_inbox.BOX_RECEIVED, queries_inbox.BOX_SENT)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One page of it, with how many there are in each state."""
    actor = request.actor
    form = InboxFilter(request.GET)
    tab, _, within = next((tab for tab in TABS if tab[0] == request.GET.get("stato")), TABS[0])
    box = request.GET.get("quali", "")
    filters = InboxFilters(
        box=box if box in BOXES else "",
        text=form.value("testo") or "",
        late=bool(request.GET.get("ritardo")),
        programme=_id(request.GET.get("programma", "")),
        states=within,
    )
    found = queries_inbox.inbox(actor, filters, _start(request.GET.get("pagina", "")), PER_PAGE)
    audit.record_list(actor=actor, kind="intake.referral", ids=[line.referral.pk for line in found.lines])
    titles = {(str(one.programme_id), one.programme) for one in found.counts}
    form.set_programmes(sorted(titles, key=lambda one: one[1]))
    by_state = _by_state(found, filters)
    context = {
        "form": form,
        "tabs": _tabs(request, by_state, tab),
        "page": _page(request, found, _sum(by_state, within)),
        "filtered": bool(filters.text or filters.late or filters.box or filters.programme),
        "may_send": actor.has_role(*access.SENDERS),
        "may_look": actor.has_role(access.Role.COORDINATOR, access.Role.ADMINISTRATOR),
        "may_hand": actor.has_role(*access.WORKERS),
        "lists": waiting.lists_kept_by(actor) if tab == WAITING_TAB else [],
        "deadlines": found.deadlines,
        "may_link": actor.has_role(access.Role.COORDINATOR),
    }
    return render(request, "intake/index.html", context)


def _id(text: str) -> UUID | None:
    """What is no id narrows nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _start(wanted: str) -> int:
    """Where the page of this number begins."""
    number = int(wanted) if wanted.isdecimal() else 1
    return (min(max(number, 1), FAR) - 1) * PER_PAGE


def _by_state(found: Inbox, filters: InboxFilters) -> Counter[str]:
    by_state: Counter[str] = Counter()
    for one in found.counts:
        if filters.programme in (None, one.programme_id):
            by_state[one.state] += one.number
    return by_state


def _sum(by_state: Counter[str], within: tuple[str, ...]) -> int:
    return sum(by_state[state] for state in within) if within else sum(by_state.values())


def _page(request: HttpRequest, found: Inbox, total: int) -> Page:
    """The total is known from the counts already."""
    pages = max(1, -(-total // PER_PAGE))
    return Page(found.lines, total, found.first // PER_PAGE + 1, pages, filters_query(request), PER_PAGE)


def _tabs(request: HttpRequest, by_state: Counter[str], here: str) -> list[dict[str, Any]]:
    tabs = []
    for code, label, within in TABS:
        count = _sum(by_state, within)
        if count or code == here or code in ALWAYS:
            url = f"?{filters_query(request, stato=None if code == OPEN_TAB else code)}"
            tabs.append({"label": label, "url": url, "here": code == here, "count": count})
    return tabs
