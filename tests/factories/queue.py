"""What was queued for a worker, done now."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def run_queued(task: str) -> int:
    """All jobs of this task, in their own transactions; gives how many."""
    jobs = list(ProcrastinateJob.objects.filter(task_name=task).order_by("id"))
    for job in jobs:
        app.tasks[task].func(**job.args)
    return len(jobs)
