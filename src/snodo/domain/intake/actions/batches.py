"""A list of referrals from a spreadsheet: read, checked, sent row by row by the action of the single one."""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access, batch_access, batch_queries, checks, effects, states
from snodo.domain.intake.actions import sending
from snodo.domain.intake.actions.declining import count_declined
from snodo.domain.intake.actions.telling import tell_of_many
from snodo.domain.intake.batches import judging, matching
from snodo.domain.intake.batches.columns import APART, TOGETHER, Column
from snodo.domain.intake.batches.rows import Said, Towns, understand
from snodo.domain.intake.models import BatchRow, Referral, ReferralBatch
from snodo.domain.intake.states import BatchState, RowState
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.models import JobProgress
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.grids import read_grid
from snodo.kernel.tenancy import acting, erase
from snodo.kernel.text import tidy

logger = logging.getLogger(__name__)
MOST_ROWS = 5_000
AT_ONCE = 200  # so many rows are checked while one waits
STEP = 50
JOB_KIND = "intake.batch"
NO_ACT = "Il tuo ente non ha oggi un accordo in vigore per segnalare a questo programma."
NO_ROWS = "Sotto le intestazioni non c'è nessuna riga: scrivi una persona per riga."
MOVED = "Nel frattempo questo elenco è cambiato: ricarica la pagina."
NAMES_TWICE = "Nome e cognome stanno in più colonne: scegli quella che li ha insieme, oppure le due divise."
FAILED = "Qualcosa non ha funzionato: quello che era già inviato resta inviato. Riprova."


# From the file to the rows


@transaction.atomic
def begin_batch(*, action: ProgrammeAction, file_name: str, content: bytes, actor: Actor) -> ReferralBatch:
    """Read a spreadsheet and keep its rows, sealed; where all headings are known, check them at once.

    Raises InputRefused under "file" for what cannot be read, NotAllowed without an act.
    """
    access.require(not actor.by_link and access.can_send_to(actor, action), NO_ACT)
    grid = read_grid(content, most=MOST_ROWS + matching.LOOK_AT)
    columns = batch_queries.columns(action)
    at = matching.headings(grid, columns)
    titles = [tidy(title)[:200] for title in grid.lines[at].cells]
    lines = [line for line in grid.lines[at + 1 :] if not matching.is_note(line)]
    if not lines:
        raise InputRefused({"file": NO_ROWS})
    if len(lines) > MOST_ROWS:
        raise InputRefused({"file": f"Il file ha {len(lines)} righe, il massimo è 5.000: dividilo."})
    keys = matching.match(titles, columns)
    batch: ReferralBatch = ReferralBatch.objects.create(
        action=action,
        organisation_id=actor.organisation_id,
        membership_id=actor.membership_id,
        file_name=tidy(file_name).replace("\n", " ")[-120:] or "elenco",
        reading={
            "titles": titles,
            "keys": keys,
            "notes": grid.notes,
            "headings": [[one.key, one.title] for one in columns],
        },
    )
    BatchRow.objects.bulk_create(
        [
            BatchRow(
                batch=batch,
                number=line.number,
                written={
                    "cells": [tidy(cell) for cell in line.cells],
                    "problems": {str(place): said for place, said in line.problems.items()},
                },
            )
            for line in lines
        ],
        batch_size=500,
    )
    audit.record(actor=actor, verb="referral.batch_begin", subject=batch, changes={"rows": len(lines)})
    if not matching.unknown(titles, keys) and not matching.lacking(keys, columns):
        batch = match_columns(batch=batch, keys=keys, actor=actor)
    return batch


@transaction.atomic
def match_columns(*, batch: ReferralBatch, keys: list[str], actor: Actor) -> ReferralBatch:
    """Say which column each heading stands for, and check the rows. Raises InputRefused, Conflict."""
    batch = held_batch(batch, actor)
    move_batch(batch, "match")
    columns = {one.key: one for one in batch_queries.columns(batch.action)}
    _check_keys(keys, batch, columns)
    batch.reading = {**batch.reading, "keys": keys}
    return begin_check(batch, actor)


