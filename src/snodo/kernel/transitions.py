"""States in tables: which verb leads where, asked of the table and never of scattered ifs."""

from collections.abc import Mapping
from dataclasses import dataclass

from snodo.kernel.errors import TransitionRefused

REFUSED = "Non è più possibile: nel frattempo lo stato è cambiato. Ricarica la pagina per vedere com'è ora."


@dataclass(frozen=True)
class Machine:
    """verb -> (states it may start from, state it ends in)."""

    table: Mapping[str, tuple[frozenset[str], str]]

    def allowed(self, state: str) -> frozenset[str]:
        """The verbs that may be said in this state."""
        return frozenset(verb for verb, (sources, _) in self.table.items() if state in sources)

    def target(self, state: str, verb: str) -> str:
        """The state the verb leads to. Raises TransitionRefused when it may not start here."""
        sources, target = self.table[verb]
        if state not in sources:
            raise TransitionRefused(REFUSED)
        return target

    def states(self) -> frozenset[str]:
        """Every state the table speaks of."""
        return frozenset().union(*({*sources, target} for sources, target in self.table.values()))


def machine(**verbs: tuple[set[str], str]) -> Machine:
    """Readable constructor: `machine(close=({OPEN, SUSPENDED}, CLOSED))`."""
    return Machine({verb: (frozenset(sources), target) for verb, (sources, target) in verbs.items()})
