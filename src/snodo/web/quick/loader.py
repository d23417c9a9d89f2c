"""Django's cached loader; each template is quickened when it is first read."""

from threading import Lock
from typing import Any

from django.template import Template
from django.template.base import NodeList
from django.template.loader_tags import BlockNode, ExtendsNode
from django.template.loaders import cached
from django_cotton.templatetags._vars import CottonVarsNode

from snodo.web.quick.writing import Drawn, quicken_inside

_one_at_a_time = Lock()


class Loader(cached.Loader):
    """While something is being debugged templates stay as they are: Django tells the line that fails."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template: Template = super().get_template(template_name, skip)
        if not self.engine.debug and not hasattr(template, "quickened"):
            with _one_at_a_time:
                quicken(template)
        return template


def quicken(template: Template) -> None:
    """Give a template its function; one that extends another gives one to each of its blocks."""
    if hasattr(template, "quickened"):
        return
    if any(isinstance(node, ExtendsNode) for node in template.nodelist):
        _quicken_blocks(template.nodelist)
    else:
        drawn = Drawn(template.nodelist, str(template.name))
        # Cotton looks for the variables of a component among the first nodes of its template.
        variables = [node for node in template.nodelist if isinstance(node, CottonVarsNode)]
        template.drawing = drawn.drawing
        template.nodelist = NodeList([*variables, drawn])
    template.quickened = True


def _quicken_blocks(nodes: NodeList) -> None:
    for node in nodes:
        if isinstance(node, ExtendsNode):
            _quicken_blocks(node.nodelist)
        elif isinstance(node, BlockNode):
            quicken_inside(node)
