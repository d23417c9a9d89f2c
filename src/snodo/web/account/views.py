"""Which network one acts in, one's own access, and how an invitation is taken up."""

from typing import Any
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.views import ListUserSessionsView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from snodo.domain.network import actions, queries
from snodo.kernel import tenancy
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web import acting, watch
from snodo.web.account.forms import AcceptInvitationForm
from snodo.web.http import (
    any_signed_in,
    apply_refusal,
    post_only,
    public,
    require_safe,
    safe_next,
    toast,
    warn,
)
from snodo.web.sso.gateways import configured


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


class _Devices(ListUserSessionsView):
    def form_valid(self, form: Any) -> HttpResponse:
        watch.note(self.request, self.request.user.pk, "session.end_others")
        answer: HttpResponse = super().form_valid(form)
        return answer


devices = _Devices.as_view()


@any_signed_in
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """One's own access: roles, password, second factor, open sessions."""
    context = {"choices": acting.read_choices(request), "identities": _identities(request)}
    return render(request, "account/profile.html", context)


def _identities(request: HttpRequest) -> list[dict[str, Any]]:
    """Each gateway of this installation, and whether it opens this access."""
    ways = configured()
    linked = (
        set(SocialAccount.objects.filter(user_id=request.user.pk).values_list("provider", flat=True))
        if ways
        else ()
    )
    return [{"gateway": gateway, "linked": gateway.id in linked} for gateway in ways]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, network_id: UUID, token: str) -> HttpResponse:
    """The page an invitation's link opens: good once, for seven days."""
    with tenancy.in_network(network_id):
        invitation = queries.open_invitation(token)
        if invitation is None:
            return _gone(request)
        shown = _shown(request, invitation, queries.network_name(network_id))
    signed_in = shown["signed_in"]
    if shown["wrong_user"] or shown["must_sign_in"]:
        return render(request, "account/invitation.html", shown)
    form = None if signed_in else AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            return _accepted(request, form, network_id=network_id, token=token, signed_in=signed_in)
        except Conflict as error:
            return _gone(request, error.sentence)
        except InputRefused as error:
            if form is None:
                raise
            apply_refusal(form, error)
    return render(request, "account/invitation.html", {**shown, "form": form})


def _shown(request: HttpRequest, invitation: Any, network: str) -> dict[str, Any]:
    """What the page says of an invitation, and whether it can be taken up as one is."""
    signed_in = request.user if request.user.is_authenticated else None
    mine = signed_in is not None and signed_in.email == invitation.email
    return {
        "organisation": invitation.organisation.name,
        "network": network,
        "email": invitation.email,
        "facts": [
            ("Ruolo", invitation.get_role_display()),
            ("Professione", invitation.job_title),
            ("Il tuo indirizzo", invitation.email),
        ],
        "signed_in": signed_in,
        "wrong_user": signed_in is not None and not mine,
        "must_sign_in": signed_in is None and queries.has_account(invitation.email),
    }


def _accepted(request: HttpRequest, form: AcceptInvitationForm | None, **what: Any) -> HttpResponse:
    data = form.cleaned_data if form else {"first_name": "", "last_name": "", "password": ""}
    membership = actions.accept_invitation(
        first_name=data["first_name"], last_name=data["last_name"], password=data["password"], **what
    )
    if what["signed_in"] is None:
        toast(request, "Il tuo accesso è pronto: entra con la password che hai scelto.")
        return redirect("account_login")
    acting.choose(request, membership.pk)
    toast(request, "Invito accettato: ora lavori anche qui.")
    return redirect("/")


def _gone(request: HttpRequest, sentence: str = "") -> HttpResponse:
    return render(request, "account/invitation_gone.html", {"sentence": sentence}, status=404)
