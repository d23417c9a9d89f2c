"""What happens before a path when the path begins."""

from typing import Any

from django.dispatch import receiver

from snodo.domain.casework import events as casework
from snodo.domain.casework.models import Case
from snodo.domain.outreach import actions
from snodo.kernel.actor import Actor


@receiver(casework.case_opened, dispatch_uid="outreach.follow_into_path")
def follow_into_path(*, case: Case, actor: Actor, **_: Any) -> None:
    """What was said before goes with the person, where they wished it."""
    actions.follow_into_path(case=case, actor=actor)