def begin_check(batch: ReferralBatch, actor: Actor) -> ReferralBatch:
    """At once where it takes no time, else by a job with a bar. A service: the list is held and moved."""
    rows = BatchRow.objects.filter(batch=batch).exclude(state=RowState.SENT).count()
    if rows <= AT_ONCE:
        for _ in _judged(batch, actor):
            pass
        move_batch(batch, "checked")
        batch.save(update_fields=["state", "reading"])
        return batch
    job = messaging.start_job(kind=JOB_KIND, title="Controllo di un elenco", total=rows, actor=actor)
    batch.job_id = job.pk
    batch.save(update_fields=["state", "reading", "job_id"])
    effects.check_batch.later(actor=actor, batch_id=batch.pk)
    return batch


def _check_keys(keys: list[str], batch: ReferralBatch, columns: dict[str, Column]) -> None:
    chosen = [key for key in keys if key]
    if len(keys) != len(batch.reading["titles"]) or set(chosen) - set(columns):
        raise InputRefused({"": "Le colonne del file sono cambiate: ricarica la pagina."})
    twice = next((key for key in chosen if chosen.count(key) > 1), None)
    if twice is not None:
        raise InputRefused({"": f"Hai scelto «{columns[twice].title}» per due colonne: lasciane una."})
    together = sum(key in TOGETHER for key in chosen)
    if together > 1 or (together and not APART.isdisjoint(chosen)):
        raise InputRefused({"": NAMES_TWICE})
    if not chosen:
        raise InputRefused({"": "Abbina almeno una colonna."})


def held_batch(batch: ReferralBatch, actor: Actor) -> ReferralBatch:
    """The list, locked, for who may work on it."""
    access.require(batch_access.can_work_on_batch(actor, batch))
    held: ReferralBatch = (
        ReferralBatch.objects.select_for_update(of=("self",))
        .select_related("action__programme")
        .get(pk=batch.pk)
    )
    return held


def move_batch(batch: ReferralBatch, verb: str) -> None:
    """Raises Conflict when a colleague was quicker."""
    try:
        batch.state = states.BATCH.target(batch.state, verb)
    except TransitionRefused as refusal:
        raise Conflict(MOVED) from refusal


# Checking


def check_rows(*, batch_id: UUID, actor: Actor) -> None:
    """The work of the job: row by row, with a bar that moves. A service: `match_columns` has checked."""
    _guarded(_check, BatchState.CHECKING, "check_failed", batch_id, actor)


def _check(batch: ReferralBatch, actor: Actor) -> None:
    with acting(actor):
        done = 0
        for done, _ in enumerate(_judged(batch, actor), 1):
            if done % 500 == 0:
                _tell_bar(batch, 500, actor)
        _tell_bar(batch, done % 500, actor)
        held = _again(batch)
        if held is not None and held.state == BatchState.CHECKING:
            move_batch(held, "checked")
            held.save(update_fields=["state"])
            _finish(held, "Controllo finito.", actor)


def _judged(batch: ReferralBatch, actor: Actor) -> Iterator[BatchRow]:
    """Every row not yet sent, with its verdict written down."""
    asked = checks.asked_by(batch.action)
    columns = {one.key: one for one in batch_queries.columns_asked(batch.action, asked)}
    judge, towns = judging.Judge(batch.action, asked, batch.organisation_id), Towns(batch_queries.towns())
    rows = BatchRow.objects.filter(batch=batch).exclude(state__in=[RowState.SENT, RowState.DECLINED])
    for row in rows.order_by("number"):
        verdict = judge.judge(_said(row, batch, columns, towns), row.number)
        row.state = states.ROW.target(row.state, verdict.state)
        row.mark = verdict.mark
        row.found = verdict.found()
        if verdict.state == RowState.DECLINED:  # nothing is kept of who does not want
            row.written, row.found = {}, {}
        row.save(update_fields=["state", "mark", "found", "written"])
        yield row


