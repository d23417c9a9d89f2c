"""Templates that cost less: what is plain is done plainly, from the first time a template is read.

Most of what a page writes is `{{ row.name }}`, a word kept in a row, and addresses of things by their id;
Django finds them by the same long road as everything else. Here the common case takes a short one, and
whatever is not exactly that (a filter, something to be called, a value missing) goes on by Django's.
"""

import html
from typing import Any
from uuid import UUID

from django.template import Context, Template
from django.template.base import NodeList, Variable, VariableNode
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString

from snodo.web.addresses import address

_MISSING = object()


class Loader(cached.Loader):
    """Django's cached loader; each template is quickened when it is first read."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template: Template = super().get_template(template_name, skip)
        if not hasattr(template, "quickened"):
            quicken(template.nodelist)
            template.quickened = True
        return template


def quicken(nodes: NodeList) -> None:
    """Give plain nodes their short road."""
    for node in nodes.get_nodes_by_type(VariableNode):
        variable = node.filter_expression.var
        if type(node) is not VariableNode or node.filter_expression.filters:
            continue
        if isinstance(variable, Variable) and variable.lookups and not variable.translate:
            node.__class__ = PlainVariable
            node.first, *node.rest = variable.lookups
    for node in nodes.get_nodes_by_type(URLNode):
        constant = not node.view_name.filters and isinstance(node.view_name.var, str)
        if type(node) is URLNode and constant and not node.kwargs and not node.asvar:
            node.__class__ = PlainAddress
            node.name = str(node.view_name.var)
    for kind in (SimpleNode, StaticNode):
        for node in nodes.get_nodes_by_type(kind):
            _fix(node)


class PlainVariable(VariableNode):
    """`{{ a.b }}` where b is a key of a dictionary or an attribute, and the value is text."""

    first: str
    rest: list[str]

    def render_annotated(self, context: Context) -> Any:
        value: Any = _MISSING
        for scope in reversed(context.dicts):
            if self.first in scope:
                value = scope[self.first]
                break
        for key in self.rest:
            kind = type(value)
            if kind is dict:
                value = value.get(key, _MISSING)
            elif hasattr(kind, "__getitem__"):
                return super().render_annotated(context)
            else:
                try:
                    value = getattr(value, key, _MISSING)
                except Exception:  # some are silent in templates, the others say where they happened
                    return super().render_annotated(context)
            if callable(value):
                return super().render_annotated(context)
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str and context.autoescape:
            return html.escape(value)
        return super().render_annotated(context)


class PlainAddress(URLNode):
    """`{% url "area:page" thing.pk %}` where every argument is an id."""

    name: str

    def render_annotated(self, context: Context) -> Any:
        ids = [argument.resolve(context) for argument in self.args]
        if all(type(pk) is UUID for pk in ids):
            return address(self.name, *ids)
        return super().render_annotated(context)


def _fix(node: Any) -> None:
    """What comes out the same every time is worked out now: an icon, the address of a static file."""
    if isinstance(node, StaticNode):
        if node.varname is None and not node.path.filters and isinstance(node.path.var, str):
            node.fixed = node.render(Context())
            node.__class__ = FixedStatic
    elif getattr(node.func, "always_the_same", False) and node.target_var is None:
        expressions = [*node.args, *node.kwargs.values()]
        if all(not one.filters and isinstance(one.var, str) for one in expressions):
            node.fixed = node.render(Context())
            node.__class__ = FixedSimple


class FixedStatic(StaticNode):
    """A static file's address, known."""

    def render_annotated(self, context: Context) -> Any:
        return self.fixed


class FixedSimple(SimpleNode):
    """A tag whose words are all written in the template, done."""

    def render_annotated(self, context: Context) -> Any:
        return self.fixed
