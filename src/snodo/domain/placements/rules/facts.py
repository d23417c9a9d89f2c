"""What the checks look at, and what they answer. Plain values: a form can be checked before it is saved."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from snodo.domain.placements.states import AllowancePayer, InternshipKind, RuleTarget

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """One thing to know: an error blocks, a warning asks for a reason, a note reminds."""

    code: str
    level: str
    sentence: str
    source: str = ""
    unconfirmed: bool = False
    field: str = ""

    @property
    def level_label(self) -> str:
        """In words."""
        return {ERROR: "Da correggere", WARNING: "Da motivare", NOTE: "Da ricordare"}[self.level]


@dataclass(frozen=True, slots=True)
class Facts:
    """An internship as the rules see it. `rule` is the values of the rule set in force, if any."""

    kind: str
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    weekly_hours: Decimal | None = None
    hours_a_day: Decimal | None = None
    allowance: Decimal = Decimal(0)
    allowance_payer: str = AllowancePayer.HOST
    target: str = RuleTarget.ORDINARY
    eqf_level: int | None = None
    meals: bool = False
    seasonal: bool = False
    public_host: bool = False
    promoter_id: UUID | None = None
    host_id: UUID | None = None
    promoter_vat: str = ""
    host_vat: str = ""
    has_agreement: bool = False
    has_promoter_tutor: bool = False
    has_host_tutor: bool = False
    has_insurance: bool = False
    has_objectives: bool = False
    has_job: bool = True
    authorisation_on: datetime.date | None = None
    communication_on: datetime.date | None = None
    case_open: bool = True
    taking_organisation: str = ""
    taking_is_public_service: bool = False
    taking_worker: str = ""
    person_age: int | None = None
    paused_days: int = 0
    host_employees: int | None = None
    host_trainees: int = 0
    promoter_tutor_load: int = 0
    host_tutor_load: int = 0
    earlier_here: bool = False
    other_weekly_hours: Decimal = Decimal(0)
    programme_ends_on: datetime.date | None = None
    rule_title: str = ""
    rule_source: str = ""
    rule: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind_label(self) -> str:
        """The kind in words, inside a sentence."""
        return str(InternshipKind(self.kind).label).lower()

    def source_of(self, value: str) -> str:
        """Where a number comes from."""
        return str(self.rule.get("sources", {}).get(value, self.rule_source))

    def unconfirmed(self, value: str) -> bool:
        """Whether a number still waits to be read in the law itself."""
        return value in self.rule.get("from_memory", [])
