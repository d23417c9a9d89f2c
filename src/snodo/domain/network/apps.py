from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _after_migrate(**_: Any) -> None:
    from snodo.domain.network.walls import raise_walls

    raise_walls()


class NetworkConfig(AppConfig):
    name = "snodo.domain.network"
    label = "network"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs

        register_verbs(
            {
                "organisation.seat": "Ha indicato dove ha sede un ente",
                "closed_day.add": "Ha aggiunto un giorno di chiusura",
                "closed_day.end": "Ha tolto un giorno di chiusura",
            }
        )
        register_kinds({"network.closedday": "Giorno di chiusura"})
        import_module("snodo.domain.network.messages")
        post_migrate.connect(_after_migrate, sender=self, dispatch_uid="snodo.walls")
