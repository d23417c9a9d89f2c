"""What quickened templates call. Anything here may raise: the page then goes on by Django's road."""

from html import escape
from typing import Any
from uuid import UUID

from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString, mark_safe

from snodo.web.addresses import address

Scopes = list[dict[str, Any]]


class LongRoad(Exception):
    """Django finds this better."""


# Values


def find(scopes: Scopes, name: str) -> Any:
    """The nearest value of this name."""
    for scope in reversed(scopes):
        if name in scope:
            value = scope[name]
            return called(value) if callable(value) else value
    raise LongRoad


def find_if_any(scopes: Scopes, name: str) -> Any:
    """The same in a condition, where what is missing is None."""
    for scope in reversed(scopes):
        if name in scope:
            value = scope[name]
            return called(value) if callable(value) else value
    return None


def look(value: Any, name: str) -> Any:
    """`value.name` as templates mean it: a key first, then an attribute, called when it can be."""
    if type(value) is dict and name in value:  # the rows of a list
        value = value[name]
    elif hasattr(type(value), "__getitem__"):
        try:
            value = value[name]
        except (TypeError, AttributeError, KeyError, ValueError, IndexError):
            value = getattr(value, name)
    else:
        value = getattr(value, name)
    return called(value) if callable(value) else value


def called(value: Any) -> Any:
    """What a method says that needs no argument and changes nothing."""
    if getattr(value, "do_not_call_in_templates", False):
        return value
    if getattr(value, "alters_data", False):
        raise LongRoad
    return value()


def keeping_safe(filtered: Any, value: Any) -> Any:
    """The outcome of a filter that leaves safe text safe."""
    return mark_safe(filtered) if isinstance(value, SafeData) else filtered


# Text


def show(value: Any, context: Context) -> str:
    """A value as it is written in the page."""
    kind = type(value)
    if kind is SafeString:
        return value
    if kind is str:
        return escape(value) if context.autoescape else value
    return render_value_in_context(value, context)


def show_told(value: Any, context: Context) -> str:
    """What a simple tag gives."""
    if type(value) is SafeString:
        return value
    return str(conditional_escape(value) if context.autoescape else value)


def place(name: str, *ids: Any) -> str:
    """The address of things by their ids."""
    if any(type(pk) is not UUID for pk in ids):
        raise LongRoad
    return address(name, *ids)


# Loops


def counted(values: Any) -> Any:
    """What a loop goes through, with a length."""
    if values is None:
        return ()
    return values if hasattr(values, "__len__") else list(values)


def loop_in(scopes: Scopes) -> dict[str, Any]:
    """A new `forloop`, which knows the one around it."""
    return {"parentloop": find_if_any(scopes, "forloop") or {}}


def turn(loop: dict[str, Any], index: int, length: int) -> None:
    """The counters of one turn of a loop."""
    loop["counter0"] = index
    loop["counter"] = index + 1
    loop["revcounter"] = length - index
    loop["revcounter0"] = length - index - 1
    loop["first"] = index == 0
    loop["last"] = index == length - 1


def unpacked(names: tuple[str, ...], item: Any) -> dict[str, Any]:
    """`{% for a, b in pairs %}`: each name with its part."""
    length = len(item) if hasattr(item, "__len__") else 1
    if length != len(names):
        raise ValueError(f"Need {len(names)} values to unpack in for loop; got {length}. ")
    return dict(zip(names, item, strict=True))
