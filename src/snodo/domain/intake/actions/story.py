"""What every change of a referral has in common: lock, history, log."""

from typing import Any

from snodo.domain.audit import actions as audit
from snodo.domain.intake import handover_access, messages, states
from snodo.domain.intake.actions.settling import settle_step
from snodo.domain.intake.actions.telling import tell_offered, tell_sender, tell_workers
from snodo.domain.intake.escalation_states import Settlement
from snodo.domain.intake.models import Referral, ReferralEvent, ReferralHandover, ReferralMessage
from snodo.domain.programmes.states import PromisedStep
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused, TransitionRefused

__all__ = ["first_answer", "lapse", "lock", "move", "needs", "say", "target", "tell_sender", "tell_workers"]

ENDED = "Questa segnalazione è già chiusa ({state}{by}): non si può più cambiare."
MOVED = "Nel frattempo la segnalazione è cambiata: ora è «{state}»{by}. Ricarica la pagina per vederla."


def lock(referral: Referral) -> Referral:
    """The referral as it is now, held until the end of the transaction."""
    locked: Referral = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("programme", "action", "sender_organisation", "sender")
        .get(pk=referral.pk)
    )
    return locked


def target(referral: Referral, verb: str) -> str:
    """Where the verb leads. Raises Conflict that says who got there first and what they did."""
    try:
        return states.REFERRAL.target(referral.state, verb)
    except TransitionRefused as refusal:
        raise Conflict(_what_happened(referral)) from refusal


def _what_happened(referral: Referral) -> str:
    last = ReferralEvent.objects.filter(referral=referral).order_by("-at").first()
    state = referral.get_state_display().lower()
    by = f", {last.author_name}" if last is not None and last.author_name else ""
    sentence = ENDED if referral.state in states.ENDED else MOVED
    return sentence.format(state=state, by=by)


# Changes after which an offer to another body still makes sense.
KEEP_THE_OFFER = frozenset({"ask_information", "answer", "propose_handover"})


def move(
    referral: Referral, verb: str, *, to: str, note: str = "", by: str = "", actor: Actor, **logged: Any
) -> None:
    """Save the locked referral in its new state, with a line of history and of log.

    `by`: what the history says in place of who did it; the log always says who.
    """
    before, referral.state = referral.state, to
    referral.version += 1
    if to in states.ENDED:
        referral.ended_at = clock.now()
    if to != states.ReferralState.WAITING:
        referral.waiting_since = None
    referral.save()
    if to in states.ENDED:
        settle_step(referral, Settlement.ENDED)
    ReferralEvent.objects.create(
        referral=referral,
        verb=verb,
        from_state=before,
        to_state=to,
        note=note[:300],
        author_id=None if actor.by_link or actor.is_nobody else actor.membership_id,
        author_name=(by or " · ".join(filter(None, (actor.user_name, actor.organisation_name))))[:160],
        organisation_id=referral.sender_organisation_id if actor.is_nobody else actor.organisation_id,
    )
    audit.record(
        actor=actor,
        verb=f"referral.{verb}",
        subject=referral,
        person_id=referral.person_id,
        changes={"state": [before, to], **logged},
    )
    if verb not in KEEP_THE_OFFER:
        offered = handover_access.open_handover(referral)
        if offered is not None:
            lapse(offered, actor)


def lapse(handover: ReferralHandover, actor: Actor) -> None:
    """An offer that no longer makes sense: it ends unanswered, and who was asked is told.

    A service: the referral is held, and whoever calls writes the line of history.
    """
    handover.state = states.HANDOVER.target(handover.state, "lapse")
    handover.decided_at = clock.now()
    handover.save(update_fields=["state", "decided_at"])
    tell_offered(handover, messages.HandoverOver, actor)


def first_answer(referral: Referral) -> None:
    """The first word that goes back to the sender stops the first clock."""
    if referral.first_answer_at is None:
        referral.first_answer_at = clock.now()
        settle_step(referral, Settlement.DONE, PromisedStep.FIRST_ANSWER)


def say(referral: Referral, text: str, *, kind: str, actor: Actor) -> ReferralMessage:
    """A line of the conversation."""
    message: ReferralMessage = ReferralMessage.objects.create(
        referral=referral,
        kind=kind,
        text=text,
        author_id=None if actor.by_link else actor.membership_id,
        organisation_id=actor.organisation_id,
    )
    return message


def needs(field: str, text: str, sentence: str) -> None:
    """Raises InputRefused when nothing, or too much, was written."""
    if not text.strip():
        raise InputRefused({field: sentence})
    if len(text) > 4000:
        raise InputRefused({field: "Il testo è troppo lungo: al massimo 4.000 caratteri."})
