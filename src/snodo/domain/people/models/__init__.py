"""Persons, identifiers, households, information given, sharing choices; restricted sections and grants."""

from snodo.domain.people.models.emergency import EmergencyAccess
from snodo.domain.people.models.guardians import Guardian, GuardianSearch
from snodo.domain.people.models.matching import MatchKeys
from snodo.domain.people.models.merging import MergedRow, PairQuestion, PersonMerge, PossiblePair
from snodo.domain.people.models.persons import (
    Household,
    HouseholdMember,
    InformationGiven,
    Person,
    PersonCircle,
    PersonIdentifier,
    PersonNameKey,
    SharingChoice,
)
from snodo.domain.people.models.protection import ProtectedIdentity, SafeContact
from snodo.domain.people.models.sections import (
    SECTION_TABLES,
    EconomicNote,
    HealthNote,
    JudicialNote,
    ProtectedAddress,
    SectionGrant,
    SectionText,
    SocialHistory,
    ViolenceNote,
)

__all__ = [
    "SECTION_TABLES",
    "EconomicNote",
    "EmergencyAccess",
    "Guardian",
    "GuardianSearch",
    "HealthNote",
    "Household",
    "HouseholdMember",
    "InformationGiven",
    "JudicialNote",
    "MatchKeys",
    "MergedRow",
    "PairQuestion",
    "Person",
    "PersonCircle",
    "PersonIdentifier",
    "PersonMerge",
    "PersonNameKey",
    "PossiblePair",
    "ProtectedAddress",
    "ProtectedIdentity",
    "SafeContact",
    "SectionGrant",
    "SectionText",
    "SharingChoice",
    "SocialHistory",
    "ViolenceNote",
]
