"""What was typed is kept when a form cannot be carried out as it was drawn.

A form bears, next to its protection against forgery, a mark of the role it was drawn for. Sent while another
role is in use, from an ended session or with an old token, it is not carried out: a page says why, holds
everything that was typed, and sends it again when its writer says so.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from snodo.kernel.actor import Actor
from snodo.web import acting
from snodo.web.acting import Choice
from snodo.web.shell import Shell

DRAWN_FOR, TAKE_UP, TOKEN = "_as", "_take_up", "csrfmiddlewaretoken"
WORTH_COPYING = 20
OTHER_ROLE = "Un modulo aperto con un altro incarico non è stato eseguito."
_ID = re.compile(r"[0-9a-f-]{36}", re.I)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and what to do about it."""

    heading: str
    sentence: str
    submit: str = ""
    status: int = 409
    take_up: bool = False
    sign_in: bool = False


def mark(membership_id: UUID) -> str:
    """Short, since some pages hold a hundred forms; the last letters of an id are random."""
    return membership_id.hex[-12:]


def drawn_for_another(request: HttpRequest, actor: Actor) -> bool:
    """Whether the form was drawn while another role was in use."""
    drawn = request.POST.get(DRAWN_FOR, "") if request.method == "POST" else ""
    return bool(drawn) and drawn != mark(actor.membership_id)


def take_up(request: HttpRequest) -> None:
    """Who pressed «torna a lavorare per …» goes back to the role the form was drawn for, while it holds."""
    if request.method == "POST" and request.POST.get(TAKE_UP):
        wanted = _role_of(request, acting.read_choices(request))
        if wanted is not None:
            acting.choose(request, wanted.membership_id)


def _role_of(request: HttpRequest, roles: list[Choice]) -> Choice | None:
    drawn = request.POST.get(DRAWN_FOR, "")
    return next((one for one in roles if mark(one.membership_id) == drawn), None)


def another_role(request: HttpRequest, now: str) -> HttpResponse:
    """The form of one role, sent while another is in use."""
    drawn = _role_of(request, acting.choices(request))
    if drawn is None:
        return page(
            request,
            Reason(
                "Questo incarico è terminato",
                "L'incarico con cui hai aperto questo modulo non è più attivo. Non è stato fatto nulla. "
                "Qui sotto trovi quello che avevi scritto: puoi copiarlo.",
            ),
        )
    return page(
        request,
        Reason(
            "Lavori per un altro ente",
            f"Hai aperto questo modulo lavorando per {drawn.organisation_name}, {drawn.network_name}. Ora "
            f"lavori per {now}. Non è stato fatto nulla, e quello che hai scritto è conservato.",
            submit=f"Torna a lavorare per {drawn.organisation_name} e invia",
            take_up=True,
        ),
    )


EXPIRED = Reason(
    "La sessione è scaduta",
    "Per proteggere i dati delle persone si esce da soli dopo una pausa. Non è stato fatto nulla, e quello "
    "che hai scritto è conservato in questa pagina. Entra in un'altra scheda, poi torna qui e invia.",
    submit="Ho fatto l'accesso: invia",
    status=403,
    sign_in=True,
)
OLD_TOKEN = Reason(
    "Controlla e invia di nuovo",
    "Da quando hai aperto questo modulo c'è stato un nuovo accesso. Non è stato fatto nulla, e quello che "
    "hai scritto è conservato.",
    submit="Invia",
    status=403,
)


def is_worth_keeping(request: HttpRequest) -> bool:
    """A form with something in it."""
    return request.method == "POST" and any(
        not name.startswith("_") and name != TOKEN for name in request.POST
    )


def comes_from_us(request: HttpRequest) -> bool:
    """The browser says that a page of ours sent it: nobody else can make us show their words."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def page(request: HttpRequest, reason: Reason) -> HttpResponse:
    """The page (or the line of a fragment) that holds what was typed."""
    shell = getattr(request, "shell", None) or Shell()
    shell.with_counts = False
    request.shell = shell  # type: ignore[attr-defined]
    if request.headers.get("HX-Request"):
        # A fragment leaves its form where it is: nothing is lost.
        response = render(request, "errors/kept_fragment.html", {"reason": reason}, status=reason.status)
        response["HX-Retarget"], response["HX-Reswap"] = "#avvisi", "innerHTML"
    else:
        fields = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in (TOKEN, TAKE_UP)
        ]
        context = {
            "reason": reason,
            "fields": fields,
            "texts": [value for name, value in fields if _is_text(name, str(value))],
            "files": bool(request.FILES),
            "action": request.get_full_path(),
        }
        response = render(request, "errors/kept.html", context, status=reason.status)
    response["Cache-Control"] = "no-store, private"
    return response


def _is_text(name: str, value: str) -> bool:
    return not name.startswith("_") and len(value) >= WORTH_COPYING and not _ID.fullmatch(value)
