"""Who enters and leaves the circle of a person: services for the contexts above."""

import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation
from snodo.domain.people import queries
from snodo.domain.people.actions.checks import refuse
from snodo.domain.people.models import Person, PersonCircle
from snodo.kernel import clock
from snodo.kernel.actor import Actor

DAY = datetime.timedelta(days=1)


@transaction.atomic
def admit_organisation(
    *,
    person: Person,
    organisation: Organisation,
    reason: str,
    ground_id: UUID | None = None,
    purpose: str = "",
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    actor: Actor,
) -> PersonCircle:
    """Let a body see a person, for one `CircleReason`; with `until`, to the end of that day by itself.

    With `ground_id`, a programme, only while the body has an act in it. A service: admitting twice changes
    nothing. Every body passes here, so a refusal of the person (for this purpose, or for any) stops it.
    Raises InputRefused on "organisation".
    """
    # A refusal written at this same moment waits for this row, or this waits for it.
    Person.objects.select_for_update(of=("self",)).only("pk").get(pk=person.pk)
    if sentence := queries.refusal_sentence([person], organisation, purpose):
        refuse({"organisation": sentence})
    first, ended = since or clock.today(), until + DAY if until is not None else None
    standing = PersonCircle.objects.filter(
        person=person, organisation=organisation, reason=reason, ground_id=ground_id, started_on__lte=first
    )
    lasting = Q(ended_on__isnull=True) if ended is None else Q(ended_on__isnull=True) | Q(ended_on__gte=ended)
    admitted: PersonCircle | None = standing.filter(lasting).first()
    if admitted is not None:
        return admitted
    try:
        with transaction.atomic():
            admitted = PersonCircle.objects.create(
                person=person,
                organisation=organisation,
                reason=reason,
                ground_id=ground_id,
                started_on=first,
                ended_on=ended,
            )
    except IntegrityError:  # another session admitted it this moment
        found: PersonCircle = standing.filter(ended_on__isnull=True).get()
        return found
    audit.record(
        actor=actor,
        verb="person.admit_organisation",
        subject=person,
        person_id=person.pk,
        changes={"organisation": organisation.pk, "reason": reason, "until": until},
    )
    return admitted


@transaction.atomic
def release(
    *,
    person: Person,
    organisation: Organisation,
    reason: str,
    ground_id: UUID | None = None,
    any_ground: bool = False,
    after: datetime.date | None = None,
    actor: Actor,
) -> int:
    """A body no longer sees a person for this reason, from now or from the day `after`.

    On this ground only, or on any. A service; says how many rows ended.
    """
    ended = clock.today() if after is None else after + DAY
    standing = PersonCircle.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=ended),
        person=person,
        organisation=organisation,
        reason=reason,
    )
    if not any_ground:
        standing = standing.filter(ground_id=ground_id)
    count = int(standing.update(ended_on=ended))
    if count:
        audit.record(
            actor=actor,
            verb="person.release_organisation",
            subject=person,
            person_id=person.pk,
            changes={"organisation": organisation.pk, "reason": reason, "after": after},
        )
    return count
