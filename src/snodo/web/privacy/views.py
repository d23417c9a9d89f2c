"""The door of the area: what each role finds here."""

from django.http import HttpResponse
from django.shortcuts import render

from snodo.domain.audit import access as audit
from snodo.domain.privacy import access, queries
from snodo.web.http import ActingRequest, require_safe


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Data protection: what waits. Who works with people: the emergency door, and their own lines."""
    actor = request.actor
    watching = access.can_watch(actor)
    context = {
        "watching": watching,
        "reviewing": audit.can_review(actor),
        "may_ask": access.can_ask_emergency(actor),
        "running": list(queries.my_emergencies(actor)) if not watching else [],
        "asked": list(queries.review_list(actor)[:5]) if not watching else [],
        "due": access.files_visible_to(actor).filter(state="due").count() if watching else 0,
        "keeps_rules": access.can_keep_rules(actor),
        "requests": 0 if watching else access.requests_waiting_for(actor).count(),
    }
    return render(request, "privacy/index.html", context)
