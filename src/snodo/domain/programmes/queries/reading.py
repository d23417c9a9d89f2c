"""What pages and upper contexts read of a programme."""

import datetime
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from snodo.domain.instruments.models import Instrument
from snodo.domain.network.models import Territory
from snodo.domain.programmes import access
from snodo.domain.programmes.models import (
    EntryCriterion,
    Programme,
    ProgrammeAction,
    ProgrammeInstrument,
)
from snodo.domain.programmes.queries.acts import partners_of
from snodo.domain.programmes.queries.packing import bodies_promises, lead_after_of, with_calendars
from snodo.domain.programmes.queries.promises import promises_for
from snodo.domain.programmes.queries.texts import notice_in_force
from snodo.domain.programmes.states import ProgrammeState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.packfile import Pack, build, shapes
from snodo.kernel.statements import Kept


def programme_list(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[Programme]:
    """Cards of the network's programmes, those running first; the long definition is left out."""
    programmes = access.programmes_visible_to(actor).defer("definition").order_by("-starts_on", "title")
    if state:
        programmes = programmes.filter(state=state)
    return programmes.filter(title__icontains=text) if text else programmes


def running(actor: Actor) -> QuerySet[Programme]:
    """The running programmes in which the actor's body works."""
    return access.programmes_of(actor).defer("definition").filter(state=ProgrammeState.RUNNING)


def organisations_by_code(programme: Programme) -> dict[str, UUID]:
    """The bodies behind the partner codes of the pack, for measures such as `approved_by`."""
    return dict(programme.partners.exclude(code="").values_list("code", "organisation_id"))


def territories_by_code(programme: Programme) -> dict[str, UUID]:
    """The territories and quarters behind the codes of the pack."""
    return dict(programme.territories.values_list("code", "territory_id"))


def quarters_of(programme: Programme) -> list[tuple[str, Territory]]:
    """Quarters of the programme, with their code in the pack."""
    rows = programme.territories.select_related("territory").filter(territory__kind="quarter")
    return [(row.code, row.territory) for row in rows.order_by("territory__name")]


def criteria_in_force(action: ProgrammeAction) -> QuerySet[EntryCriterion]:
    """The entry criteria asked today, in order."""
    return _asked(action.pk)


def criteria_asked(action: ProgrammeAction) -> list[EntryCriterion]:
    """The same, read: one statement, worked out once."""
    return _criteria(None, action=action.pk)


def _asked(action: UUID) -> QuerySet[EntryCriterion]:
    rows: QuerySet[EntryCriterion] = EntryCriterion.objects.filter(action=action, retired_on__isnull=True)
    return rows.order_by("position")


@Kept
def _criteria(actor: None, *, action: UUID) -> QuerySet[EntryCriterion]:
    return _asked(action)


def instruments_for(action: ProgrammeAction, purpose: str) -> list[Instrument]:
    """The sheets an action uses for a purpose."""
    uses = ProgrammeInstrument.objects.filter(action=action, purpose=purpose).select_related("instrument")
    return [use.instrument for use in uses.order_by("created_at")]


def instrument_for(action: ProgrammeAction, purpose: str) -> Instrument | None:
    """The first sheet an action uses for a purpose."""
    return next(iter(instruments_for(action, purpose)), None)


@dataclass(frozen=True)
class CriterionAnswer:
    """How an entry criterion stands for one referral."""

    criterion: EntryCriterion
    met: bool | None
    """None where nobody has answered yet."""


def check_criterion(
    criterion: EntryCriterion, answer: Any, *, birth_date: datetime.date | None = None
) -> bool | None:
    """Whether an answer meets the criterion; None when there is not enough to say.

    yes_no and residence: a boolean. choice: the code of the choice. age_range: a number, or the birth date.
    """
    rule = criterion.rule
    if rule["kind"] == "age_range":
        age = answer if isinstance(answer, int) and not isinstance(answer, bool) else _age(birth_date)
        if age is None:
            return None
        return bool(rule.get("min", 0) <= age <= rule.get("max", 200))
    if answer is None or answer == "":
        return None
    if rule["kind"] == "choice":
        return any(choice["code"] == answer and choice.get("meets", False) for choice in rule["choices"])
    return bool(answer) == bool(rule.get("expected", True))


def _age(birth_date: datetime.date | None) -> int | None:
    if birth_date is None:
        return None
    today = clock.today()
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def action_shape(action: ProgrammeAction) -> shapes.Action:
    """Everything the pack says of an action, as typed data."""
    for data in action.programme.definition["actions"]:
        if data["code"] == action.code:
            return build(shapes.Action, data)
    raise KeyError(action.code)


def pack_of(programme: Programme) -> Pack:
    """The programme as a pack that starts equally elsewhere: its own pack, and what has changed since."""
    used = ProgrammeInstrument.objects.filter(action__programme=programme).select_related("instrument")
    instruments = {(use.instrument.code, use.instrument.version): use.instrument.definition for use in used}
    data = {
        **programme.definition,
        "instruments": [instruments[key] for key in sorted(instruments)],
        "texts": _texts_now(programme),
    }
    pack = build(Pack, data)
    return replace(
        pack,
        title=programme.title,
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        partners=with_calendars(
            programme, (*pack.partners, *_joined_since(programme, {p.code for p in pack.partners}))
        ),
        lead_after=lead_after_of(programme, pack),
        actions=tuple(
            _with_promises(programme, _with_criteria(programme, action)) for action in pack.actions
        ),
        expected_results=tuple(_with_target(programme, result) for result in pack.expected_results),
    )


def _texts_now(programme: Programme) -> list[dict[str, Any]]:
    """The texts of the pack, the notice on data in its present version."""
    notice = notice_in_force(programme)
    texts: list[dict[str, Any]] = programme.definition.get("texts", [])
    if notice is None:
        return texts
    written = {"version": notice.version, "title": notice.title, "languages": notice.languages}
    return [{**text, **written} if text["code"] == notice.code else text for text in texts]


def _joined_since(programme: Programme, known: set[str]) -> list[shapes.Partner]:
    joined = {p.code: p for p in partners_of(programme) if p.code and p.code not in known}
    return [
        shapes.Partner(
            code=partner.code,
            name=partner.organisation.name,
            kind=partner.organisation.kind,
            role=partner.role,
            circle=partner.circle,
            duties=partner.duties,
            capabilities=tuple(partner.organisation.capabilities),
        )
        for partner in joined.values()
    ]


def _with_criteria(programme: Programme, action: shapes.Action) -> shapes.Action:
    rows = EntryCriterion.objects.filter(
        action__programme=programme, action__code=action.code, retired_on__isnull=True
    ).order_by("position")
    criteria = [
        {
            "code": row.code,
            "text": row.text,
            "required": row.required,
            "explanation": row.explanation,
            **row.rule,
        }
        for row in rows
    ]
    return replace(action, entry_criteria=tuple(build(shapes.EntryCriterion, data) for data in criteria))


def _with_promises(programme: Programme, action: shapes.Action) -> shapes.Action:
    row = programme.actions.filter(code=action.code).first()
    promised = promises_for(row, clock.today()) if row is not None else {}
    changes: dict[str, Any] = {}
    for step, one in promised.items():
        changes |= {f"{step}_days": one.amount, f"{step}_unit": one.unit}
    of_bodies = bodies_promises(row) if row is not None else ()
    return replace(action, promised_times=replace(action.promised_times, bodies=of_bodies, **changes))


def _with_target(programme: Programme, result: shapes.ExpectedResult) -> shapes.ExpectedResult:
    row = programme.expected_results.filter(code=result.code).first()
    target = None if row is None or row.target is None else float(row.target)
    return replace(result, target=target)
