"""States and words of appointments, groups, attendance and hours."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class Mode(TextChoices):
    """How the two sides meet."""

    IN_PERSON = "in_person", "In sede"
    HOME = "home", "A domicilio"
    OUTSIDE = "outside", "Accompagnamento sul territorio"
    ONLINE = "online", "In videochiamata"
    PHONE = "phone", "Al telefono"


class AppointmentState(TextChoices):
    """What became of an appointment."""

    PLANNED = "planned", "Fissato"
    DONE = "done", "Svolto"
    MISSED = "missed", "Mancato"
    MOVED = "moved", "Spostato"
    CANCELLED = "cancelled", "Annullato"


APPOINTMENT = machine(
    done=({AppointmentState.PLANNED}, AppointmentState.DONE),
    missed=({AppointmentState.PLANNED}, AppointmentState.MISSED),
    move=({AppointmentState.PLANNED}, AppointmentState.MOVED),
    cancel=({AppointmentState.PLANNED}, AppointmentState.CANCELLED),
)


class MissedReason(TextChoices):
    """Said without blame: whether the person had let us know."""

    EXCUSED = "excused", "Ha avvisato"
    NOT_EXCUSED = "not_excused", "Non ha avvisato"
    OURS = "ours", "Non è dipeso dalla persona"


class GroupState(TextChoices):
    """A group is formed, runs, and stays readable."""

    FORMING = "forming", "In formazione"
    RUNNING = "running", "In corso"
    ENDED = "ended", "Concluso"


GROUP = machine(
    start=({GroupState.FORMING}, GroupState.RUNNING),
    end=({GroupState.FORMING, GroupState.RUNNING}, GroupState.ENDED),
)


class SessionState(TextChoices):
    """One meeting of a group."""

    PLANNED = "planned", "In calendario"
    HELD = "held", "Svolto"
    CANCELLED = "cancelled", "Annullato"


SESSION = machine(
    hold=({SessionState.PLANNED, SessionState.HELD}, SessionState.HELD),
    cancel=({SessionState.PLANNED}, SessionState.CANCELLED),
)


class AttendanceStatus(TextChoices):
    """How one member was there."""

    PRESENT = "present", "Presente"
    LATE = "late", "In ritardo"
    ABSENT_EXCUSED = "absent_excused", "Assente, ha avvisato"
    ABSENT = "absent", "Assente"
    NOT_DUE = "not_due", "Non previsto"


WAS_THERE = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)
WAS_AWAY = (AttendanceStatus.ABSENT, AttendanceStatus.ABSENT_EXCUSED)


class RequestState(TextChoices):
    """A request for hours outside the funding."""

    ASKED = "asked", "In attesa di risposta"
    APPROVED = "approved", "Approvata"
    REFUSED = "refused", "Non approvata"


REQUEST = machine(
    approve=({RequestState.ASKED}, RequestState.APPROVED),
    refuse=({RequestState.ASKED}, RequestState.REFUSED),
)
