"""The verbs of requests: received, identity checked, taken, prolonged once, answered or refused."""

import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import access, messages, papers, states, terms
from snodo.domain.privacy.models import PersonRequest, RequestContribution
from snodo.domain.privacy.states import Asker, EffectKind, IdentityCheck, RequestKind
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed

WHO_MAY = "Le richieste le segue chi si occupa di protezione dei dati."
OVER = "A questa richiesta è già stata data una risposta."
FITTING = {
    Asker.PERSON: {
        IdentityCheck.KNOWN,
        IdentityCheck.PAPER,
        IdentityCheck.DIGITAL,
        IdentityCheck.LINK,
    },
    Asker.GUARDIAN: {IdentityCheck.APPOINTMENT},
    Asker.DELEGATE: {IdentityCheck.MANDATE},
}
NOT_DONE = {
    EffectKind.ERASURE: "Prima accogli la richiesta: il fascicolo si chiude, e la risposta si scrive da sé.",
    EffectKind.CORRECTION: "Prima correggi il dato; se non va corretto, non accogliere e scrivi perché.",
    EffectKind.STOP: "Prima ferma ciò che si può fermare, o spiega perché l'uso dei dati continua.",
}
REMINDERS = (7, 3, 0, -7)  # days before the due date; the last when it has passed


@transaction.atomic
def receive_request(
    *,
    person: Person,
    kind: str,
    asked_by: str = Asker.PERSON,
    asker: str = "",
    words: str = "",
    received_on: datetime.date | None = None,
    actor: Actor,
) -> PersonRequest:
    """Write down what a person asks, from the day it was asked. Raises InputRefused, NotAllowed."""
    access.require(access.can_read_ledger(actor, person))
    received = received_on or clock.today()
    problems = _problems_of(kind, asked_by, asker, received)
    if problems:
        raise InputRefused(problems)
    return open_request(
        PersonRequest(
            person_id=person.pk,
            kind=kind,
            asked_by=asked_by,
            asker=asker.strip() if asked_by != Asker.PERSON else "",
            words=words.strip(),
            received_on=received,
        ),
        actor=actor,
    )


def _problems_of(kind: str, asked_by: str, asker: str, received: datetime.date) -> dict[str, str]:
    problems = {}
    if kind not in RequestKind.values:
        problems["kind"] = "Scegli che cosa chiede la persona."
    if asked_by not in Asker.values:
        problems["asked_by"] = "Scegli chi chiede."
    elif asked_by != Asker.PERSON and not asker.strip():
        problems["asker"] = "Scrivi nome e cognome di chi chiede al posto della persona."
    if received > clock.today():
        problems["received_on"] = "Il giorno in cui è arrivata non può essere nel futuro."
    return problems


def open_request(request: PersonRequest, *, actor: Actor) -> PersonRequest:
    """Save, write down, tell data protection. Who calls has checked the right to ask."""
    request.due_on = terms.due_on(request.received_on)
    request.save(force_insert=True)
    log_request("receive", request, actor, kind=request.kind, due_on=request.due_on)
    messages.tell_request_received(request, actor)
    return request


def ask_once(*, person_id: UUID, kind: str, identity: str = "", actor: Actor) -> PersonRequest:
    """From the ledger, by a button: one open request of a kind, however often it is pressed."""
    same = PersonRequest.objects.filter(person_id=person_id, kind=kind, state__in=states.REQUEST_OPEN)
    found: PersonRequest | None = same.order_by("created_at").first()
    if found is not None:
        return found
    request = PersonRequest(person_id=person_id, kind=kind)
    if identity:
        request.state = states.REQUEST.target(request.state, "check")
        request.identity_check, request.identity_checked_at = identity, clock.now()
    return open_request(request, actor=actor)


def log_request(verb: str, request: PersonRequest, actor: Actor, **changes: Any) -> None:
    audit.record(
        actor=actor,
        verb=f"request.{verb}",
        subject=request,
        person_id=request.person_id,
        section="requests",
        changes={"state": request.state, **changes},
    )


