"""From the nodes of a template to one Python function, `draw(context, write)`.

Each kind of node has its way of being written; the others are asked for their text as Django would. Whatever
may go wrong while a value is looked for is tried, and on an error asked of Django's own node: so errors,
silences and odd values are Django's.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, TextNode, VariableNode
from django.template.defaulttags import (
    CommentNode,
    CsrfTokenNode,
    ForNode,
    IfNode,
    LoadNode,
    URLNode,
    WithNode,
)
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django_cotton.templatetags._component import AttrKind, CottonComponentNode, PreparedAttr, PreparedValue
from django_cotton.templatetags._slot import CottonSlotNode
from django_cotton.templatetags._vars import CottonVarsNode

from snodo.web.quick import parts, short
from snodo.web.quick.parts import Component, Drawing, Included
from snodo.web.quick.values import NotPlain, condition, value

CALLED = (
    *(
        short.find,
        short.find_if_any,
        short.look,
        short.keeping_safe,
        short.show,
        short.show_told,
        short.place,
    ),
    *(short.counted, short.loop_in, short.turn, short.unpacked, parts.dynamic),
)
# Nodes that keep nothing for themselves between one turn and the next.
FORGETFUL = (CsrfTokenNode, SimpleNode, StaticNode, URLNode, VariableNode)


def written(nodes: Iterable[Node], name: str) -> Drawing:
    """The function that draws these nodes."""
    writer = Writer()
    writer.nodes(nodes)
    draw = writer.function(name)
    return Drawing(draw, alone=writer.alone)


class Writer:
    """Python, line by line."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {function.__name__: function for function in CALLED}
        self.known |= {"SafeString": SafeString, "NOT_GIVEN": parts.NOT_GIVEN}
        self.lines: list[str] = []
        self.depth = 1
        self.text: list[str] = []
        self.write = "write"
        self.slots = ""
        self.alone = True

    def function(self, name: str) -> parts.Draw:
        self._flush()
        head = ["def draw(context, write):", " scopes = context.dicts"]
        code = compile("\n".join([*head, *self.lines]), f"<{name}>", "exec")
        exec(code, self.known)  # noqa: S102 - made of our templates: names and constants are never pasted in
        draw: parts.Draw = self.known["draw"]
        return draw

    def nodes(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            way = WAYS.get(type(node), Writer._as_django_does)
            kept = len(self.lines), self.depth, list(self.text)
            try:
                way(self, node)
            except NotPlain:
                del self.lines[kept[0] :]
                self.depth, self.text = kept[1], kept[2]
                self._as_django_does(node)

    # Lines

    def _line(self, line: str) -> None:
        self.lines.append(" " * self.depth + line)

    def _keep(self, thing: Any) -> str:
        """A name for something that is there while pages are drawn."""
        name = f"k{len(self.known)}"
        self.known[name] = thing
        return name

    def _name(self, hint: str) -> str:
        return self._keep(None).replace("k", hint)

    def _say(self, said: str) -> None:
        self._flush()
        self._line(f"{self.write}({said})")

    def _flush(self) -> None:
        """Words that stand next to each other are written at once."""
        text, self.text = "".join(self.text), []
        if text:
            self._line(f"{self.write}({self._keep(text)})")

    @contextmanager
    def _inside(self, head: str) -> Iterator[None]:
        self._flush()
        self._line(head)
        self.depth += 1
        self._line("pass")
        yield
        self._flush()
        self.depth -= 1

    def _tried(self, said: str, otherwise: str, into: str) -> None:
        """`said` where it can be had, Django's answer where not; `into` takes it: `name = {}`."""
        self._flush()
        self._line("try: " + into.format(said))
        self._line("except Exception: " + into.format(otherwise))

    def _value(self, expression: FilterExpression, *, or_none: bool = False) -> str:
        """The name of a value looked for."""
        name = self._name("v")
        asked = f"{self._keep(expression)}.resolve(context, {or_none})"
        self._tried(value(expression, self._keep, or_none=or_none), asked, f"{name} = {{}}")
        return name

    def _aside(self, nodes: NodeList) -> str:
        """The name of what these nodes say, drawn aside."""
        if all(isinstance(node, TextNode) for node in nodes):
            return self._keep(SafeString("".join(node.s for node in nodes)))
        self._flush()
        list_name, name = self._name("out"), self._name("said")
        outer, self.write = self.write, f"{list_name}_add"
        self._line(f"{list_name} = []")
        self._line(f"{self.write} = {list_name}.append")
        self.nodes(nodes)
        self._flush()
        self.write = outer
        self._line(f"{name} = SafeString(''.join({list_name}))")
        return name

    # Nodes

    def _as_django_does(self, node: Node) -> None:
        """Its text is asked of the node; what stands inside it is quickened for itself."""
        quicken_inside(node)
        self.alone = self.alone and isinstance(node, FORGETFUL)
        self._say(self._asked(node))

    def _asked(self, node: Node) -> str:
        return f"{self._keep(node.render_annotated)}(context)"

    def _text(self, node: TextNode) -> None:
        self.text.append(node.s)

    def _nothing(self, node: Node) -> None:
        """Says nothing in a page."""

    def _variable(self, node: VariableNode) -> None:
        said = f"show({value(node.filter_expression, self._keep)}, context)"
        self._tried(said, self._asked(node), f"{self.write}({{}})")

    def _url(self, node: URLNode) -> None:
        constant = not node.view_name.filters and isinstance(node.view_name.var, str)
        if not constant or node.kwargs or node.asvar:
            raise NotPlain
        ids = "".join(f", {value(one, self._keep)}" for one in node.args)
        said = f"place({str(node.view_name.var)!r}{ids})"
        self._tried(said, self._asked(node), f"{self.write}({{}})")

    def _static(self, node: StaticNode) -> None:
        if node.varname is not None or node.path.filters or not isinstance(node.path.var, str):
            raise NotPlain
        self.text.append(str(node.render(Context())))

    def _simple_tag(self, node: SimpleNode) -> None:
        """A function of ours; one that says the same for the same words is asked now."""
        if node.takes_context or node.target_var is not None:
            raise NotPlain
        given = [*node.args, *node.kwargs.values()]
        if getattr(node.func, "always_the_same", False) and not any(
            one.is_var or one.filters for one in given
        ):
            self.text.append(str(node.render(Context())))
            return
        words = [value(one, self._keep) for one in node.args]
        words += [f"{name}={value(one, self._keep)}" for name, one in node.kwargs.items()]
        said = f"show_told({self._keep(node.func)}({', '.join(words)}), context)"
        self._tried(said, self._asked(node), f"{self.write}({{}})")

    def _if(self, node: IfNode) -> None:
        (asked, nodes), *others = node.conditions_nodelists
        if asked is None:
            self.nodes(nodes)
            return
        name = self._name("c")
        otherwise = f"{self._keep(asked.eval)}(context)"
        self._tried(condition(asked, self._keep), otherwise, f"{name} = {{}}")
        with self._inside(f"if {name}:"):
            self.nodes(nodes)
        if others:
            with self._inside("else:"):
                self._if(IfNode(others))

    def _for(self, node: Any) -> None:
        values, loop, scope = (
            self._value(node.sequence, or_none=True),
            self._name("loop"),
            self._name("scope"),
        )
        length, index, item = self._name("length"), self._name("i"), self._name("item")
        self._line(f"{values} = counted({values})")
        self._line(f"{length} = len({values})")
        self._line(f"{loop} = loop_in(scopes)")
        self._line(f"{scope} = {{'forloop': {loop}}}")
        with self._inside(f"if {length}:"), self._scope(scope):
            through = f"reversed({values})" if node.is_reversed else values
            with self._inside(f"for {index}, {item} in enumerate({through}):"):
                self._line(f"turn({loop}, {index}, {length})")
                self._turn(node, scope, item)
        if node.nodelist_empty:
            with self._inside("else:"), self._scope("{}"):
                self.nodes(node.nodelist_empty)

    def _turn(self, node: Any, scope: str, item: str) -> None:
        if len(node.loopvars) == 1:
            self._line(f"{scope}[{node.loopvars[0]!r}] = {item}")
            self.nodes(node.nodelist_loop)
            return
        with self._scope(f"unpacked({tuple(node.loopvars)!r}, {item})"):
            self.nodes(node.nodelist_loop)

    @contextmanager
    def _scope(self, scope: str) -> Iterator[None]:
        self._flush()
        self._line(f"scopes.append({scope})")
        with self._inside("try:"):
            yield
        self._line("finally: scopes.pop()")

    def _with(self, node: WithNode) -> None:
        names = {name: self._value(given) for name, given in node.extra_context.items()}
        with self._scope(_mapping(names)):
            self.nodes(node.nodelist)

    def _include(self, node: IncludeNode) -> None:
        name = node.template.var
        constant = isinstance(name, str) and not node.template.filters and not name.startswith(".")
        if not constant or node.isolated_context:
            raise NotPlain
        names = {key: self._value(given) for key, given in node.extra_context.items()}
        self._flush()
        self._line(f"{self._keep(Included(str(name)).draw)}(context, {self.write}, {_mapping(names)})")

    # Components

    def _component(self, node: CottonComponentNode) -> None:
        component = Component(node)
        given, slots = self._name("given"), self._name("slots")
        self._flush()
        self._line(f"{given} = {{}}")
        for attribute in parts.prepared(node):
            self._attribute(attribute, given)
        self._line(f"{slots} = {{}}")
        outer, self.slots = self.slots, slots
        slot = self._aside(node.nodelist)
        self.slots = outer
        self._line(f"{self._keep(component.draw)}(context, {self.write}, {given}, {slots}, {slot})")

    def _attribute(self, attribute: PreparedAttr, given: str) -> None:
        key, found = attribute.key, attribute.compiled
        if attribute.kind == AttrKind.BOOLEAN or found is None:
            self._line(f"{given}[{key!r}] = {self._keep(attribute.value)}")
        elif not isinstance(found, PreparedValue):
            self._line(f"{given}[{key!r}] = {self._aside(found.nodelist)}")
        elif (same := parts.constant(found)) is not parts.NOT_GIVEN:
            self._line(f"{given}[{key!r}] = {self._keep(same)}")
        else:
            self._dynamic(attribute, given)

    def _dynamic(self, attribute: PreparedAttr, given: str) -> None:
        found = attribute.compiled
        otherwise = self._keep(attribute.value) if attribute.kind == AttrKind.UNQUOTED else "NOT_GIVEN"
        asked = f"dynamic({self._keep(found)}, context, {otherwise})"
        name = self._name("v")
        try:
            self._tried(parts.plainly(found, self._keep), asked, f"{name} = {{}}")
        except NotPlain:
            self._line(f"{name} = {asked}")
        self._line(f"if {name} is not NOT_GIVEN: {given}[{attribute.key!r}] = {name}")

    def _slot(self, node: CottonSlotNode) -> None:
        if not self.slots:
            raise NotPlain
        self._line(f"{self.slots}[{node.slot_name!r}] = {self._aside(node.nodelist)}")


def _mapping(names: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key!r}: {name}" for key, name in names.items()) + "}"


