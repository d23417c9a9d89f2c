# ruff: noqa: S608 - only words of ours go into the SQL; what is asked for goes as parameters
"""The inbox: how many referrals stand where, and the lines of one page, read in one statement.

An inbox may hold ten thousand referrals, and the rule of access is asked of each of them once: what it lets
through is counted, put in order and cut, all in the same statement. Only the lines of the page are read
whole.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, Length, Lower, NullIf

from snodo.domain.intake import access, clocks, escalation_access, states
from snodo.domain.intake.clocks import Clock
from snodo.domain.intake.models import Referral
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Joined, Kept

BOX_RECEIVED, BOX_SENT = "ricevute", "inviate"
WORDS = 4
_SMALL, _BARE = "àáâãäåèéêëìíîïòóôõöùúûüçñ", "aaaaaaeeeeiiiiooooouuuucn"
_ACCENTED, _PLAIN = _SMALL + _SMALL.upper(), _BARE + _BARE
# Of the row itself, all that a line and its clock read.
_OWN = (
    *("id", "state", "urgency", "protected", "pseudonym", "first_name", "last_name", "household_name"),
    *("sent_at", "first_answer_at", "due_answer_on", "promised_answer_on", "waiting_since"),
    *("promised_by_id", "assigned_organisation_id", "assigned_membership_id"),
)
_IN_ORDER = [field.attname for field in Referral._meta.concrete_fields if field.attname in _OWN]
_MOMENTS, _DAYS = ("sent_at", "first_answer_at"), ("due_answer_on", "promised_answer_on", "waiting_since")
_IDS = ("id", "promised_by_id", "assigned_organisation_id", "assigned_membership_id")
_BESIDE = ("programme_title", "action_title", "town", "sent_by", "hands", "body")


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """What the inbox may be narrowed by; empty means all."""

    box: str = ""
    text: str = ""
    late: bool = False
    programme: UUID | None = None
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxCount:
    """How many referrals of one programme stand in one state."""

    state: str
    programme_id: UUID
    programme: str
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the inbox, in the words of the page. Of the referral only what is shown has been read."""

    referral: Referral
    clock: Clock
    programme_title: str
    action_title: str
    town: str | None
    sent_by: str
    hands: str
    body: str | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of it. Counts keep all filters but state and programme; `first` is where the page begins."""

    counts: list[InboxCount]
    lines: list[Line]
    first: int
    deadlines: int  # promises near their end that wait for somebody


def inbox(actor: Actor, filters: InboxFilters, start: int, size: int) -> Inbox:
    """The page that begins at `start`, or the last there is. One statement, two where days of work count."""
    words = [_fold(word) for word in filters.text.split()[:WORDS]]
    given: dict[str, Any] = {"start": start, **{f"word{place}": word for place, word in enumerate(words)}}
    if filters.programme is not None:
        given["programme"] = filters.programme
    rows = _read(actor, filters.box, filters.late, filters.states, size, **given)
    if not rows:
        return Inbox([], [], 0, 0)
    counts, first, deadlines, shown = rows[0]
    told = [
        InboxCount(one["state"], UUID(one["programme_id"]), one["programme"], one["number"])
        for one in counts or []
    ]
    return Inbox(told, _lines(shown or []), first, deadlines)


def _lines(rows: Sequence[dict[str, Any]]) -> list[Line]:
    referrals = [_referral(row) for row in rows]
    told = clocks.clocks_of(referrals)
    return [
        Line(referral, one, *(row[name] for name in _BESIDE))
        for referral, one, row in zip(referrals, told, rows, strict=True)
    ]


def _referral(row: dict[str, Any]) -> Referral:
    """The row as a referral, so that its name and its clock are said as everywhere."""
    own = {name: row[name] for name in _OWN}
    for names, read in ((_MOMENTS, datetime.datetime.fromisoformat), (_DAYS, datetime.date.fromisoformat)):
        own |= {name: read(own[name]) for name in names if own[name] is not None}
    own |= {name: UUID(own[name]) for name in _IDS if own[name] is not None}
    made: Referral = Referral.from_db("default", _IN_ORDER, [own[name] for name in _IN_ORDER])
    return made


# The rules, each in a queryset


def narrowed(actor: Actor, box: str, late: bool, words: Sequence[str]) -> QuerySet[Referral]:
    """All filters but state and programme, which have counts of their own."""
    referrals = _box(actor, box)
    if late:
        referrals = referrals.filter(
            state__in=states.OPEN, first_answer_at__isnull=True, due_answer_on__lt=clock.today()
        )
    if words:
        referrals = referrals.alias(**_spoken("own", "first_name", "last_name"))
        referrals = referrals.alias(
            **_spoken("known_as", "pseudonym"), **_spoken("together", "household_name")
        )
    for word in words:
        start = Concat(Value(" "), Value(word, CharField()))
        named = Q(protected=False) & _has("own", start) | ~Q(pseudonym="") & _has("known_as", start)
        referrals = referrals.filter(named | ~Q(household_name="") & _has("together", start))
    return referrals


def _fold(word: str) -> str:
    """As names are folded for the search."""
    return word.replace("’", "'").translate(str.maketrans(_ACCENTED, _PLAIN)).lower()


def _spoken(alias: str, *names: str) -> dict[str, Any]:
    """Small letters, a space before every word ("de luca" finds Anna De Luca); the same without accents."""
    spaced = (part for name in names for part in (Value(" "), F(name)))
    small = Lower(Concat(*spaced, output_field=CharField()))
    bare = Func(small, Value(_ACCENTED), Value(_PLAIN), function="translate", output_field=CharField())
    octets = Func(small, function="octet_length", output_field=IntegerField())
    return {alias: small, f"{alias}_bare": bare, f"{alias}_octets": octets, f"{alias}_letters": Length(small)}


def _has(alias: str, start: Concat) -> Q:
    """Taking accents away costs more than all the rest: it is asked only of names that have some."""
    accented = Q(**{f"{alias}_octets__gt": F(f"{alias}_letters")})
    return Q(**{f"{alias}__contains": start}) | accented & Q(**{f"{alias}_bare__contains": start})


def _box(actor: Actor, box: str) -> QuerySet[Referral]:
    if box == BOX_RECEIVED:
        return access.referrals_received_by(actor)
    if box == BOX_SENT:
        return access.referrals_sent_by(actor)
    return access.referrals_visible_to(actor)


def _shown() -> QuerySet[Any]:
    """What a line shows."""
    user = "assigned_membership__user"
    name = Concat(f"{user}__first_name", Value(" "), f"{user}__last_name", output_field=CharField())
    rows: QuerySet[Any] = Referral.objects.values(
        *_OWN,
        programme_title=F("programme__title"),
        action_title=F("action__title"),
        town=F("municipality__name"),
        sent_by=_label("sender_organisation"),
        hands=name,
        body=_label("assigned_organisation"),
    )
    return rows


def _label(body: str) -> Coalesce:
    """As `Organisation.label`."""
    short = NullIf(f"{body}__short_name", Value(""))
    return Coalesce(short, f"{body}__name", output_field=CharField())


# The joins between them

_COUNTS = """
counted AS MATERIALIZED (
  SELECT state, programme_id, count(*) AS number FROM seen GROUP BY state, programme_id
)"""
_TOLD = """
SELECT json_agg(told) FROM (
  SELECT counted.*, programme.title AS programme
  FROM counted JOIN ({programmes}) programme ON programme.id = counted.programme_id
) told"""


def _page(wanted: str, size: int) -> str:
    """The open ones first, by the day an answer is due; beyond the end, the last page."""
    order = "ended_at DESC NULLS FIRST, due_answer_on, created_at DESC, id DESC"
    return f"""
