"""Who else may be named in what is written of a person: their words are read again before a copy is given."""

import re

from django.db.models import Q

from snodo.domain.activities.models import GroupMember
from snodo.domain.intake.models import Referral
from snodo.domain.people.models import HouseholdMember, Person, ProtectedIdentity
from snodo.domain.privacy.queries.break_glass import cases_of
from snodo.domain.tables.models import TableCase, TableGuest

SHORTEST = 3


def others_named(person: Person) -> re.Pattern[str] | None:
    """Finds the names of others near the person, but for those like their own.

    Of who lives or lived with them, also where a referral of the household is all that is known, the first
    name is enough; of who was in a group with them, or a guest at a table about them, the whole name.
    """
    own = {
        person.first_name.lower(),
        person.lived_name.lower(),
        person.pseudonym.lower(),
        person.name.lower(),
    }
    names = {row.name for row in _companions(person)} | _guests(person) | _referred_with(person)
    for row in _relatives(person):
        names |= {row.first_name, row.lived_name, row.pseudonym} | _sealed_names(row)
    wanted = sorted(name for name in names if len(name) >= SHORTEST and name.lower() not in own)
    if not wanted:
        return None
    return re.compile(r"\b(?:" + "|".join(map(re.escape, wanted)) + r")\b", re.I)


def _relatives(person: Person) -> list[Person]:
    households = HouseholdMember.objects.filter(person=person).values("household_id")
    members = HouseholdMember.objects.filter(household__in=households).exclude(person=person)
    return [row.person for row in members.select_related("person")]


def _companions(person: Person) -> list[Person]:
    groups = GroupMember.objects.filter(person=person).values("group_id")
    members = GroupMember.objects.filter(group__in=groups).exclude(person=person)
    return [row.person for row in members.select_related("person")]


def _guests(person: Person) -> set[str]:
    """Guests without an account: who has one is a colleague, and colleagues are left out by themselves."""
    about = TableCase.objects.filter(case__in=cases_of(person.pk)).values("table")
    guests = TableGuest.objects.filter(table__in=about, membership__isnull=True)
    return {name.strip() for name in guests.values_list("name", flat=True)}


def _referred_with(person: Person) -> set[str]:
    """Whom a referral of their household names and nobody has written down as a person."""
    households = HouseholdMember.objects.filter(person=person).values("household_id")
    sent = Referral.objects.filter(
        Q(household__in=households) | Q(opened_case__household__in=households), person__isnull=True
    )
    names = set()
    for referral in sent:
        facts = referral.sealed if referral.protected else {}
        names |= {referral.first_name, str(facts.get("first_name", "")), referral.pseudonym}
    return {name.strip() for name in names}


def _sealed_names(person: Person) -> set[str]:
    """Of a protected relative: her name may be written where she is not known to be hidden."""
    if not person.protected:
        return set()
    sealed = ProtectedIdentity.objects.filter(person=person).first()
    facts = sealed.facts if sealed is not None else {}
    return {facts[name] for name in ("first_name", "lived_name") if facts.get(name)}
