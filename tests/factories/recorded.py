"""What nearly every test needs is built once: the statements it sent are kept, and sent again in one go."""

import datetime
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django.db import connection, transaction

from snodo.kernel import clock

T = TypeVar("T")
NOW = datetime.timedelta(seconds=1)
KEPT = ("INSERT", "UPDATE", "DELETE", "SELECT SET_CONFIG")


@dataclass
class Recording:
    """The statements that change something, as they were sent, and what the builder gave back."""

    statements: list[str] = field(default_factory=list)
    given: bytes = b""

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if str(sql).lstrip().upper().startswith(KEPT):
            rows = params if many else [params]
            self.statements += [context["cursor"].mogrify(sql, row) for row in rows]
        return execute(sql, params, many, context)

    def play(self) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.cursor.execute(";\n".join(self.statements))
        return pickle.loads(self.given)


def recorded(build: Callable[[], T]) -> Callable[[], T]:
    """Build by actions the first time; afterwards repeat the very rows. Under a held clock, always build."""
    kept: list[Recording] = []

    @wraps(build)
    def again() -> T:
        if abs(clock.now() - datetime.datetime.now(datetime.UTC)) > NOW:
            return build()
        if kept:
            given: T = kept[0].play()
            return given
        recording = Recording()
        with connection.execute_wrapper(recording):
            made = build()
        recording.given = pickle.dumps(made)
        kept.append(recording)
        return made

    return again
