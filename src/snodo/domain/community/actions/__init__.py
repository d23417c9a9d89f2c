"""The verbs of the diary: the only writers of this context."""

from snodo.domain.community.actions.diary import (
    cancel_activity,
    change_activity,
    plan_activity,
    plan_again,
    tell_activity,
)
from snodo.domain.community.actions.together import (
    add_participant,
    add_partner,
    forget_participant,
    remove_participant,
    remove_partner,
)

__all__ = [
    "add_participant",
    "add_partner",
    "cancel_activity",
    "change_activity",
    "forget_participant",
    "plan_activity",
    "plan_again",
    "remove_participant",
    "remove_partner",
    "tell_activity",
]
