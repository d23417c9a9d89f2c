"""What the verbs of this folder share."""

from typing import Any
from uuid import UUID

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.people.queries import refusal_sentence
from snodo.domain.people.states import SharingPurpose
from snodo.domain.placements import access
from snodo.domain.placements.models import Internship, MonitoringMeeting
from snodo.kernel.actor import Actor

END_STEP = "internship_end"
MEETING_STEP = "internship_meeting"
DECIDE_STEP = "internship_decide"
SIDES = ("promoter", "host", "taking_organisation")
EVENT = "internship"


def held(internship: Internship, actor: Actor) -> Internship:
    """The internship as it is now, kept until the end of the transaction, for who may keep it."""
    locked = lock(internship)
    access.require(access.can_keep(actor, locked), access.NOT_YOURS)
    return locked


def lock(internship: Internship) -> Internship:
    """The internship as it is now."""
    locked: Internship = (
        Internship.objects.select_for_update(of=("self",))
        .select_related(
            "case__programme",
            "case__action",
            "case__person",
            "case__household",
            "person",
            "promoter",
            "host",
            "rule",
            "agreement",
            "taking_organisation",
            "promoter_tutor__organisation",
            "responsible__organisation",
        )
        .get(pk=internship.pk)
    )
    return locked


def save(internship: Internship, *fields: str) -> None:
    """Write these fields and raise the version."""
    internship.version += 1
    internship.save(update_fields=[*fields, "version"])


def log(internship: Internship, verb: str, actor: Actor, **changes: Any) -> None:
    """A line in the audit log, in the ledger of the person."""
    audit.record(
        actor=actor,
        verb=f"internship.{verb}",
        subject=internship,
        changes=changes,
        person_id=_uuid(internship.person_id),
    )


def _uuid(value: Any) -> UUID | None:
    return value if isinstance(value, UUID) else None


def tell(
    internship: Internship, title: str, actor: Actor, *, detail: str = "", audience: str = "network"
) -> None:
    """A line in the story of the case."""
    casework.note_event(
        case=internship.case,
        kind=EVENT,
        title=title[:200],
        detail=detail[:4000],
        audience=audience,
        ref=internship,
        actor=actor,
    )


def choice_problems(internship: Internship) -> dict[str, str]:
    """Who takes part against the person's choice: field → sentence."""
    bodies = {field: getattr(internship, field) for field in SIDES}
    said = {
        field: refusal_sentence([internship.person], body, SharingPurpose.WORK)
        for field, body in bodies.items()
        if body is not None
    }
    return {field: sentence for field, sentence in said.items() if sentence}


def at_host(internship: Internship) -> str:
    """ " presso Officina Verde"; nothing for a protected person, of whom no text says where they work."""
    return "" if internship.person.protected else f" presso {internship.host.label}"


def promise_end(internship: Internship, actor: Actor) -> None:
    """Put the end among the next steps, or move it."""
    casework.promise_step(
        case=internship.case,
        kind=END_STEP,
        title=f"Concludere il tirocinio{at_host(internship)}"[:200],
        due_on=internship.ends_on,
        owner_membership=internship.responsible,
        owner_organisation=internship.responsible.organisation,
        ref=internship,
        actor=actor,
    )


def promise_meeting(meeting: MonitoringMeeting, internship: Internship, actor: Actor) -> None:
    """Put a meeting among the next steps, or move it."""
    casework.promise_step(
        case=internship.case,
        kind=MEETING_STEP,
        title=f"Incontro di monitoraggio{at_host(internship)}"[:200],
        due_on=meeting.planned_on,
        owner_membership=internship.responsible,
        owner_organisation=internship.responsible.organisation,
        ref=meeting,
        actor=actor,
    )
