"""The rules of the house that import contracts cannot see, as pure functions: breaches found.

Each takes what it judges as an argument, so that `test_rules_bite.py` can hand it a broken sample.
"""

import ast
import configparser
import pathlib
from collections.abc import Iterable, Iterator
from typing import Any

ROOT = pathlib.Path(__file__).parents[2]
DOMAIN = ROOT / "src" / "snodo" / "domain"
WEB = ROOT / "src" / "snodo" / "web"

_config = configparser.ConfigParser()
_config.read(ROOT / ".importlinter")
ORDER = _config["importlinter:contract:contexts"]["layers"].split()
RANK = {name: len(ORDER) - place for place, name in enumerate(ORDER)}

WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
}
MANAGERS = (".objects", ".across", "filter(", "visible_to(", "exclude(")
HTTP = ("django.http", "django.shortcuts", "django.urls", "django.forms", "django.contrib.messages", "ninja")
PRESENT = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("timezone", "now"),
    ("time", "time"),
}


def sources(*folders: pathlib.Path) -> Iterator[tuple[str, str]]:
    """(path, source) of every Python file below the folders, migrations left out."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text()


def writes(source: str) -> list[str]:
    """Calls that write rows: entry points may not hold any."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in WRITES:
            continue
        receiver = ast.unparse(node.func.value)
        to_form = "form" in receiver.lower() or "session" in receiver.lower()
        to_file = bool(node.args)  # a row is saved without saying where
        saves_a_row = node.func.attr == "save" and not to_form and not to_file
        if saves_a_row or any(word in receiver for word in MANAGERS):
            found.append(f"{node.lineno}: {ast.unparse(node)[:80]}")
    return found


def imports(source: str) -> Iterator[str]:
    """Every module named by an import, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def http_in_domain(source: str) -> list[str]:
    """The domain knows no request, link, form or screen message."""
    return [name for name in imports(source) if name.startswith(HTTP)]


def public_functions(source: str, names: set[str] | None = None) -> list[ast.FunctionDef]:
    """Functions without underscore; of a module in a folder only those that the folder hands out."""
    return [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (names is None or node.name in names)
    ]


def handed_out(init_source: str) -> set[str]:
    """Names that a folder's `__init__` re-exports."""
    return {name.rsplit(".", 1)[-1] for name in imports(init_source)}


def actions_without_actor(source: str, names: set[str] | None = None) -> list[str]:
    """Public actions take keyword arguments only, `actor` among them."""
    return [
        node.name
        for node in public_functions(source, names)
        if node.args.args or "actor" not in [argument.arg for argument in node.args.kwonlyargs]
    ]


def actions_without_docstring(source: str, names: set[str] | None = None) -> list[str]:
    """A public action says what it does."""
    return [node.name for node in public_functions(source, names) if not ast.get_docstring(node)]


def own_present(source: str) -> list[str]:
    """The present comes from `kernel.clock` alone, so that it can be held still."""
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and (ast.unparse(node.func.value).split(".")[-1], node.func.attr) in PRESENT
    ]


def request_in_signature(source: str) -> list[str]:
    """Rules take an actor, never an HTTP request (a parameter typed as a row of ours is not one)."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        for argument in [*node.args.args, *node.args.kwonlyargs]
        if argument.arg == "request"
        and (argument.annotation is None or "Http" in ast.unparse(argument.annotation))
    ]


def raw_text_fields(source: str) -> list[str]:
    """Human text goes through PlainCharField or PlainTextField; a bare TextField takes a NUL."""
    return [
        f"{node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "models.TextField"
    ]


def state_set_by_hand(source: str) -> list[str]:
    """`x.state = …` asks a transition table: directly, or through a name that `.target(` gave."""
    assigned = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assign)]
    asked = {
        target.id
        for node in assigned
        for target in node.targets
        if isinstance(target, ast.Name) and ".target(" in ast.unparse(node.value)
    }
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in assigned
        if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in node.targets)
        and ".target(" not in ast.unparse(node.value)
        and ast.unparse(node.value) not in asked
    ]


def too_long(source: str, limit: int = 400) -> list[str]:
    """A file becomes a folder past about 400 lines."""
    lines = source.count("\n")
    return [f"{lines} lines"] if lines > limit + 40 else []


def links_of(models: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Relations between models of different contexts."""
    for model in models:
        for field in model._meta.get_fields():
            related = field.related_model if field.is_relation and not field.auto_created else None
            if related is None or related == "self":
                continue
            ends = model._meta.app_label, related._meta.app_label
            if ends[0] != ends[1] and set(ends) <= set(RANK):
                yield model, field


def upward_keys(models: Iterable[Any]) -> list[str]:
    """Foreign keys point down the order of contexts."""
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in links_of(models)
        if RANK[field.related_model._meta.app_label] >= RANK[model._meta.app_label]
    ]


def reverse_accessors(models: Iterable[Any]) -> list[str]:
    """A reverse accessor across contexts is an import that no linter sees."""
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in links_of(models)
        if not field.remote_field.hidden
    ]
