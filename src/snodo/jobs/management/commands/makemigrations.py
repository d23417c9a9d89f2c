"""Django's makemigrations, writing fewer steps.

Django keeps each index and constraint of a new table as a step of its own whenever another table stands
between them, and every step costs a rebuild of the models it knows: most of the time of a first start.
An index concerns its own table only, so it can be folded into the table's creation.
"""

from typing import Any

from django.core.management.commands.makemigrations import Command as DjangoCommand
from django.db.migrations.operations.models import IndexOperation


def _own_table_only(operation: Any, name: str, app_label: str) -> bool:
    return name.lower() == operation.model_name_lower


class Command(DjangoCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        setattr(IndexOperation, "references_model", _own_table_only)  # noqa: B010 - a method, on purpose
        super().handle(*args, **options)
