"""The emergency accesses, and the judgement on each."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.people import access as people
from snodo.domain.privacy import access, actions, queries
from snodo.domain.privacy.states import ReviewState
from snodo.kernel.errors import InputRefused
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, paginate, require_safe, toast
from snodo.web.privacy.forms import ReviewFilters, VerdictForm


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Those one may see; for data protection those that wait come first."""
    form = ReviewFilters(request.GET)
    page = paginate(request, queries.review_list(request.actor, state=form.value("stato") or ""))
    audit.record_list(actor=request.actor, kind="privacy.emergencyreview", ids=[review.pk for review in page])
    context = {"page": page, "form": form, "reset": reverse("privacy:reviews")}
    return render(request, "privacy/reviews.html", context)


def review(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who, whom, why; data protection says whether it was justified."""
    actor = request.actor
    found = get_or_404(queries.review_list(actor), pk)
    may_judge = access.can_judge(actor, found) and found.state == ReviewState.PENDING
    form = VerdictForm(request.POST or None)
    if request.method == "POST":
        access.require(access.can_judge(actor, found), "Lo esamina chi si occupa di protezione dei dati.")
        if form.is_valid():
            try:
                actions.judge_emergency(review=found, actor=actor, **form.cleaned_data)
                toast(request, "Esame registrato: chi ha chiesto l'accesso ne è avvisato.")
                return redirect("privacy:reviews")
            except InputRefused as refusal:
                apply_refusal(form, refusal)
    emergency = found.emergency
    audit.record_read(
        actor=actor,
        subject=found,
        person_id=emergency.person_id,
        section="review",
        ground="esame di un accesso d'emergenza",
    )
    sees_person = (
        access.can_watch(actor) or people.people_visible_to(actor).filter(pk=emergency.person_id).exists()
    )
    context = {
        "review": found,
        "emergency": emergency,
        "may_judge": may_judge,
        "form": form if may_judge else None,
        "sees_person": sees_person,
    }
    return render(request, "privacy/review.html", context, status=422 if form.errors else 200)
