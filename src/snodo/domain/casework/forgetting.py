"""What becomes of a path: the numbers count its dates and its outcomes, nobody's words."""

from django.db.models import Case, Q, Value, When

from snodo.kernel.forgetting import treat

PROOF = "Prova tolta alla scadenza"

treat("casework.case", "path", "pk", "person", "household", bare=True, keeps=("target_groups",))
for _table in ("casephase", "casesuspension", "caseparty", "handover", "caseteammember"):
    treat(f"casework.{_table}", "path", "case", bare=True, keeps=("legal_base",))
for _table in ("caseevent", "nextstep", "criticalissue", "caseseen"):
    treat(f"casework.{_table}", "path", "case")
treat("casework.ownnote", "notes", "case")
treat("casework.workguidance", "notes", "person", "case")
treat("casework.assessment", "sheets", "case", bare=True, keeps=("purpose",))
treat(
    "casework.outcome",
    "evidence",
    "case",
    "person",
    bare=True,
    keeps=("kind",),
    instead={"evidence_note": Case(When(~Q(evidence_note=""), then=Value(PROOF)), default=Value(""))},
)
treat("casework.plan", "path", "case", bare=True)
treat("casework.goal", "path", "plan__case", bare=True, keeps=("area",))
treat("casework.commitment", "path", "goal__plan__case", "member", bare=True)
treat("casework.support", "path", "goal__plan__case", bare=True)
treat("casework.plansignature", "path", "plan__case", bare=True)
