"""What of paths follows when two persons turn out to be one."""

from uuid import UUID

from snodo.domain.casework.models import Case, WorkGuidance
from snodo.domain.casework.states import CaseState
from snodo.kernel.joining import follow, refuse_if

TWO_PATHS = (
    "Le due schede hanno ciascuna un percorso aperto nella stessa azione: prima chiudine uno, "
    "perché una persona ci sta una volta sola."
)
TWO_GUIDANCES = "Nello stesso percorso del nucleo ci sono indicazioni per il lavoro su tutte e due."

for _name in ("case", "workguidance", "outcome"):
    follow(f"casework.{_name}", "person")
follow("casework.commitment", "member")


@refuse_if
def _two_paths_in_one_action(kept: UUID, gone: UUID) -> str:
    cases = Case.objects.exclude(state=CaseState.CLOSED)
    mine = cases.filter(person=kept).values("action_id")
    return TWO_PATHS if cases.filter(person=gone, action_id__in=mine).exists() else ""


@refuse_if
def _guidance_on_both(kept: UUID, gone: UUID) -> str:
    mine = WorkGuidance.objects.filter(person=kept).values("case_id")
    return TWO_GUIDANCES if WorkGuidance.objects.filter(person=gone, case_id__in=mine).exists() else ""
