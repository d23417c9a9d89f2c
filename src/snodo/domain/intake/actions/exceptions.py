"""The reasons of who goes against a rule: asked before, kept with the referral, told to who sent it."""

from dataclasses import dataclass

from snodo.domain.audit import actions as audit
from snodo.domain.intake import states
from snodo.domain.intake.models import Referral, ReferralEvent, RuleException
from snodo.domain.intake.proposing import departs_from_route, departs_from_turn
from snodo.domain.intake.states import ExceptionKind
from snodo.domain.network.models import Organisation
from snodo.domain.programmes.queries import to
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

NOT_THEIRS = "Tocca {to_body}: per affidarla a un altro ente scegli il motivo. Resta scritto e si conta."
NOT_FIRST = "È {turn}: per farla passare prima scegli il motivo. Resta scritto e si conta."
SAY_WHY = "Scrivi in poche parole perché."


@dataclass(frozen=True, slots=True)
class Because:
    """Why: a `RouteReason` or a `TurnReason`, and words where it is none of them."""

    reason: str = ""
    words: str = ""


NO_REASON = Because()


@dataclass(frozen=True, slots=True)
class Departure:
    """A rule passed over, with the reason given."""

    kind: ExceptionKind
    because: Because
    expected: str = ""
    place: int | None = None
    many: int | None = None


def departures(
    referral: Referral, body: Organisation | None, route: Because, turn: Because
) -> list[Departure]:
    """The rules that taking a referral up passes over; without `body`, only those of the waiting list.

    A service: the referral is held. Raises InputRefused where one has no reason.
    """
    found: list[Departure] = []
    problems: dict[str, str] = {}
    proposal = departs_from_route(referral, body.pk) if body is not None else None
    if proposal is not None and proposal.organisation is not None:
        whose = proposal.organisation.label
        problems |= _missing(ExceptionKind.ROUTE, route, NOT_THEIRS.format(to_body=to(whose)))
        found.append(Departure(ExceptionKind.ROUTE, route, whose))
    place = departs_from_turn(referral)
    if place is not None:
        problems |= _missing(ExceptionKind.TURN, turn, NOT_FIRST.format(turn=place.in_words))
        found.append(Departure(ExceptionKind.TURN, turn, place=place.place, many=place.many))
    if problems:
        raise InputRefused(problems)
    return found


def _missing(kind: ExceptionKind, because: Because, sentence: str) -> dict[str, str]:
    if because.reason not in states.REASONS_OF[kind].values:
        return {f"{kind}_reason": sentence}
    if because.reason == "other" and not because.words.strip():
        return {f"{kind}_words": SAY_WHY}
    return {}


def keep(referral: Referral, body: Organisation, departed: list[Departure], actor: Actor) -> None:
    """Write the reasons down beside the referral and in its history. A service: before the change itself."""
    for one in departed:
        words = one.because.words.strip()[:300]
        row: RuleException = RuleException.objects.create(
            referral=referral,
            kind=one.kind,
            reason=one.because.reason,
            words=words,
            expected=one.expected,
            chosen=body,
            place=one.place,
            many=one.many,
            author_id=actor.membership_id,
        )
        ReferralEvent.objects.create(
            referral=referral,
            verb=f"bypass_{one.kind}",
            from_state=referral.state,
            to_state=referral.state,
            note=_told(row, one)[:300],
            author_id=actor.membership_id,
            author_name=" · ".join(filter(None, (actor.user_name, actor.organisation_name)))[:160],
            organisation_id=actor.organisation_id,
        )
        audit.record(
            actor=actor,
            verb=f"referral.bypass_{one.kind}",
            subject=referral,
            person_id=referral.person_id,
            changes={"reason": one.because.reason, "organisation": body.pk},
        )


def _told(row: RuleException, one: Departure) -> str:
    """What the history says: whose it was or which place, the reason, the words."""
    rule = f"Toccava {to(one.expected)}." if one.expected else f"Era al posto {one.place} di {one.many}."
    reason = states.REASONS_OF[one.kind](one.because.reason).label
    return " ".join(filter(None, (rule, f"{reason}.", row.words)))
