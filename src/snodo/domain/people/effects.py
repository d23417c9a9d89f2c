"""What is done a moment later, so that a look takes the same time whoever was sought."""

from uuid import UUID

from django.db.models import Q

from snodo.domain.audit import actions as audit
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.people import access, joined
from snodo.domain.people.messages import SoughtByOthers
from snodo.domain.people.models import Person, PersonMerge, ProtectedIdentity
from snodo.kernel import background
from snodo.kernel.actor import Actor, the_clock

BETWEEN = ","


@background.task(name="people.notice_seekers", queue="mail")
def notice_seekers(*, prints: str, persons: str, actor: Actor) -> None:
    """The ledger of who was sought has it, and who keeps their secrets is told; not of their own looks.

    Keyed hashes and ids travel, nothing else.
    """
    hashes, ids = ([one for one in words.split(BETWEEN) if one] for words in (prints, persons))
    sealed = ProtectedIdentity.objects.filter(prints__overlap=hashes).values("person")
    for person in Person.objects.filter(Q(pk__in=sealed) | Q(pk__in=ids)).order_by("pk"):
        if access.can_keep(actor, person):
            continue
        audit.record(actor=actor, verb="person.sought", subject=person, person_id=person.pk)
        message = SoughtByOthers(path=f"/persone/{person.pk}/")
        keepers = [Recipient.of(member) for member in access.keepers_of(person)]
        messaging.notify(message=message, recipients=keepers, actor=actor)


@background.network_task(name="people.gather_late_rows")
def gather_late_rows(*, merge_id: UUID) -> None:
    """What was being written while two files were joined follows a moment later."""
    merge = PersonMerge.objects.select_related("kept", "gone").filter(pk=merge_id).first()
    if merge is not None:
        joined.gather_late_rows(merge=merge, actor=the_clock(merge.network_id))
