"""What stands between braces or in a condition, as Python."""

from collections.abc import Callable
from typing import Any

from django.template.base import FilterExpression, Variable
from django.template.defaulttags import TemplateLiteral
from django.utils.safestring import mark_safe
from django.utils.timezone import template_localtime

from snodo.web.quick import short

INFIX = frozenset({"or", "and", "in", "not in", "is", "is not", "==", "!=", ">", ">=", "<", "<="})
Keep = Callable[[Any], str]


class NotPlain(Exception):
    """Left to Django."""


def value(expression: FilterExpression, keep: Keep, *, or_none: bool = False) -> str:
    """A variable with its filters. `or_none`: in a condition, what is missing is None."""
    said = variable(expression.var, keep, or_none=or_none) if expression.is_var else keep(expression.var)
    for function, arguments in expression.filters:
        said = _filtered(said, function, arguments, keep)
    return said


def variable(found: Variable, keep: Keep, *, or_none: bool = False) -> str:
    """A name and what hangs on it, or a number or text written in the template."""
    if found.translate:
        raise NotPlain
    if found.lookups is None:
        return keep(found.literal)
    first, *rest = found.lookups
    said = f"{(short.find_if_any if or_none else short.find).__name__}(scopes, {first!r})"
    for name in rest:
        said = f"look({said}, {name!r})"
    return said


def _filtered(said: str, function: Any, arguments: Any, keep: Keep) -> str:
    given = [variable(one, keep) if is_variable else keep(mark_safe(one)) for is_variable, one in arguments]
    if getattr(function, "needs_autoescape", False):
        given.append("autoescape=context.autoescape")
    if getattr(function, "expects_localtime", False):
        said = f"{keep(template_localtime)}({said}, context.use_tz)"
    if getattr(function, "is_safe", False):
        outcome = f"{keep(function)}({', '.join(['(was := ' + said + ')', *given])})"
        return f"keeping_safe({outcome}, was)"
    return f"{keep(function)}({', '.join([said, *given])})"


def condition(token: Any, keep: Keep) -> str:
    """What an `if` asks. On an error the whole is asked of Django, where each operator forgives its own."""
    if isinstance(token, TemplateLiteral):
        asked: Any = token.value
        return value(asked, keep, or_none=True)
    if token.id == "not":
        return f"(not {condition(token.first, keep)})"
    if token.id in INFIX:
        return f"({condition(token.first, keep)} {token.id} {condition(token.second, keep)})"
    raise NotPlain
