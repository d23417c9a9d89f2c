"""The tables of privacy, by matter."""

from snodo.domain.privacy.models.break_glass import EmergencyReview
from snodo.domain.privacy.models.copies import CopyLink, CopyOmission, DataCopy
from snodo.domain.privacy.models.links import LedgerLink
from snodo.domain.privacy.models.requests import PersonRequest, RequestContribution, RequestEffect
from snodo.domain.privacy.models.retention import LegalHold, RetentionFile, RetentionRule
from snodo.domain.privacy.models.unusual import UnusualReading

__all__ = [
    "CopyLink",
    "CopyOmission",
    "DataCopy",
    "EmergencyReview",
    "LedgerLink",
    "LegalHold",
    "PersonRequest",
    "RequestContribution",
    "RequestEffect",
    "RetentionFile",
    "RetentionRule",
    "UnusualReading",
]