start AS MATERIALIZED (
  SELECT greatest(least({{start}}, (coalesce(sum(number), 0)::int - 1) / {size} * {size}), 0) AS first
  FROM counted WHERE {wanted}
),
page AS MATERIALIZED (
  SELECT id, row_number() OVER (ORDER BY {order}) AS place FROM (
    SELECT * FROM seen WHERE {wanted} ORDER BY {order} LIMIT {size} OFFSET (SELECT first FROM start)
  ) cut
)"""


_LINES = """
SELECT json_agg(line) FROM (
  SELECT shown.* FROM page
  CROSS JOIN LATERAL (SELECT * FROM ({shown}) one WHERE one.id = page.id OFFSET 0) shown
  ORDER BY page.place
) line"""


@Kept
def _read(actor: Actor, box: str, late: bool, states_in: tuple[str, ...], size: int, **given: Any) -> Joined:
    """Counts, where the page begins, promises that wait, and the lines of the page."""
    wanted = [f"state IN ({', '.join(repr(str(one)) for one in states_in)})"] if states_in else []
    if "programme" in given:
        wanted.append("programme_id = {programme}")
    words = [given.pop(name) for name in sorted(given) if name.startswith("word")]
    seen = narrowed(actor, box, late, words).order_by()
    keys = seen.values("id", "state", "programme_id", "ended_at", "due_answer_on", "created_at")
    waiting = escalation_access.escalations_visible_to(actor).filter(escalation_access.OPEN)
    ctes = f"seen AS MATERIALIZED ({{seen}}), {_COUNTS}, {_page(' AND '.join(wanted) or 'true', size)}"
    deadlines = "SELECT count(*) FROM ({deadlines}) one"
    return Joined(
        f"WITH {ctes} SELECT ({_TOLD}), (SELECT first FROM start), ({deadlines}), ({_LINES})",
        {
            "seen": keys,
            "programmes": Programme.objects.values("id", "title"),
            "deadlines": waiting.values("id"),
            "shown": _shown(),
            **given,
        },
    )
