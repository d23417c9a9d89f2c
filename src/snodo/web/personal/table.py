"""The page of a guest without an account: when and where, their points, their answer, their promises."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from snodo.domain.tables import access, actions, queries, states
from snodo.domain.tables.models import GuestLink
from snodo.kernel.errors import InputRefused
from snodo.web.forms import LineField, SnodoForm
from snodo.web.personal.door import Door, LinkRequest, by_link, gone

GUEST = Door(find=queries.find_guest_link, holder_of=queries.guest_holder)


class NoteForm(SnodoForm):
    """How a promise went, in a few words."""

    note = LineField(label="Com'è andata?", max_length=200, required=False)


@by_link(GUEST)
def guest_page(request: LinkRequest, link: GuestLink) -> HttpResponse:
    """What one guest may see, and what they may say."""
    page = queries.guest_page(request.actor)
    if page is None:
        return gone(request)
    if request.method == "POST" and "risposta" in request.POST:
        accepted = request.POST["risposta"] == "si"
        actions.answer_invitation(guest=page.guest, accepted=accepted, actor=request.actor)
        return HttpResponseRedirect(f"{request.path}?fatto=1")
    if request.method == "POST" and "impegno" in request.POST:
        return _settle(request, page)
    actions.open_guest_link(link=link, actor=request.actor)
    return _draw(request, page)


def _draw(
    request: LinkRequest, page: queries.GuestPage, refused: dict[str, str] | None = None
) -> HttpResponse:
    table = page.guest.table
    context = {
        "page": page,
        "held": table.state in states.HELD,
        "may_answer": table.state in states.BEFORE,
        "done": "fatto" in request.GET,
        "refused": refused,
    }
    return render(request, "personal/table.html", context, status=422 if refused else 200)


def _settle(request: LinkRequest, page: queries.GuestPage) -> HttpResponse:
    try:
        pk = UUID(request.POST["impegno"])
    except ValueError:
        return gone(request)
    mine = access.commitments_visible_to(request.actor).select_related("table")
    commitment = mine.filter(pk=pk, table__state__in=states.HELD).first()
    if commitment is None:
        return gone(request)
    form = NoteForm(request.POST)
    try:
        if not form.is_valid():
            raise InputRefused({"note": "Scrivi al massimo 200 caratteri, su una riga sola."})
        actions.settle_commitment(
            commitment=commitment,
            outcome=request.POST.get("esito", ""),
            note=form.cleaned_data["note"],
            actor=request.actor,
        )
    except InputRefused as refusal:
        typed = request.POST.get("note", "")[:2000]
        kept = {"commitment": str(pk), "sentence": refusal.sentence, "note": typed}
        return _draw(request, page, kept)
    return HttpResponseRedirect(f"{request.path}?fatto=1")