def held_request(request: PersonRequest, actor: Actor) -> PersonRequest:
    access.require(access.can_handle(actor, request), WHO_MAY)
    found: PersonRequest = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    return found


def _needs(field: str, text: str, sentence: str) -> str:
    if not text.strip():
        raise InputRefused({field: sentence})
    return text.strip()


@transaction.atomic
def check_identity(*, request: PersonRequest, how: str, actor: Actor) -> PersonRequest:
    """Say how it is known who asks. Raises InputRefused, TransitionRefused, NotAllowed."""
    found = held_request(request, actor)
    state = states.REQUEST.target(found.state, "check")
    if how not in FITTING[Asker(found.asked_by)]:
        raise InputRefused(
            {"how": "Scegli un modo che vada bene per chi chiede: la persona, o altri per lei."}
        )
    found.state, found.identity_check, found.identity_checked_at = state, how, clock.now()
    found.save(update_fields=["state", "identity_check", "identity_checked_at"])
    log_request("check", found, actor, identity_check=how)
    return found


@transaction.atomic
def take_request(*, request: PersonRequest, actor: Actor) -> PersonRequest:
    """Who answers for it, from now on. Raises TransitionRefused, NotAllowed."""
    found = held_request(request, actor)
    found.state = states.REQUEST.target(found.state, "take")
    found.owner_id = actor.membership_id
    found.save(update_fields=["state", "owner"])
    log_request("take", found, actor)
    return found


@transaction.atomic
def prolong_request(*, request: PersonRequest, reason: str, actor: Actor) -> PersonRequest:
    """More time, once, within the first term and with its reason. Raises InputRefused, Conflict."""
    found = held_request(request, actor)
    if not found.is_open:
        raise Conflict(OVER)
    if found.prolonged_on is not None:
        raise Conflict("Il tempo è già stato prolungato: la legge lo permette una volta sola.")
    if clock.today() > found.due_on:
        raise Conflict("Il tempo è già passato: si poteva prolungare entro il primo mese.")
    found.prolong_reason = _needs("reason", reason, "Scrivi perché serve più tempo: va detto alla persona.")
    found.prolonged_on, found.due_on = clock.today(), terms.due_on(found.received_on, prolonged=True)
    found.save(update_fields=["prolong_reason", "prolonged_on", "due_on"])
    log_request("prolong", found, actor, due_on=found.due_on)
    return found


@transaction.atomic
def ask_contribution(*, request: PersonRequest, question: str, actor: Actor) -> RequestContribution:
    """Ask the team that answers for the person. Raises InputRefused, Conflict when nobody is there."""
    found = held_request(request, actor)
    if not found.is_open:
        raise Conflict(OVER)
    if found.contributions.filter(given_at__isnull=True).exists():
        raise Conflict("C'è già un contributo chiesto e non ancora arrivato.")
    asked = RequestContribution.objects.create(
        request=found,
        asked_by_id=actor.membership_id,
        question=_needs("question", question, "Scrivi che cosa ti serve sapere."),
    )
    if not messages.tell_contribution_asked(found, actor):
        raise Conflict("Nessuna équipe segue oggi questa persona: non c'è a chi chiederlo.")
    log_request("ask", found, actor)
    return asked


@transaction.atomic
def contribute(*, request: PersonRequest, text: str, actor: Actor) -> RequestContribution:
    """What the team says, once. Raises InputRefused, Conflict, NotAllowed."""
    access.require(access.can_contribute(actor, request), "Lo scrive l'équipe che segue la persona.")
    asked = (
        RequestContribution.objects.select_for_update(of=("self",))
        .select_related("request", "asked_by__user")
        .filter(request=request, given_at__isnull=True)
        .first()
    )
    if asked is None or not asked.request.is_open:
        raise Conflict("Non c'è più nessun contributo da scrivere: la richiesta è andata avanti.")
    asked.text = _needs("text", text, "Scrivi il tuo contributo.")
    asked.given_by_id, asked.given_at = actor.membership_id, clock.now()
    asked.save(update_fields=["text", "given_by", "given_at"])
    log_request("contribute", asked.request, actor)
    messages.tell_contribution_given(asked.request, asked.asked_by, actor)
    return asked


