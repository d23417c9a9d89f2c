"""Gathering what the rules need to know, and asking them."""

import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from snodo.domain.casework.states import CaseState
from snodo.domain.employers import queries as employers
from snodo.domain.network.states import OrganisationKind
from snodo.domain.placements.models import Internship, InternshipPause, InternshipRule
from snodo.domain.placements.rules import Facts, RuleFinding, check
from snodo.domain.placements.rules.library import NATIONAL, library
from snodo.domain.placements.states import PREPARING, RUNNING, STARTED, InternshipKind
from snodo.kernel import clock

DEFAULT_THRESHOLD = 70
_SERVICES = (
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.SOCIAL_AMBITO,
    OrganisationKind.SPECIAL_COMPANY,
    OrganisationKind.HEALTH,
    OrganisationKind.PLACEMENT_SERVICE,
    OrganisationKind.JUSTICE,
)


def rule_for(region: str, kind: str, day: datetime.date | None) -> InternshipRule | None:
    """The regional rule set in force on a day, else the national one."""
    day = day or clock.today()
    found: list[InternshipRule] = list(
        InternshipRule.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
            kind=kind,
            region__in=[region, NATIONAL],
            valid_from__lte=day,
        ).order_by("-valid_from", "pk")
    )
    if not found and not InternshipRule.objects.exists():
        found = _shipped(region, kind, day)
    by_region = sorted(found, key=lambda rule: rule.region == NATIONAL)
    return by_region[0] if by_region else None


def _shipped(region: str, kind: str, day: datetime.date) -> list[InternshipRule]:
    """The product's own rows, not saved: for a network that has not prepared an internship yet."""
    return [
        InternshipRule(
            region=row.region,
            kind=row.kind,
            title=row.title,
            valid_from=row.valid_from,
            values=row.values,
            source=row.source,
            mark=row.mark,
        )
        for row in library()
        if row.kind == kind and row.region in (region, NATIONAL) and row.valid_from <= day
    ]


def threshold(internship: Internship) -> tuple[int, int]:
    """Attendance asked for the attestation, and month by month for the allowance."""
    values: dict[str, Any] = internship.rule.values if internship.rule is not None else {}
    return (
        int(values.get("attestation_attendance", DEFAULT_THRESHOLD)),
        int(values.get("allowance_attendance", DEFAULT_THRESHOLD)),
    )


def check_internship(internship: Internship) -> list[RuleFinding]:
    """All that the rules have to say of an internship, saved or not. Explained, with sources."""
    return check(facts_of(internship))


def facts_of(internship: Internship) -> Facts:
    """The internship as the rules see it. Needs case, promoter, host and person loaded."""
    rule = rule_for(internship.region, internship.kind, internship.starts_on)
    host = employers.profile_of(internship.host_id)
    agreement = internship.agreement or employers.agreement_between(
        internship.promoter_id, internship.host_id, internship.starts_on
    )
    taking = internship.taking_organisation
    return Facts(
        kind=internship.kind,
        starts_on=internship.starts_on,
        ends_on=internship.ends_on,
        weekly_hours=internship.weekly_hours,
        hours_a_day=internship.hours_a_day if internship.weekly_hours else None,
        allowance=internship.allowance,
        allowance_payer=internship.allowance_payer,
        target=internship.rule_target,
        eqf_level=internship.eqf_level,
        meals=internship.meals,
        seasonal=internship.seasonal,
        public_host=host is not None and host.public_body,
        promoter_id=internship.promoter_id,
        host_id=internship.host_id,
        promoter_vat=internship.promoter.vat_number,
        host_vat=internship.host.vat_number,
        has_agreement=agreement is not None,
        has_promoter_tutor=bool(internship.promoter_tutor_id or internship.promoter_tutor_name),
        has_host_tutor=bool(internship.host_tutor_name),
        has_insurance=bool(internship.inail_position and internship.rct_policy),
        has_objectives=bool(internship.objectives),
        has_job=bool(internship.job),
        authorisation_on=internship.authorisation_on,
        communication_on=internship.communication_on,
        case_open=internship.case.state != CaseState.CLOSED,
        taking_organisation=taking.label if taking is not None else "",
        taking_is_public_service=taking is not None and taking.kind in _SERVICES,
        taking_worker=internship.taking_worker,
        person_age=internship.person.age_on(internship.starts_on) if internship.starts_on else None,
        paused_days=paused_days(internship),
        host_employees=host.employees if host is not None else None,
        programme_ends_on=internship.case.programme.ends_on,
        rule_title=rule.title if rule is not None else "",
        rule_source=rule.source if rule is not None else "",
        rule=rule.values if rule is not None else {},
        **_loads(internship),
    )


def _loads(internship: Internship) -> dict[str, Any]:
    """What else is running with the same host, tutors and person."""
    others = Internship.objects.exclude(pk=internship.pk)
    running = others.filter(state__in=RUNNING)
    by_tutor = running.filter(promoter_tutor=internship.promoter_tutor_id)
    if internship.promoter_tutor_id is None:
        by_tutor = running.filter(
            promoter=internship.promoter_id, promoter_tutor_name=internship.promoter_tutor_name
        )
    here = running.filter(host=internship.host_id)
    hours = running.filter(person=internship.person_id).aggregate(total=Sum("weekly_hours"))["total"]
    return {
        "host_trainees": here.filter(kind=InternshipKind.EXTRACURRICULAR).count(),
        "promoter_tutor_load": by_tutor.count(),
        "host_tutor_load": here.filter(host_tutor_name__iexact=internship.host_tutor_name).count()
        if internship.host_tutor_name
        else 0,
        "earlier_here": others.filter(
            state__in=STARTED, person=internship.person_id, host=internship.host_id
        ).exists(),
        "other_weekly_hours": hours or Decimal(0),
    }


def paused_days(internship: Internship) -> int:
    """Days of the pauses already closed."""
    if internship.state in PREPARING:
        return 0
    pauses = InternshipPause.objects.filter(internship=internship, until_day__isnull=False)
    return sum((pause.until_day - pause.from_day).days + 1 for pause in pauses if pause.until_day)
