"""The verbs of a network: its bodies, places and people; on which days they work."""

from snodo.domain.network.actions.bodies import (
    accept_invitation,
    add_membership,
    begin_submission,
    create_user,
    end_membership,
    finish_submission,
    forget_submissions,
    found_network,
    invite_member,
    register_organisation,
    register_territory,
    sweep_submissions,
    update_organisation,
    withdraw_invitation,
)
from snodo.domain.network.actions.closures import add_closed_day, end_closed_day, set_seat

__all__ = [
    "accept_invitation",
    "add_closed_day",
    "add_membership",
    "begin_submission",
    "create_user",
    "end_closed_day",
    "end_membership",
    "finish_submission",
    "forget_submissions",
    "found_network",
    "invite_member",
    "register_organisation",
    "register_territory",
    "set_seat",
    "sweep_submissions",
    "update_organisation",
    "withdraw_invitation",
]
