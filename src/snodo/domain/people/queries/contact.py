"""When and how a person may safely be called, in words and as a question about this moment."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from snodo.domain.people import access
from snodo.domain.people.models import Person, SafeContact
from snodo.kernel import clock
from snodo.kernel.actor import Actor

DAYS = ("lun", "mar", "mer", "gio", "ven", "sab", "dom")


@dataclass(frozen=True, slots=True)
class SafeTimes:
    """What everybody who calls must know; number and agreed word are read apart."""

    weekdays: tuple[int, ...] = ()
    from_time: datetime.time | None = None
    until_time: datetime.time | None = None
    calls: bool = True
    messages: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any] | None) -> "SafeTimes | None":
        """From the row of `safe_row`; None where nothing was agreed."""
        if not row:
            return None
        time = datetime.time.fromisoformat
        return cls(
            tuple(sorted(row["weekdays"])),
            time(row["from"]) if row["from"] else None,
            time(row["until"]) if row["until"] else None,
            row["calls"],
            row["messages"],
        )

    @classmethod
    def from_row(cls, row: SafeContact) -> "SafeTimes":
        """What everybody may know of what was agreed."""
        return cls(tuple(sorted(row.weekdays)), row.from_time, row.until_time, row.calls, row.messages)

    @property
    def when(self) -> str:
        """lun, mer · dalle 9:00 alle 12:00."""
        days = ", ".join(DAYS[day] for day in self.weekdays if day < len(DAYS))
        hours = ""
        if self.from_time and self.until_time:
            hours = f"dalle {self.from_time:%H:%M} alle {self.until_time:%H:%M}"
        return " ".join(part for part in (days, hours) if part) or "in ogni momento"

    @property
    def words(self) -> str:
        """One sentence for a header or a line of the agenda."""
        if not self.calls:
            return "Non telefonare."
        left = "Si possono lasciare messaggi." if self.messages else "Non lasciare messaggi."
        return f"Si può chiamare {self.when}. {left}"

    def safe_at(self, moment: datetime.datetime) -> bool:
        """Whether one may call at this moment."""
        local = moment.astimezone(clock.ROME)
        if not self.calls or (self.weekdays and local.weekday() not in self.weekdays):
            return False
        if self.from_time is None or self.until_time is None:
            return True
        return self.from_time <= local.time() < self.until_time

    @property
    def now(self) -> str:
        """What to say to who is about to call now; empty when it is a safe moment."""
        return "" if self.safe_at(clock.now()) else "Adesso non è un momento sicuro: non chiamare."


def safe_row(*persons: str) -> Subquery:
    """For annotating rows that have a person, by the first of these paths: what `SafeTimes.of` takes."""
    person = Coalesce(*map(OuterRef, persons)) if len(persons) > 1 else OuterRef(persons[0])
    row = JSONObject(
        weekdays="weekdays",
        **{"from": F("from_time")},
        until="until_time",
        calls="calls",
        messages="messages",
    )
    return Subquery(SafeContact.objects.filter(person=person).values(row=row)[:1])


def safe_contact_of(person: Person) -> SafeContact | None:
    """What was agreed with the person."""
    found: SafeContact | None = SafeContact.objects.filter(person=person).first()
    return found


def safe_times_of(person: Person) -> SafeTimes | None:
    """The same as everybody may know it."""
    row = safe_contact_of(person)
    return SafeTimes.from_row(row) if row is not None else None


def reads_number(actor: Actor, person: Person) -> bool:
    """Number and agreed word: who works with the person; of a protected one, who keeps their secrets."""
    return access.can_keep(actor, person) if person.protected else access.can_edit_person(actor, person)
