"""Feasts of patron saints that we know, by municipality: a network takes those of its own places.

A patron saint closes offices by custom and by collective agreements, not by a law of the State (only that of
Rome is in one): each row says where it was read, and whoever co-ordinates may write another.
Municipalities that are not here have none until somebody writes it on the page of a body's closures.
"""

from dataclasses import dataclass

CALENDAR = "Calendario delle feste patronali dei capoluoghi"
OFFICES = "Avviso del Comune: uffici chiusi"
CUSTOM = "Festa patronale della città; da confermare con il Comune"


@dataclass(frozen=True, slots=True)
class Patron:
    """One feast, on the same day every year."""

    belfiore: str
    saint: str
    month: int
    day: int
    source: str


PATRONS = {
    one.belfiore: one
    for one in (
        Patron("G273", "Santa Rosalia", 7, 15, CALENDAR),  # Palermo
        Patron("A944", "San Petronio", 10, 4, CALENDAR),  # Bologna
        Patron("L219", "San Giovanni Battista", 6, 24, CALENDAR),  # Torino
        Patron("A794", "Sant'Alessandro", 8, 26, CALENDAR),  # Bergamo
        Patron("H264", "San Vittore", 5, 8, OFFICES),  # Rho
        Patron("A940", "San Martino", 11, 11, CUSTOM),  # Bollate
        Patron("G220", "Sant'Ambrogio", 12, 7, CUSTOM),  # Paderno Dugnano
    )
}
