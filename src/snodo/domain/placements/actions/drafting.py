"""Before the first day: the draft of an internship, its corrections, and giving it up."""

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from snodo.domain.casework.models import Case
from snodo.domain.employers import queries as employers
from snodo.domain.network.models import Organisation
from snodo.domain.people.models import HouseholdMember, Person
from snodo.domain.placements import access, queries, states
from snodo.domain.placements.actions.common import at_host, choice_problems, held, log, save, tell
from snodo.domain.placements.actions.rules import load_rules
from snodo.domain.placements.models import Internship, InternshipRule
from snodo.domain.placements.rules.facts import ERROR
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

# What may be said of an internship besides the main things, when drafting or correcting it.
DETAILS = frozenset(
    {
        "agreement",
        "allowance",
        "allowance_payer",
        "authorisation_on",
        "communication_on",
        "eqf_level",
        "funding",
        "host_tutor_contact",
        "host_tutor_name",
        "inail_position",
        "meals",
        "meetings_every_days",
        "objectives",
        "promoter_tutor",
        "promoter_tutor_name",
        "rct_policy",
        "region",
        "responsible",
        "rule_target",
        "safety_training_on",
        "seasonal",
        "sector",
        "site",
        "taking_organisation",
        "taking_worker",
        "tasks",
        "timetable",
        "weekdays",
    }
)
_MAIN = frozenset({"kind", "promoter", "host", "starts_on", "ends_on", "job", "weekly_hours"})
_AFTER_START = frozenset(
    {"communication_on", "safety_training_on", "authorisation_on", "host_tutor_contact", "timetable"}
)


@transaction.atomic
def draft_internship(
    *,
    case: Case,
    kind: str,
    promoter: Organisation,
    host: Organisation,
    starts_on: datetime.date,
    ends_on: datetime.date,
    job: str,
    weekly_hours: Decimal,
    person: Person | None = None,
    actor: Actor,
    **details: Any,
) -> Internship:
    """Prepare an internship for a case. `details` may hold any of DETAILS; what is missing is guessed.

    Guessed: the region and site from the host's profile, the agreement in force, the promoter's tutor and
    who is responsible (the actor), how often to meet (the programme). Raises InputRefused.
    """
    access.require(access.can_draft(actor, case), access.NOT_YOURS)
    _known(details, DETAILS)
    if not InternshipRule.objects.exists():
        load_rules(actor=actor)
    internship = queries.sketch(
        case=case,
        person=_whose(case, person),
        kind=kind,
        promoter=promoter,
        host=host,
        starts_on=starts_on,
        ends_on=ends_on,
        job=job,
        weekly_hours=weekly_hours,
        actor=actor,
        **details,
    )
    _settle(internship)
    internship.save()
    log(internship, "draft", actor, kind=kind, starts_on=starts_on, ends_on=ends_on)
    return internship


@transaction.atomic
def update_internship(
    *, internship: Internship, actor: Actor, version: int | None = None, **changes: Any
) -> Internship:
    """Correct a draft; after the start only what does not touch the agreed project. Raises InputRefused …"""
    internship = held(internship, actor)
    if version is not None and version != internship.version:
        raise InputRefused(
            {"": "Qualcuno ha cambiato il tirocinio mentre scrivevi: ricontrolla e salva di nuovo."}
        )
    if internship.state in states.PREPARING:
        _known(changes, DETAILS | _MAIN)
        internship.state = states.INTERNSHIP.target(internship.state, "correct")
    else:
        _known(changes, _AFTER_START)
    for field, value in changes.items():
        setattr(internship, field, value)
    if internship.state in states.PREPARING:
        internship.first_end = internship.ends_on
        if {"promoter", "host", "starts_on"} & set(changes) and "agreement" not in changes:
            internship.agreement = None
        _settle(internship)
    internship.version += 1
    internship.save()
    log(internship, "update", actor, fields=sorted(changes))
    return internship


@transaction.atomic
def propose_internship(*, internship: Internship, actor: Actor) -> Internship:
    """Nothing blocks any more: it waits for the first day. Raises InputRefused with what must be mended."""
    internship = held(internship, actor)
    internship.state = states.INTERNSHIP.target(internship.state, "propose")
    refuse_errors(internship)
    save(internship, "state")
    log(internship, "propose", actor)
    return internship


