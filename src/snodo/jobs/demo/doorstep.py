"""Who comes to the desk of a programme before anybody refers them."""

from snodo.domain.desk import actions as desk
from snodo.domain.desk.models import Desk
from snodo.domain.intake.models import Referral
from snodo.jobs.demo.stage import Stage


def first_time(stage: Stage, who: str, action: str) -> Referral:
    """An access without a name, and the draft that begins from it."""
    line = stage.action(action)
    found = Desk.objects.select_related("programme").get(programme=line.programme)
    with stage.acting(who) as actor:
        entry = desk.record_access(
            desk=found,
            reason="figli",
            services=["ascolto"],
            result="segnalato",
            note="Chiede aiuto per tutta la famiglia: casa, scuola dei figli, lavoro.",
            actor=actor,
        )
        return desk.refer_from_desk(entry=entry, action=line, actor=actor)
