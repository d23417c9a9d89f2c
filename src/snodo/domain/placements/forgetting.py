"""Papers of internships have a term of their own; days and dates are counted."""

from snodo.kernel.forgetting import treat

OF = ("internship__person", "internship__case")
treat(
    "placements.internship",
    "internships",
    "person",
    "case",
    bare=True,
    keeps=("region", "sector", "rule_target", "funding"),
)
for _table in ("ruleoverride", "internshippause", "endchange", "internshipday", "monitoringmeeting"):
    treat(f"placements.{_table}", "internships", *OF, bare=True, keeps=("code",))
treat(
    "placements.meetingmove",
    "internships",
    "meeting__internship__person",
    "meeting__internship__case",
    bare=True,
)
