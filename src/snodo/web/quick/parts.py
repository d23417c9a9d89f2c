"""A template drawn inside another: included, or a component with its slots."""

from collections.abc import Callable, Mapping
from typing import Any

from django.template import Context, Template
from django.template.loader import get_template, select_template
from django.utils.safestring import SafeString
from django_cotton.templatetags import Attrs, UnprocessableDynamicAttr
from django_cotton.templatetags._component import (
    _MISSING,
    CottonComponentNode,
    PreparedAttr,
    PreparedValue,
)
from django_cotton.templatetags._vars import CottonVarsNode, PreparedVar

from snodo.web.quick.values import Keep, NotPlain, variable

Write = Callable[[str], None]
Draw = Callable[[Context, Write], None]
NOT_GIVEN = object()


class Drawing:
    """How a template is drawn. What is left to Django may keep things for itself between its turns."""

    def __init__(self, draw: Draw, *, alone: bool) -> None:
        self.draw, self.alone = draw, alone


def draw_template(template: Template, context: Context, write: Write) -> None:
    """Inside the page being drawn, with what it knows."""
    drawing: Drawing | None = getattr(template, "drawing", None)
    if drawing is None:
        write(template.render(context))
    elif drawing.alone:
        drawing.draw(context, write)
    else:
        with context.render_context.push_state(template):
            drawing.draw(context, write)


class Included:
    """`{% include "a/template.html" with name=value %}`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.template: Template | None = None
        self.component = False

    def draw(self, context: Context, write: Write, values: dict[str, Any]) -> None:
        template = self.template or self._find()
        context.dicts.append(values)
        try:
            if self.component:
                write(template.render(context))
            else:
                draw_template(template, context, write)
        finally:
            context.dicts.pop()

    def _find(self) -> Template:
        found: Template = get_template(self.name).template  # type: ignore[attr-defined]
        # A component that is included takes its own values for those of the page: that is cotton's to do.
        self.component = any(isinstance(node, CottonVarsNode) for node in found.nodelist)
        self.template = found
        return found


class Component:
    """`<c-card title="…">…</c-card>`: what is given, what its template takes as given, and its slots."""

    def __init__(self, node: CottonComponentNode) -> None:
        if node.only or node.component_name == "component" or any(p.key == "attrs" for p in prepared(node)):
            raise NotPlain
        self.names = CottonComponentNode._candidate_template_paths(node.component_name, None)
        self.dashed = any("-" in attribute.key for attribute in prepared(node))
        self.template: Template | None = None
        self.defaults: dict[str, Any] = {}
        self.taken: set[str] = {"is"}
        self.passes_on = False

    def draw(
        self, context: Context, write: Write, given: dict[str, Any], slots: dict[str, Any], slot: SafeString
    ) -> None:
        template = self.template or self._find()
        state = {**self.defaults, **slots, **(_underscored(given) if self.dashed else given), "slot": slot}
        if self.passes_on:
            state["attrs"] = self._attributes(given)
        context.dicts.append(state)
        try:
            draw_template(template, context, write)
        finally:
            context.dicts.pop()

    def _find(self) -> Template:
        found: Template = select_template(self.names).template  # type: ignore[attr-defined]
        for node in found.nodelist:
            if isinstance(node, CottonVarsNode):
                self.defaults |= {var.accessible_key: default(var) for var in node._prepared_vars}
                self.taken |= {var.exclude_key for var in node._prepared_vars} | set(node.empty_vars)
        self.passes_on = "attrs" in found.source
        self.template = found
        return found

    def _attributes(self, given: Mapping[str, Any]) -> Attrs:
        """Those the template does not take for itself, to be passed on."""
        attributes = Attrs(dict(given))
        for name in self.taken:
            attributes.exclude_from_string_output(name)
        return attributes


def prepared(node: CottonComponentNode) -> list[PreparedAttr]:
    """The attributes of a component, as cotton has read them."""
    return list(node._prepared_attrs)


def _underscored(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("-", "_"): value for name, value in given.items()}


def default(var: PreparedVar) -> Any:
    """The value of a component's variable that is not given: written in its template."""
    value = var.value if var.compiled is None else constant(var.compiled)
    if value is NOT_GIVEN:
        raise NotImplementedError(f"The default of {var.key} is not constant.")
    return value


def constant(found: Any) -> Any:
    """A number, a list, nothing: what is the same whatever the page knows."""
    if not isinstance(found, PreparedValue):
        return NOT_GIVEN
    if found.raw == "":
        return True
    if found._variable is not None and found._variable.lookups is None:
        return found._variable.literal
    return NOT_GIVEN if found._literal is _MISSING else found._literal


def plainly(found: PreparedValue, keep: Keep) -> str:
    """An attribute bound to a name."""
    name = found._variable
    if name is None or name.lookups is None or name.lookups[-1] == "attrs":
        raise NotPlain
    return variable(name, keep)


def dynamic(found: PreparedValue, context: Context, otherwise: Any) -> Any:
    """An attribute bound to a value, cotton's way: one that cannot be found is not given."""
    try:
        return found.resolve(context)
    except UnprocessableDynamicAttr:
        return otherwise
