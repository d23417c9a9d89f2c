"""The verbs of retention: what is due is found, then data protection freezes, thaws, holds, sets rules."""

import datetime
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.intake import actions as intake
from snodo.domain.intake.models import Referral
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import access, messages, queries, states
from snodo.domain.privacy.models import LegalHold, PersonRequest, RetentionFile, RetentionRule
from snodo.domain.privacy.queries import Deadline
from snodo.domain.privacy.states import (
    REQUEST_OPEN,
    DataClass,
    FileGround,
    FileState,
    StartEvent,
    SubjectKind,
)
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

WHO_MAY = "Decide chi si occupa di protezione dei dati."
HELD = "Questo fascicolo è fermo per un blocco: prima toglilo, con il suo motivo."
ASKED = "La persona ha una richiesta sui suoi dati ancora aperta: prima rispondi."
OPEN_PATH = (
    "C'è un percorso o una segnalazione ancora aperta: prima si chiude, poi si può togliere il fascicolo."
)
LONGEST_MONTHS = 1200


# What is due


@transaction.atomic
def look_for_due(*, actor: Actor) -> int:
    """Every night: files whose time is over are put before data protection; gives how many are new."""
    today = clock.today()
    found = [*queries.deadlines(), *queries.referral_deadlines()]
    due = {(one.subject_kind, one.subject_id): one for one in found if one.due_on < today}
    _withdraw_what_is_not(due)
    known = set(RetentionFile.objects.values_list("subject_kind", "subject_id"))
    new = [_file_of(one) for key, one in due.items() if key not in known]
    RetentionFile.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        audit.record(actor=actor, verb="retention.due", changes={"count": len(new)})
        messages.tell_retention_due(actor)
    return len(new)


def _file_of(one: Deadline) -> RetentionFile:
    return RetentionFile(
        subject_kind=one.subject_kind,
        subject_id=one.subject_id,
        due_on=one.due_on,
        erase_on=one.erase_on,
    )


def _withdraw_what_is_not(due: dict[tuple[str, Any], Deadline]) -> None:
    """A person who came back, a longer rule: what is not decided yet follows. Decisions stay."""
    for file in RetentionFile.objects.select_for_update().filter(state=FileState.DUE):
        one = due.get((file.subject_kind, file.subject_id))
        if file.ground == FileGround.REQUEST:
            continue
        if one is None:
            tenancy.erase(RetentionFile.objects.filter(pk=file.pk))
        elif (file.due_on, file.erase_on) != (one.due_on, one.erase_on):
            file.due_on, file.erase_on = one.due_on, one.erase_on
            file.save(update_fields=["due_on", "erase_on"])


# Freeze and thaw


@transaction.atomic
def freeze_file(*, file: RetentionFile, actor: Actor) -> RetentionFile:
    """From now on only data protection reads it. Raises TransitionRefused, Conflict, NotAllowed."""
    found = locked_file(file, actor)
    found.state = states.RETENTION.target(found.state, "freeze")
    _refuse_if_needed(found)
    close_file(found, closed=True, actor=actor)
    found.frozen_on, found.decided_by_id = clock.today(), actor.membership_id
    found.save(update_fields=["state", "frozen_on", "decided_by"])
    log_file("freeze", found, actor)
    return found


def _refuse_if_needed(file: RetentionFile) -> None:
    """Since last night, or since the request, the person may have come back. Raises Conflict."""
    if file.subject_kind != SubjectKind.PERSON:
        return
    refuse_if_open(file)
    if file.ground == FileGround.TERM:
        now = next(queries.deadlines([file.subject_id]), None)
        if now is None or now.due_on >= clock.today():
            raise Conflict(
                "Nel frattempo la persona è tornata, o la regola è cambiata: non è più il momento."
            )


def refuse_if_open(file: RetentionFile) -> None:
    """Nothing is closed, emptied or erased under an open path or referral. Raises Conflict.

    The person is locked first: whoever is opening one ends before, or finds the file closed.
    """
    if file.subject_kind == SubjectKind.PERSON:
        Person.objects.select_for_update(of=("self",)).get(pk=file.subject_id)
        if queries.open_matters(file.subject_id):
            raise Conflict(OPEN_PATH)


@transaction.atomic
def thaw_file(*, file: RetentionFile, actor: Actor) -> RetentionFile:
    """The file is in use again, as it was. Raises TransitionRefused, NotAllowed."""
    found = locked_file(file, actor)
    found.state = states.RETENTION.target(found.state, "thaw")
    close_file(found, closed=False, actor=actor)
    found.frozen_on, found.decided_by = None, None
    found.save(update_fields=["state", "frozen_on", "decided_by"])
    log_file("thaw", found, actor)
    return found


