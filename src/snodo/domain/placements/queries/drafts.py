"""An internship that is not written yet, with what can be guessed: to be checked, shown, then drafted."""

import datetime
from decimal import Decimal
from typing import Any

from snodo.domain.casework.models import Case
from snodo.domain.employers import queries as employers
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.people.models import Person
from snodo.domain.placements import states
from snodo.domain.placements.models import Internship
from snodo.kernel.actor import Actor

USUAL_MEETINGS_EVERY_DAYS = 14


def likely_details(
    case: Case, promoter: Organisation, host: Organisation, actor: Actor, details: dict[str, Any]
) -> dict[str, Any]:
    """What was said, and for the rest what is most likely.

    The region and site come from the host's profile, the tutor and who is responsible from the actor, how
    often to meet from the programme.
    """
    profile = employers.profile_of(host.pk)
    me = Membership.objects.select_related("user", "organisation").get(pk=actor.membership_id)
    guess: dict[str, Any] = {
        "allowance_payer": states.AllowancePayer.HOST,
        "meetings_every_days": usual_meetings(case),
        "responsible": me,
    }
    if profile is not None:
        guess |= {"region": profile.region, "site": profile.site, "sector": profile.activity[:120]}
    if promoter.pk == actor.organisation_id and not details.get("promoter_tutor_name"):
        guess |= {"promoter_tutor": me, "promoter_tutor_name": me.user.get_full_name()}
    said = {name: value for name, value in details.items() if value not in (None, "")}
    return {**guess, **said}


def usual_meetings(case: Case) -> int:
    """How often the programme wants monitoring meetings. Needs programme and action loaded."""
    for action in case.programme.definition.get("actions") or []:
        if action.get("code") == case.action.code and action.get("internship_meetings"):
            return int(action["internship_meetings"]["every_days"])
    return USUAL_MEETINGS_EVERY_DAYS


def sketch(
    *,
    case: Case,
    person: Person,
    kind: str,
    promoter: Organisation,
    host: Organisation,
    starts_on: datetime.date,
    ends_on: datetime.date,
    job: str,
    weekly_hours: Decimal,
    actor: Actor,
    **details: Any,
) -> Internship:
    """The internship as it would be drafted, not saved."""
    return Internship(
        case=case,
        person=person,
        kind=kind,
        promoter=promoter,
        host=host,
        starts_on=starts_on,
        ends_on=ends_on,
        first_end=ends_on,
        job=job,
        weekly_hours=weekly_hours,
        **likely_details(case, promoter, host, actor, details),
    )
