"""Publish an instrument, retire it, keep answers given to it."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models, transaction

from snodo.domain.audit import actions as audit
from snodo.domain.instruments import access, queries, scoring
from snodo.domain.instruments.models import Instrument, Response, RestrictedAnswers
from snodo.domain.instruments.states import Filler
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.packfile import Instrument as Shape
from snodo.kernel.packfile import to_data


@transaction.atomic
def register_instrument(*, shape: Shape, actor: Actor) -> Instrument:
    """Publish one version; the same version with the same content is the same row.

    Raises InputRefused when that version was already published with other questions.
    """
    access.require(access.can_publish(actor))
    definition = to_data(shape)
    instrument, made = Instrument.objects.get_or_create(
        code=shape.code,
        version=shape.version,
        network_id=actor.network_id,
        defaults={"title": shape.title, "purpose": shape.purpose, "definition": definition},
    )
    if made:
        changes = {"code": shape.code, "version": shape.version}
        audit.record(actor=actor, verb="instrument.register", subject=instrument, changes=changes)
    elif instrument.definition != definition:
        raise InputRefused(
            {
                "": f"Lo strumento «{shape.title}» versione {shape.version} è già pubblicato con domande "
                "diverse. Una versione pubblicata non cambia: pubblica la modifica con un numero più alto."
            }
        )
    return instrument


@transaction.atomic
def retire_instrument(*, instrument: Instrument, actor: Actor) -> Instrument:
    """No longer offered for new answers; those given stay readable."""
    access.require(access.can_publish(actor))
    instrument = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
    if instrument.retired_on is not None:
        raise Conflict("Questo strumento era già stato ritirato.")
    instrument.retired_on = clock.today()
    instrument.save(update_fields=["retired_on"])
    audit.record(actor=actor, verb="instrument.retire", subject=instrument)
    return instrument


@transaction.atomic
def record_response(
    *,
    instrument: Instrument,
    answers: Mapping[str, Any],
    subject: models.Model | None = None,
    subject_ref: tuple[str, UUID] | None = None,
    filler: str = Filler.OPERATOR,
    filled_on: datetime.date | None = None,
    replaces: Response | None = None,
    actor: Actor,
) -> Response:
    """Keep the answers and their scores; restricted answers go encrypted in their own rows.

    The caller has checked that the actor may write about the subject: give the row, or its
    (model label, id). Raises InputRefused with one sentence per item, Conflict for a double correction.
    """
    kind, pk = _reference(subject, subject_ref)
    if replaces is not None:
        access.require(access.can_correct(actor, replaces))
        _check_replaced(replaces, instrument, kind, pk)
    shape = queries.shape_of(instrument)
    kept, problems = scoring.check_answers(shape, answers)
    day = filled_on or clock.today()
    if day > clock.today():
        problems["filled_on"] = "La data non può essere nel futuro."
    if filler not in Filler.values:
        problems["filler"] = "Scegli di chi è il punto di vista."
    if problems:
        raise InputRefused(problems)
    restricted = {item.code: item.restricted for item in shape.items if item.restricted != "none"}
    response = Response.objects.create(
        instrument=instrument,
        subject_kind=kind,
        subject_id=pk,
        filler=filler,
        answers={code: value for code, value in kept.items() if code not in restricted},
        scores=scoring.compute_scores(shape, kept),
        filled_on=day,
        replaces=replaces,
    )
    _keep_restricted(response, kept, restricted)
    changes = {"instrument": instrument.code, "version": instrument.version, "filler": filler}
    audit.record(actor=actor, verb="response.record", subject=response, changes=changes)
    return response


def _reference(subject: models.Model | None, ref: tuple[str, UUID] | None) -> tuple[str, UUID]:
    if subject is not None:
        return subject._meta.label_lower, subject.pk
    if ref is None:
        raise TypeError("Say whom the answers are about: subject or subject_ref.")
    return ref


def _check_replaced(replaces: Response, instrument: Instrument, kind: str, pk: UUID) -> None:
    same = (replaces.subject_kind, replaces.subject_id) == (kind, pk)
    if not same or replaces.instrument.code != instrument.code:
        raise InputRefused({"": "La correzione deve riguardare la stessa scheda della stessa persona."})
    if Response.objects.filter(replaces=replaces).exists():
        raise Conflict("Questa scheda è già stata corretta da un'altra persona: ricarica la pagina.")


def _keep_restricted(response: Response, kept: Mapping[str, Any], restricted: Mapping[str, str]) -> None:
    sections: dict[str, dict[str, Any]] = {}
    for code, section in restricted.items():
        if code in kept:
            sections.setdefault(section, {})[code] = kept[code]
    for section, answers in sections.items():
        RestrictedAnswers.objects.create(response=response, section=section, answers=answers)
