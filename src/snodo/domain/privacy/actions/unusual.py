"""What was found unusual: written by the clock, looked at by data protection."""

from collections.abc import Iterable

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.privacy import access, messages, states
from snodo.domain.privacy.models import UnusualReading
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused


@transaction.atomic
def note_unusual(*, found: Iterable[UnusualReading], actor: Actor) -> int:
    """Keep what the night found, once each; data protection is told if anything is new."""
    before = UnusualReading.objects.count()
    UnusualReading.objects.bulk_create(list(found), ignore_conflicts=True)
    new = int(UnusualReading.objects.count()) - before
    if new:
        messages.tell_unusual(actor)
    return new


@transaction.atomic
def mark_unusual(*, reading: UnusualReading, verb: str, note: str = "", actor: Actor) -> UnusualReading:
    """Seen, asked about, or explained. Raises InputRefused, TransitionRefused."""
    access.require(access.can_watch(actor))
    found = access.unusual_visible_to(actor).select_for_update(of=("self",)).get(pk=reading.pk)
    if verb not in states.UNUSUAL.table:
        raise InputRefused({"": "Scegli che cosa ne è stato."})
    if verb == "explain" and not note.strip():
        raise InputRefused({"note": "Scrivi in una frase la spiegazione."})
    found.state = states.UNUSUAL.target(found.state, verb)
    found.note = note.strip() or found.note
    found.looked_at, found.looked_by_id = clock.now(), actor.membership_id
    found.save(update_fields=["state", "note", "looked_at", "looked_by"])
    audit.record(actor=actor, verb=f"unusual.{verb}", subject=found, changes={"state": found.state})
    return found