def close_file(file: RetentionFile, *, closed: bool, actor: Actor) -> None:
    """Shut to all but data protection, or open again as it was. Who calls has checked."""
    if file.subject_kind == SubjectKind.REFERRAL:
        referral = Referral.objects.get(pk=file.subject_id)
        intake.close_referral_file(referral=referral, closed=closed, actor=actor)
        return
    person = Person.objects.get(pk=file.subject_id)
    move = people.freeze_person if closed else people.thaw_person
    move(person=person, actor=actor)


def locked_file(file: RetentionFile, actor: Actor) -> RetentionFile:
    """The file, locked, for who may decide. Raises NotAllowed."""
    access.require(access.can_decide_file(actor, file), WHO_MAY)
    found: RetentionFile = RetentionFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    return found


def refuse_if_stopped(file: RetentionFile) -> None:
    """A hold, or a request that waits for its answer, stops what cannot be undone. Raises Conflict."""
    if queries.holds_in_force().filter(subject_id=file.subject_id).exists():
        raise Conflict(HELD)
    if PersonRequest.objects.filter(person_id=file.subject_id, state__in=REQUEST_OPEN).exists():
        raise Conflict(ASKED)


def log_file(verb: str, file: RetentionFile, actor: Actor, **changes: Any) -> None:
    """What was decided on a file. The line holds ids and numbers."""
    audit.record(
        actor=actor,
        verb=f"retention.{verb}",
        subject=file,
        person_id=file.subject_id if file.subject_kind == SubjectKind.PERSON else None,
        section="retention",
        changes={"state": file.state, **changes},
    )


# Holds


@transaction.atomic
def place_hold(
    *, file: RetentionFile, reason: str, until_day: datetime.date | None = None, actor: Actor
) -> LegalHold:
    """Nothing of this file goes while it lasts. Raises InputRefused, Conflict, NotAllowed."""
    found = locked_file(file, actor)
    if found.state == FileState.ERASED:
        raise Conflict("Questo fascicolo è già stato cancellato.")
    problems = {}
    if not reason.strip():
        problems["reason"] = "Scrivi che cosa dura ancora: un controllo, una causa."
    if until_day is not None and until_day < clock.today():
        problems["until_day"] = "Questo giorno è già passato."
    if problems:
        raise InputRefused(problems)
    hold = LegalHold.objects.create(
        subject_kind=found.subject_kind,
        subject_id=found.subject_id,
        reason=reason.strip(),
        until_day=until_day,
        placed_by_id=actor.membership_id,
    )
    log_file("hold", found, actor, until=until_day)
    return hold


@transaction.atomic
def lift_hold(*, file: RetentionFile, hold: LegalHold, actor: Actor) -> LegalHold:
    """What lasted is over. Raises Conflict, NotAllowed."""
    found = locked_file(file, actor)
    standing = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk, subject_id=found.subject_id)
    if standing.lifted_on is not None:
        raise Conflict("Questo blocco era già stato tolto.")
    standing.lifted_on = clock.today()
    standing.save(update_fields=["lifted_on"])
    log_file("lift_hold", found, actor)
    return standing


# Rules


@transaction.atomic
def set_retention_rule(
    *,
    programme: Programme | None,
    kind: str,
    start: str,
    months: int,
    year_end: bool,
    source: str,
    from_day: datetime.date | None = None,
    actor: Actor,
) -> RetentionRule:
    """From today this holds; what held before stays written. Raises InputRefused, NotAllowed."""
    access.require(access.can_keep_rules(actor), "Le regole le tiene chi amministra la rete.")
    problems = _rule_problems(kind, start, months, source, from_day)
    if problems:
        raise InputRefused(problems)
    now = RetentionRule.objects.select_for_update(of=("self",)).filter(
        programme=programme, kind=kind, valid_until__isnull=True
    )
    for before in now:
        before.valid_until = clock.today()
        before.save(update_fields=["valid_until"])
    rule = RetentionRule.objects.create(
        programme=programme,
        kind=kind,
        start=start,
        months=months,
        year_end=year_end,
        source=source.strip(),
        from_day=from_day if start == StartEvent.FIXED_DAY else None,
    )
    changes = {"kind": kind, "start": start, "months": months, "year_end": year_end, "programme": programme}
    audit.record(actor=actor, verb="retention.rule", subject=rule, changes=changes)
    return rule


def _rule_problems(
    kind: str, start: str, months: int, source: str, from_day: datetime.date | None
) -> dict[str, str]:
    problems = {}
    if kind not in DataClass.values:
        problems["kind"] = "Scegli di che cosa si parla."
    if start not in StartEvent.values:
        problems["start"] = "Scegli da quando si conta."
    if not 1 <= months <= LONGEST_MONTHS:
        problems["months"] = "Scrivi un numero di mesi tra 1 e 1200."
    if not source.strip():
        problems["source"] = "Scrivi dove sta scritto: legge, massimario, regolamento, delibera."
    if start == StartEvent.FIXED_DAY and from_day is None:
        problems["from_day"] = "Scrivi il giorno da cui si conta, per esempio quello del saldo."
    return problems
