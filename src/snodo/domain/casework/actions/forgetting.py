"""A path of a person whose file goes again, after an older copy of the database was put back."""

import datetime
from uuid import UUID

from django.db import transaction

from snodo.domain.casework import states
from snodo.domain.casework.models import Case
from snodo.kernel.actor import Actor


@transaction.atomic
def end_forgotten(*, person_id: UUID, on: datetime.date, actor: Actor) -> int:
    """The copy has it open, it had been closed since: its reason is lost. A service of data protection."""
    open_ = Case.objects.select_for_update(of=("self",)).filter(person=person_id)
    ended = 0
    for case in open_.exclude(state=states.CaseState.CLOSED):
        case.state, case.closed_on = states.CASE.target(case.state, "close"), max(on, case.opened_on)
        case.closing_reason = states.ClosingReason.OTHER
        case.save(update_fields=["state", "closed_on", "closing_reason"])
        ended += 1
    return ended
