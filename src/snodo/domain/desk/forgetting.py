"""What becomes of who came to the desk: accesses are counted, names and notes go."""

from django.db.models import Case, Q, Value, When

from snodo.kernel.forgetting import treat

treat(
    "desk.access",
    "desk",
    "person",
    "contact__person",
    bare=True,
    keeps=("reason", "services", "result", "language", "age_band"),
    instead={"next_step": Case(When(~Q(next_step=""), then=Value("Testo tolto")), default=Value(""))},
)
treat("desk.contact", "desk", "person", bare=True, keeps=("code", "age_band"))
treat("desk.visit", "desk", "person", "contact__person", bare=True, keeps=("reason",))
