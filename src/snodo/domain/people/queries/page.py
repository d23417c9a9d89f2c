"""The page of a person, in one statement."""

import datetime
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, CharField, ExpressionWrapper, OuterRef, Value
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf

from snodo.domain.people import access
from snodo.domain.people.models import (
    Guardian,
    InformationGiven,
    Person,
    PersonCircle,
    PersonIdentifier,
    SharingChoice,
)
from snodo.domain.people.queries.contact import SafeTimes, safe_row
from snodo.domain.people.queries.duplicates import PossibleDuplicate, possible_duplicates
from snodo.domain.people.queries.guardians import holding_on
from snodo.domain.people.queries.records import (
    Member,
    circle_of,
    identifiers_of,
    information_given_to,
    members_over_time,
    members_seen_by,
    present,
    sharing_allowed,
    sharing_choices_of,
    together,
)
from snodo.domain.people.queries.search import (
    code_fingerprint,
    code_warnings,
    fingerprints,
    matching,
    search_people,
)
from snodo.domain.people.states import (
    LANGUAGES,
    Choice,
    CircleReason,
    GuardianKind,
    IdentifierKind,
    Relation,
    SharingPurpose,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor

# The page of a person


@dataclass(frozen=True, slots=True)
class Line:
    """One row of what hangs on a person, ready to be shown."""

    words: str
    more: str
    start: datetime.date | None = None
    end: datetime.date | None = None
    by: str = ""
    pk: str = ""
    code: str = ""
    own: str = ""  # the name behind the mask of a sensitive body


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with all that this context knows of them: one statement."""

    person: Person
    identifiers: list[Line]
    households: list[Line]
    information: list[Line]
    choices: list[Line]
    circle: list[Line]
    guardians: list[Line] = field(default_factory=list)  # who decides today: of what kind, since when
    kept: bool = False  # the actor keeps the person's secrets
    safe: SafeTimes | None = None  # when to call


def person_page(actor: Actor, pk: UUID) -> PersonPage | None:
    """The page of a person the actor may see; None otherwise."""
    person: Any = (
        access.people_visible_to(actor)
        .filter(pk=pk)
        .select_related("municipality", "quarter")
        .annotate(
            **_hanging(actor),
            kept=ExpressionWrapper(access.kept_by(actor), output_field=BooleanField()),
            safe_row=safe_row("pk"),
        )
        .first()
    )
    if person is None:
        return None
    return PersonPage(
        person=person,
        identifiers=[_line(row, IdentifierKind) for row in person.rows_identifiers],
        households=[_line(row, Relation) for row in person.rows_households],
        information=[_line(row) for row in person.rows_information],
        choices=[_choice(row) for row in person.rows_choices],
        circle=[_line(row, CircleReason) for row in person.rows_circle],
        guardians=[_line(row, GuardianKind) for row in person.rows_guardians],
        kept=person.kept,
        safe=SafeTimes.of(person.safe_row),
    )


def _hanging(actor: Actor) -> dict[str, ArraySubquery]:
    mine = {"person": OuterRef("pk")}
    words = CharField()
    body = NullIf("organisation__short_name", Value(""), output_field=words)
    label = Coalesce(body, "organisation__name", output_field=words)
    own = Coalesce(NullIf("organisation__own_name", Value("")), label, output_field=words)
    giver = Concat("given_by__user__first_name", Value(" "), "given_by__user__last_name", output_field=words)
    return {
        "rows_identifiers": ArraySubquery(
            PersonIdentifier.objects.filter(**mine)
            .order_by("ended_on", "-started_on")
            .values(row=JSONObject(code="kind", start="started_on", end="ended_on"))
        ),
        "rows_households": ArraySubquery(
            access.members_visible_to(actor)
            .filter(present(), **mine)
            .order_by("started_on")
            .values(
                row=JSONObject(code="relation", more="household__name", start="started_on", pk="household_id")
            )
        ),
        "rows_guardians": ArraySubquery(
            Guardian.objects.filter(holding_on(clock.today()), **mine)
            .order_by("started_on", "pk")
            .values(row=JSONObject(code="kind", start="started_on", end="ended_on"))
        ),
        "rows_information": ArraySubquery(
            InformationGiven.objects.filter(**mine)
            .order_by("-given_on", "-created_at")
            .values(
                row=JSONObject(
                    code="notice_code",
                    version="notice_version",
                    language="language",
                    mediator="with_mediator",
                    start="given_on",
                    by=giver,
                )
            )
        ),
        "rows_choices": ArraySubquery(
            SharingChoice.objects.filter(superseded=False, **mine)
            .order_by("organisation__name", "purpose")
            .values(
                row=JSONObject(
                    code="choice",
                    more="purpose",
                    by=label,
                    start="decided_on",
                    end="valid_until",
                    pk="organisation_id",
                )
            )
        ),
        "rows_circle": ArraySubquery(
            PersonCircle.objects.filter(access.circle_in_force(), **mine)
            .order_by("organisation__name", "started_on")
            .values(
                row=JSONObject(code="reason", by=label, own=own, start="started_on", pk="organisation_id")
            )
        ),
    }


def _choice(row: dict[str, Any]) -> Line:
    """The purpose in words, and its code for taking the choice up again."""
    code = row["more"]
    return replace(_line(row, Choice), more=str(dict(SharingPurpose.choices).get(code, code)), code=code)


def _line(row: dict[str, Any], words: Any = None) -> Line:
    day = datetime.date.fromisoformat
    more = row.get("more", "")
    if "version" in row:
        more = f"versione {row['version']}, in {LANGUAGES.get(row['language'], row['language']).lower()}"
        more += ", con mediazione linguistica" if row["mediator"] else ""
    return Line(
        code=row["code"],
        words=words(row["code"]).label if words is not None else row["code"],
        more=more,
        start=day(row["start"]) if row.get("start") else None,
        end=day(row["end"]) if row.get("end") else None,
        by=row.get("by", ""),
        pk=str(row.get("pk", "")),
        own=row.get("own", ""),
    )


__all__ = [
    "Line",
    "Member",
    "PersonPage",
    "PossibleDuplicate",
    "circle_of",
    "code_fingerprint",
    "code_warnings",
    "fingerprints",
    "identifiers_of",
    "information_given_to",
    "matching",
    "members_over_time",
    "members_seen_by",
    "person_page",
    "possible_duplicates",
    "present",
    "search_people",
    "sharing_allowed",
    "sharing_choices_of",
    "together",
]