@transaction.atomic
def drop_internship(*, internship: Internship, reason: str, note: str = "", actor: Actor) -> Internship:
    """It will not begin. Raises InputRefused without a reason, TransitionRefused once begun."""
    internship = held(internship, actor)
    internship.state = states.INTERNSHIP.target(internship.state, "drop")
    if reason not in states.EndReason.values:
        raise InputRefused({"reason": "Scegli il motivo: serve a preparare meglio il prossimo."})
    internship.end_reason, internship.end_note = reason, note
    save(internship, "state", "end_reason", "end_note")
    tell(internship, f"Il tirocinio{at_host(internship)} non parte", actor, audience="team")
    log(internship, "drop", actor, reason=reason)
    return internship


def refuse_errors(internship: Internship) -> None:
    """Raises InputRefused with the errors of the checks and the person's choices, next to their fields."""
    errors = [finding for finding in queries.check_internship(internship) if finding.level == ERROR]
    problems = choice_problems(internship)
    for finding in errors:
        problems[finding.field] = f"{problems.get(finding.field, '')} {finding.sentence}".strip()
    if problems:
        raise InputRefused(problems)


def _known(values: dict[str, Any], names: frozenset[str]) -> None:
    unknown = set(values) - names
    if unknown:
        raise InputRefused({"": f"Non si può cambiare adesso: {', '.join(sorted(unknown))}."})


def _whose(case: Case, person: Person | None) -> Person:
    if case.person_id is not None:
        if person is not None and person.pk != case.person_id:
            raise InputRefused({"person": "Questo percorso riguarda un'altra persona."})
        return Person.objects.get(pk=case.person_id)
    members = HouseholdMember.objects.filter(household=case.household_id, ended_on__isnull=True)
    if person is None or not members.filter(person=person).exists():
        raise InputRefused({"person": "Scegli quale componente del nucleo farà il tirocinio."})
    return person


def _settle(internship: Internship) -> None:
    """What follows from the rest; then the limits of the table itself. Raises InputRefused."""
    if internship.promoter_tutor is not None:
        internship.promoter_tutor_name = internship.promoter_tutor.user.get_full_name()
    if internship.agreement is None and internship.promoter_id != internship.host_id:
        internship.agreement = employers.agreement_between(
            internship.promoter_id, internship.host_id, internship.starts_on
        )
    problems = _plain_problems(internship) | choice_problems(internship)
    if problems:
        raise InputRefused(problems)
    internship.rule = queries.rule_for(internship.region, internship.kind, internship.starts_on)
    internship.take_binding()
    try:
        internship.clean_fields()
        internship.validate_constraints()
    except ValidationError as error:
        raise InputRefused(_by_field(error)) from error


def _by_field(error: ValidationError) -> dict[str, str]:
    return {
        ("" if field == NON_FIELD_ERRORS else field): sentences[0]
        for field, sentences in error.message_dict.items()
    }


def _plain_problems(internship: Internship) -> dict[str, str]:
    problems: dict[str, str] = {}
    if internship.kind not in states.InternshipKind.values:
        problems["kind"] = "Scegli il tipo di tirocinio dall'elenco."
    if internship.rule_target not in states.RuleTarget.values:
        problems["rule_target"] = "Scegli quali limiti valgono dall'elenco."
    if internship.promoter_id == internship.host_id:
        problems["host"] = "Chi promuove il tirocinio non può ospitarlo: scegli due enti diversi."
    if internship.ends_on < internship.starts_on:
        problems["ends_on"] = "La fine viene prima dell'inizio: correggi una delle due date."
    if internship.starts_on < internship.case.opened_on:
        problems["starts_on"] = "L'inizio viene prima della presa in carico."
    if not internship.weekdays or not set(internship.weekdays) <= set(range(7)):
        problems["weekdays"] = "Scegli almeno un giorno della settimana."
    if not 0 < internship.weekly_hours <= 48:
        problems["weekly_hours"] = "Le ore a settimana vanno da 1 a 48."
    if not 1 <= internship.meetings_every_days <= 365:
        problems["meetings_every_days"] = "Gli incontri vanno da uno al giorno a uno all'anno."
    return problems
