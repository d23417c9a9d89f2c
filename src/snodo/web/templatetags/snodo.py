"""Tags and filters every template has without loading."""

import datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from snodo.kernel import clock
from snodo.web import charts, kept
from snodo.web.http import filters_query, form_page_errors
from snodo.web.sso.gateways import configured

register = template.Library()


# Icons

_DECORATION = SafeString('aria-hidden="true"')


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An icon of the design system. Without a label it is decoration and screen readers skip it."""
    speech = format_html('role="img" aria-label="{}"', label) if label else _DECORATION
    return format_html(
        '<svg class="icon{}" {}><use href="{}#it-{}"/></svg>',
        f" {extra}" if extra else "",
        speech,
        static("svg/sprites.svg"),
        name,
    )


icon.always_the_same = True


# Ways in


@register.simple_tag
def gateways() -> list[Any]:
    """The identity gateways of this installation; none by default."""
    return configured()


# Dates as people say them


@register.simple_tag(takes_context=True, name="csrf_token")
def form_token(context: template.Context) -> SafeString:
    """Against forgery; and for which role the form was drawn, so that it is not carried out as another."""
    actor = getattr(context.get("request"), "actor", None)
    token = CsrfTokenNode().render(context)
    if actor is None:
        return SafeString(token)
    drawn = kept.mark(actor.membership_id)
    return format_html(
        '{}<input type="hidden" name="{}" value="{}">', SafeString(token), kept.DRAWN_FOR, drawn
    )


@register.simple_tag(takes_context=True)
def csrf_token_alone(context: template.Context) -> SafeString:
    """Against forgery only: for a form that brings back the role it was drawn for."""
    return SafeString(CsrfTokenNode().render(context))


@register.simple_tag
def once_key() -> SafeString:
    """A hidden key, new at each drawing of a form: sent twice, the form is done once."""
    return format_html('<input type="hidden" name="_once" value="{}">', uuid4())


@register.filter
def day(value: Any) -> str:
    """20 nov; with the year when it is another one."""
    date = _date(value)
    return "" if date is None else _short_date(date, date.year != clock.today().year)


@lru_cache(maxsize=2048)
def _short_date(date: datetime.date, with_year: bool) -> str:
    return date_format(date, "j M Y" if with_year else "j M").lower()


@register.filter
def moment(value: Any) -> str:
    """20 nov, 15:30."""
    if not isinstance(value, datetime.datetime):
        return day(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(value)}, {local:%H:%M}"


@register.filter
def due(value: Any) -> str:
    """entro oggi · entro 27 nov · doveva essere il 18 nov."""
    date = _date(value)
    if date is None:
        return ""
    today = clock.today()
    if date < today:
        article = "l'" if date.day in (8, 11) else "il "
        return f"doveva essere {article}{day(date)}"
    if date == today:
        return "entro oggi"
    return "entro domani" if (date - today).days == 1 else f"entro {day(date)}"


@register.filter
def overdue(value: Any) -> bool:
    """Whether the day has passed."""
    date = _date(value)
    return date is not None and date < clock.today()


@register.filter
def ago(value: Any) -> str:
    """oggi · ieri · 3 giorni fa · 2 mesi fa."""
    date = _date(value)
    if date is None:
        return ""
    days = (clock.today() - date).days
    if days < 0:
        return f"tra {-days} giorni" if days < -1 else "domani"
    if days < 2:
        return "ieri" if days else "oggi"
    if days < 45:
        return f"{days} giorni fa"
    months = round(days / 30.4)
    if months < 18:
        return f"{months} mesi fa"
    return f"{round(days / 365.25)} anni fa"


def _date(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return clock.local_date(value) if timezone.is_aware(value) else value.date()
    return value if isinstance(value, datetime.date) else None


# Words


@register.filter
def plural(count: Any, words: str) -> str:
    """`{{ 3|plural:"persona,persone" }}` gives "3 persone"."""
    one, _, many = words.partition(",")
    return f"{count} {one if count == 1 else many}"


@register.filter
def initials(name: Any) -> str:
    """Two letters for the round mark next to a name."""
    words = [word for word in str(name).replace("'", " ").split() if word[0].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def hours(minutes: Any) -> str:
    """90 minutes are "1 ora e 30 min"."""
    if minutes in (None, ""):
        return ""
    whole, rest = divmod(int(minutes), 60)
    parts = [f"{whole} {'ora' if whole == 1 else 'ore'}"] if whole else []
    if rest:
        parts.append(f"{rest} min")
    return " e ".join(parts) or "0 ore"


@register.filter
def percent(value: Any, total: Any) -> int:
    """Whole percentage, 0 when there is no total."""
    return charts.percent(value, total)


# Addresses


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The present filters with some changed: `<a href="?{% query stato='aperte' %}">`."""
    return filters_query(context["request"], **changes)


# Forms


@register.filter
def problems(form: Any) -> list[Any]:
    """The problems of a form, for the summary on top."""
    return list(form_page_errors(form))


@register.filter
def widget_kind(bound: Any) -> str:
    """How a field is laid out: group (radios, checkboxes), check (one box), hidden, or line."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    name = type(widget).__name__
    if widget.use_fieldset and name in {"RadioSelect", "CheckboxSelectMultiple"}:
        return "group"
    if name == "CheckboxInput":
        return "check"
    return "fieldset" if widget.use_fieldset else "line"


@register.filter
def in_use(form: Any) -> bool:
    """Whether a filter of the list says something else than at the start."""
    return any(_chosen(bound) for bound in form.visible_fields())


def _chosen(bound: Any) -> bool:
    value = bound.data
    if hasattr(bound.field, "queryset"):  # reading its choices would ask the database again
        return bool(value)
    first = next(iter(getattr(bound.field, "choices", ())), ("",))[0]
    return bool(value) and str(value) != str(first)


# Charts


@register.simple_tag
def radar_chart(areas: Any, now: Any, before: Any = None, top: Any = 4) -> charts.Radar:
    """Geometry of a radar chart."""
    return charts.radar(list(areas), list(now), list(before or []), float(top))


@register.simple_tag
def bar_chart(rows: Any) -> charts.BarChart:
    """Geometry of a bar chart."""
    return charts.bars(list(rows))


@register.simple_tag
def pair_chart(rows: Any) -> charts.PairChart:
    """Geometry of a before-and-after chart."""
    return charts.pairs(list(rows))


@register.filter
def at(values: Any, index: int) -> Any:
    """The value at a place, or nothing."""
    try:
        return values[index]
    except (IndexError, KeyError, TypeError):
        return ""


# Devices

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: Any) -> str:
    """Firefox su Windows: from what a browser says of itself."""
    said = str(user_agent or "")
    browser = next((name for mark, name in _BROWSERS if mark in said), "Programma non riconosciuto")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    return f"{browser} su {system}" if system else browser
