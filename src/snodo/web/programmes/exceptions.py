"""Who went another way than the rules say: reason by reason, each number with its list."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from snodo.domain.audit import actions as audit
from snodo.domain.intake import queries_exceptions
from snodo.domain.intake.states import ExceptionKind
from snodo.domain.reporting import access
from snodo.web.http import ActingRequest, require_safe
from snodo.web.programmes.views import programme_or_404


@require_safe
def index(request: ActingRequest, pk: UUID) -> HttpResponse:
    """For the co-ordination of the lead: how often, why, and which."""
    programme = programme_or_404(request, pk)
    if not access.sees_every_number(request.actor, programme):
        raise Http404
    kind, reason = request.GET.get("regola", ""), request.GET.get("motivo", "")
    rows, more = queries_exceptions.told(request.actor, programme, kind, reason)
    audit.record_list(actor=request.actor, kind="intake.referral", ids=[one.row.referral_id for one in rows])
    counted = queries_exceptions.counted(programme)
    context = {
        "programme": programme,
        "rows": rows,
        "more": more,
        "narrowed": bool(kind or reason),
        "counted": [(ExceptionKind(one).label, found) for one, found in counted.items()],
    }
    return render(request, "programmes/exceptions.html", context)
