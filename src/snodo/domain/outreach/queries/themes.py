"""Meetings in which the territory is listened to, and what was heard, side by side."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from snodo.domain.outreach import access
from snodo.domain.outreach.models import Theme, ThemeVoice
from snodo.domain.programmes.models import Programme
from snodo.domain.tables.models import Table
from snodo.domain.tables.states import LISTENING, GuestState, TableState
from snodo.kernel.actor import Actor

MOST_COLUMNS = 12  # the latest meetings; sums count them all


def meetings_of(actor: Actor, programme: Programme) -> QuerySet[Table]:
    """Presentations and focus groups one may see, with how many were invited, will come, came."""
    guests = Count("guests", distinct=True)
    return (
        access.meetings_visible_to(actor)
        .filter(programme=programme)
        .select_related("organisation")
        .annotate(
            invited=guests,
            coming=Count("guests", filter=Q(guests__state=GuestState.ACCEPTED), distinct=True),
            came=Count("guests", filter=Q(guests__present=True), distinct=True),
        )
        .order_by("-starts_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme and in how many voices it came up, meeting by meeting."""

    theme: Theme
    cells: list[int]
    total: int
    meetings: int
    words: list[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Themes beside meetings. No name is in it: voices are counted."""

    meetings: list[Table]
    rows: list[ThemeRow]
    left_out: int


def comparison(programme: Programme) -> Comparison:
    """What was heard, most spoken of first. Three statements. The caller has asked who may count."""
    held = Table.objects.filter(programme=programme, kind__in=LISTENING).exclude(state=TableState.CANCELLED)
    voices = ThemeVoice.objects.filter(table__in=held)
    tables = list(held.filter(pk__in=voices.values("table")).order_by("starts_at", "pk"))
    heard: dict[object, dict[object, ThemeVoice]] = {}
    for voice in voices.order_by("created_at", "pk"):
        heard.setdefault(voice.theme_id, {})[voice.table_id] = voice
    shown = tables[-MOST_COLUMNS:]
    rows = [
        ThemeRow(
            theme=theme,
            cells=[_number(heard.get(theme.pk, {}).get(table.pk)) for table in shown],
            total=sum(one.voices for one in heard.get(theme.pk, {}).values()),
            meetings=len(heard.get(theme.pk, {})),
            words=[one.words for one in heard.get(theme.pk, {}).values() if one.words],
        )
        for theme in Theme.objects.filter(programme=programme).order_by("title", "pk")
    ]
    rows.sort(key=lambda row: (-row.total, -row.meetings))
    return Comparison(shown, rows, len(tables) - len(shown))


def _number(voice: ThemeVoice | None) -> int:
    return voice.voices if voice else 0


def one_meeting(actor: Actor) -> QuerySet[Table]:
    """For the page of what was heard in it."""
    return access.meetings_visible_to(actor).select_related("programme", "organisation")


def voices_of(table: Table) -> QuerySet[ThemeVoice]:
    """What was heard in one meeting."""
    return ThemeVoice.objects.filter(table=table).select_related("theme", "table").order_by("-voices", "pk")


def themes_of(programme: Programme) -> QuerySet[Theme]:
    """What may be chosen: declared first."""
    return Theme.objects.filter(programme=programme).order_by("-declared", "title", "pk")
