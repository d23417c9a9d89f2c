"""Which rule holds where: the programme's own, the network's, or what the law and good use suggest."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from snodo.domain.privacy.models import RetentionRule
from snodo.domain.privacy.retention import DEFAULTS, Term
from snodo.domain.privacy.states import DataClass, StartEvent
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock

Key = tuple[UUID | None, str]


def rules_on(day: datetime.date) -> dict[Key, RetentionRule]:
    """The rows that hold on a day, of programmes and of the whole network."""
    holding = Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))
    return {(rule.programme_id, rule.kind): rule for rule in RetentionRule.objects.filter(holding)}


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


def term_for(rules: Mapping[Key, RetentionRule], programme_id: UUID | None, kind: str) -> Term:
    """The nearest rule: of the programme, of the network, of the product."""
    rule = rules.get((programme_id, kind)) or rules.get((None, kind))
    return as_term(rule) if rule is not None else DEFAULTS[kind]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A row of the page of rules."""

    kind: str
    title: str
    term: Term
    own: bool  # written for this programme, or for the network where none is chosen

    @property
    def start_label(self) -> str:
        return str(StartEvent(self.term.start).label)


def rule_lines(programme: Programme | None) -> list[RuleLine]:
    """Every class with the rule that holds today. One statement."""
    rules = rules_on(clock.today())
    where = programme.pk if programme is not None else None
    return [
        RuleLine(kind, str(label), term_for(rules, where, kind), (where, kind) in rules)
        for kind, label in DataClass.choices
    ]
