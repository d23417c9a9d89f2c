"""The verbs of a programme."""

from snodo.domain.programmes.actions.information import publish_notice
from snodo.domain.programmes.actions.lead_step import set_lead_step
from snodo.domain.programmes.actions.life import (
    conclude_programme,
    export_pack,
    revise_criterion,
    revise_target,
)
from snodo.domain.programmes.actions.notices import notify_ending_acts
from snodo.domain.programmes.actions.partners import add_partner, amend_act, end_act, renew_act
from snodo.domain.programmes.actions.promises import promise_time
from snodo.domain.programmes.actions.routing import (
    declare_routing_rule,
    route_municipalities,
    withdraw_route,
)
from snodo.domain.programmes.actions.starting import start_programme

__all__ = [
    "add_partner",
    "amend_act",
    "conclude_programme",
    "declare_routing_rule",
    "end_act",
    "export_pack",
    "notify_ending_acts",
    "promise_time",
    "publish_notice",
    "renew_act",
    "revise_criterion",
    "revise_target",
    "route_municipalities",
    "set_lead_step",
    "start_programme",
    "withdraw_route",
]
