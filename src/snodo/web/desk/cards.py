"""The card of a light contact: a code, and nothing that says who it is."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from snodo.domain.audit import actions as audit
from snodo.domain.desk import access, queries
from snodo.kernel import clock
from snodo.web.http import ActingRequest, get_or_404, require_safe


@require_safe
def card(request: ActingRequest, pk: UUID) -> HttpResponse:
    """To be printed and cut out; and the times they came."""
    rows = access.contacts_visible_to(request.actor).select_related("desk__organisation", "person", "quarter")
    contact = get_or_404(rows, pk)
    audit.record_read(actor=request.actor, subject=contact, person_id=contact.person_id)
    times = list(queries.access_list(request.actor, contact.desk).filter(contact=contact)[:50])
    context = {
        "contact": contact,
        "times": times,
        "hours": queries.openings_of(contact.desk, clock.today()),
        "works": access.can_work_at(request.actor, contact.desk),
    }
    return render(request, "desk/contact.html", context)
