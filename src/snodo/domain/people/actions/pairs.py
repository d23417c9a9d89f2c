"""Pairs that look alike: found in the night, told apart, asked of the body that follows the other."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from snodo.domain.audit import actions as audit
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message
from snodo.domain.network.access import members_in_force
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.network.states import Role
from snodo.domain.people import access, pairing, queries
from snodo.domain.people.actions.checks import save_checked
from snodo.domain.people.likeness import Tier
from snodo.domain.people.messages import AskedWhoItIs, ToldWhoItIs
from snodo.domain.people.models import MatchKeys, PairQuestion, PossiblePair
from snodo.domain.people.queries import Judged
from snodo.domain.people.states import PAIR, Answer, PairState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.tenancy import erase

NO_ONE_TO_ASK = "Per questa persona non si può chiedere da qui: rivolgiti al coordinamento della rete."
NO_LONGER = "Nel frattempo le due schede sono cambiate: la coppia non c'è più."
BOTH_SEEN = "Le vedi tutte e due: decidi tu."


@transaction.atomic
def find_pairs(*, limit: int, actor: Actor) -> int:
    """Hold those written since the last look beside those alike; how many were looked at. Of the clock.

    A pair told to be two persons comes back only when what is known of them has changed.
    """
    fresh = MatchKeys.objects.filter(compared=False).order_by("person_id")
    rows = fresh.select_for_update(skip_locked=True, of=("self",))[:limit]
    ids = [row.person_id for row in rows]
    if not ids:
        return 0
    standing = {(row.one_id, row.other_id): row for row in _pairs_of(ids)}
    judged = queries.judge(queries.alike_to(ids) | set(standing))
    for key, found in judged.items():
        _keep(standing.get(key), found)
    lost = [row.pk for key, row in standing.items() if key not in judged and row.state == PairState.OPEN]
    _forget_pairs(lost)
    MatchKeys.objects.filter(person_id__in=ids).update(compared=True)
    return len(ids)


def _pairs_of(ids: Iterable[UUID]) -> Iterable[PossiblePair]:
    ids = list(ids)
    return PossiblePair.objects.select_for_update(of=("self",)).filter(Q(one__in=ids) | Q(other__in=ids))


def _keep(pair: PossiblePair | None, found: Judged) -> None:
    tier = found.likeness.tier
    if pair is None:
        if tier != Tier.NONE:
            PossiblePair.objects.create(one=found.one, other=found.other, tier=tier, seen=found.seen)
        return
    if pair.state == PairState.JOINED or pair.seen == found.seen:
        return
    if tier == Tier.NONE:
        if pair.state == PairState.OPEN:
            _forget_pairs([pair.pk])
        return
    pair.tier, pair.seen = tier, found.seen
    if pair.state == PairState.DIFFERENT:
        pair.state, pair.decided_on, pair.decided_by = PAIR.target(pair.state, "reopen"), None, None
    pair.save()


def _forget_pairs(ids: list[UUID]) -> None:
    erase(PairQuestion.objects.filter(pair__in=ids))
    erase(PossiblePair.objects.filter(pk__in=ids))


@transaction.atomic
def tell_apart(*, pair: PossiblePair, actor: Actor) -> PossiblePair:
    """They are two persons. Remembered until what is known of them changes. Raises TransitionRefused."""
    access.require(pairing.can_decide(actor, pair))
    pair = PossiblePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    _apart(pair, actor)
    return pair


def _apart(pair: PossiblePair, actor: Actor) -> None:
    pair.state, pair.decided_on = PAIR.target(pair.state, "part"), clock.today()
    pair.decided_by_id = actor.membership_id
    judged = queries.judge([(pair.one_id, pair.other_id)])
    pair.seen = next((found.seen for found in judged.values()), pair.seen)
    pair.save(update_fields=["state", "decided_on", "decided_by", "seen"])
    _log("person.two_persons", (pair.one_id, pair.other_id), pair, actor)


@transaction.atomic
def ask_other_body(*, pair: PossiblePair, actor: Actor) -> PairQuestion:
    """Ask the body that follows the other whether it is the same person. It learns that we ask, and why.

    Raises NotAllowed, Conflict where both are seen already or nobody may be asked, InputRefused when it
    has been asked and not answered.
    """
    row: Any = pairing.open_pairs(actor).filter(pk=pair.pk).first()
    access.require(row is not None)
    if row.sees_one and row.sees_other:
        raise Conflict(BOTH_SEEN)
    mine, theirs = (row.one_id, row.other_id) if row.sees_one else (row.other_id, row.one_id)
    body = queries.bodies_to_ask([theirs]).get(theirs)
    if body is None:
        raise Conflict(NO_ONE_TO_ASK)
    question = PairQuestion(
        pair=row, mine_id=mine, theirs_id=theirs, asked_by_id=actor.membership_id, organisation=body
    )
    save_checked(question)
    _log("person.ask_pair", (mine, theirs), row, actor)
    _tell(body, AskedWhoItIs, f"/persone/doppioni/domande/{question.pk}/", actor)
    return question


@transaction.atomic
def answer_question(*, question: PairQuestion, answer: str, actor: Actor) -> PairQuestion:
    """Yes: who asked may join the two. No: they are two persons. May raise InputRefused, Conflict."""
    access.require(pairing.questions_for(actor).filter(pk=question.pk).exists())
    if answer not in Answer.values:
        raise InputRefused({"answer": "Scegli una delle due risposte."})
    question = PairQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.answer:
        raise Conflict("Qualcuno del tuo ente ha già risposto.")
    question.answer, question.answered_on = answer, clock.today()
    question.answered_by_id = actor.membership_id
    question.save(update_fields=["answer", "answered_on", "answered_by"])
    pair = PossiblePair.objects.select_for_update(of=("self",)).get(pk=question.pair_id)
    if answer == Answer.OTHER and pair.state == PairState.OPEN:
        _apart(pair, actor)
    _log("person.answer_pair", (question.mine_id, question.theirs_id), pair, actor, answer=answer)
    asker = Membership.objects.select_related("organisation").get(pk=question.asked_by_id)
    _tell(asker.organisation, ToldWhoItIs, f"/persone/doppioni/{pair.pk}/", actor)
    return question


def _tell(body: Organisation, message: type[Message], path: str, actor: Actor) -> None:
    members = Membership.objects.filter(
        members_in_force(), organisation=body, role=Role.COORDINATOR
    ).select_related("user")
    messaging.notify(
        message=message(path=path), recipients=[Recipient.of(member) for member in members], actor=actor
    )


def _log(verb: str, people: tuple[UUID, UUID], pair: PossiblePair, actor: Actor, **said: str) -> None:
    """A line in the ledger of each."""
    for person in people:
        audit.record(
            actor=actor,
            verb=verb,
            subject_ref=("people.person", person),
            person_id=person,
            changes={"pair": pair.pk, **said},
        )
