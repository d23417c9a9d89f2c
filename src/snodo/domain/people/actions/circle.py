"""Who enters and leaves the circle of a person: services for the contexts above."""

from uuid import UUID

from django.db import IntegrityError, transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation
from snodo.domain.people.models import Person, PersonCircle
from snodo.kernel import clock
from snodo.kernel.actor import Actor


@transaction.atomic
def admit_organisation(
    *,
    person: Person,
    organisation: Organisation,
    reason: str,
    ground_id: UUID | None = None,
    actor: Actor,
) -> PersonCircle:
    """Let a body see a person, for one `CircleReason`. A service: admitting twice changes nothing.

    With `ground_id`, a programme, only while the body has an act in it.
    """
    standing = PersonCircle.objects.filter(
        person=person, organisation=organisation, reason=reason, ground_id=ground_id, ended_on__isnull=True
    )
    admitted: PersonCircle | None = standing.first()
    if admitted is not None:
        return admitted
    try:
        with transaction.atomic():
            admitted = PersonCircle.objects.create(
                person=person, organisation=organisation, reason=reason, ground_id=ground_id
            )
    except IntegrityError:  # another session admitted it this moment
        found: PersonCircle = standing.get()
        return found
    audit.record(
        actor=actor,
        verb="person.admit_organisation",
        subject=person,
        person_id=person.pk,
        changes={"organisation": organisation.pk, "reason": reason},
    )
    return admitted


@transaction.atomic
def release(
    *,
    person: Person,
    organisation: Organisation,
    reason: str,
    ground_id: UUID | None = None,
    actor: Actor,
) -> int:
    """A body no longer sees a person for this reason, from now. A service; says how many rows ended."""
    standing = PersonCircle.objects.filter(
        person=person, organisation=organisation, reason=reason, ground_id=ground_id, ended_on__isnull=True
    )
    ended = int(standing.update(ended_on=clock.today()))
    if ended:
        audit.record(
            actor=actor,
            verb="person.release_organisation",
            subject=person,
            person_id=person.pk,
            changes={"organisation": organisation.pk, "reason": reason},
        )
    return ended
