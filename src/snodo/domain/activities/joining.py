"""What of appointments and groups follows when two persons turn out to be one."""

from uuid import UUID

from snodo.domain.activities.models import GroupMember
from snodo.kernel.joining import follow, refuse_if

TWICE = "Le due schede sono iscritte allo stesso gruppo: prima togli una delle due iscrizioni."

follow("activities.appointment", "person")
follow("activities.groupmember", "person")


@refuse_if
def _twice_in_one_group(kept: UUID, gone: UUID) -> str:
    members = GroupMember.objects.filter(left_on__isnull=True)
    mine = members.filter(person=kept).values("group_id")
    return TWICE if members.filter(person=gone, group_id__in=mine).exists() else ""
