"""Who acts, in which network, until when. Nothing below ever sees the request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, SnodoError, TransitionRefused
from snodo.kernel.tenancy import in_network
from snodo.web import acting, kept, once, watch
from snodo.web.home import errors
from snodo.web.shell import Shell

NOWHERE = UUID(int=0)
GetResponse = Callable[[HttpRequest], HttpResponse]

SINCE = "snodo_since"
SEEN = "snodo_seen"
# The session is written at most this often, so that reading a page costs no write.
SEEN_EVERY = 60


def start_clock(session: Any) -> None:
    """Begin the idle and absolute limits of a session, at sign-in."""
    session[SINCE] = session[SEEN] = int(clock.now().timestamp())


class SessionLimitsMiddleware:
    """Sign out after 30 idle minutes, and after 12 hours in any case."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        if session.get("_auth_user_id"):
            now = int(clock.now().timestamp())
            if SINCE not in session:
                start_clock(session)
            elif self._over(session, now):
                watch.expires(request)
                logout(request)
                return _out(request, expired=True)
            elif now - session[SEEN] >= SEEN_EVERY:
                session[SEEN] = now
        return self.get_response(request)

    @staticmethod
    def _over(session: Any, now: int) -> bool:
        idle = now - session.get(SEEN, 0) > settings.SESSION_IDLE_SECONDS
        return idle or now - session[SINCE] > settings.SESSION_ABSOLUTE_SECONDS


class NoStoreMiddleware:
    """Pages about people stay out of every cache, the browser's included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class ActingMiddleware:
    """Runs every view inside one transaction bound to the actor's network.

    Sign-in is asked of every view that is not `@public`. What a rule refuses becomes a page with its
    sentence, and nothing of the transaction is kept.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.shell = Shell()  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if getattr(view, "snodo_public", False):
            return None
        if _is_sign_in_page(request):
            self._dress(request)
            return None
        anywhere = getattr(view, "snodo_any_signed_in", False)
        # A page that is only read learns who the user is together with the role in use.
        if (anywhere or not acting.may_be_confirmed_later(request)) and not request.user.is_authenticated:
            return _out(request)
        if anywhere:
            self._dress(request)
            return None
        return self._act(request, view, args, kwargs)

    def _act(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse:
        kept.take_up(request)
        if acting.remembered(request) is None and acting.choose(request) is None:
            return errors.no_access(request)
        try:
            return once.with_retries(request, lambda: self._in_one_transaction(request, view, args, kwargs))
        except SnodoError as error:
            _log_refusal(request, error, kwargs)
            return refusal(request, error)

    def _in_one_transaction(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse:
        membership_id, network_id = acting.remembered(request) or (NOWHERE, NOWHERE)
        user_id = acting.who(request) or NOWHERE
        with in_network(network_id, user_id):
            membership = acting.confirm(request, user_id, membership_id)
            if not request.user.is_authenticated:
                return _out(request)
            if membership is not None:
                return self._run(request, membership, view, args, kwargs)
        return self._moved_on(request)

    def _run(
        self,
        request: HttpRequest,
        membership: Any,
        view: Callable[..., HttpResponse],
        args: Any,
        kwargs: Any,
    ) -> HttpResponse:
        actor = acting.actor_of(request, membership)
        request.actor = actor  # type: ignore[attr-defined]
        request.shell = Shell.of(request, here=acting.Choice.of(membership))  # type: ignore[attr-defined]
        if acting.second_factor_missing(request, actor):
            messages.info(request, "Prima di continuare attiva la verifica in due passaggi.")
            return _redirect(request, reverse("mfa_index"))
        if kept.drawn_for_another(request, actor):
            audit.record_refusal(actor=actor, verb="form.other_role", ground=kept.OTHER_ROLE)
            return kept.another_role(request, f"{actor.organisation_name}, {actor.network_name}")
        response = once.once(request, actor, lambda: view(request, *args, **kwargs))
        if hasattr(response, "render") and callable(response.render):
            response = response.render()
        return response

    def _moved_on(self, request: HttpRequest) -> HttpResponse:
        """The role in use was ended while its holder was signed in."""
        watch.without_role(request)
        acting.forget(request)
        chosen = acting.choose(request)
        if chosen is None:
            return errors.no_access(request)
        if kept.is_worth_keeping(request):
            return kept.another_role(request, f"{chosen.organisation_name}, {chosen.network_name}")
        messages.warning(
            request,
            "L'accesso che stavi usando è terminato. "
            f"Ora lavori per {chosen.organisation_name}, {chosen.network_name}.",
        )
        return _redirect(request, "/")

    @staticmethod
    def _dress(request: HttpRequest) -> None:
        if request.user.is_authenticated:
            request.shell = Shell.of(request)  # type: ignore[attr-defined]


def _is_sign_in_page(request: HttpRequest) -> bool:
    """Pages of the sign-in library guard themselves and need no network."""
    match = request.resolver_match
    return match is not None and (match.url_name or "").startswith(("account_", "mfa_", "usersessions_"))


def _redirect(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that also leaves a fragment request with a whole page."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _out(request: HttpRequest, *, expired: bool = False) -> HttpResponse:
    """To sign in; what somebody was sending is kept in the page meanwhile."""
    if kept.is_worth_keeping(request):
        return kept.page(request, kept.EXPIRED)
    return _to_sign_in(request, expired=expired)


def _to_sign_in(request: HttpRequest, *, expired: bool = False) -> HttpResponse:
    query: dict[str, str] = {}
    if request.method == "GET" and not request.headers.get("HX-Request"):
        query["next"] = request.get_full_path()
    if expired:
        query["scaduta"] = "1"
    url = reverse("account_login") + (f"?{urlencode(query)}" if query and query != {"next": "/"} else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _log_refusal(request: HttpRequest, error: SnodoError, kwargs: Any) -> None:
    """What was undone cannot tell of itself: the refusal is written afterwards."""
    actor = getattr(request, "actor", None)
    if actor is None or not isinstance(error, NotAllowed) or request.resolver_match is None:
        return
    name = request.resolver_match.view_name
    subject = kwargs.get("pk")
    with in_network(actor.network_id, actor.user_id):
        audit.record_refusal(
            actor=actor,
            verb=name.replace(":", "."),
            subject_ref=(name.partition(":")[0], subject) if isinstance(subject, UUID) else None,
            ground=error.sentence,
        )


def refusal(request: HttpRequest, error: SnodoError) -> HttpResponse:
    """A page (or a fragment) with the sentence of the rule that refused."""
    if isinstance(error, NotAllowed):
        return errors.not_allowed(request, error.sentence)
    if isinstance(error, (TransitionRefused, Conflict)):
        return errors.conflict(request, error.sentence)
    if isinstance(error, InputRefused):
        return errors.refused_input(request, list(error.problems.values()))
    return errors.conflict(request, error.sentence)
