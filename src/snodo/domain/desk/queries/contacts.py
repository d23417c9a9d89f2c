"""Recognising who comes again, without asking who they are."""

from dataclasses import dataclass, field
from uuid import UUID

from snodo.domain.desk import access
from snodo.domain.desk.models import Contact, Desk, DeskQuarter
from snodo.domain.network.models import Territory
from snodo.domain.people.models import Person
from snodo.domain.people.queries import search_people
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form

CODE_LENGTH = 4
FEW = 6


def nickname_key(nickname: str) -> str:
    """The form in which chosen names are compared: "Stella " and "stella" are the same."""
    return search_form(nickname)[:60]


def contacts_like(actor: Actor, desk: Desk, said: str, age_band: str = "") -> list[Contact]:
    """Light contacts with this code; else those who chose this name, of that age when it is said."""
    contacts = access.contacts_visible_to(actor).filter(desk=desk).select_related("person", "quarter")
    code = said.strip().upper()
    if len(code) == CODE_LENGTH and (found := list(contacts.filter(code=code))):
        return found
    if not (key := nickname_key(said)):
        return []
    alike = contacts.filter(nickname_key=key)
    if age_band:
        alike = alike.filter(age_band__in=[age_band, ""])
    return list(alike.order_by("-last_on", "pk")[:FEW])


@dataclass(slots=True)
class Recognised:
    """Who somebody may be: light contacts of the desk, and persons the body knows."""

    contacts: list[Contact] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.contacts or self.persons)


def who_may_be(actor: Actor, desk: Desk, said: str, age_band: str = "") -> Recognised:
    """What a chosen name, a code or a surname may stand for. Two statements."""
    found = Recognised(contacts_like(actor, desk, said, age_band))
    if len(search_form(said)) >= 3:
        known = {contact.person_id for contact in found.contacts}
        found.persons = [one for one in search_people(actor, said, FEW) if one.pk not in known]
    return found


def quarter_ids(desk: Desk) -> set[UUID]:
    """The quarters by which the desk counts."""
    return set(DeskQuarter.objects.filter(desk=desk).values_list("territory_id", flat=True))


def quarters_of(desk: Desk) -> list[Territory]:
    """The same, in their order."""
    rows = DeskQuarter.objects.filter(desk=desk).select_related("territory").order_by("position")
    return [row.territory for row in rows]
