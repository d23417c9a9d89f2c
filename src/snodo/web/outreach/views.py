"""What comes before a path, looked at: one's programmes, the list, one name, what may be counted."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.outreach import access, queries
from snodo.domain.outreach.models import PossibleRecipient
from snodo.domain.outreach.states import RecipientState
from snodo.domain.privacy.states import DataClass
from snodo.domain.programmes.access import programmes_visible_to
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock
from snodo.web.http import ActingRequest, get_or_404, paginate, require_safe
from snodo.web.reading import shown

COUNTED_BY = "I colloqui li conta chi lavora nel programma o lo gestisce."
TABS = (("", "Tutti"), *RecipientState.choices)


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """The programmes in which one's body may reach out."""
    return render(request, "outreach/index.html", {"rows": queries.programmes_to_reach(request.actor)})


def worked_in(request: ActingRequest, pk: UUID) -> Programme:
    """A programme in which the actor's body keeps a list."""
    return get_or_404(access.programmes_worked_in(request.actor), pk)


@require_safe
def recipients(request: ActingRequest, programme: UUID) -> HttpResponse:
    """The list of one's own body: who goes first stands first."""
    one, wanted = worked_in(request, programme), request.GET.get("stato", "")
    wanted = wanted if wanted in RecipientState.values else ""
    page = paginate(request, queries.recipients_of(request.actor, one, state=wanted))
    kind = PossibleRecipient._meta.label_lower
    audit.record_list(actor=request.actor, kind=kind, ids=[row.pk for row in page])
    months, source, confirmed = queries.rule_in_words(one, DataClass.CONTACTS)
    context = {
        "programme": one,
        "page": page,
        "wanted": wanted,
        "tabs": [
            {"label": label, "url": f"?stato={state}" if state else "?", "here": wanted == state}
            for state, label in TABS
        ],
        "months": months,
        "source": source,
        "confirmed": confirmed,
        "endings": queries.endings_of(request.actor, one),
        "soon": queries.SOON,
    }
    return render(request, "outreach/recipients.html", context)


@require_safe
def recipient(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One name: what is known, what has been done, what may be done."""
    row = get_or_404(queries.one_recipient(request.actor), pk)
    shown(request, row)
    referral = row.referral
    context = {
        "row": row,
        "facts": _facts(row),
        "interviews": queries.interviews_about(row),
        "works": access.can_work(request.actor, row.programme),
        "soon": row.days_left <= queries.SOON,
        "referral": referral,
        "opened": referral is not None and referral.opened_case_id is not None,
        "back": reverse("outreach:recipients", args=[row.programme_id]),
    }
    return render(request, "outreach/recipient.html", context)


def _facts(row: PossibleRecipient) -> list[tuple[str, str]]:
    said = [
        ("Azione", row.action.title),
        ("Come raggiungerla", row.reach),
        ("Da dove viene il nome", row.get_source_display()),
        ("Chi l'ha indicata", row.indicated_by),
        ("A che titolo", row.get_ground_display()),
        ("Perché potrebbe interessarle", row.note),
    ]
    return [(word, str(value)) for word, value in said if value]


@require_safe
def book(request: ActingRequest, programme: UUID) -> HttpResponse:
    """The interviews held before any path, as they are proved to a funder: no name."""
    one = get_or_404(programmes_visible_to(request.actor), programme)
    access.require(access.can_count(request.actor, one), COUNTED_BY)
    context = {
        "programme": one,
        "book": queries.book_of(one),
        "today": clock.today(),
        "works": access.can_work(request.actor, one),
    }
    return render(request, "outreach/book.html", context)
