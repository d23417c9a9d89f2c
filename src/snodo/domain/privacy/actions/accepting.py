"""A request that is accepted does what it asks: erases, corrects, stops; or says on which law use goes on."""

import datetime
from collections.abc import Collection
from typing import Any, Unpack

from django.db import transaction

from snodo.domain.people import actions as people
from snodo.domain.people.actions import PersonFields
from snodo.domain.people.models import Person
from snodo.domain.people.states import Choice
from snodo.domain.privacy import messages, queries
from snodo.domain.privacy.actions.requests import OVER, close_request, held_request, log_request
from snodo.domain.privacy.actions.retention import freeze_file, refuse_if_open
from snodo.domain.privacy.models import PersonRequest, RequestEffect, RetentionFile
from snodo.domain.privacy.queries import Stoppable
from snodo.domain.privacy.states import (
    EffectKind,
    FileGround,
    FileState,
    RequestKind,
    RequestState,
    SubjectKind,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed

NOT_TAKEN = "Prima verifica chi fa la richiesta e prendila in carico."
ERASED = "Richiesta accolta: da oggi il fascicolo è chiuso a tutti. Qui sotto, che cosa va via e che cosa no."


def _taken(request: PersonRequest, kinds: Collection[str], actor: Actor) -> PersonRequest:
    """The request, locked, in the hands of whoever acts."""
    found = held_request(request, actor)
    if found.kind not in kinds:
        raise Conflict("Questa richiesta chiede un'altra cosa.")
    if not found.is_open:
        raise Conflict(OVER)
    if found.state != RequestState.IN_PROGRESS:
        raise Conflict(NOT_TAKEN)
    if found.owner_id != actor.membership_id:
        raise NotAllowed("La sta seguendo un'altra persona: prendila in carico tu, poi decidi.")
    return found


def _write(request: PersonRequest, kind: str, details: dict[str, Any], actor: Actor) -> RequestEffect:
    effect: RequestEffect = RequestEffect.objects.create(
        request=request, kind=kind, details=details, done_by_id=actor.membership_id
    )
    return effect


# Erasure


@transaction.atomic
def accept_erasure(*, request: PersonRequest, words: str = "", actor: Actor) -> RetentionFile:
    """The file is put on its way out and closed at once; the answer says what goes, what stays and why.

    Raises Conflict while a path is open, TransitionRefused, NotAllowed.
    """
    found = _taken(request, (RequestKind.ERASURE,), actor)
    file = _file_asked_for(found)
    if file.state == FileState.DUE:
        file = freeze_file(file=file, actor=actor)
    run = queries.dry_run(file, all_of_it=False)
    held = queries.holds_in_force().filter(subject_id=file.subject_id).exists()
    _write(found, EffectKind.ERASURE, queries.erasure_promise(file, run, held=held), actor)
    close_request(found, "answer", "\n\n".join(filter(None, (ERASED, words.strip()))), actor)
    return file


def _file_asked_for(request: PersonRequest) -> RetentionFile:
    """The one file of the person, on its way for this reason from now on."""
    known: RetentionFile | None = (
        RetentionFile.objects.select_for_update(of=("self",))
        .filter(subject_kind=SubjectKind.PERSON, subject_id=request.person_id)
        .first()
    )
    if known is not None and known.state in (FileState.STATISTICS, FileState.ERASED):
        raise Conflict("Di questa persona restano già solo le statistiche: rispondi spiegandolo.")
    yesterday = clock.today() - datetime.timedelta(days=1)
    file = known or RetentionFile(subject_kind=SubjectKind.PERSON, subject_id=request.person_id)
    file.ground = FileGround.REQUEST
    refuse_if_open(file)
    file.due_on = min(file.due_on or yesterday, yesterday)
    file.erase_on = max(file.due_on, queries.proofs_until(request.person_id) or file.due_on)
    file.save()
    return file


# Rectification


@transaction.atomic
def correct_data(*, request: PersonRequest, actor: Actor, **fields: Unpack[PersonFields]) -> RequestEffect:
    """Put right what the person says is wrong, and tell whoever had it. Raises InputRefused, Conflict."""
    found = _taken(request, (RequestKind.RECTIFICATION,), actor)
    person = Person.objects.get(pk=found.person_id)
    changes = people.correct_person(person=person, actor=actor, **fields)
    if not changes:
        raise InputRefused({"": "Non è cambiato nulla: scrivi il dato giusto al posto di quello sbagliato."})
    return _tell_corrected(found, [list(change) for change in changes], actor)


@transaction.atomic
def note_correction(
    *, request: PersonRequest, where: str, before: str, after: str, actor: Actor
) -> RequestEffect:
    """What whoever follows the person corrected elsewhere: a note, a sheet, a paper. Raises InputRefused."""
    found = _taken(request, (RequestKind.RECTIFICATION,), actor)
    problems = {}
    if not where.strip():
        problems["where"] = "Scrivi dove stava: per esempio la nota del 3 marzo, o la scheda d'ingresso."
    if not after.strip():
        problems["after"] = "Scrivi che cosa c'è scritto adesso."
    if problems:
        raise InputRefused(problems)
    return _tell_corrected(found, [[where.strip(), before.strip(), after.strip()]], actor)


def _tell_corrected(request: PersonRequest, changes: list[list[str]], actor: Actor) -> RequestEffect:
    """Each recipient is told (GDPR art. 19): who still reads here by a notice, the others by letter."""
    known = queries.recipients_of(request.person)
    messages.tell_corrected(request.person, known.present, actor)
    details = {
        "changes": changes,
        "told": [one.label for one in known.present],
        "to_tell": [one.label for one in known.past],
    }
    effect = _write(request, EffectKind.CORRECTION, details, actor)
    log_request("correct", request, actor, fields=len(changes), told=len(known.present))
    return effect


# Objection, withdrawal

STOPPED = (RequestKind.OBJECTION, RequestKind.WITHDRAWAL)


@transaction.atomic
def stop_sharing(
    *,
    request: PersonRequest,
    chosen: Collection[str],
    bases: Collection[str] = (),
    why: str = "",
    actor: Actor,
) -> RequestEffect:
    """End what was shared, as when the person says no; `bases` say on which law the rest goes on.

    Raises InputRefused, Conflict, NotAllowed.
    """
    found = _taken(request, STOPPED, actor)
    person = Person.objects.get(pk=found.person_id)
    ending = [one for one in queries.stoppable(person, found.kind) if one.key in chosen]
    if len(ending) != len(set(chosen)) or not ending:
        raise InputRefused({"chosen": "Scegli che cosa finisce tra ciò che è condiviso adesso."})
    for one in ending:
        _say_no(person, one, found, actor)
    details = {"ended": [[one.label, one.what] for one in ending], **_bases(bases, why)}
    effect = _write(found, EffectKind.STOP, details, actor)
    messages.tell_stopped(person, actor)
    log_request("stop", found, actor, ended=len(ending))
    return effect


def _say_no(person: Person, one: Stoppable, request: PersonRequest, actor: Actor) -> None:
    people.keep_choice(
        person=person,
        organisation=one.organisation,
        purpose=one.purpose,
        choice=Choice.WITHDRAWN if request.kind == RequestKind.WITHDRAWAL else Choice.REFUSED,
        note=f"Richiesta {request.number}",
        actor=actor,
    )


@transaction.atomic
def keep_using(*, request: PersonRequest, bases: Collection[str], why: str, actor: Actor) -> PersonRequest:
    """Use goes on: on which law, and why it weighs more (GDPR art. 21). Raises InputRefused, NotAllowed."""
    found = _taken(request, STOPPED, actor)
    said = _bases(bases, why)
    problems = {}
    if not said["bases"]:
        problems["bases"] = "Scegli su quale legge si continua."
    if not said["why"]:
        problems["why"] = "Scrivi perché, con parole semplici: va detto alla persona."
    if problems:
        raise InputRefused(problems)
    _write(found, EffectKind.GOES_ON, said, actor)
    log_request("keep_using", found, actor, bases=sorted(bases))
    return close_request(found, "refuse", said["why"], actor)


def _bases(codes: Collection[str], why: str) -> dict[str, Any]:
    usable = {one.code: one for one in queries.bases_without_choice(clock.today())}
    if set(codes) - set(usable):
        raise InputRefused({"bases": "Scegli la base giuridica dall'elenco."})
    return {"bases": [[usable[code].title, usable[code].source] for code in codes], "why": why.strip()}