WAYS: dict[type[Node], Callable[[Writer, Any], None]] = {
    TextNode: Writer._text,
    VariableNode: Writer._variable,
    URLNode: Writer._url,
    StaticNode: Writer._static,
    SimpleNode: Writer._simple_tag,
    IfNode: Writer._if,
    ForNode: Writer._for,
    WithNode: Writer._with,
    IncludeNode: Writer._include,
    CommentNode: Writer._nothing,
    LoadNode: Writer._nothing,
    CottonComponentNode: Writer._component,
    CottonSlotNode: Writer._slot,
    CottonVarsNode: Writer._nothing,
}


class Drawn(Node):
    """Stands for nodes that have become a function."""

    child_nodelists = ("nodes",)

    def __init__(self, nodes: NodeList, name: str) -> None:
        self.nodes = nodes
        self.drawing = written(nodes, name)
        self._found: dict[type[Node], list[Node]] = {}

    def render(self, context: Context) -> SafeString:
        out: list[str] = []
        self.drawing.draw(context, out.append)
        return SafeString("".join(out))

    render_annotated = render

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """Asked at every page for the blocks of the base: looked for once."""
        if nodetype not in self._found:
            self._found[nodetype] = super().get_nodes_by_type(nodetype)
        return self._found[nodetype]


def quickened(nodes: NodeList, name: str) -> NodeList:
    """The same nodes as one."""
    return NodeList([Drawn(nodes, name)])


def quicken_inside(node: Node) -> None:
    """What a node of Django's keeps for itself: the contents of a block, of `autoescape`."""
    for kept in node.child_nodelists:
        nodes = getattr(node, kept, None)
        if isinstance(nodes, NodeList) and not (nodes and isinstance(nodes[0], Drawn)):
            setattr(node, kept, quickened(nodes, type(node).__name__))
