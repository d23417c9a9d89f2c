"""What becomes of who came to the desk: accesses are counted, names and notes go."""

from django.db.models import Case, Q, Value, When

from snodo.kernel.forgetting import treat


def _taken(name: str) -> Case:
    """Where a constraint wants words, that there were some."""
    return Case(When(~Q(**{name: ""}), then=Value("Testo tolto")), default=Value(""))


treat(
    "desk.access",
    "desk",
    "person",
    "contact__person",
    bare=True,
    keeps=("reason", "services", "result", "language", "age_band"),
    instead={name: _taken(name) for name in ("next_step", "withdrawn_why")},
)
treat("desk.contact", "desk", "person", bare=True, keeps=("code", "age_band"))
treat("desk.visit", "desk", "person", "contact__person", bare=True, keeps=("reason",))
