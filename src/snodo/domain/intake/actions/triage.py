"""The receiver's side: read, ask, assign, put on the waiting list, refuse; and the conversation."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access, messages, queries, states, waiting
from snodo.domain.intake.actions.exceptions import NO_REASON, Because, departures, keep
from snodo.domain.intake.actions.story import (
    first_answer,
    lock,
    move,
    needs,
    say,
    target,
    tell_sender,
    tell_workers,
)
from snodo.domain.intake.models import Referral, ReferralMessage
from snodo.domain.intake.states import MessageKind
from snodo.domain.network.models import Membership
from snodo.domain.people.queries import refusal_sentence
from snodo.domain.people.states import SharingPurpose
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

# Who triages may not know the person: nothing is said of who it is or when they chose.
REFUSED = (
    "Questa segnalazione non si può affidare a {body}: la persona ha scelto così. Affidala a un altro ente."
)


def open_referral(*, referral: Referral, actor: Actor) -> Referral:
    """Write down that the actor opened a referral they may see. One insert."""
    audit.record_read(actor=actor, subject=referral, person_id=referral.person_id, ground=referral.ground)
    return referral


@transaction.atomic
def ask_information(*, referral: Referral, text: str, actor: Actor) -> Referral:
    """Ask the sender something before deciding; the next move is theirs. Raises InputRefused, Conflict."""
    referral = lock(referral)
    access.require(access.can_work_on(actor, referral))
    needs("text", text, "Scrivi che cosa ti serve sapere.")
    to = target(referral, "ask_information")
    first_answer(referral)
    move(referral, "ask_information", to=to, actor=actor)
    say(referral, text, kind=MessageKind.QUESTION, actor=actor)
    tell_sender(referral, messages.InformationAsked, actor)
    return referral


@transaction.atomic
def answer_information(*, referral: Referral, text: str, actor: Actor) -> Referral:
    """The sender answers: the referral goes back to whoever worked on it. Raises InputRefused, Conflict."""
    referral = lock(referral)
    access.require(access.can_answer(actor, referral))
    needs("text", text, "Scrivi la risposta.")
    waits = waiting.waits_since(referral)
    given = "answer_to_assignee" if referral.assigned_membership_id is not None else "answer"
    to = target(referral, given if waits is None else "answer_to_list")
    referral.waiting_since = waits  # a question takes nobody's place in the list away
    move(referral, "answer", to=to, actor=actor)
    say(referral, text, kind=MessageKind.ANSWER, actor=actor)
    tell_workers(referral, messages.ReferralAnswered, actor)
    return referral


@transaction.atomic
def assign_referral(
    *,
    referral: Referral,
    membership: Membership,
    note: str = "",
    route: Because = NO_REASON,
    turn: Because = NO_REASON,
    actor: Actor,
) -> Referral:
    """Give a referral to somebody who works in a body that takes in.

    `route`: why it goes to another body than the one whose it is by the rules; `turn`: why it passes before
    who is ahead in the waiting list. Raises InputRefused (`membership`, `route_…`, `turn_…`), Conflict.
    """
    referral = lock(referral)
    access.require(access.can_triage(actor, referral))
    to = target(referral, "assign")
    if not access.assignable_to(referral).filter(pk=membership.pk).exists():
        raise InputRefused(
            {"membership": "Questa persona non lavora in un ente che prende in carico: scegline un'altra."}
        )
    known = referral.person or queries.bearer_of_code(referral)
    if known is not None and refusal_sentence([known], membership.organisation, SharingPurpose.PATH):
        raise InputRefused({"membership": REFUSED.format(body=membership.organisation.label)})
    departed = departures(referral, membership.organisation, route, turn)
    keep(referral, membership.organisation, departed, actor)
    referral.assigned_membership = membership
    referral.assigned_organisation_id = membership.organisation_id
    move(referral, "assign", to=to, note=note, actor=actor, membership=membership.pk)
    tell_workers(referral, messages.ReferralAssigned, actor)
    tell_sender(referral, messages.ReferralMoved, actor)
    return referral


@transaction.atomic
def put_on_waiting_list(*, referral: Referral, note: str = "", actor: Actor) -> Referral:
    """No place now: the referral waits, with its date, and can be assigned again. Raises Conflict."""
    referral = lock(referral)
    access.require(access.can_work_on(actor, referral))
    to = target(referral, "queue")
    first_answer(referral)
    referral.assigned_membership = None
    referral.assigned_organisation = None
    referral.waiting_since = clock.today()
    move(referral, "queue", to=to, note=note, actor=actor)
    tell_sender(referral, messages.ReferralMoved, actor)
    return referral


@transaction.atomic
def refuse_referral(
    *, referral: Referral, reason: str, alternative: str, note: str = "", actor: Actor
) -> Referral:
    """Not accepted, with a `RefusalReason` and an alternative. Raises InputRefused, Conflict."""
    referral = lock(referral)
    access.require(access.can_work_on(actor, referral))
    problems: dict[str, str] = {}
    if reason not in states.RefusalReason.values:
        problems["reason"] = "Scegli il motivo dall'elenco."
    if not alternative.strip():
        problems["alternative"] = "Scrivi a chi può rivolgersi la persona: nessuno resta senza una strada."
    if problems:
        raise InputRefused(problems)
    to = target(referral, "refuse")
    first_answer(referral)
    referral.refusal_reason, referral.refusal_note, referral.alternative = reason, note, alternative
    move(referral, "refuse", to=to, actor=actor, reason=reason)
    tell_sender(referral, messages.ReferralMoved, actor)
    return referral


@transaction.atomic
def write_message(*, referral: Referral, text: str, actor: Actor) -> ReferralMessage:
    """A line between sender and receiver, in any state from the sending on. Raises InputRefused."""
    referral = lock(referral)
    access.require(access.can_message(actor, referral))
    needs("text", text, "Scrivi il messaggio.")
    message = say(referral, text, kind=MessageKind.NOTE, actor=actor)
    audit.record(actor=actor, verb="referral.message", subject=referral, person_id=referral.person_id)
    if referral.sender_organisation_id == actor.organisation_id:
        tell_workers(referral, messages.MessageWritten, actor)
    else:
        if referral.first_answer_at is None:
            first_answer(referral)
            referral.save(update_fields=["first_answer_at"])
        tell_sender(referral, messages.MessageWritten, actor)
    return message