@transaction.atomic
def answer_request(*, request: PersonRequest, answer: str, actor: Actor) -> PersonRequest:
    """What was answered and done. Raises InputRefused, Conflict, TransitionRefused, NotAllowed."""
    done = states.LEADS_TO.get(RequestKind(request.kind))
    if done is not None and not request.effects.filter(kind=done).exists():
        raise Conflict(NOT_DONE[done])
    return close_request(
        request, "answer", _needs("answer", answer, "Scrivi che cosa è stato risposto e fatto."), actor
    )


@transaction.atomic
def refuse_request(*, request: PersonRequest, reason: str, actor: Actor) -> PersonRequest:
    """A no always has its reason: the person may complain. Raises InputRefused, TransitionRefused."""
    return close_request(
        request, "refuse", _needs("reason", reason, "Scrivi il motivo: va detto alla persona."), actor
    )


def close_request(request: PersonRequest, verb: str, words: str, actor: Actor) -> PersonRequest:
    found = held_request(request, actor)
    if found.owner_id not in (None, actor.membership_id):
        raise NotAllowed("La sta seguendo un'altra persona: prendila in carico tu, poi rispondi.")
    found.state = states.REQUEST.target(found.state, verb)
    found.answer, found.closed_on, found.owner_id = words, clock.today(), actor.membership_id
    found.save(update_fields=["state", "answer", "closed_on", "owner"])
    log_request(verb, found, actor)
    return found


@transaction.atomic
def read_request(*, request: PersonRequest, actor: Actor) -> None:
    """Its page was shown: written down, as every reading of a person's matters."""
    access.require(access.requests_visible_to(actor).filter(pk=request.pk).exists())
    audit.record_read(
        actor=actor,
        subject=request,
        person_id=request.person_id,
        section="requests",
        ground="richiesta della persona sui suoi dati",
    )


@transaction.atomic
def print_letter(*, request: PersonRequest, actor: Actor) -> bytes:
    """The answer, the refusal or the prolonging as a letter; handed over and not kept. Raises Conflict."""
    access.require(access.can_handle(actor, request), WHO_MAY)
    if not papers.has_letter(request):
        raise Conflict("La lettera si prepara quando c'è una risposta, o quando il tempo è prolungato.")
    log_request("letter", request, actor)
    letterhead = {"network": actor.network_name, "organisation": actor.organisation_name, "lines": []}
    return papers.letter(request, letterhead=letterhead)


@transaction.atomic
def remind_of_requests(*, actor: Actor) -> int:
    """Every morning: requests near or past their day, said once at each threshold; gives how many."""
    today, told = clock.today(), 0
    soon = today + datetime.timedelta(days=max(REMINDERS))
    rows = PersonRequest.objects.filter(state__in=states.REQUEST_OPEN, due_on__lte=soon)
    for request in rows.select_for_update(of=("self",)):
        days = (request.due_on - datetime.timedelta(days=before) for before in REMINDERS)
        last = max((day for day in days if day <= today), default=None)
        if last is None or (request.reminded_on is not None and request.reminded_on >= last):
            continue
        messages.tell_request_due(request, actor)
        request.reminded_on = today
        request.save(update_fields=["reminded_on"])
        told += 1
    return told


RESTRICTABLE = (RequestKind.RESTRICTION, RequestKind.OBJECTION, RequestKind.RECTIFICATION)


@transaction.atomic
def switch_restriction(*, request: PersonRequest, actor: Actor) -> bool:
    """Data kept and shown, used by nobody (GDPR art. 18), or in use again; gives whether they are restricted.

    Asked for, or while an objection or a correction is looked at. Raises Conflict, NotAllowed.
    """
    found = held_request(request, actor)
    if found.kind not in RESTRICTABLE or found.identity_check == "":
        raise Conflict("Prima verifica chi fa la richiesta.")
    person = Person.objects.get(pk=found.person_id)
    restrict = person.restricted_since is None
    move = people.restrict_person if restrict else people.lift_restriction
    move(person=person, actor=actor)
    log_request("restrict" if restrict else "lift_restriction", found, actor)
    return restrict
