"""Seats and closures of the bodies of a pack, as the network keeps them."""

from collections.abc import Mapping

from snodo.domain.network.actions.closures import take_calendar
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.programmes.pack_calendars import closed_day
from snodo.kernel.packfile import Pack


def take_calendars(pack: Pack, bodies: Mapping[str, Organisation], places: Mapping[str, Territory]) -> None:
    """Where and when each body works. A service of `start_programme`."""
    for partner in pack.partners:
        closed = [closed_day(one) for one in partner.closures]
        if partner.seat or closed:
            take_calendar(bodies[partner.code], places.get(partner.seat), closed)
