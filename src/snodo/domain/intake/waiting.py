"""The waiting list: a total order from declared criteria, never a score, with its reasons in words."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, TextChoices

from snodo.domain.intake import access, sealing
from snodo.domain.intake.models import Referral, ReferralEvent, WaitingRule
from snodo.domain.intake.states import ReferralState, Urgency
from snodo.domain.people.guardianship import is_minor
from snodo.domain.programmes.models import EntryCriterion, ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.actor import Actor

ENTRY = "entry:"
_URGENCY = {Urgency.URGENT: 0, Urgency.SOON: 1, Urgency.ORDINARY: 2}


class WaitingCriterion(TextChoices):
    """What may put somebody before somebody else, of what a referral says of each."""

    URGENCY = "urgency", "Urgenza dichiarata da chi segnala"
    MINOR = "minor", "Ha meno di 18 anni"
    HOUSEHOLD = "household", "Nucleo con più componenti"
    MINORS = "minors", "Nucleo con più minori"


@dataclass(frozen=True, slots=True)
class Placed:
    """A referral in its place, counted from one, and what put it there."""

    referral: Referral
    place: int
    why: str


def ordered(referrals: Iterable[Referral], criteria: Sequence[str]) -> list[Placed]:
    """First by the first criterion, then by the second, and so on; at the end by the moment of sending.

    Who comes last moves nobody ahead: each place depends on one's own facts and on who stands before.
    """
    rows = [(_key(referral, criteria), referral) for referral in referrals]
    rows.sort(key=lambda row: row[0])
    return [Placed(referral, place, _why(referral, criteria)) for place, (_, referral) in enumerate(rows, 1)]


def _key(referral: Referral, criteria: Sequence[str]) -> tuple[Any, ...]:
    ranks = tuple(_rank(referral, code)[0] for code in criteria)
    return (*ranks, referral.sent_at, referral.pk)


def _why(referral: Referral, criteria: Sequence[str]) -> str:
    words = [said for code in criteria if (said := _rank(referral, code)[1])]
    assert referral.sent_at is not None
    return ", ".join([*words, f"arrivata il {clock.local_date(referral.sent_at):%d/%m/%Y}"])


def _rank(referral: Referral, code: str) -> tuple[int, str]:
    """The lower the earlier; the words only where it puts ahead. What is not known puts nobody ahead."""
    if code == WaitingCriterion.URGENCY:
        rank = _URGENCY.get(Urgency(referral.urgency), 2)
        return rank, Urgency(referral.urgency).label.lower() if rank < 2 else ""
    if code == WaitingCriterion.MINOR:
        minor = is_minor(sealing.born(referral), clock.today())
        return (0, "ha meno di 18 anni") if minor else (1, "")
    if code == WaitingCriterion.HOUSEHOLD:
        size = referral.household_size or 0
        return -size, f"{size} componenti" if size > 1 else ""
    if code == WaitingCriterion.MINORS:
        minors = referral.household_minors or 0
        words = "un minore nel nucleo" if minors == 1 else f"{minors} minori nel nucleo"
        return -minors, words if minors else ""
    for one in referral.criteria:
        if f"{ENTRY}{one['code']}" == code and one.get("met"):
            return 0, str(one["text"]).lower()
    return 1, ""


# What stands in the database


def rules_of(action: ProgrammeAction) -> list[WaitingRule]:
    """Every version, the latest first."""
    return list(WaitingRule.objects.filter(action=action).order_by("-valid_from"))


def rule_of(action: ProgrammeAction) -> WaitingRule | None:
    """The version that holds today; none: people wait by the day of sending alone."""
    return in_force(rules_of(action))


def in_force(rules: Iterable[WaitingRule]) -> WaitingRule | None:
    """Which of these holds today; the latest come first."""
    return next((rule for rule in rules if rule.valid_from <= clock.today()), None)


def _waiting(action: ProgrammeAction, besides: Referral | None = None) -> QuerySet[Referral]:
    """Who waits; `besides`: one who is asked something meanwhile, and is counted all the same."""
    waits = Q(state=ReferralState.WAITING)
    if besides is not None:
        waits |= Q(pk=besides.pk)
    waiting: QuerySet[Referral] = Referral.objects.filter(waits, action=action, frozen=False)
    return waiting.defer("sheet_draft", "codice_fiscale", "need_words", "guardian_words")


def line_of(
    action: ProgrammeAction, rule: WaitingRule | None, besides: Referral | None = None
) -> list[Placed]:
    """Everybody who waits for an action, in order: also those the reader may not see."""
    return ordered(_waiting(action, besides), rule.criteria if rule is not None else [])


def line_seen_by(actor: Actor, action: ProgrammeAction, rule: WaitingRule | None) -> tuple[list[Placed], int]:
    """Of the line those the actor may read, in their place among all, and how many the others are.

    One statement.
    """
    mine = access.referrals_received_by(actor).filter(pk=OuterRef("pk"))
    rows: QuerySet[Any] = _waiting(action).annotate(readable=Exists(mine))
    line = ordered(rows, rule.criteria if rule is not None else [])
    shown = [one for one in line if one.referral.readable]  # type: ignore[attr-defined]
    return shown, len(line) - len(shown)


def waits_since(referral: Referral) -> datetime.date | None:
    """From when somebody waits, also while the sender is asked something; None: they are in no list."""
    if referral.state == ReferralState.WAITING:
        since: datetime.date | None = referral.waiting_since
        return since
    if referral.state != ReferralState.INFORMATION_REQUESTED or referral.assigned_membership_id is not None:
        return None
    told = ReferralEvent.objects.filter(referral=referral, verb__in=("ask_information", "queue"))
    asked = told.filter(verb="ask_information").order_by("-at", "-pk").first()
    queued = told.filter(verb="queue").order_by("-at", "-pk").first()
    if asked is None or queued is None or asked.from_state != ReferralState.WAITING:
        return None
    return clock.local_date(queued.at)


def place_of(referral: Referral, action: ProgrammeAction) -> tuple[int, int, Placed | None]:
    """Place, how many wait, and why: nothing of the others."""
    line = line_of(action, rule_of(action))
    mine = next((one for one in line if one.referral.pk == referral.pk), None)
    return (mine.place if mine is not None else 0), len(line), mine


def choices_of(action: ProgrammeAction) -> list[tuple[str, str]]:
    """The criteria one may declare: those of every referral, and the entry criteria of the action."""
    asked = EntryCriterion.objects.filter(action=action, retired_on__isnull=True).order_by("position")
    own = [(f"{ENTRY}{one.code}", f"Soddisfa: {one.text}") for one in asked]
    return [*WaitingCriterion.choices, *own]


def words_of(action: ProgrammeAction, rule: WaitingRule | None) -> list[str]:
    """The criteria in words, in order, the day of sending at the end."""
    criteria = rule.criteria if rule is not None else []
    asked = any(code.startswith(ENTRY) for code in criteria)
    known = dict(choices_of(action) if asked else WaitingCriterion.choices)
    return [*(known.get(code, code.removeprefix(ENTRY)) for code in criteria), "Giorno della segnalazione"]


def actions_waited_for(actor: Actor) -> QuerySet[ProgrammeAction]:
    """The actions whose list the actor's body keeps: who co-ordinates a body that receives."""
    return access.actions_to_link(actor)


@dataclass(frozen=True, slots=True)
class ListLine:
    """One waiting list: how many wait, and since when the one who has waited longest."""

    action: ProgrammeAction
    many: int
    since: datetime.date | None

    @property
    def longest(self) -> int:
        """Days of the longest wait."""
        return (clock.today() - self.since).days if self.since is not None else 0


def lists_kept_by(actor: Actor, programme_id: UUID | None = None) -> list[ListLine]:
    """The lists the actor's body keeps, those with somebody first. Two statements."""
    actions = actions_waited_for(actor).select_related("programme").defer("programme__definition")
    if programme_id is not None:
        actions = actions.filter(programme=programme_id)
    kept = list(actions.order_by("programme__title", "position"))
    waits = Referral.objects.filter(
        network_id=actor.network_id, action__in=kept, state=ReferralState.WAITING, frozen=False
    )
    rows = waits.order_by().values("action_id").annotate(many=Count("pk"), since=Min("waiting_since"))
    found = {row["action_id"]: row for row in rows}
    empty: dict[str, Any] = {"many": 0, "since": None}
    lines = []
    for action in kept:
        row = found.get(action.pk, empty)
        lines.append(ListLine(action, row["many"], row["since"]))
    return sorted(lines, key=lambda line: line.many == 0)
