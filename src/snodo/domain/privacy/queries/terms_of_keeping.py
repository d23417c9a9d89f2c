"""Which rule holds where: the programme's own, the network's, or what the law and good use suggest."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from snodo.domain.privacy.models import RetentionRule
from snodo.domain.privacy.retention import DEFAULTS, Term
from snodo.domain.privacy.states import DataClass, StartEvent
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock

Key = tuple[UUID | None, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds on a day: rows somebody wrote, and what the pack of each programme proposes."""

    rows: Mapping[Key, Term]
    proposed: Mapping[Key, Term]


def rules_on(day: datetime.date) -> Rules:
    """The rows that hold on a day, and what the packs of programmes propose. Two statements."""
    holding = Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))
    rows = {(rule.programme_id, rule.kind): as_term(rule) for rule in RetentionRule.objects.filter(holding)}
    packs = Programme.objects.filter(definition__retention__isnull=False)
    proposed: dict[Key, Term] = {
        (pk, said["kind"]): _proposed(said)
        for pk, every in packs.values_list("pk", "definition__retention")
        for said in every or ()
    }
    return Rules(rows, proposed)


def as_term(rule: RetentionRule) -> Term:
    """A row as the terms of the product are written."""
    return Term(
        start=rule.start,
        months=rule.months,
        source=rule.source,
        year_end=rule.year_end,
        from_day=rule.from_day,
        confirmed=True,
        since=rule.valid_from,
    )


def _proposed(said: Mapping[str, Any]) -> Term:
    """What a pack says: nobody of the network has confirmed it yet."""
    return Term(
        start=said["start"],
        months=said["months"],
        source=said["source"],
        year_end=said.get("year_end", False),
        since=datetime.date.fromisoformat(said["since"]),
    )


def term_for(rules: Rules, programme_id: UUID | None, kind: str) -> Term:
    """The nearest rule: of the programme, of the network, of the programme's pack, of the product."""
    here, everywhere = (programme_id, kind), (None, kind)
    return (
        rules.rows.get(here)
        or rules.rows.get(everywhere)
        or rules.proposed.get(here)
        or DEFAULTS[DataClass(kind)]
    )


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A row of the page of rules."""

    kind: str
    title: str
    term: Term
    programme: str = ""  # where it holds there alone

    @property
    def start_label(self) -> str:
        return str(StartEvent(self.term.start).label)


def rule_lines() -> list[RuleLine]:
    """Every class with the rule that holds today; then those of single programmes. Three statements."""
    rules = rules_on(clock.today())
    titles = dict(Programme.objects.order_by("title", "starts_on").values_list("pk", "title"))
    common = [RuleLine(kind, str(label), term_for(rules, None, kind)) for kind, label in DataClass.choices]
    own = [
        RuleLine(kind, str(label), term, title)
        for pk, title in titles.items()
        for kind, label in DataClass.choices
        if (term := term_for(rules, pk, kind)) != term_for(rules, None, kind)
    ]
    return common + own
