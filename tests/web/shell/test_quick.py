"""Templates on the short road write what Django's own road writes, to the letter."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, Template, TemplateDoesNotExist, engines
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from snodo.web.addresses import address
from snodo.web.quick.loader import quicken
from snodo.web.quick.writing import Drawn, Writer

HOSTILE = "<script>alert('x')</script> & \"D'Alò\" {{ name }} {% url %}"


@dataclass
class Someone:
    name: str = HOSTILE
    trusted: str = mark_safe("<b>Vera</b>")
    age: int = 1234
    pk: Any = None

    day: Any = None

    @property
    def broken(self) -> str:
        raise ValueError("broken")

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
    quicken(quick)
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


def drawn(text: str) -> Template:
    """On the short road."""
    template = Template(text, engine=_engine())
    quicken(template)
    assert [type(node) for node in template.nodelist] == [Drawn]
    return template


def left_to_django(text: str) -> int:
    """How many nodes of a template have no way of their own."""
    asked: list[Any] = []

    class Watched(Writer):
        def _as_django_does(self, node: Any) -> None:
            asked.append(node)
            super()._as_django_does(node)

    template = Template(text, engine=_engine())
    Watched().nodes(template.nodelist)
    return len(asked)


def test_hostile_names_are_escaped_on_the_short_road() -> None:
    said = drawn("{{ row.name }}{{ word }}").render(Context({"row": Someone(), "word": HOSTILE}))
    assert "<" not in said
    assert said.count("&lt;script&gt;") == 2
    assert "&#x27;" in said


CONDITIONS = (
    "{% if row.name %}a{% elif none %}b{% else %}c{% endif %}{% if nothing %}d{% else %}e{% endif %}",
    "{% if row.age > 12 and row.age < none %}a{% else %}b{% endif %}{% if not row.gone.x %}c{% endif %}",
    "{% if 'a' in none %}a{% else %}b{% endif %}{% if row.broken or word %}c{% else %}d{% endif %}",
    "{% if none is None and truth is not False %}a{% endif %}{% if word == 'x' %}b{% endif %}",
    "{% if list|length >= 2 and 'abc' not in text %}a{% else %}b{% endif %}{% if row.shout %}c{% endif %}",
    "{% for one in empty %}a{% empty %}b {{ forloop.counter }}{% endfor %}{% for one in none %}a{% endfor %}",
    "{% for a, b in pairs %}{{ a }}-{{ b }}{% if not forloop.last %}, {% endif %}{% endfor %}{{ a }}",
    "{% for a in list reversed %}{% for b in text %}{{ forloop.parentloop.last }}{% endfor %}{% endfor %}",
    "{% for one in list %}{% cycle 'x' 'y' %}{% ifchanged one %}!{% endifchanged %}{% endfor %}",
    "{% for one in made %}{{ one }}{% endfor %}{% for key, value in mapping.items %}{{ key }}{% endfor %}",
    "{% with a=word b=none %}{{ a }}{{ b }}{% endwith %}{% spaceless %}<b>{{ word }}</b>{% endspaceless %}",
    "{{ word|truncatechars:5 }}{{ none|default:'—' }}{{ row.trusted|upper }}{{ word|default_if_none:1 }}",
    "{{ day_|date:'j F Y' }}{{ day_ }}{{ number|floatformat }}{{ list|length }}{{ nothing|default:word }}",
    "{% filter upper %}{{ word }}{% if truth %}x{% endif %}{% endfilter %}{# #}",
    '{% include "cotton/tag.html" with kind="bad" slot=word %}{% include "cotton/tag.html" only %}',
)


@pytest.mark.parametrize("text", CONDITIONS)
def test_conditions_loops_and_filters_come_out_alike(text: str) -> None:
    values: dict[str, Any] = {
        "row": Someone(),
        "word": HOSTILE,
        "none": None,
        "number": 1234.5,
        "truth": True,
        "text": "xyz",
        "empty": [],
        "list": [Someone(), {"name": HOSTILE}],
        "pairs": [(1, HOSTILE), ("b", None)],
        "mapping": {"a": HOSTILE},
        "day_": datetime.datetime(2026, 3, 1, 23, 30, tzinfo=datetime.UTC),
    }
    plain = Template(text, engine=_engine()).render(Context({**values, "made": (n for n in range(3))}))
    assert drawn(text).render(Context({**values, "made": (n for n in range(3))})) == plain


def test_an_error_is_the_one_django_gives() -> None:
    for text in (
        "{{ row.broken }}",
        "{% if row.broken %}a{% endif %}",
        "{% for a, b in one %}{{ a }}{% endfor %}",
    ):
        values = {"row": Someone(), "one": [(1, 2, 3)]}
        with pytest.raises(ValueError) as plain:
            Template(text, engine=_engine()).render(Context(values))
        with pytest.raises(ValueError) as quick:
            drawn(text).render(Context(values))
        assert str(quick.value) == str(plain.value)


def test_what_was_pushed_is_taken_away_again() -> None:
    context = Context({"list": [1, 2], "row": Someone()})
    text = "{% for one in list %}{% with a=one %}{{ a }}{% endwith %}{{ row.broken }}{% endfor %}"
    deep = len(context.dicts)
    with pytest.raises(ValueError, match="broken"):
        drawn(text).render(context)
    assert len(context.dicts) == deep


def test_addresses_of_ids_and_of_anything_else() -> None:
    text = "{% url 'people:person' one.pk %} {% url 'people:index' %} {% url 'people:person' pk=one.pk %}"
    plain, quick = both(text, {"one": Someone(pk=uuid4())})
    assert quick == plain
    assert left_to_django(text) == 1
    for wrong in ("", None, "../../", "x' onclick='", 7):
        with pytest.raises(Exception, match="person"):
            drawn("{% url 'people:person' pk %}").render(Context({"pk": wrong}))


def test_one_id_is_never_taken_for_the_place_of_another() -> None:
    from uuid import UUID

    first, second = UUID(int=2), UUID(int=1)
    assert address("people:person", first) == f"/persone/{first}/"
    assert address("people:person", second) == f"/persone/{second}/"


def test_icons_and_files_are_worked_out_once_and_are_the_same() -> None:
    text = "{% load static %}{% icon 'user' %}{% icon 'user' label='Chi' %}{% static 'svg/sprites.svg' %}"
    plain, quick = both(text, {})
    assert quick == plain
    writer = Writer()
    writer.nodes(Template(text, engine=_engine()).nodelist)
    assert not writer.lines  # one piece of text
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
    '<c-card title="C\'è" :link="nothing"><c-slot name="footer">{{ word }}</c-slot>{{ row.name }}</c-card>',
    '<c-card>{% if row %}<c-slot name="aside"><c-tag>{{ word }}</c-tag></c-slot>{% endif %}a</c-card>',
    '<c-button kind="light" hx-get="/x/" disabled data-word="{{ word }}">Vai</c-button>',
    '<c-bar label="{{ word }}" :value="row.age" :top="2000" text="{{ nothing }}" />',
    '<c-bar :value="none.gone" /><c-facts :pairs="[(\'a\', 1)]" /><c-facts tall="{{ word }}" />',
    '{% for one in list %}<c-next-step title="{{ one }}" :due="row.day">{{ word }}</c-next-step>{% endfor %}',
    '<c-menu label="{{ word }}"><a>{{ row.name }}</a></c-menu>',
)


@pytest.mark.parametrize("text", COMPONENTS)
def test_a_component_is_drawn_alike_and_hostile_words_stay_words(text: str) -> None:
    from django_cotton.compiler_regex import CottonCompiler

    values = {"word": HOSTILE, "row": Someone(), "list": [1, HOSTILE], "none": None}
    plain, quick = both(CottonCompiler().process(text), values)
    assert quick == plain
    assert "<script>" not in quick or "data-word" in text


def test_every_template_read_by_the_loader_is_quickened() -> None:
    template = get_template("people/index.html").template  # type: ignore[attr-defined]
    assert template.quickened
    with pytest.raises(TemplateDoesNotExist):
        get_template("people/nowhere.html")
