"""The tables of this context, by matter."""

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

__all__ = [
    "Household",
    "HouseholdMember",
    "InformationGiven",
    "Person",
    "PersonCircle",
    "PersonIdentifier",
    "PersonNameKey",
    "SharingChoice",
]
