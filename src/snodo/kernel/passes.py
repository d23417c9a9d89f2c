"""Personal links: one page for whoever holds the link, without an account (ADR-0012).

A link is a row that its context owns, derived from `PersonalLink`. Of its secret only a keyed hash is stored;
the code asked on the page is worked out from the key ring and stored nowhere. Nothing here decides who may
give a link or what it shows: contexts do, in their actions and access rules.
"""

import datetime
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import UUID

from django.db import models

from snodo.kernel import clock, crypto, tenancy
from snodo.kernel.actor import LINK, Actor
from snodo.kernel.tenancy import TenantModel

SECRET_BYTES = 16
TOKEN_LENGTH = 43  # network and secret, 32 bytes, in URL-safe letters
CODE_DIGITS = 5
TRIES_BEFORE_PAUSE = 5
TRIES_IN_ALL = 20
PAUSE = datetime.timedelta(hours=1)
LIFE = datetime.timedelta(days=180)


def expiry() -> datetime.datetime:
    """When a link made now ends, unless its context says otherwise."""
    return clock.now() + LIFE


class PersonalLink(TenantModel):
    """Base of the rows behind personal links. Say what a link opens in `subject_id`.

    Before a network is bound the wall shows one row only: the one whose secret is presented.
    """

    wall = (
        "network_id = nullif(current_setting('snodo.network', true), '')::uuid"
        " OR token_hash = nullif(current_setting('snodo.link', true), '')"
    )

    token_hash = models.CharField(max_length=64, editable=False)
    expires_at = models.DateTimeField(default=expiry)
    revoked_at = models.DateTimeField(null=True, blank=True)
    asks_code = models.BooleanField(default=True)
    code_number = models.PositiveSmallIntegerField(default=1)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    openings = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        across: ClassVar[models.Manager[Any]]
    else:
        across = models.Manager()

    class Meta(TenantModel.Meta):
        abstract = True
        default_manager_name = "objects"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "token_hash"], name="%(app_label)s_%(class)s_token_once"
            ),
            models.CheckConstraint(
                condition=models.Q(wrong_tries__lt=TRIES_IN_ALL) | models.Q(revoked_at__isnull=False),
                name="%(app_label)s_%(class)s_tries",
            ),
        ]

    @property
    def subject_id(self) -> UUID:
        """The row the link opens; a new link to the same row keeps its code."""
        raise NotImplementedError

    @property
    def good(self) -> bool:
        """Neither expired nor taken back."""
        return self.revoked_at is None and self.expires_at > clock.now()

    @property
    def paused(self) -> bool:
        """Too many wrong codes a moment ago."""
        return self.locked_until is not None and self.locked_until > clock.now()


L = TypeVar("L", bound=PersonalLink)


# Making


def give_token(link: PersonalLink) -> str:
    """Put a new secret into a link not yet saved. The answer is its only copy: print or send it at once."""
    token = _token(tenancy.bound_network(), os.urandom(SECRET_BYTES))
    link.token_hash = fingerprint(token)
    return token


def steady_token(link: PersonalLink) -> str:
    """A token worked out from the row, for a page that is nobody's secret: it can be read again any day."""
    digest = crypto.blind_index(f"{link._meta.label_lower}:{link.pk}", "public page")
    token = _token(tenancy.bound_network(), bytes.fromhex(digest)[:SECRET_BYTES])
    link.token_hash = fingerprint(token)
    return token


def _token(network_id: UUID, secret: bytes) -> str:
    return urlsafe_b64encode(network_id.bytes + secret).decode().rstrip("=")


def fingerprint(token: str) -> str:
    """What is stored of a secret."""
    return crypto.blind_index(token, "personal link")


def code_of(link: PersonalLink) -> str:
    """The code asked on the page. The same again for a new link to the same thing, until it is changed."""
    label = link._meta.label_lower
    digest = crypto.blind_index(f"{label}:{link.subject_id}:{link.code_number}", "personal code")
    return f"{int(digest, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


# Finding


def find(model: type[L], token: str) -> L | None:
    """The link that a secret opens today, asked before any network is bound; None for all other reasons.

    The network inside the secret only says where to look: it is bound by who calls, after the row is found.
    """
    link = _of_token(model, token)
    return link if link is not None and link.good else None


def find_over(model: type[L], token: str) -> L | None:
    """The link that a secret opened once, and no longer does: only so that the log may say who came late."""
    link = _of_token(model, token)
    return link if link is not None and not link.good else None


def _of_token(model: type[L], token: str) -> L | None:
    network_id = _network_of(token)
    if network_id is None:
        return None
    with tenancy.presenting(fingerprint(token)) as presented:
        found: L | None = model.across.filter(network_id=network_id, token_hash=presented).first()
    return found


def _network_of(token: str) -> UUID | None:
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        content = urlsafe_b64decode(token + "=")
    except ValueError:
        return None
    network_id = UUID(bytes=content[:16])
    # One secret, one way of writing it.
    return network_id if hmac.compare_digest(_token(network_id, content[16:]), token) else None


def actor_of(link: PersonalLink, *, name: str, organisation_id: UUID | None = None) -> Actor:
    """Who acts through a link: nobody that signs in, for no body. No rule made for these lets it in.

    `organisation_id`, the body that gave the link, is for the log: leave it out where a rule asks for it.
    """
    return Actor(
        user_id=link.pk,
        membership_id=link.pk,
        organisation_id=organisation_id or link.pk,
        network_id=link.network_id,
        role=LINK,
        user_name=name,
        origin=LINK,
    )


# Using. Called by actions, in the link's network.


def check_code(link: L, typed: str) -> bool:
    """Whether the code is right, counting the wrong ones: a pause after five, the end after twenty.

    The row is locked, so that many tries at once are counted one by one. While paused every code is wrong.
    """
    locked: L = type(link).objects.select_for_update().get(pk=link.pk)
    if not locked.good or locked.paused:
        right = False
    else:
        right = hmac.compare_digest(code_of(locked).encode(), "".join(typed.split()).encode())
        _count(locked, right)
    for name in ("wrong_tries", "locked_until", "revoked_at"):
        setattr(link, name, getattr(locked, name))
    return right


def _count(link: PersonalLink, right: bool) -> None:
    if right and not link.wrong_tries:
        return
    link.wrong_tries = 0 if right else link.wrong_tries + 1
    link.locked_until = None
    if link.wrong_tries >= TRIES_IN_ALL:
        link.revoked_at = clock.now()
    elif link.wrong_tries and link.wrong_tries % TRIES_BEFORE_PAUSE == 0:
        link.locked_until = clock.now() + PAUSE
    link.save(update_fields=["wrong_tries", "locked_until", "revoked_at"])


def count_opening(link: L) -> None:
    """The page was shown once more."""
    type(link).objects.filter(pk=link.pk).update(openings=models.F("openings") + 1, opened_at=clock.now())


def change_code(link: PersonalLink) -> str:
    """Another code for the same link; pages already open ask for it. The row is locked by who calls."""
    link.code_number, link.wrong_tries, link.locked_until = link.code_number + 1, 0, None
    link.save(update_fields=["code_number", "wrong_tries", "locked_until"])
    return code_of(link)


def revoke(links: models.QuerySet[Any]) -> int:
    """From now on none of these opens anything; how many did."""
    return links.filter(revoked_at__isnull=True).update(revoked_at=clock.now())
