"""Words for notifications and long jobs."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class JobState(TextChoices):
    """How a long job stands."""

    QUEUED = "queued", "In coda"
    RUNNING = "running", "In corso"
    FINISHED = "finished", "Finito"
    FAILED = "failed", "Non riuscito"


JOB = machine(
    start=({JobState.QUEUED}, JobState.RUNNING),
    advance=({JobState.QUEUED, JobState.RUNNING}, JobState.RUNNING),
    finish=({JobState.QUEUED, JobState.RUNNING}, JobState.FINISHED),
    fail=({JobState.QUEUED, JobState.RUNNING}, JobState.FAILED),
)
OPEN_STATES = frozenset({JobState.QUEUED, JobState.RUNNING})
