"""Reads every statement that the suite sends: one that touches a tenant table must name its network."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from snodo.kernel.tenancy import TenantModel

DATABASE = frozenset({"db", "transactional_db", "django_db_setup"})  # the fixtures that open it
TABLE = re.compile(r'(?:FROM|JOIN|UPDATE|INTO)\s+"?([a-z_]+)"?', re.IGNORECASE)
DATA = re.compile(r"^\s*(?:/\*.*?\*/\s*)?(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)


@cache
def tenant_tables() -> frozenset[str]:
    from django.apps import apps

    return frozenset(model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel))


def breach_of(sql: str) -> str | None:
    """Why a statement breaks the rule, or None."""
    if not DATA.match(sql) or "network_id" in sql:
        return None
    touched = tenant_tables() & {name.lower() for name in TABLE.findall(sql)}
    return f"no network_id on {', '.join(sorted(touched))}: {sql[:300]}" if touched else None


class SqlWatch:
    """An execute wrapper that remembers breaches and counts statements."""

    def __init__(self) -> None:
        self.breaches: list[str] = []
        self.statements: list[str] = []

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        text = sql if isinstance(sql, str) else str(sql)
        self.statements.append(text)
        breach = breach_of(text)
        if breach:
            self.breaches.append(breach)
        return execute(sql, params, many, context)

    def raise_breaches(self) -> None:
        assert not self.breaches, "\n".join(self.breaches)
