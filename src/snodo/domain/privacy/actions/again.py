"""After a copy of the database is put back: what had been taken away since is taken away again."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from snodo.domain.casework import actions as casework
from snodo.domain.intake.models import Referral
from snodo.domain.people.models import Person
from snodo.domain.people.states import Keeping
from snodo.domain.privacy import erasures
from snodo.domain.privacy.actions.forgetting import erase_now, strip_now
from snodo.domain.privacy.actions.retention import close_file, log_file
from snodo.domain.privacy.erasures import Line, lines_of
from snodo.domain.privacy.models import RetentionFile
from snodo.domain.privacy.states import RETENTION, FileState, SubjectKind
from snodo.kernel import clock
from snodo.kernel.actor import Actor

STEPS = {"strip": FileState.STATISTICS, "erase": FileState.ERASED}
LISTED = (FileState.STATISTICS, FileState.ERASED)


def complete_list(*, actor: Actor) -> int:
    """Every night: steps the list does not have, where a machine stopped before it was written."""
    known = {line.key for line in erasures.read()}
    files = RetentionFile.objects.filter(state__in=LISTED).order_by("stripped_on", "erased_on", "pk")
    missing = [line for file in files for line in lines_of(file) if line.key not in known]
    for line in missing:
        erasures.append(line)
    return len(missing)


def forget_again(*, lines: Iterable[Line], actor: Actor) -> int:
    """The steps of the list that this database does not know of, in order; gives how many were done.

    They were decided and written down when they were done: what has stopped them in the copy (an open path,
    a request not yet answered, a hold) had been settled by then, and is not asked again.
    """
    return sum(_repeat(line, actor) for line in lines if line.network_id == actor.network_id)


@transaction.atomic
def _repeat(line: Line, actor: Actor) -> bool:
    subject = UUID(line.subject)
    model = Person if line.kind == SubjectKind.PERSON else Referral
    if not model.objects.filter(pk=subject).exists():
        return False  # known only after the copy, or gone already
    file = _file_of(line)
    if file.state in (STEPS[line.step], FileState.ERASED):
        return False
    if file.state == FileState.DUE:
        if line.kind == SubjectKind.PERSON:
            casework.end_forgotten(person_id=subject, on=datetime.date.fromisoformat(line.on), actor=actor)
        if not _closed(line):
            close_file(file, closed=True, actor=actor)
        file.state, file.frozen_on = RETENTION.target(file.state, "freeze"), clock.today()
        file.save(update_fields=["state", "frozen_on"])
    log_file("again", file, actor, step=line.step)
    (strip_now if line.step == "strip" else erase_now)(file, actor)
    return True


def _closed(line: Line) -> bool:
    return (
        line.kind == SubjectKind.PERSON
        and not Person.objects.filter(pk=line.subject, keeping=Keeping.IN_USE).exists()
    )


def _file_of(line: Line) -> RetentionFile:
    """The file of the subject as the copy has it, or the one that was made after."""
    known: RetentionFile | None = (
        RetentionFile.objects.select_for_update(of=("self",))
        .filter(subject_kind=line.kind, subject_id=line.subject)
        .first()
    )
    if known is None:
        known = RetentionFile(pk=UUID(line.file), subject_kind=line.kind, subject_id=UUID(line.subject))
    if known.state in (FileState.DUE, FileState.FROZEN):
        known.ground = line.ground
        known.due_on, known.erase_on = (
            datetime.date.fromisoformat(line.due_on),
            datetime.date.fromisoformat(line.erase_on),
        )
        known.save()
    return known
