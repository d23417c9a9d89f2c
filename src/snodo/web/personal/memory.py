"""Which links have been opened with their code in this browser: a signed cookie of this area alone.

No session: whoever works here and opens a link in the same browser stays who they are. The cookie names links
and the number of their code, never a secret; it goes with the browser, and after half an hour in any case.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from snodo.kernel.passes import PersonalLink

COOKIE, PATH, SALT = "snodo_mio", "/mio/", "snodo.personal"
LIFE = 30 * 60
MOST = 5


def holds(request: HttpRequest, link: PersonalLink) -> bool:
    """Whether the code of this link, as it is now, was given a short while ago."""
    return _held(request).get(str(link.pk)) == link.code_number


def any_held(request: HttpRequest) -> bool:
    """Whether somebody here has opened a page of theirs."""
    return bool(_held(request))


def keep(request: HttpRequest, response: HttpResponse, link: PersonalLink) -> None:
    """Remember it for another half hour."""
    given = response.cookies.get(COOKIE)  # a page may have opened another on the way
    known = _held(request) if given is None else _read(given.value)
    held = {pk: number for pk, number in known.items() if pk != str(link.pk)}
    latest = [*held.items(), (str(link.pk), link.code_number)][-MOST:]
    response.set_cookie(
        COOKIE,
        signing.dumps(dict(latest), salt=SALT),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop(response: HttpResponse) -> None:
    """Close every page opened here."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def _held(request: HttpRequest) -> dict[str, int]:
    return _read(request.COOKIES.get(COOKIE, ""))


def _read(signed: str) -> dict[str, int]:
    try:
        held = signing.loads(signed, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return {}
    return held if isinstance(held, dict) else {}
