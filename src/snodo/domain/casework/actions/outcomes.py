"""What came of the path, with its proof."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, events, queries, states
from snodo.domain.casework.actions.checks import instant, lock, past_day, refuse, required, save_checked
from snodo.domain.casework.actions.protection import IDENTITY
from snodo.domain.casework.actions.story import note_event
from snodo.domain.casework.models import Case, Outcome
from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.people.models import HouseholdMember, Person
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused


@transaction.atomic
def record_outcome(
    *,
    case: Case,
    kind: str,
    happened_on: datetime.date,
    person: Person | None = None,
    ends_on: datetime.date | None = None,
    employer: str = "",
    detail: str = "",
    weekly_hours: Decimal | None = None,
    evidence: Document | None = None,
    upload: Any = None,
    evidence_note: str = "",
    actor: Actor,
) -> Outcome:
    """An outcome of one of the programme's kinds; kinds that ask for proof refuse without a document.

    `upload` is a file as it came from the form. Allowed after closing too: outcomes are followed up.
    Raises InputRefused.
    """
    access.require(access.can_follow_up(actor, case), "Può registrare gli esiti chi fa parte dell'équipe.")
    case = lock(case)
    word = queries.outcome_kinds(case).get(kind)
    problems = _outcome_problems(case, word, happened_on, person)
    if word and word.get("evidence_required") and evidence is None and not upload:
        wanted = ", ".join(word.get("evidence") or [])
        problems["upload"] = "Per questo esito serve un documento" + (f": {wanted}." if wanted else ".")
    refuse(problems)
    assert word is not None
    outcome = Outcome(
        case=case,
        person=person or case.person,
        kind=kind,
        family=word["family"],
        happened_on=happened_on,
        ends_on=ends_on,
        employer=employer,
        detail=detail,
        weekly_hours=weekly_hours,
        evidence_note=evidence_note,
    )
    save_checked(outcome)
    if upload:
        evidence = _keep(outcome, upload, word["title"], actor)
    if evidence is not None:
        outcome.evidence = evidence
        outcome.save(update_fields=["evidence"])
    note_event(
        case=case,
        kind=states.EventKind.OUTCOME,
        title=f"Esito: {word['title']}"[:200],
        at=instant(happened_on),
        audience=states.Audience.NETWORK,
        ref=outcome,
        actor=actor,
    )
    changes = {
        "kind": kind,
        "family": outcome.family,
        "happened_on": happened_on,
        "proof": evidence is not None,
    }
    audit.record(
        actor=actor, verb="outcome.record", subject=outcome, person_id=outcome.person_id, changes=changes
    )
    events.outcome_recorded.send(sender=Outcome, outcome=outcome, actor=actor)
    return outcome


def _outcome_problems(
    case: Case, word: dict[str, Any] | None, happened_on: datetime.date, person: Person | None
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if word is None:
        problems["kind"] = "Scegli uno degli esiti previsti dal programma."
    past_day(problems, "happened_on", happened_on, since=case.opened_on)
    if case.household_id is None and person is not None and person.pk != case.person_id:
        problems["person"] = "Questo percorso riguarda un'altra persona."
    members = HouseholdMember.objects.filter(household=case.household)
    if case.household_id is not None and person is not None and not members.filter(person=person).exists():
        problems["person"] = "Scegli una persona del nucleo."
    return problems


def _keep(outcome: Outcome, upload: Any, title: str, actor: Actor) -> Document:
    """Store the proof; what the file engine refuses is said next to the upload."""
    try:
        return documents.store_upload(
            file=upload,
            title=f"Prova: {title}"[:200],
            kind="outcome_evidence",
            subject=outcome,
            section=IDENTITY if _of_protected(outcome) else states.Section.OUTCOMES,
            person_id=outcome.person_id,
            actor=actor,
        )
    except InputRefused as error:
        raise InputRefused({"upload": error.sentence}) from error


def _of_protected(outcome: Outcome) -> bool:
    """A contract bears the true name: of a protected person it is read by who keeps it."""
    person = outcome.person or outcome.case.person
    return person is not None and bool(person.protected)


@transaction.atomic
def withdraw_outcome(*, outcome: Outcome, reason: str, actor: Actor) -> Outcome:
    """Take back an outcome recorded by mistake: it stays in the story and no longer counts."""
    sentence = "Può togliere un esito chi fa parte dell'équipe."
    access.require(access.can_follow_up(actor, outcome.case), sentence)
    case = lock(outcome.case)
    outcome = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    problems: dict[str, str] = {}
    required(problems, "Scrivi perché si toglie.", reason=reason)
    if outcome.withdrawn_on is not None:
        problems[""] = "Questo esito è già stato tolto."
    refuse(problems)
    outcome.withdrawn_on, outcome.withdrawn_reason = clock.today(), reason
    save_checked(outcome)
    title = queries.outcome_kinds(case).get(outcome.kind, {}).get("title", "Esito")
    note_event(
        case=case,
        kind=states.EventKind.OUTCOME,
        title=f"Esito tolto: {title}"[:200],
        audience=states.Audience.NETWORK,
        ref=outcome,
        actor=actor,
    )
    changes = {"withdrawn_on": outcome.withdrawn_on}
    audit.record(
        actor=actor, verb="outcome.withdraw", subject=outcome, person_id=outcome.person_id, changes=changes
    )
    events.outcome_withdrawn.send(sender=Outcome, outcome=outcome, actor=actor)
    return outcome
