"""A pack becomes a programme of the network."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.instruments import actions as instruments
from snodo.domain.network import actions as network
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.network.states import TerritoryKind
from snodo.domain.programmes import access, events, states
from snodo.domain.programmes.actions.calendars import take_calendars
from snodo.domain.programmes.actions.lead_step import lead_step_of_pack
from snodo.domain.programmes.actions.promises import promises_of_pack
from snodo.domain.programmes.models import (
    ActivityKind,
    EntryCriterion,
    ExpectedResult,
    HoursBudget,
    NoticeVersion,
    Phase,
    Programme,
    ProgrammeAction,
    ProgrammeInstrument,
    ProgrammePartner,
    ProgrammeTerritory,
    Route,
)
from snodo.domain.programmes.queries import PRIVACY_NOTICE
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.packfile import MEASURE_SOURCES, Pack, shapes, to_data
from snodo.kernel.text import search_form

STARTS = "Può avviare un programma chi amministra o coordina la rete."
Bodies = dict[str, Organisation]
Places = dict[str, Territory]


@transaction.atomic
def start_programme(
    *,
    pack: Pack,
    title: str = "",
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    acts_until: datetime.date | None = None,
    partners: Mapping[str, Organisation] | None = None,
    actor: Actor,
) -> Programme:
    """Start a programme from a pack: its bodies, places, actions, sheets and promises.

    Bodies already in the network are recognised by name; `partners` says which body stands for a partner
    code. Acts hold from the start to `acts_until` (by default the end). Raises InputRefused for wrong dates.
    """
    access.require(access.can_start(actor), STARTS)
    begin, end = starts_on or pack.starts_on, ends_on or pack.ends_on
    _check_dates(begin, end, acts_until)
    programme = Programme(
        pack_code=pack.code,
        pack_version=pack.version,
        definition=_definition(pack, begin, end),
        title=title.strip() or pack.title,
        area=pack.area,
        summary=pack.summary,
        funder=pack.funder.name,
        notice_number=" · ".join(part for part in (pack.notice.number, pack.notice.measure_code) if part),
        starts_on=begin,
        ends_on=end,
    )
    programme.state = states.PROGRAMME.target(programme.state, "start")
    programme.save()
    places = _places(programme, pack, actor)
    bodies = _bodies(pack, places, partners or {}, actor)
    _partners(programme, pack, bodies, begin, acts_until or end)
    take_calendars(pack, bodies, places)
    _routes(programme, pack, bodies, places)
    _actions(programme, pack, bodies, actor)
    lead_step_of_pack(programme, pack)
    _results(programme, pack)
    _notices(programme, pack)
    changes = {"pack": pack.code, "version": pack.version, "starts_on": begin, "ends_on": end}
    audit.record(actor=actor, verb="programme.start", subject=programme, changes=changes)
    events.programme_started.send(Programme, programme=programme, actor=actor)
    return programme


def _check_dates(begin: datetime.date, end: datetime.date, acts_until: datetime.date | None) -> None:
    problems: dict[str, str] = {}
    if end < begin:
        problems["ends_on"] = "La fine del programma viene prima dell'inizio: correggi una delle due date."
    if acts_until is not None and acts_until < begin:
        problems["acts_until"] = "Gli atti finiscono prima che il programma cominci: correggi la data."
    if problems:
        raise InputRefused(problems)


def _definition(pack: Pack, begin: datetime.date, end: datetime.date) -> dict[str, Any]:
    """The programme's own copy of the pack; its instruments live in their own rows."""
    data = to_data(pack)
    data.pop("instruments", None)
    return {**data, "starts_on": begin.isoformat(), "ends_on": end.isoformat()}


def _places(programme: Programme, pack: Pack, actor: Actor) -> Places:
    """Territories by code and municipalities by Belfiore code; those the network knows are taken up."""
    found: Places = {}
    for place in pack.places:
        top = None
        if place.kind == "ambito":
            top = _territory(TerritoryKind.AMBITO, place.name, None, "", actor)
            found[place.code] = top
        for municipality in place.municipalities:
            row = _municipality(municipality, top, actor)
            found[municipality.belfiore] = row
            found.setdefault(place.code, row)
        for quarter in place.quarters:
            parent = found[quarter.municipality]
            found[quarter.code] = _territory(TerritoryKind.QUARTER, quarter.name, parent, "", actor)
    lead = {place.code for place in pack.places if place.lead}
    codes = [place.code for place in pack.places] + [q.code for place in pack.places for q in place.quarters]
    ProgrammeTerritory.objects.bulk_create(
        ProgrammeTerritory(programme=programme, territory=found[code], code=code, lead=code in lead)
        for code in codes
    )
    return found


def _municipality(municipality: shapes.Municipality, parent: Territory | None, actor: Actor) -> Territory:
    known = Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY, belfiore=municipality.belfiore).first()
    if known is not None:
        return known
    return _territory(TerritoryKind.MUNICIPALITY, municipality.name, parent, municipality.belfiore, actor)


def _territory(kind: str, name: str, parent: Territory | None, belfiore: str, actor: Actor) -> Territory:
    return network.register_territory(kind=kind, name=name, parent=parent, belfiore=belfiore, actor=actor)


