# ruff: noqa: S608 - only names of ours and numbers go into the SQL; what is asked for goes as parameters
"""My people with their path: persons and cases joined for the list and the search.

A body may follow ten thousand people, and the page must cost as if it followed three hundred. So as long
as there are not too many, everything is read from the paths one follows: exact counts, names in order.
Beyond `MANY` nothing is counted; the newest come first, and filters and search make few of many.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from snodo.domain.casework import access as casework
from snodo.domain.casework.models import Case, NextStep
from snodo.domain.casework.states import CaseState, StepState
from snodo.domain.network.access import memberships_visible_to
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.people import access, queries
from snodo.domain.people.keys import Span
from snodo.domain.people.models import HouseholdMember, Person
from snodo.domain.people.queries import Sought
from snodo.domain.programmes.access import programmes_of
from snodo.domain.programmes.models import Programme
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Joined, Kept

MANY = 500
ALL = "tutte"
# tab -> (words, states of the case shown; None for people without one)
TABS: list[tuple[str, str, tuple[str | None, ...]]] = [
    ("", "In carico", (CaseState.OPEN, CaseState.SUSPENDED)),
    ("sospese", "Sospese", (CaseState.SUSPENDED,)),
    ("senza-percorso", "Senza percorso", (None,)),
    ("concluse", "Concluse", (CaseState.CLOSED,)),
    (ALL, "Tutte", ()),
]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What the list may be narrowed by; empty means all."""

    text: str = ""
    tab: str = ""
    programme: str = ""
    responsible: str = ""

    @property
    def states(self) -> tuple[str | None, ...]:
        return next((entry[2] for entry in TABS if entry[0] == self.tab), TABS[0][2])

    @property
    def asked(self) -> dict[str, UUID]:
        """Ids of the programme and the hands wanted; what is no id is nothing."""
        return {
            name: found
            for name, text in (("programme", self.programme), ("responsible", self.responsible))
            if (found := _uuid(text)) is not None
        }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Found:
    """Counts and choices for the filters. A count is None where there are too many to be counted."""

    groups: list[Row]
    everyone: int
    followed: int
    choices: Row | None = None

    @property
    def programmes(self) -> dict[str, str]:
        return self._choices("programme")

    @property
    def responsibles(self) -> dict[str, str]:
        return self._choices("responsible")

    def _choices(self, name: str) -> dict[str, str]:
        if self.choices is not None:
            return {row["id"]: row["title"] for row in self.choices[f"{name}s"] or []}
        return {group[name]: group[f"{name}_title"] for group in self.groups if group["state"]}

    def count(self, filters: PeopleFilters, states: tuple[str | None, ...]) -> int | None:
        """How many persons in these states; all of them for none."""
        if self.followed > MANY:
            return None
        number = sum(group["number"] for group in self._narrowed(filters) if group["state"] in states)
        if (states and None not in states) or filters.asked:
            return number if states else sum(group["number"] for group in self._narrowed(filters))
        if self.everyone > MANY:
            return None
        with_case = sum(group["number"] for group in self.groups if group["state"])
        return self.everyone - with_case if states else self.everyone

    def _narrowed(self, filters: PeopleFilters) -> list[Row]:
        wanted = {name: str(value) for name, value in filters.asked.items()}
        return [group for group in self.groups if all(group[name] == wanted[name] for name in wanted)]


# The parts: every rule is in one of these querysets


def _followed(actor: Actor) -> QuerySet[Any]:
    """The cases this actor may follow."""
    if actor.role == Role.REFERRER:
        cases = casework.progress_visible_to(actor)
    else:
        cases = casework.cases_visible_to(actor)
    return cases.values(
        "id", "person_id", "household_id", "state", "opened_on", "programme_id", "responsible_id"
    )


