"""Templates on the short road write what Django's own road writes, to the letter."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, Template, TemplateDoesNotExist, engines
from django.template.base import VariableNode
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from snodo.web.addresses import address
from snodo.web.quick import FixedSimple, FixedStatic, PlainAddress, PlainVariable, quicken

HOSTILE = "<script>alert('x')</script> & \"D'Alò\" {{ name }} {% url %}"


@dataclass
class Someone:
    name: str = HOSTILE
    trusted: str = mark_safe("<b>Vera</b>")
    age: int = 1234
    pk: Any = None

    def shout(self) -> str:
        return self.name.upper()

    @property
    def gone(self) -> str:
        raise ObjectDoesNotExist

    class Html:
        def __html__(self) -> str:
            return "<i>x</i>"

    html = Html()


def _engine() -> Engine:
    return engines["django"].engine


def both(text: str, values: dict[str, Any], **more: Any) -> tuple[str, str]:
    """By Django's road and by the short one."""
    plain, quick = Template(text, engine=_engine()), Template(text, engine=_engine())
    quicken(quick.nodelist)
    return plain.render(Context(values, **more)), quick.render(Context(values, **more))


VARIABLES = (
    "{{ row.name }} {{ row.missing }} {{ row.trusted }} {{ row.age }} {{ row.pk }} {{ row.html }}",
    "{{ word }} {{ nothing }} {{ none }} {{ number }} {{ truth }} {{ day.x.y.z }}",
    "{{ row.shout }} {{ shout }} {{ kind.name }} {{ row.gone }}",
    "{{ mapping.name }} {{ mapping.items }} {{ mapping.nested.name }} {{ mapping.nope.name }}",
    "{{ list.0 }} {{ list.0.name }} {{ list.9 }} {{ text.0 }} {{ text.upper }} {{ fallback.anything }}",
    "{% for one in list %}{{ forloop.counter }} {{ one.name }} {{ forloop.parentloop.counter }}{% endfor %}",
    "{% autoescape off %}{{ row.name }} {{ word }}{% endautoescape %}",
    "{% with word=row.name %}{{ word }}{% endwith %}{{ word }}",
    "{{ row.name|upper }} {{ row.name|safe }} {{ row.name|default:word }}",
    '<p title="{{ row.name }}">{{ block.super }}</p>',
)


@pytest.mark.parametrize("text", VARIABLES)
def test_a_variable_is_written_as_django_writes_it(text: str) -> None:
    values = {
        "row": Someone(),
        "word": HOSTILE,
        "none": None,
        "number": 1234567.5,
        "truth": True,
        "shout": Someone().shout,
        "kind": Someone,
        "mapping": {"name": HOSTILE, "nested": {"name": HOSTILE}, 0: "zero"},
        "list": [Someone(), {"name": HOSTILE}],
        "text": "abc",
        "fallback": defaultdict(lambda: HOSTILE),
    }
    plain, quick = both(text, values)
    assert quick == plain
    assert "<script>" not in quick or "autoescape off" in text or "|safe" in text


def test_hostile_names_are_escaped_on_the_short_road() -> None:
    template = Template("{{ row.name }}{{ word }}", engine=_engine())
    quicken(template.nodelist)
    assert all(type(node) is PlainVariable for node in template.nodelist.get_nodes_by_type(VariableNode))
    said = template.render(Context({"row": Someone(), "word": HOSTILE}))
    assert "<" not in said
    assert said.count("&lt;script&gt;") == 2
    assert "&#x27;" in said


def test_addresses_of_ids_and_of_anything_else() -> None:
    text = "{% url 'people:person' one.pk %} {% url 'people:index' %} {% url 'people:person' pk=one.pk %}"
    plain, quick = both(text, {"one": Someone(pk=uuid4())})
    assert quick == plain
    template = Template(text, engine=_engine())
    quicken(template.nodelist)
    kinds = [type(node) for node in template.nodelist.get_nodes_by_type(URLNode)]
    assert kinds == [PlainAddress, PlainAddress, URLNode]
    for wrong in ("", None, "../../", "x' onclick='", 7):
        said = Template("{% url 'people:person' pk %}", engine=_engine())
        quicken(said.nodelist)
        with pytest.raises(Exception, match="person"):
            said.render(Context({"pk": wrong}))


def test_one_id_is_never_taken_for_the_place_of_another() -> None:
    from uuid import UUID

    first, second = UUID(int=2), UUID(int=1)
    assert address("people:person", first) == f"/persone/{first}/"
    assert address("people:person", second) == f"/persone/{second}/"


def test_icons_and_files_are_worked_out_once_and_are_the_same() -> None:
    text = "{% load static %}{% icon 'user' %}{% icon 'user' label='Chi' %}{% static 'svg/sprites.svg' %}"
    plain, quick = both(text, {})
    assert quick == plain
    template = Template(text, engine=_engine())
    quicken(template.nodelist)
    assert [type(one) for one in template.nodelist.get_nodes_by_type(SimpleNode)] == [FixedSimple] * 2
    assert len(template.nodelist.get_nodes_by_type(FixedStatic)) == 1
    changing = "{% icon name %}{% icon 'user' label=name %}{% icon 'user' as kept %}{{ kept }}"
    for name in ("user", HOSTILE, "mail"):
        plain, quick = both(changing, {"name": name})
        assert quick == plain
        assert "<script>" not in quick


COMPONENTS = (
    '<c-tag kind="warn" icon="check">{{ word }}</c-tag>',
    '<c-avatar name="{{ word }}" />',
    "<c-button href=\"{% url 'people:index' %}\">{{ row.name }}</c-button>",
    '<c-card title="{{ word }}">{{ row.name }}</c-card>',
)


@pytest.mark.parametrize("text", COMPONENTS)
def test_a_component_is_drawn_alike_and_hostile_words_stay_words(text: str) -> None:
    from django_cotton.compiler_regex import CottonCompiler

    plain, quick = both(CottonCompiler().process(text), {"word": HOSTILE, "row": Someone()})
    assert quick == plain
    assert "<script>" not in quick
    assert "&lt;script&gt;" in quick or "avatar" in text


def test_every_template_read_by_the_loader_is_quickened() -> None:
    template = get_template("people/index.html").template  # type: ignore[attr-defined]
    assert template.quickened
    with pytest.raises(TemplateDoesNotExist):
        get_template("people/nowhere.html")