def _bodies(pack: Pack, places: Places, given: Mapping[str, Organisation], actor: Actor) -> Bodies:
    """The body behind each partner code: given, recognised by name, or new."""
    unknown = set(given) - {partner.code for partner in pack.partners}
    if unknown:
        raise InputRefused({"partners": f"Il pacchetto non ha questi enti: {', '.join(sorted(unknown))}."})
    known = {search_form(row.true_name): row for row in Organisation.objects.order_by("created_at")}
    bodies: Bodies = {}
    for partner in pack.partners:
        body = given.get(partner.code) or known.get(search_form(partner.name))
        bodies[partner.code] = body or network.register_organisation(
            name=partner.name,
            kind=partner.kind,
            capabilities=partner.capabilities,
            territories=[places[code] for code in partner.territories],
            actor=actor,
        )
    return bodies


def _partners(
    programme: Programme, pack: Pack, bodies: Bodies, begin: datetime.date, until: datetime.date
) -> None:
    ProgrammePartner.objects.bulk_create(
        ProgrammePartner(
            programme=programme,
            organisation=bodies[partner.code],
            code=partner.code,
            role=partner.role,
            circle=partner.circle,
            duties=partner.duties,
            act_from=begin,
            act_until=until,
        )
        for partner in pack.partners
    )


def _routes(programme: Programme, pack: Pack, bodies: Bodies, places: Places) -> None:
    municipalities = {place.code: [m.belfiore for m in place.municipalities] for place in pack.places}
    receivers: dict[str, shapes.Route] = {}
    for route in pack.routing:
        for belfiore in route.only or municipalities[route.territory]:
            if belfiore not in route.except_:
                receivers[belfiore] = route
    Route.objects.bulk_create(
        Route(
            programme=programme,
            municipality=places[belfiore],
            organisation=bodies[route.partner],
            service=route.service,
            valid_from=min(programme.starts_on, clock.today()),
            source="Scheda del programma",
        )
        for belfiore, route in receivers.items()
    )


def _actions(programme: Programme, pack: Pack, bodies: Bodies, actor: Actor) -> None:
    sheets = {
        (s.code, s.version): instruments.register_instrument(shape=s, actor=actor) for s in pack.instruments
    }
    for position, shape in enumerate(pack.actions, start=1):
        action = ProgrammeAction.objects.create(
            programme=programme,
            code=shape.code,
            title=shape.title,
            summary=shape.summary,
            position=position,
            case_unit=shape.case_unit,
            age_min=shape.age.min,
            age_max=shape.age.max,
        )
        promises_of_pack(action, shape.promised_times, bodies, programme.starts_on)
        _path(action, shape)
        _work(programme, action, shape)
        for use in shape.instruments:
            ProgrammeInstrument.objects.create(
                action=action,
                instrument=sheets[(use.code, use.version)],
                purpose=use.purpose,
                moments=list(use.moments),
            )


def _path(action: ProgrammeAction, shape: shapes.Action) -> None:
    Phase.objects.bulk_create(
        Phase(
            action=action,
            code=phase.code,
            title=phase.title,
            description=phase.description,
            expected_days=phase.days,
            position=position,
        )
        for position, phase in enumerate(shape.phases, start=1)
    )
    EntryCriterion.objects.bulk_create(
        EntryCriterion(
            action=action,
            code=criterion.code,
            text=criterion.text,
            explanation=criterion.explanation,
            rule=_criterion_rule(criterion),
            required=criterion.required,
            position=position,
        )
        for position, criterion in enumerate(shape.entry_criteria, start=1)
    )


def _criterion_rule(criterion: shapes.EntryCriterion) -> dict[str, Any]:
    """Kind and limits of a criterion, as in the pack."""
    data = to_data(criterion)
    return {key: data[key] for key in ("kind", "expected", "min", "max", "choices") if key in data}


def _work(programme: Programme, action: ProgrammeAction, shape: shapes.Action) -> None:
    ActivityKind.objects.bulk_create(
        ActivityKind(
            programme=programme,
            action=action,
            code=kind.code,
            title=kind.title,
            mode=kind.mode,
            family=kind.family,
            default_minutes=kind.minutes,
        )
        for kind in shape.activity_kinds
    )
    HoursBudget.objects.bulk_create(
        HoursBudget(
            action=action,
            code=budget.code,
            title=budget.title,
            payer=budget.payer,
            hours=Decimal(str(budget.hours)),
            per=budget.per,
            extra=budget.extra,
            activity_kinds=list(budget.activity_kinds),
        )
        for budget in shape.hours_budgets
    )


def _whole_measure(measure: shapes.Measure) -> dict[str, Any]:
    """The definition with nothing left to be understood."""
    return {
        "count": measure.count,
        "where": dict(measure.where),
        "distinct": measure.distinct or MEASURE_SOURCES[measure.count].distinct[0],
        "evidence": measure.evidence,
    }


def _results(programme: Programme, pack: Pack) -> None:
    actions = {action.code: action for action in programme.actions.all()}
    ExpectedResult.objects.bulk_create(
        ExpectedResult(
            programme=programme,
            action=actions.get(result.action),
            code=result.code,
            title=result.title,
            description=result.description,
            target=None if result.target is None else Decimal(str(result.target)),
            comparison=result.comparison,
            baseline=None if result.baseline is None else Decimal(str(result.baseline)),
            unit=result.unit,
            measure=_whole_measure(result.measure),
            position=position,
        )
        for position, result in enumerate(pack.expected_results, start=1)
    )


def _notices(programme: Programme, pack: Pack) -> None:
    NoticeVersion.objects.bulk_create(
        NoticeVersion(
            programme=programme,
            code=text.code,
            version=text.version,
            title=text.title,
            languages=to_data(text)["languages"],
            in_force_from=programme.starts_on,
        )
        for text in pack.texts
        if text.kind == PRIVACY_NOTICE
    )
