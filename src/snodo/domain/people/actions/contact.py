"""When a person may safely be called: agreed with them, written by who works with them."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.people import access, queries
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.people.models import Person, SafeContact
from snodo.kernel.actor import Actor

NOT_YOURS = "Come chiamare una persona protetta lo scrive l'équipe che la segue."


@transaction.atomic
def agree_safe_contact(
    *,
    person: Person,
    weekdays: Iterable[int] = (),
    from_time: datetime.time | None = None,
    until_time: datetime.time | None = None,
    calls: bool = True,
    messages: bool = False,
    number: str = "",
    by_whom: str = "",
    safe_word: str = "",
    note: str = "",
    actor: Actor,
) -> SafeContact:
    """Write what was agreed; it replaces what was there. Raises InputRefused."""
    access.require(queries.reads_number(actor, person), NOT_YOURS)
    problems: dict[str, str] = {}
    if (from_time is None) != (until_time is None):
        problems["until_time"] = "Scrivi sia l'ora d'inizio sia quella di fine, oppure nessuna delle due."
    elif from_time is not None and until_time is not None and until_time <= from_time:
        problems["until_time"] = "L'ora di fine viene prima dell'inizio: controlla gli orari."
    refuse(problems)
    row = SafeContact.objects.filter(person=person).first() or SafeContact(person=person)
    row.weekdays, row.from_time, row.until_time = sorted(set(weekdays)), from_time, until_time
    row.calls, row.messages = calls, messages
    row.number, row.by_whom, row.safe_word, row.note = number, by_whom, safe_word, note
    save_checked(row)
    audit.record(actor=actor, verb="person.safe_contact", subject=person, person_id=person.pk)
    return row
