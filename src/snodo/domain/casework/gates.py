"""Who else must say yes before a person is taken in charge.

The training of operators stands below and is asked directly. A context above that knows a reason against
it (a caseload that is full) adds a gate from its `apps.py`. A gate is given the action of the programme
and who would be responsible; it returns a plain sentence that says how to mend it, or nothing.
"""

from collections.abc import Callable

from snodo.domain.network.models import Membership
from snodo.domain.programmes.models import ProgrammeAction
from snodo.domain.training import queries as training

Gate = Callable[[ProgrammeAction, Membership], str | None]

_gates: list[Gate] = []


def add_gate(gate: Gate) -> None:
    """From now on this gate is asked too. Adding it twice changes nothing."""
    if gate not in _gates:
        _gates.append(gate)


def remove_gate(gate: Gate) -> None:
    """Stop asking this gate."""
    if gate in _gates:
        _gates.remove(gate)


def refusal(action: ProgrammeAction, responsible: Membership) -> str:
    """What training and all gates say against; empty when the way is free."""
    trained = training.charge_refusal(responsible, action.programme)
    said = [trained, *(gate(action, responsible) for gate in _gates)]
    return " ".join(sentence for sentence in said if sentence)
