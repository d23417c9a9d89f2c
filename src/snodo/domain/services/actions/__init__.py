"""The verbs of services: the only writers of this context."""

from snodo.domain.services.actions.directory import (
    confirm_service,
    import_services,
    list_service,
    turn_service,
    update_service,
)
from snodo.domain.services.actions.sendings import record_outcome, send_to_service

__all__ = [
    "confirm_service",
    "import_services",
    "list_service",
    "record_outcome",
    "send_to_service",
    "turn_service",
    "update_service",
]
