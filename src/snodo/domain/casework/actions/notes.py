"""Working notes of one operator: written, read and thrown away by their author alone."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access
from snodo.domain.casework.actions.checks import refuse, required, save_checked
from snodo.domain.casework.models import Case, OwnNote
from snodo.kernel.actor import Actor
from snodo.kernel.tenancy import erase

NOT_YOURS = "Gli appunti li vede e li cambia solo chi li ha scritti."


@transaction.atomic
def keep_own_note(*, case: Case, text: str, actor: Actor) -> OwnNote:
    """Write for oneself only. Raises InputRefused."""
    access.require(access.can_follow_up(actor, case))
    problems: dict[str, str] = {}
    required(problems, "Scrivi il testo.", text=text)
    refuse(problems)
    note = OwnNote(case=case, membership_id=actor.membership_id, text=text)
    save_checked(note)
    audit.record(
        actor=actor, verb="case.own_note", subject=case, person_id=case.person_id, section="own_notes"
    )
    return note


@transaction.atomic
def discard_own_note(*, note: OwnNote, actor: Actor) -> None:
    """Throw one away: a working note is not kept for its own sake. The log says that there was one."""
    access.require(access.own_notes_of(actor).filter(pk=note.pk).exists(), NOT_YOURS)
    audit.record(
        actor=actor,
        verb="case.own_note_discard",
        subject=note.case,
        person_id=note.case.person_id,
        section="own_notes",
    )
    erase(OwnNote.objects.filter(pk=note.pk))