def _parts(actor: Actor, sought: Sought | None = None) -> dict[str, QuerySet[Any]]:
    steps = NextStep.objects.filter(case=OuterRef("pk"), state=StepState.DUE)
    first = steps.order_by("due_on", "created_at").values(row=JSONObject(title="title", due_on="due_on"))[:1]
    name = Concat("user__first_name", Value(" "), "user__last_name", output_field=CharField())
    circle = access.circle_of_body(actor)
    return {
        "cases": _followed(actor),
        "reach": casework.cases_in_reach(actor),
        "members": HouseholdMember.objects.filter(queries.together()).values("household_id", "person_id"),
        "people": access.people_visible_to(actor).values("id", "search_name"),
        "called": queries.matching(circle, sought or Sought(), person="person_id").values("person_id"),
        "circle": circle.values("person_id"),
        "persons": Person.objects.values(
            *("id", "first_name", "last_name", "lived_name", "birth_date", "protected", "pseudonym"),
            place=F("municipality__name"),
        ),
        "paths": Case.objects.values(
            "id", action_title=F("action__title"), phase_title=F("phase__title"), step=Subquery(first)
        ),
        "programmes": Programme.objects.values("id", "title"),
        "hands": Membership.objects.values("id", title=name),
        "my_programmes": programmes_of(actor).values("id", "title"),
        "colleagues": memberships_visible_to(actor)
        .filter(organisation_id=actor.organisation_id, role__in=[Role.OPERATOR, Role.COORDINATOR])
        .values("id", title=name),
    }


# The joins between them

_ORDER = f"(state = '{CaseState.CLOSED}'), opened_on DESC, id"

# Of a co-ordinator's body, which may have very many, one looks where it takes part before asking the rule.
_OF_A_BODY = f"""
reach AS MATERIALIZED (SELECT * FROM ({{reach}}) near(id) LIMIT {2 * MANY + 1}),
followed AS MATERIALIZED (
  SELECT one.* FROM (SELECT DISTINCT id FROM reach WHERE (SELECT count(*) FROM reach) <= {2 * MANY}) near
  CROSS JOIN LATERAL (SELECT * FROM ({{cases}}) one WHERE one.id = near.id OFFSET 0) one
),
scale AS MATERIALIZED (
  SELECT greatest((SELECT count(*) FROM followed), (SELECT count(*) FROM reach) - {MANY}) AS number
)"""
_OF_ONE_S_OWN = f"""
followed AS MATERIALIZED (SELECT * FROM ({{cases}}) one LIMIT {MANY + 1}),
scale AS MATERIALIZED (SELECT count(*) AS number FROM followed)"""

# One line per person: the liveliest of the cases one follows, their own or their household's.
# Whether they may be seen is asked once of each, and of nobody where there are too many.
_FROM_CASES = f"""
line AS (
  SELECT person_id AS person, followed.* FROM followed WHERE person_id IS NOT NULL
  UNION ALL
  SELECT member.person_id, followed.* FROM followed
  JOIN ({{members}}) member ON member.household_id = followed.household_id
),
live AS MATERIALIZED (
  SELECT DISTINCT ON (person) * FROM line WHERE (SELECT number FROM scale) <= {MANY}
  ORDER BY person, {_ORDER}
),
near AS MATERIALIZED (SELECT person_id FROM ({{circle}}) circle LIMIT {2 * MANY + 1}),
crowd AS MATERIALIZED (SELECT count(*) > {2 * MANY} AS is_large FROM near),
asked AS (
  SELECT person FROM live
  UNION SELECT person_id FROM near WHERE NOT (SELECT is_large FROM crowd)
),
seen AS MATERIALIZED (
  SELECT person.id, person.search_name FROM asked
  CROSS JOIN LATERAL (SELECT * FROM ({{people}}) one WHERE one.id = asked.person OFFSET 0) person
),
mine AS MATERIALIZED (SELECT live.*, seen.search_name FROM live JOIN seen ON seen.id = live.person)"""

# The same seen from a person.
_OF_ONE = f"""
LEFT JOIN LATERAL (
  SELECT * FROM (
    SELECT * FROM ({{cases}}) own WHERE own.person_id = known.person
    UNION ALL
    SELECT shared.* FROM ({{cases}}) shared
    JOIN ({{members}}) member ON member.household_id = shared.household_id
    WHERE member.person_id = known.person
  ) line ORDER BY {_ORDER} LIMIT 1
) live ON true"""

