"""What privacy does after an action: lines at the door, and the copies of persons."""

from snodo.domain.privacy.effects.copying import collect_copy, compose_copy
from snodo.domain.privacy.effects.door import attempt, write_at_door

__all__ = ["attempt", "collect_copy", "compose_copy", "write_at_door"]
