"""The tables of casework, by matter."""

from snodo.domain.casework.models.case import (
    Case,
    CaseParty,
    CasePhase,
    CaseSuspension,
    CaseTeamMember,
    Handover,
)
from snodo.domain.casework.models.guidance import OwnNote, WorkGuidance
from snodo.domain.casework.models.plan import Commitment, Goal, Plan, PlanSignature, Support
from snodo.domain.casework.models.reading import Assessment, CriticalIssue, Outcome
from snodo.domain.casework.models.story import CaseEvent, CaseSeen, NextStep

__all__ = [
    "Assessment",
    "Case",
    "CaseEvent",
    "CaseParty",
    "CasePhase",
    "CaseSeen",
    "CaseSuspension",
    "CaseTeamMember",
    "Commitment",
    "CriticalIssue",
    "Goal",
    "Handover",
    "NextStep",
    "Outcome",
    "OwnNote",
    "Plan",
    "PlanSignature",
    "Support",
    "WorkGuidance",
]
