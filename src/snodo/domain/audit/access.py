"""Who may read the log: those who watch over data protection; everybody their own lines."""

from django.db.models import QuerySet

from snodo.domain.audit.models import Entry
from snodo.kernel.actor import Actor

REVIEWERS = ("privacy_officer", "administrator")


def can_review(actor: Actor) -> bool:
    """Whether the actor reads the log of the whole network."""
    return actor.has_role(*REVIEWERS)


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """The lines the actor may read."""
    entries: QuerySet[Entry] = Entry.objects.all()
    return entries if can_review(actor) else entries.filter(created_by=actor.user_id)