def _said(row: BatchRow, batch: ReferralBatch, columns: dict[str, Column], towns: Towns) -> Said:
    unread = {int(place): said for place, said in row.written.get("problems", {}).items()}
    return understand(row.written.get("cells", []), unread, batch.reading["keys"], columns, towns)


# Sending


@transaction.atomic
def send_batch(
    *, batch: ReferralBatch, with_doubts: bool = False, with_refusals: bool = True, actor: Actor
) -> ReferralBatch:
    """Send the rows that are ready; with `with_doubts` also those of who may be known already.

    `with_refusals`: who does not want is counted, as one by one; not where another list counted them.
    Raises InputRefused when there is none, Conflict, NotAllowed.
    """
    batch = held_batch(batch, actor)
    access.require(access.can_send_to(actor, batch.action), NO_ACT)
    move_batch(batch, "send")
    wanted = [RowState.READY, RowState.DOUBT] if with_doubts else [RowState.READY]
    rows = BatchRow.objects.filter(batch=batch, state__in=wanted)
    number = rows.count()
    if not number:
        raise InputRefused({"": "Non c'è nessuna riga pronta da inviare."})
    job = messaging.start_job(kind=JOB_KIND, title="Invio di un elenco", total=number, actor=actor)
    batch.job_id = job.pk
    batch.reading = {**batch.reading, "with_doubts": with_doubts}
    batch.save(update_fields=["state", "job_id", "reading"])
    audit.record(
        actor=actor, verb="referral.batch_send", subject=batch, changes={"rows": number, "known": with_doubts}
    )
    if with_refusals:
        count_declined(batch, actor)
    effects.send_batch.later(actor=actor, batch_id=batch.pk)
    return batch


def send_rows(*, batch_id: UUID, actor: Actor) -> None:
    """The work of the job: one transaction a row, so that what is sent stays sent. A service."""
    _guarded(_send_all, BatchState.SENDING, "send_failed", batch_id, actor)


def _send_all(batch: ReferralBatch, actor: Actor) -> None:
    with acting(actor):
        asked = checks.asked_by(batch.action)
        columns = {one.key: one for one in batch_queries.columns_asked(batch.action, asked)}
        towns = Towns(batch_queries.towns())
        known = bool(batch.reading.get("with_doubts"))
        wanted = [RowState.READY, RowState.DOUBT] if known else [RowState.READY]
        rows = BatchRow.objects.filter(batch=batch, state__in=wanted).order_by("number")
        waiting = list(rows.values_list("pk", flat=True))
    sent, last = 0, None
    for start in range(0, len(waiting), STEP):
        for pk in waiting[start : start + STEP]:
            with acting(actor):
                row = BatchRow.objects.select_for_update().filter(pk=pk).first()
                if row is None:  # thrown away meanwhile
                    return
                if row.state in wanted:
                    _send_row(row, _said(row, batch, columns, towns), batch, known, actor)
                sent += row.state == RowState.SENT
                last = row.referral_id or last
        with acting(actor):
            _tell_bar(batch, len(waiting[start : start + STEP]), actor)
    with acting(actor):
        held = _again(batch)
        if held is None or held.state != BatchState.SENDING:
            return
        move_batch(held, "sent")
        held.sent_at = clock.now()
        held.save(update_fields=["state", "sent_at"])
        if last is not None:
            tell_of_many(Referral.objects.get(pk=last), actor)
        _finish(held, f"Inviate: {sent} su {len(waiting)}.", actor)


def _send_row(row: BatchRow, said: Said, batch: ReferralBatch, known: bool, actor: Actor) -> None:
    """Through the action of the single referral; what it refuses is written beside the row."""
    try:
        referral = _sent(row, said, batch, known and row.state == RowState.DOUBT, actor)
    except sending.PossibleDuplicates as doubt:
        verdict, problems = RowState.DOUBLE if doubt.referrals else RowState.DOUBT, {"": doubt.sentence}
    except InputRefused as refusal:
        verdict, problems = RowState.WRONG, refusal.problems
    except IntegrityError:
        verdict, problems = RowState.DOUBLE, {"": "Questa riga è già stata inviata."}
    else:
        verdict, problems = RowState.SENT, {}
        row.referral_id, row.written = referral.pk, {}
    row.state = states.ROW.target(row.state, verdict)
    row.found = {**row.found, "problems": problems} if problems else {}
    row.save(update_fields=["state", "referral_id", "written", "found"])


