"""What every change of a referral has in common: lock, history, log, who is told."""

from collections.abc import Iterable
from typing import Any

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access, states
from snodo.domain.intake.models import Referral, ReferralEvent, ReferralMessage
from snodo.domain.intake.outsiders import write_to_outsider
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message
from snodo.domain.network.access import members_in_force
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import ProgrammePartner
from snodo.domain.programmes.states import PartnerRole
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused, TransitionRefused

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
    ReferralEvent.objects.create(
        referral=referral,
        verb=verb,
        from_state=before,
        to_state=to,
        note=note[:300],
        author_id=None if actor.by_link else actor.membership_id,
        author_name=(by or " · ".join(filter(None, (actor.user_name, actor.organisation_name))))[:160],
        organisation_id=actor.organisation_id,
    )
    audit.record(
        actor=actor,
        verb=f"referral.{verb}",
        subject=referral,
        person_id=referral.person_id,
        changes={"state": [before, to], **logged},
    )


def first_answer(referral: Referral) -> None:
    """The first word that goes back to the sender stops the first clock."""
    if referral.first_answer_at is None:
        referral.first_answer_at = clock.now()


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


# Who is told


def path_of(referral: Referral) -> str:
    """Where a notification leads."""
    return f"/segnalazioni/{referral.pk}/"


def tell_sender(referral: Referral, message: type[Message], actor: Actor) -> None:
    """Whoever sent it: with an account a notice, without one an e-mail with their own link."""
    if referral.sender is None:
        write_to_outsider(referral)
    else:
        _tell([referral.sender], referral, message, actor)


def tell_workers(
    referral: Referral, message: type[Message], actor: Actor, *, person: Person | None = None
) -> None:
    """Who was given it; until then, who co-ordinates the lead of the programme.

    With `person`, whom it turned out to be: who triages among the bodies they do not keep out.
    """
    if referral.assigned_membership_id is not None:
        _tell([referral.assigned_membership], referral, message, actor)
    else:
        _tell(_triagers(referral, person), referral, message, actor)


def _triagers(referral: Referral, person: Person | None) -> list[Membership]:
    leads = ProgrammePartner.objects.filter(programme_id=referral.programme_id, role=PartnerRole.LEAD)
    if person is not None:
        receivers = access.receivers_of(referral, person)
        leads = receivers.filter(role=PartnerRole.LEAD) or receivers
    return list(
        Membership.objects.filter(
            members_in_force(),
            organisation_id__in=leads.values("organisation_id"),
            role=Role.COORDINATOR,
        )
    )


def _tell(members: Iterable[Membership], referral: Referral, message: type[Message], actor: Actor) -> None:
    messaging.notify(
        message=message(path=path_of(referral)),
        recipients=[Recipient.of(member) for member in members],
        actor=actor,
    )