_GROUPS = """
SELECT json_agg(told) FROM (
  SELECT counted.*, programme.title AS programme_title, hands.title AS responsible_title
  FROM (
    SELECT state, programme_id AS programme, responsible_id AS responsible, count(*) AS number
    FROM mine GROUP BY state, programme_id, responsible_id
  ) counted
  LEFT JOIN ({programmes}) programme ON programme.id = counted.programme
  LEFT JOIN ({hands}) hands ON hands.id = counted.responsible
) told"""

# What a line shows, for the rows of `page` alone.
_SHOWN = """
SELECT json_agg(shown) FROM (
  SELECT person.*, page.id AS path, page.state, path.action_title, path.phase_title, path.step,
    programme.title AS programme_title, hands.title AS responsible_title
  FROM page
  JOIN ({persons}) person ON person.id = page.person
  LEFT JOIN ({paths}) path ON path.id = page.id
  LEFT JOIN ({programmes}) programme ON programme.id = page.programme_id
  LEFT JOIN ({hands}) hands ON hands.id = page.responsible_id
  ORDER BY page.place
) shown"""

# How many the body sees: only where they are not too many was the rule asked of each of them.
_EVERYONE = f"""
everyone AS MATERIALIZED (
  SELECT CASE WHEN (SELECT is_large FROM crowd) THEN {MANY + 1} ELSE (
    SELECT count(*) FROM seen WHERE seen.id IN (SELECT person_id FROM near)
  ) END AS number
)"""

_COLUMNS = "known.person, known.search_name, live.id, live.state, live.programme_id, live.responsible_id"


def _where(states: tuple[str | None, ...], asked: Iterable[str]) -> str:
    """Which lines are wanted."""
    wanted = [f"{name}_id = {{{name}}}" for name in asked]
    if states == (None,):
        wanted.append("state IS NULL")
    elif states:
        wanted.append(f"state IN ({', '.join(repr(str(state)) for state in states)})")
    return " AND ".join(wanted) or "true"


def _page(rows: str, start: int, size: int) -> str:
    """Some of the rows, by name, each with its place."""
    return f"""
page AS (
  SELECT wanted.*, row_number() OVER (ORDER BY search_name, person) AS place FROM ({rows}) wanted
  ORDER BY search_name, person LIMIT {size} OFFSET {start}
)"""


@Kept
def _listed(actor: Actor, states: tuple[str | None, ...], start: int, size: int, **asked: UUID) -> Joined:
    """Counts and page, found from the cases: they are fewer than the people."""
    rows = "SELECT * FROM mine"
    if not states or None in states:
        known = "(SELECT id AS person, search_name FROM seen) known"
        rows = f"SELECT {_COLUMNS} FROM {known} LEFT JOIN mine live ON live.person = known.person"
    few = f"(SELECT number FROM scale) <= {MANY}"
    if not states or None in states:
        few += f" AND (SELECT number FROM everyone) <= {MANY}"
    followed = _OF_A_BODY if actor.has_role(Role.COORDINATOR) else _OF_ONE_S_OWN
    rows = f"SELECT * FROM ({rows}) one WHERE {few} AND {_where(states, asked)}"
    return Joined(
        f"WITH {followed}, {_FROM_CASES}, {_EVERYONE}, {_page(rows, start, size)}"
        f" SELECT ({_GROUPS}), (SELECT number FROM everyone), (SELECT number FROM scale), ({_SHOWN})",
        {**_parts(actor), **asked},
    )


