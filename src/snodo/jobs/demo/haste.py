"""What a load into an empty database may leave out, because nobody else is there and one failure ends it all.

Savepoints: nothing is ever taken back half-way. Checks asked of the database one query at a time: the same
constraints stand in the tables and are enforced at every write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


@contextmanager
def in_haste() -> Iterator[None]:
    """For the length of a load, in this process alone."""
    features: Any = connection.features
    savepoints, features.uses_savepoints = features.uses_savepoints, False
    validate = models.Model.validate_constraints
    setattr(models.Model, "validate_constraints", _trust_the_database)  # noqa: B010 - a method, on purpose
    try:
        yield
    finally:
        features.uses_savepoints = savepoints
        setattr(models.Model, "validate_constraints", validate)  # noqa: B010


def _trust_the_database(self: models.Model, exclude: Any = None) -> None:
    """The constraints are in the tables."""
