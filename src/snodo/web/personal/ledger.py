"""The person's own ledger: with whom their data are shared, who looked, and a way to ask."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from snodo.domain.privacy import actions, queries
from snodo.domain.privacy.models import LedgerLink
from snodo.web.personal.door import PAPER, Door, LinkRequest, by_link, gone

LEDGER = Door(
    find=queries.find_ledger_link,
    holder_of=queries.ledger_holder_of,
    try_code=actions.try_ledger_code,
    hint=PAPER,
)


@by_link(LEDGER)
def ledger_page(request: LinkRequest, link: LedgerLink) -> HttpResponse:
    """What the paper says, up to date; and two buttons."""
    ledger = queries.own_ledger(request.actor)
    if ledger is None:
        return gone(request)
    if request.method == "POST" and "kind" in request.POST:
        actions.ask_about_own_ledger(link=link, kind=request.POST["kind"], actor=request.actor)
        return HttpResponseRedirect(f"{request.path}?chiesto=1")
    actions.open_own_ledger(link=link, actor=request.actor)
    context = {"ledger": ledger, "asked": "chiesto" in request.GET}
    return render(request, "personal/ledger.html", context)