@Kept
def _matching(
    actor: Actor, words: int, states: tuple[str | None, ...], start: int, size: int, **given: Any
) -> Joined:
    """Counts and page, found from the people whose names match."""
    spans = (Span(given.pop(f"from{place}"), given.pop(f"until{place}")) for place in range(words))
    sought = Sought(tuple(spans), given.pop("code", ""))
    # Of the body's circle those with such a name; the rule is asked of these.
    known = f"""
known AS MATERIALIZED (
  SELECT person.id AS person, person.search_name
  FROM (SELECT DISTINCT person_id FROM ({{called}}) circle) near
  CROSS JOIN LATERAL (SELECT * FROM ({{people}}) one WHERE one.id = near.person_id OFFSET 0) person
  ORDER BY search_name, id LIMIT {MANY + 1}
)"""
    mine = f"mine AS MATERIALIZED (SELECT {_COLUMNS} FROM known {_OF_ONE})"
    rows = f"SELECT * FROM mine WHERE {_where(states, given)}"
    return Joined(
        f"WITH {known}, {mine}, {_page(rows, start, size)}"
        f" SELECT ({_GROUPS}), (SELECT count(*) FROM known), (SELECT count(*) FROM known), ({_SHOWN})",
        {**_parts(actor, sought), **given},
    )


@Kept
def _newest(actor: Actor, states: tuple[str | None, ...], start: int, size: int, **asked: UUID) -> Joined:
    """A page of many: who was registered last comes first, as far as the page needs and no further."""
    known = """
(
  SELECT circle.person_id AS person FROM ({circle}) circle
  GROUP BY circle.person_id ORDER BY circle.person_id DESC
) known"""
    seen = "EXISTS (SELECT 1 FROM ({people}) person WHERE person.id = known.person)"
    columns = _COLUMNS.replace("known.search_name, ", "")
    page = f"""
page AS (
  SELECT {columns}, row_number() OVER (ORDER BY known.person DESC) AS place FROM {known} {_OF_ONE}
  WHERE {seen} AND {_where(states, asked)} ORDER BY known.person DESC LIMIT {size} OFFSET {start}
)"""
    programmes = "(SELECT json_agg(one ORDER BY title) FROM ({my_programmes}) one)"
    hands = "(SELECT json_agg(one ORDER BY title) FROM ({colleagues}) one)"
    return Joined(
        f"WITH {page} SELECT {programmes}, {hands}, ({_SHOWN})",
        {**_parts(actor), **asked},
    )


# What the views ask


def read(actor: Actor, filters: PeopleFilters, start: int, size: int) -> tuple[Found, list[Row]]:
    """Counts and rows: one statement, two where there are too many to be counted."""
    shape, asked = (filters.states, start, size), filters.asked
    searching = bool(Sought.of(filters.text).words)
    if searching:
        rows = _found(actor, filters.text, shape, asked)
    else:
        rows = _run(_listed, start)(actor, *shape, **asked)
    if not rows:
        return Found([], 0, 0), []
    groups, everyone, followed, shown = rows[0]
    found = Found(groups or [], everyone, followed)
    if searching or found.count(filters, filters.states) is not None:
        return found, shown or []
    [(programmes, hands, newest)] = _run(_newest, start)(actor, *shape, **asked)
    choices = {"programmes": programmes, "responsibles": hands} if followed > MANY else None
    return replace(found, choices=choices), newest or []


def search(actor: Actor, text: str, limit: int = 20) -> list[Row]:
    """Persons found by the words typed, with their path. One statement."""
    if not Sought.of(text).words:
        return []
    rows = _found(actor, text, ((), 0, limit), {})
    return rows[0][3] or [] if rows else []


def _found(
    actor: Actor, text: str, shape: tuple[tuple[str | None, ...], int, int], asked: dict[str, UUID]
) -> list[Any]:
    """What was typed goes beside the statement, never into it."""
    sought = Sought.of(text)
    given: dict[str, UUID | str] = {**asked, **({"code": sought.fingerprint} if sought.fingerprint else {})}
    for place, word in enumerate(sought.words):
        given |= {f"from{place}": word.start, f"until{place}": word.until}
    return _run(_matching, shape[1])(actor, len(sought.words), *shape, **given)


def _run(statement: Kept, start: int) -> Callable[..., list[Any]]:
    """The first pages are kept; whoever turns further pays for it, and fills no memory."""
    return statement if start <= MANY else statement.once
