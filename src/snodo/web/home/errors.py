"""Pages that say what went wrong and how to go on. They never fail themselves."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from snodo.web import kept
from snodo.web.http import came_from
from snodo.web.shell import Shell

TOO_BIG = (
    "Il testo o gli allegati inviati sono troppo grandi. Torna indietro: quello che hai scritto è ancora nel "
    "modulo. Accorcia il testo, o invia i file uno alla volta, e riprova."
)
BAD_REQUEST = "La richiesta non è completa o non è leggibile. Torna indietro e riprova."
FORBIDDEN = "Questa pagina non rientra nel tuo ruolo."


def _quiet(request: HttpRequest) -> None:
    """Error pages may be drawn outside a transaction: their menu asks nothing of the database."""
    shell = getattr(request, "shell", None) or Shell()
    user = getattr(request, "user", None)
    if not shell.user_name and user is not None and user.is_authenticated:
        shell = Shell.of(request)
    shell.with_counts = False
    request.shell = shell  # type: ignore[attr-defined]


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    _quiet(request)
    if getattr(request, "htmx", False):
        template = "errors/fragment.html"
    response = render(request, template, {"back": came_from(request), **context}, status=status)
    if getattr(request, "htmx", False):
        # The fragment goes where all alerts go, whatever the request wanted to refresh.
        response["HX-Retarget"] = "#avvisi"
        response["HX-Reswap"] = "innerHTML"
    return response


def not_allowed(request: HttpRequest, sentence: str) -> HttpResponse:
    return _page(request, "403.html", 403, sentence=sentence)


def conflict(request: HttpRequest, sentence: str) -> HttpResponse:
    return _page(request, "409.html", 409, sentence=sentence)


def refused_input(request: HttpRequest, sentences: list[str]) -> HttpResponse:
    return _page(request, "errors/refused.html", 422, sentences=sentences, sentence=" ".join(sentences))


def no_access(request: HttpRequest) -> HttpResponse:
    """Signed in, but no active role anywhere."""
    return render(request, "account/no_access.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return _page(request, "400.html", 413, sentence=TOO_BIG)
    if isinstance(exception, SuspiciousOperation):
        return _page(request, "400.html", 400, sentence=BAD_REQUEST)
    return _page(request, "400.html", 400, sentence=BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "403.html", 403, sentence=FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """No context processor, no database, no session: nothing that could fail again."""
    return HttpResponse(render_to_string("500.html"), status=500)


def _is_sign_in(request: HttpRequest) -> bool:
    """Pages with secrets in their fields, which are never shown again."""
    match = request.resolver_match
    return match is None or not match.namespace


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old: nothing was written, and what a page of ours sent is kept."""
    if kept.is_worth_keeping(request) and kept.comes_from_us(request) and not _is_sign_in(request):
        return kept.page(request, kept.OLD_TOKEN if request.user.is_authenticated else kept.EXPIRED)
    return _page(request, "403_csrf.html", 403)
