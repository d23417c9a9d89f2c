"""Links by which services without an account refer: who has one, a new one, the end of one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.intake import access, actions
from snodo.domain.network.models import Organisation
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.web.forms import LineField, NamedModelChoiceField, SnodoForm
from snodo.web.http import apply_refusal, get_or_404, post_only, require_safe, toast


class LinkForm(SnodoForm):
    """To which service."""

    organisation = NamedModelChoiceField(None, label="Servizio")
    note = LineField(label="A chi lo dai", max_length=120, required=False)

    def __init__(self, *args: object, action: ProgrammeAction, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = access.linkable_bodies(action)


@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """The actions one may give links for, and the links given."""
    actor = request.actor
    return render(request, "intake/links.html", {"lines": _lines(actor)})


def _lines(actor: Actor) -> list[tuple[ProgrammeAction, list[object]]]:
    """Each action with its links still standing. Two statements."""
    standing: dict[UUID, list[object]] = {}
    given = access.links_given_by(actor).filter(revoked_at__isnull=True)
    for link in given.select_related("organisation").order_by("organisation__name"):
        standing.setdefault(link.action_id, []).append(link)
    opened = access.actions_to_link(actor).select_related("programme").defer("programme__definition")
    return [(one, standing.get(one.pk, [])) for one in opened.order_by("programme__title", "position")]


def give(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """A link for a service; address and code are shown here once."""
    actor = request.actor
    action = get_or_404(access.actions_to_link(actor).select_related("programme"), action_id)
    form = LinkForm(request.POST or None, action=action)
    if request.method == "POST" and form.is_valid():
        body: Organisation = form.cleaned_data["organisation"]
        try:
            given = actions.give_referring_link(action=action, actor=actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            return render(request, "intake/link_given.html", {"action": action, "body": body, "given": given})
    context = {"action": action, "form": form}
    return render(request, "intake/give_link.html", context, status=422 if form.errors else 200)


@post_only
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody refers by it any more."""
    link = get_or_404(access.links_given_by(request.actor), pk)
    actions.revoke_referring_link(link=link, actor=request.actor)
    toast(request, "Collegamento chiuso: chi lo apre non trova più niente.")
    return redirect("intake:links")
