"""From body to body: a referral is offered, and moves only when the other accepts."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access, handover_access, hands, messages, states
from snodo.domain.intake.actions.exceptions import NO_REASON, Because, departures, keep
from snodo.domain.intake.actions.story import lapse, lock, move, needs, target
from snodo.domain.intake.actions.telling import tell, tell_offered, tell_offering, tell_sender
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.network.calendars import calendar_of
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.people.queries import refusal_sentence
from snodo.domain.people.states import SharingPurpose
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused, TransitionRefused

ANSWER_DAYS = 3
ALREADY = "C'è già un passaggio in attesa di risposta: ritiralo prima di proporne un altro."
NOT_THERE = "A questo ente la segnalazione non si può proporre: scegline un altro dall'elenco."
OVER = "Questo passaggio non aspetta più risposta: {state}{by}."
NOT_HERE = "Scegli chi la segue tra chi lavora nel tuo ente con un accordo in vigore."


@transaction.atomic
def propose_referral_handover(
    *,
    referral: Referral,
    organisation: Organisation,
    why: str,
    ground: str,
    shared_what: str,
    actor: Actor,
) -> ReferralHandover:
    """Ask another body to take a referral. Until it accepts, whoever holds it answers for the person.

    On what ground and what is shared is asked anew: it is one more body that reads. The same sentence
    refuses a body the person keeps out and one that cannot take it, so that nothing is told of choices.
    Raises InputRefused, Conflict.
    """
    referral = lock(referral)
    target(referral, "hand_over")
    access.require(handover_access.can_propose_handover(actor, referral))
    _check_proposal(referral, organisation, why, ground, shared_what, actor)
    handover = ReferralHandover(
        referral=referral,
        from_organisation_id=referral.assigned_organisation_id or actor.organisation_id,
        from_membership_id=actor.membership_id,
        to_organisation=organisation,
        why=why,
        ground=ground,
        shared_what=shared_what,
        answer_by=calendar_of(organisation.pk).add(clock.today(), ANSWER_DAYS),
    )
    handover.save(force_insert=True)
    move(
        referral,
        "propose_handover",
        to=referral.state,
        note=organisation.label,
        actor=actor,
        organisation=organisation.pk,
    )
    tell_offered(handover, messages.HandoverProposed, actor)
    tell_sender(referral, messages.ReferralMoved, actor)
    return handover


def _check_proposal(
    referral: Referral, organisation: Organisation, why: str, ground: str, shared_what: str, actor: Actor
) -> None:
    if handover_access.open_handover(referral) is not None:
        raise Conflict(ALREADY)
    problems: dict[str, str] = {}
    known = hands.known_of(referral)
    if not handover_access.bodies_to_ask(referral, known, besides=actor).filter(pk=organisation.pk).exists():
        problems["organisation"] = NOT_THERE
    if ground not in states.Ground.values:
        problems["ground"] = "Scegli a che titolo un altro ente legge queste informazioni."
    if not shared_what.strip():
        problems["shared_what"] = "Scrivi che cosa si condivide con il nuovo ente."
    if problems:
        raise InputRefused(problems)
    needs("why", why, "Scrivi perché la proponi a loro: lo leggeranno, e anche chi ha segnalato.")


def open_handover_page(*, handover: ReferralHandover, actor: Actor) -> ReferralHandover:
    """Write down that the body asked read what it is asked about."""
    referral = handover.referral
    audit.record_read(actor=actor, subject=handover, person_id=referral.person_id, ground=handover.ground)
    return handover


def _hold(handover: ReferralHandover) -> tuple[ReferralHandover, Referral]:
    """Both as they are now. The referral first, always: whoever else decides on it waits here."""
    referral = lock(Referral(pk=handover.referral_id))
    found = ReferralHandover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    found.referral = referral
    return found, referral


def _decide(handover: ReferralHandover, verb: str, actor: Actor) -> None:
    """Raises Conflict that says who answered first."""
    try:
        handover.state = states.HANDOVER.target(handover.state, verb)
    except TransitionRefused as refusal:
        by = f", {handover.decided_by}" if handover.decided_by else ""
        state = states.HandoverState(handover.state).label.lower()
        raise Conflict(OVER.format(state=state, by=by)) from refusal
    handover.decided_at = clock.now()
    handover.decided_by = " · ".join(filter(None, (actor.user_name, actor.organisation_name)))[:160]


@transaction.atomic
def accept_referral_handover(
    *,
    handover: ReferralHandover,
    membership: Membership | None = None,
    turn: Because = NO_REASON,
    actor: Actor,
) -> Referral:
    """The body asked takes it: from now on `membership`, or whoever accepts, answers for it.

    `turn`: why it passes before who is ahead in the waiting list; why to this body the offer says already.
    Raises Conflict when somebody answered first, InputRefused when it can no longer be theirs.
    """
    access.require(handover_access.can_answer_handover(actor, handover))
    handover, referral = _hold(handover)
    _decide(handover, "accept", actor)
    to = target(referral, "hand_over")
    given = membership.pk if membership is not None else actor.membership_id
    members = access.assignable_to(referral).filter(organisation_id=handover.to_organisation_id)
    owner = members.filter(pk=given).first()
    if owner is None:
        raise InputRefused({"membership": NOT_HERE})
    known = hands.known_of(referral)
    if known is not None and refusal_sentence([known], owner.organisation, SharingPurpose.PATH):
        raise InputRefused({"membership": NOT_THERE})
    departed = departures(referral, None, NO_REASON, turn)
    keep(referral, owner.organisation, departed, actor)
    handover.to_membership = owner
    handover.save()
    referral.assigned_membership, referral.assigned_organisation_id = owner, owner.organisation_id
    name = f"{owner.user.get_full_name()}, {owner.organisation.label}"
    move(referral, "accept_handover", to=to, note=name, actor=actor, membership=owner.pk)
    tell([owner], messages.ReferralAssigned(path=f"/segnalazioni/{referral.pk}/"), actor)
    _tell_the_others(handover, actor)
    return referral


@transaction.atomic
def decline_referral_handover(
    *, handover: ReferralHandover, reason: str, answer: str, actor: Actor
) -> ReferralHandover:
    """The body asked says no, and why; it stays where it was. Raises InputRefused, Conflict."""
    access.require(handover_access.can_answer_handover(actor, handover))
    if reason not in states.DECLINE_REASONS:
        raise InputRefused({"reason": "Scegli il motivo dall'elenco."})
    needs("answer", answer, "Scrivi perché: aiuta chi ha proposto a trovare un'altra strada.")
    handover, referral = _hold(handover)
    _decide(handover, "decline", actor)
    handover.decline_reason, handover.answer = reason, answer
    handover.save()
    move(
        referral,
        "decline_handover",
        to=referral.state,
        note=handover.get_decline_reason_display(),
        actor=actor,
    )
    _tell_the_others(handover, actor)
    return handover


@transaction.atomic
def withdraw_referral_handover(*, handover: ReferralHandover, actor: Actor) -> ReferralHandover:
    """Who made the offer takes it back. Raises Conflict when it was answered meanwhile."""
    handover, referral = _hold(handover)
    if handover.is_open or actor.organisation_id != handover.from_organisation_id:
        access.require(handover_access.can_withdraw_handover(actor, handover))
    _decide(handover, "withdraw", actor)  # once it is accepted, who offered it is told so, and not "no"
    handover.save()
    move(referral, "withdraw_handover", to=referral.state, actor=actor)
    tell_offered(handover, messages.HandoverOver, actor)
    tell_sender(referral, messages.ReferralMoved, actor)
    return handover


def lapse_for_choice(referral: Referral, organisation_id: object, by: str, actor: Actor) -> None:
    """The person keeps out the body that was asked. A service: the referral is held."""
    offered = handover_access.open_handover(referral)
    if offered is None or offered.to_organisation_id != organisation_id:
        return
    lapse(offered, actor)
    move(referral, "lapse_handover", to=referral.state, by=by, actor=actor)
    tell_offering(offered, messages.HandoverAnswered, actor)


def lapse_unanswered(*, actor: Actor) -> int:
    """Offers whose day has passed end; who made them is told that it is still theirs. For the clock."""
    waiting = ReferralHandover.objects.filter(
        state=states.HandoverState.PROPOSED, answer_by__lt=clock.today()
    )
    return sum(_lapse_one(handover, actor) for handover in list(waiting))


@transaction.atomic
def _lapse_one(handover: ReferralHandover, actor: Actor) -> bool:
    handover, referral = _hold(handover)
    if not handover.is_open:
        return False
    lapse(handover, actor)
    move(referral, "lapse_handover", to=referral.state, note="Nessuna risposta in tempo", actor=actor)
    tell_offering(handover, messages.HandoverUnanswered, actor)
    tell_sender(referral, messages.ReferralMoved, actor)
    return True


def _tell_the_others(handover: ReferralHandover, actor: Actor) -> None:
    tell_offering(handover, messages.HandoverAnswered, actor)
    tell_sender(handover.referral, messages.ReferralMoved, actor)
