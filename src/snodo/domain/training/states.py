"""States and words of the operators' training."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class CourseState(TextChoices):
    """A course for operators."""

    OPEN = "open", "In corso"
    CONCLUDED = "concluded", "Concluso"


COURSE = machine(conclude=({CourseState.OPEN}, CourseState.CONCLUDED))


class SessionState(TextChoices):
    """One meeting of a course."""

    PLANNED = "planned", "In programma"
    HELD = "held", "Svolto"
    CANCELLED = "cancelled", "Annullato"


SESSION = machine(
    hold=({SessionState.PLANNED, SessionState.HELD}, SessionState.HELD),
    cancel=({SessionState.PLANNED}, SessionState.CANCELLED),
)


class EnrolmentState(TextChoices):
    """An operator in a course."""

    ENROLLED = "enrolled", "In formazione"
    COMPLETED = "completed", "Corso concluso"
    WITHDRAWN = "withdrawn", "Ha lasciato il corso"


ENROLMENT = machine(
    complete=({EnrolmentState.ENROLLED}, EnrolmentState.COMPLETED),
    withdraw=({EnrolmentState.ENROLLED}, EnrolmentState.WITHDRAWN),
    come_back=({EnrolmentState.WITHDRAWN}, EnrolmentState.ENROLLED),
)


class ShadowingState(TextChoices):
    """A senior trainer beside an operator."""

    RUNNING = "running", "In corso"
    SIGNED_OFF = "signed_off", "Concluso con parere favorevole"
    STOPPED = "stopped", "Interrotto"


SHADOWING = machine(
    sign_off=({ShadowingState.RUNNING}, ShadowingState.SIGNED_OFF),
    stop=({ShadowingState.RUNNING}, ShadowingState.STOPPED),
)
