"""What the verbs of the desk share."""

import datetime

from snodo.domain.desk import access
from snodo.domain.desk.models import Desk, Visit
from snodo.kernel.actor import Actor

WORKS = "Allo sportello lavora chi è dell'ente che lo tiene, mentre il programma è in corso."
LEADS = "Orari, turni e parole dello sportello li decide chi lo coordina."
UNKNOWN_PLACE = "Scegli uno dei luoghi dello sportello."


def works(actor: Actor, desk: Desk) -> None:
    """Raises NotAllowed unless the actor may receive people at this desk."""
    access.require(access.can_work_at(actor, desk), WORKS)


def leads(actor: Actor, desk: Desk) -> None:
    """Raises NotAllowed unless the actor decides how this desk works."""
    access.require(access.can_lead(actor, desk), LEADS)


def locked_visit(visit: Visit) -> Visit:
    """The turn as it is now, held until the end of the transaction."""
    # Who took it is read afterwards: a row joined here would be the one of before the wait.
    found: Visit = (
        Visit.objects.select_for_update(of=("self",)).select_related("desk__programme").get(pk=visit.pk)
    )
    return found


def times_in_order(begins: datetime.time, ends: datetime.time) -> dict[str, str]:
    """A problem when the second does not come after the first."""
    return {} if ends > begins else {"closes": "L'ora di chiusura viene prima dell'apertura."}
