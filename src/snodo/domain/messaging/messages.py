"""What may be said to people who work here. One class per message, with words fixed once and for all.

A message carries a path and nothing else: who reads the mail over a shoulder learns only that there is
something to look at. Contexts declare theirs in their own `messages.py`:

    class ReferralArrived(Message):
        kind = "intake.referral_arrived"
        title = "È arrivata una nuova segnalazione"
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.template.loader import render_to_string

_REGISTRY: dict[str, type["Message"]] = {}
_SLOT = re.compile(r"[{}%]")
_PATH = re.compile(r"/[\w\-./?=&#]*", re.ASCII)

# Beginnings of words that would tell something of a person's life to whoever sees a message.
SENSITIVE = (
    *("malatt", "patolog", "diagnos", "psich", "mental", "disturb", "terapi", "farmac", "ospedal", "ricover"),
    *("clinic", "disabil", "invalid", "handicap", "hiv", "aids", "gravidanz", "abort", "dipenden", "tossic"),
    *(
        "alcol",
        "drog",
        "ludopat",
        "carcer",
        "detenu",
        "detenz",
        "penal",
        "reat",
        "condann",
        "giudizi",
        "arrest",
    ),
    *("violenz", "maltratt", "abus", "stupr", "antiviolenz", "aggress", "religio", "sindacat", "sessual"),
)
_SENSITIVE_WORD = re.compile(rf"\b({'|'.join(SENSITIVE)})", re.IGNORECASE)


class UnfitMessageError(TypeError):
    """A message whose words could tell something of a person: refused when the program starts."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """An e-mail ready to leave."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Message:
    """Base. `title` is the line in the list of notifications; subject and opening are for the e-mail."""

    path: str

    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""
    subject: ClassVar[str] = "C'è una novità che ti riguarda"
    opening: ClassVar[str] = "C'è una novità che ti riguarda. Per vederla entra in Snodo:"
    template: ClassVar[str] = "messaging/email/message"
    by_email: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        problem = unfit(cls)
        if problem:
            raise UnfitMessageError(f"{cls.__name__}: {problem}")
        _REGISTRY[cls.kind] = cls

    def __post_init__(self) -> None:
        if not _PATH.fullmatch(self.path) or self.path.startswith("//"):
            raise ValueError("A message leads to a path of ours made of ids and plain words.")

    def context(self) -> dict[str, str]:
        """All that its templates ever see."""
        return {
            "title": self.title,
            "opening": self.opening,
            "link": settings.SITE_ADDRESS + self.path,
            "site": settings.SITE_ADDRESS,
        }

    def render(self) -> Rendered:
        """Subject, plain text and HTML."""
        context = self.context()
        return Rendered(
            subject=f"Snodo: {self.subject}",
            text=render_to_string(f"{self.template}.txt", context),
            html=render_to_string(f"{self.template}.html", context),
        )


def unfit(message: type[Message]) -> str:
    """Why a message may not be used, or ""."""
    words = (message.title, message.subject, message.opening)
    if not re.fullmatch(r"[a-z_]+\.[a-z_]+", message.kind):
        return "its kind must be written context.name."
    known = _REGISTRY.get(message.kind)
    if known is not None and known.__qualname__ != message.__qualname__:
        return f"its kind is that of {known.__name__}."
    if not all(words):
        return "title, subject and opening must not be empty."
    if any(_SLOT.search(text) for text in words):
        return "its words are fixed: no place for a name or anything else."
    found = _SENSITIVE_WORD.search(" ".join(words))
    return f"it says «{found.group()}», which tells something of a person." if found else ""


def registered() -> list[type[Message]]:
    """Every message of the product, by kind."""
    return [_REGISTRY[kind] for kind in sorted(_REGISTRY)]


def of_kind(kind: str) -> type[Message]:
    """The message of a stored notification; a kind no longer declared reads as a plain novelty."""
    return _REGISTRY.get(kind, Novelty)


class Novelty(Message):
    """Something changed."""

    kind = "messaging.novelty"
    title = "C'è una novità che ti riguarda"


class ToDo(Message):
    """Something waits for the reader."""

    kind = "messaging.to_do"
    title = "C'è qualcosa che aspetta te"
    subject = "C'è qualcosa che aspetta te"
    opening = "C'è qualcosa che aspetta una tua risposta. Per vederla entra in Snodo:"


class Deadline(Message):
    """A date comes near."""

    kind = "messaging.deadline"
    title = "Si avvicina una scadenza"
    subject = "Si avvicina una scadenza"
    opening = "Si avvicina una scadenza che ti riguarda. Per vederla entra in Snodo:"


class JobEnded(Message):
    """A long job is over."""

    kind = "messaging.job_ended"
    title = "Il lavoro che avevi avviato è finito"
    subject = "Il lavoro che avevi avviato è finito"
    opening = "Il lavoro che avevi avviato è finito. Per vedere il risultato entra in Snodo:"
    by_email = False
