"""Whose a person is: by residence, else where they live, else the body of last resort; said in words."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from snodo.domain.network.models import Organisation, Territory
from snodo.domain.programmes.models import Programme, RoutingRule
from snodo.domain.programmes.queries.routes import (
    bodies_that_receive,
    is_of,
    route_on,
    routes_standing,
    rule_on,
)
from snodo.domain.programmes.states import RoutedBy

USUAL = (RoutedBy.RESIDENCE,)
LAST_RESORT, PROTECTED = "last_resort", "protected"


@dataclass(frozen=True, slots=True)
class Where:
    """What is known of where somebody belongs. `homeless`: has no residence anywhere."""

    residence: Territory | None = None
    stay: Territory | None = None
    homeless: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whose it is, if anybody's, what decided (`RoutedBy`, last resort, protection), each step in words."""

    organisation: Organisation | None = None
    by: str = ""
    words: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """ "Tocca a Cooperativa Il Ponte"; empty where it is nobody's."""
        return f"Tocca {to(self.organisation.name)}" if self.organisation is not None else ""

    @property
    def in_words(self) -> str:
        """The steps as one text."""
        return " ".join(self.words)


NOTHING = Proposal()


def to(name: str) -> str:
    """ "a Comuni Insieme", "ad Azienda speciale"."""
    return f"ad {name}" if name[:1] in "aAàÀ" else f"a {name}"


def whose(programme: Programme, where: Where, day: datetime.date) -> Proposal:
    """Whose somebody is on a day. Exactly one body or none, and why. At most five statements.

    A programme that routes nobody proposes nothing, without a word.
    """
    rule = rule_on(programme, day)
    if rule is None and not routes_standing(programme).exists():
        return NOTHING
    words: list[str] = []
    tried: set[Territory] = set()
    for ground in rule.grounds if rule is not None else USUAL:
        town = where.residence if ground == RoutedBy.RESIDENCE else where.stay or where.residence
        if town is None or (ground == RoutedBy.RESIDENCE and where.homeless):
            words.append(_unknown(ground, where))
        elif town not in tried:
            tried.add(town)
            lives = "Vive" if ground == RoutedBy.STAY and where.stay is not None else "Residente"
            found = _receiver(programme, town, f"{lives} a {town.name}", day, words)
            if found is not None:
                return Proposal(found, ground, tuple(words))
    return _at_the_end(programme, rule, day, words)


def whose_if_protected(programme: Programme, day: datetime.date) -> Proposal:
    """Of a protected person nobody looks where they live: the body declared for them, or nothing."""
    rule = rule_on(programme, day)
    body = rule.protected_receiver if rule is not None else None
    if rule is None or body is None:
        return NOTHING
    if not _receives(programme, body, day):
        return Proposal(words=(f"Le persone protette toccano {to(body.label)}, che oggi non può riceverle.",))
    said = f"Persona protetta: tocca {to(body.label)}, come stabilito dal {_day(rule.valid_from)}."
    return Proposal(body, PROTECTED, (said, "Dove vive non si guarda."))


def _unknown(ground: str, where: Where) -> str:
    if ground == RoutedBy.STAY:
        return "Non è scritto in quale comune vive."
    return "Non ha una residenza." if where.homeless else "Non è scritto dove risiede."


def _receiver(
    programme: Programme, town: Territory, said: str, day: datetime.date, words: list[str]
) -> Organisation | None:
    """The body that receives a municipality on a day; what there is, or is not, goes into `words`."""
    row = route_on(programme, town, day)
    if row is None or row.organisation is None:
        outside = row is None and not is_of(programme, town)
        words.append(f"{said}: {'fuori dal territorio del programma' if outside else 'nessun ente riceve'}.")
        return None
    body: Organisation = row.organisation
    if not _receives(programme, body, day):
        words.append(f"{said}: toccherebbe {to(body.label)}, che oggi non ha un accordo per ricevere.")
        return None
    service = f" ({row.service})" if row.service else ""
    words.append(f"{said}: tocca {to(body.label)}{service} dal {_day(row.valid_from)}.")
    return body


def _at_the_end(
    programme: Programme, rule: RoutingRule | None, day: datetime.date, words: list[str]
) -> Proposal:
    body = rule.last_resort if rule is not None else None
    if rule is not None and body is not None:
        if _receives(programme, body, day):
            words.append(f"Tocca {to(body.label)}, come stabilito dal {_day(rule.valid_from)}.")
            return Proposal(body, LAST_RESORT, tuple(words))
        words.append(f"Toccherebbe {to(body.label)}, che oggi non ha un accordo per ricevere.")
    words.append("Nessun ente è indicato: decide chi coordina.")
    return Proposal(words=tuple(words))


def _receives(programme: Programme, body: Organisation, day: datetime.date) -> bool:
    return bodies_that_receive(programme, day).filter(pk=body.pk).exists()


def _day(day: datetime.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def grounds_in_words(grounds: Sequence[str]) -> str:
    """ "Prima dove risiede, poi dove vive"."""
    return ", ".join(_steps(grounds))


def _steps(grounds: Sequence[str]) -> Iterator[str]:
    for number, ground in enumerate(grounds):
        word = RoutedBy(ground).label.lower()
        yield word.capitalize() if number == 0 else f"poi {word}"