def _sent(row: BatchRow, said: Said, batch: ReferralBatch, known: bool, actor: Actor) -> Referral:
    if said.problems:
        raise InputRefused(said.problems)
    if not known:
        described = judging.as_referral(said, batch.action, batch.organisation_id)
        checks.check_storable(described)
        if not described.protected:
            sending.stop_for_duplicates(described, actor)
    with transaction.atomic():
        draft = sending.save_draft(
            action=batch.action,
            criteria_answers=said.answers,
            criteria_reasons=said.reasons,
            sheet_answers=said.sheet,
            actor=actor,
            **said.fields,
        )
        draft.batch_mark = row.mark
        draft.save(update_fields=["batch_mark"])
        return sending.send_referral(
            referral=draft, acknowledge_duplicates=True, among_many=True, actor=actor
        )


# Jobs


def _guarded(
    step: Callable[[ReferralBatch, Actor], None], during: str, undone: str, batch_id: UUID, actor: Actor
) -> None:
    """A step run twice changes nothing; one that fails says so, and can be begun again."""
    with acting(actor):
        batch = ReferralBatch.objects.select_related("action__programme").filter(pk=batch_id).first()
    if batch is None or batch.state != during:
        return
    try:
        step(batch, actor)
    except Exception as failure:
        logger.exception("The list %s failed while it was %s", batch_id, during)
        said = failure.sentence if isinstance(failure, NotAllowed) else FAILED
        with acting(actor):
            held = _again(batch)
            if held is not None and held.state == during:
                move_batch(held, undone)
                held.save(update_fields=["state"])
                messaging.fail_job(job=_job(held), message=said, actor=actor)


def _again(batch: ReferralBatch) -> ReferralBatch | None:
    found = ReferralBatch.objects.select_for_update(of=("self",)).select_related("action")
    return found.filter(pk=batch.pk).first()


def _job(batch: ReferralBatch) -> JobProgress:
    assert batch.job_id is not None  # a constraint of the table
    found: JobProgress = JobProgress.objects.get(pk=batch.job_id)
    return found


def _tell_bar(batch: ReferralBatch, by: int, actor: Actor) -> None:
    if by:
        messaging.advance_job(job=_job(batch), by=by, message="Righe", actor=actor)


def _finish(batch: ReferralBatch, message: str, actor: Actor) -> None:
    messaging.finish_job(job=_job(batch), message=message, result_path=path_of(batch), actor=actor)


def path_of(batch: ReferralBatch) -> str:
    """Where the list is worked on."""
    return f"/segnalazioni/elenchi/{batch.pk}/"


# The end of it


@transaction.atomic
def discard_batch(*, batch: ReferralBatch, actor: Actor) -> None:
    """Throw a list away with all that was read; what was sent stays sent, and a sending stops."""
    batch = held_batch(batch, actor)
    audit.record(actor=actor, verb="referral.batch_discard", subject=batch)
    _erase(batch, actor)


@transaction.atomic
def sweep_batches(*, before: date, actor: Actor) -> int:
    """Every night: lists whose days are over; how many."""
    over = list(ReferralBatch.objects.filter(over_on__lt=before)[:500])
    for batch in over:
        audit.record(actor=actor, verb="referral.batch_sweep", subject=batch)
        _erase(batch, actor)
    return len(over)


def _erase(batch: ReferralBatch, actor: Actor) -> None:
    messaging.forget_paths(ids=[batch.pk], actor=actor)
    erase(BatchRow.objects.filter(batch=batch))
    erase(ReferralBatch.objects.filter(pk=batch.pk))
