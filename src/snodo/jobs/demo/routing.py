"""Who receives whom in the demonstration: other ways with their reason, and a rule for the rest."""

from snodo.domain.intake.actions import Because
from snodo.kernel import clock

WHY = (
    Because("known"),
    Because("no_place", "Riaprono le accoglienze il mese prossimo."),
    Because("wish"),
    Because("skill"),
    Because("known", "La segue già per un laboratorio."),
    Because("agreed"),
    Because("close", "In paese si conoscono tutti."),
)


def why_another() -> Because:
    """A reason for a body other than the one whose it is; counted only where it is so. Throws no die."""
    return WHY[clock.today().toordinal() % len(WHY)]
