"""Which network one acts in, one's own access, and how an invitation is taken up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.web import acting
from snodo.web.http import any_signed_in, post_only, public, require_safe, safe_next, toast, warn


@any_signed_in
@post_only
def switch(request: HttpRequest) -> HttpResponse:
    """Take up another of one's roles; from there on everything is done in its name."""
    try:
        wanted = UUID(request.POST.get("membership", ""))
    except ValueError:
        wanted = None
    chosen = acting.choose(request, wanted) if wanted else None
    if chosen is None:
        warn(request, "Questo accesso non è più attivo: scegline un altro.")
    else:
        toast(request, f"Ora lavori per {chosen.organisation_name}, {chosen.network_name}.")
    return redirect(safe_next(request, "/"))


@any_signed_in
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """One's own access: roles, password, second factor, open sessions."""
    return render(request, "account/profile.html", {"choices": acting.read_choices(request)})


@public
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page an invitation's link opens."""
    return render(request, "account/invitation_gone.html", status=404)
