"""Who works on a person's file, and which bodies are bound by an act: said by the contexts above.

People know neither paths nor programmes. Who does registers a rule from `apps.ready`:

    duties.register_duties(lambda actor: [Duty(persons=lambda: Q(...), verbs=..., sections=...)])
    duties.register_acts(lambda: ProgrammePartner.objects.filter(...))

Without a rule nobody has a duty and no body an act: everything stays closed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from snodo.kernel.actor import Actor

KNOW, READ, WRITE, GRANT = "know", "read", "write", "grant"


@dataclass(frozen=True, slots=True)
class Duty:
    """Persons on whose file an actor works (a condition on persons), and what that opens.

    The condition is made when it is asked for: most questions are about one duty of several.
    """

    persons: Callable[[], Q]
    verbs: frozenset[str]
    sections: frozenset[str]

    def allows(self, verb: str, section: str) -> bool:
        return verb in self.verbs and section in self.sections


DutyRule = Callable[[Actor], list[Duty]]
ActRule = Callable[[], QuerySet[Any, Any]]

_duty_rules: list[DutyRule] = []
_act_rules: list[ActRule] = []


def register_duties(rule: DutyRule) -> None:
    """Ask this rule too."""
    if rule not in _duty_rules:
        _duty_rules.append(rule)


def register_acts(rule: ActRule) -> None:
    """A rule gives the acts that hold today: rows with an organisation, a programme and an end."""
    if rule not in _act_rules:
        _act_rules.append(rule)


def duties_of(actor: Actor) -> list[Duty]:
    """All that the contexts above say of this actor."""
    return [duty for rule in _duty_rules for duty in rule(actor)]


def known_by(actor: Actor) -> Q:
    """Persons whom the actor knows by their work, whatever they may open of them."""
    known = Q(pk__in=[])
    for duty in duties_of(actor):
        if KNOW in duty.verbs:
            known |= duty.persons()
    return known


def with_act(field: str = "organisation_id") -> Q:
    """Rows whose body is bound by an act today."""
    condition = Q(pk__in=[])
    for rule in _act_rules:
        condition |= Q(**{f"{field}__in": rule().values("organisation_id")})
    return condition


def ground_of(organisation_id: UUID) -> UUID | None:
    """The programme in which the body's act holds longest; None for a body without an act."""
    for rule in _act_rules:
        mine = rule().filter(organisation_id=organisation_id).order_by("-act_until")
        for programme in mine.values_list("programme_id", flat=True)[:1]:
            return UUID(str(programme))
    return None
