"""Who may see and change what is known of a person: the bodies of the person's circle, and no one else.

Restricted sections are closed to the circle too. They open by a duty on the file (`duties`) or by a grant in
force, never against a refusal of the person: `_opens` is that rule; `section_open_in` asks it of many
persons, `can_open_section` of one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.people import duties
from snodo.domain.people.models import (
    EmergencyAccess,
    Guardian,
    Household,
    HouseholdMember,
    Person,
    PersonCircle,
    SectionGrant,
    SharingChoice,
)
from snodo.domain.people.states import NO, CircleReason, Keeping, Section, SharingPurpose
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Kept

__all__ = [
    "FileStanding",
    "can_edit_household",
    "can_edit_person",
    "can_grant",
    "can_keep",
    "can_open_identifiers",
    "can_open_section",
    "can_register",
    "can_see_in_emergency",
    "can_write_guardians",
    "can_write_section",
    "circle_in_force",
    "circle_of_body",
    "emergencies_in_force",
    "file_standing",
    "grants_in_force",
    "grants_not_over",
    "guardians_visible_to",
    "households_visible_to",
    "in_use",
    "keepers_of",
    "kept_by",
    "members_visible_to",
    "people_for_guardians",
    "people_in_emergency",
    "people_visible_to",
    "people_worked_with",
    "person_visible_to",
    "refusals",
    "register_path_rules",
    "require",
    "section_open_in",
    "sections_of",
]

SEES_PEOPLE = (Role.COORDINATOR, Role.OPERATOR, Role.REFERRER)
WORKS_WITH_PEOPLE = (Role.COORDINATOR, Role.OPERATOR)


_HELD_UP_BY: list[Callable[[], QuerySet[Any]]] = []


_BODIES_WITHOUT_ACT: list[Callable[[], QuerySet[Any]]] = []


def hold_circle_to(acts: Callable[[], QuerySet[Any]], lapsed: Callable[[], QuerySet[Any]]) -> None:
    """Called once by the context that owns acts.

    `acts`: rows of which one must exist, named through OuterRef. `lapsed`: ids of the bodies whose acts
    have all ended; whom they met at their own desk they no longer see here.
    """
    _HELD_UP_BY[:], _BODIES_WITHOUT_ACT[:] = [acts], [lapsed]


def circle_in_force() -> Q:
    """Rows of a circle that hold today: begun, not ended, and held up by an act.

    Where they stand on a programme by the one of that programme; at a body's own desk by any, unless the
    body never had one.
    """
    today = clock.today()
    held = Q(started_on__lte=today) & (Q(ended_on__isnull=True) | Q(ended_on__gt=today))
    for acts in _HELD_UP_BY:
        held &= Q(ground_id__isnull=True) | Q(Exists(acts()))
    for lapsed in _BODIES_WITHOUT_ACT:
        held &= Q(ground_id__isnull=False) | ~Q(organisation_id__in=lapsed())
    return held


def in_use(person: str = "") -> Q:
    """Persons whose file is not closed; `person` is the link that leads to them from another row."""
    return Q(**{f"{person}__keeping" if person else "keeping": Keeping.IN_USE})


def circle_of_body(actor: Actor) -> QuerySet[PersonCircle]:
    """Why the actor's body sees persons today; a person may stand there more than once."""
    circle: QuerySet[PersonCircle] = PersonCircle.objects.filter(
        circle_in_force(), organisation_id=actor.organisation_id
    )
    return circle


def _works_with(actor: Actor) -> Q:
    """The body is in the circle; its operators know whom they work with, and who came to their desk."""
    rows = circle_of_body(actor).filter(person=OuterRef("pk")).exclude(reason=CircleReason.GRANT)
    if not actor.has_role(Role.OPERATOR):
        return Q(Exists(rows))
    met_at_the_desk = Exists(rows.filter(reason=CircleReason.DESK))
    # Most are known by a path: who is found there is not looked for at the desk.
    return (Q(Exists(rows)) & duties.known_by(actor)) | Q(met_at_the_desk)


def _let_in(actor: Actor) -> Q:
    """The body was given a part of the file: who works there may come and open it, and change nothing."""
    rows = circle_of_body(actor).filter(person=OuterRef("pk"), reason=CircleReason.GRANT)
    granted = grants_in_force().filter(organisation_id=actor.organisation_id, person=OuterRef("pk"))
    return Q(Exists(rows)) & Q(Exists(granted))


def _in_circle(actor: Actor) -> Q:
    return _works_with(actor) | _let_in(actor)


# Who keeps the secret of a protected person: those who answer for the path, which only upper contexts know.


@dataclass(frozen=True, slots=True)
class PathRules:
    """What the context of paths says of persons; registered from its `apps.ready`."""

    in_my_hands: Callable[[Actor], Q]  # persons the actor accompanies, in the team of the body that answers
    with_path: Callable[[], QuerySet[Any]]  # ids of persons with a path
    team_of: Callable[[UUID], QuerySet[Any]]  # memberships that accompany one person so


_PATHS: list[PathRules] = []


def register_path_rules(rules: PathRules) -> None:
    """From the context that knows paths and their teams."""
    _PATHS[:] = [rules]


def kept_by(actor: Actor) -> Q:
    """Persons whose secrets the actor keeps: in the team that answers for the path, of a body that sees
    them. Where no path has begun yet, who wrote them down, and who co-ordinates that body.
    """
    if not actor.has_role(*WORKS_WITH_PEOPLE):
        return Q(pk__in=[])
    desk = PersonCircle.objects.filter(
        circle_in_force(), organisation_id=actor.organisation_id, person=OuterRef("pk")
    ).exclude(reason__in=[CircleReason.CASE, CircleReason.GRANT])
    met = Q(Exists(desk))
    if not actor.has_role(Role.COORDINATOR):
        met &= Q(created_by=actor.user_id)
    for rules in _PATHS:
        met = rules.in_my_hands(actor) | (met & ~Q(pk__in=rules.with_path()))
    return met


def can_keep(actor: Actor, person: Person) -> bool:
    """Whether the actor keeps the secrets of this person."""
    return bool(_keeps(actor, person=person.pk))


@Kept
def _keeps(actor: Actor, *, person: UUID) -> QuerySet[Any, UUID]:
    kept = people_visible_to(actor).filter(kept_by(actor), pk=person)
    return kept.values_list("pk", flat=True)


def keepers_of(person: Person) -> list[Any]:
    """The memberships to be told when something happens around a protected person."""
    return [member for rules in _PATHS for member in rules.team_of(person.pk)]


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """Persons in whose circle the actor's body is today, for roles that work with people.

    Co-ordinators see all of their body's; an operator those of their own paths and referrals, those on whom
    the body was given a part of the file, and those whom its desk knows and nobody has taken in charge yet.
    A colleague's people stay theirs.
    """
    people: QuerySet[Person] = Person.objects.filter(network_id=actor.network_id)
    if not actor.has_role(*SEES_PEOPLE):
        return people.none()
    return people.filter(in_use(), _in_circle(actor))


@Kept
def _seen(actor: Actor, *, person: UUID) -> QuerySet[Person]:
    return people_visible_to(actor).filter(pk=person)


def person_visible_to(actor: Actor, person_id: UUID) -> Person | None:
    """The same rule for one person, as every page of theirs asks it: worked out once."""
    return next(iter(_seen(actor, person=person_id)), None)


def people_worked_with(actor: Actor) -> QuerySet[Person]:
    """Of the persons one sees, those one works with: not whom one was only let into a part of the file of."""
    people: QuerySet[Person] = Person.objects.filter(network_id=actor.network_id)
    if not actor.has_role(*SEES_PEOPLE):
        return people.none()
    return people.filter(in_use(), _works_with(actor))


def households_visible_to(actor: Actor) -> QuerySet[Household]:
    """Households of which the actor may see at least one present member."""
    households: QuerySet[Household] = Household.objects.filter(network_id=actor.network_id)
    if not actor.has_role(*SEES_PEOPLE):
        return households.none()
    today = clock.today()
    members = members_visible_to(actor).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        household=OuterRef("pk"),
        person__in=people_visible_to(actor),
    )
    return households.filter(Exists(members))


def members_visible_to(actor: Actor) -> QuerySet[HouseholdMember]:
    """Places in households the actor may know of: never those of who is hidden from the others.

    Who may do harm may be in the family: a hidden place is known only to who keeps that person's secrets.
    """
    kept = Person.objects.filter(kept_by(actor), _in_circle(actor))
    return HouseholdMember.objects.filter(Q(hidden=False) | Q(person__in=kept.values("pk")), in_use("person"))


def can_register(actor: Actor) -> bool:
    """Who receives people may write down a new one; who only refers does so with a referral."""
    return actor.has_role(*WORKS_WITH_PEOPLE)


def can_edit_person(actor: Actor, person: Person) -> bool:
    """Who works with the person; a part of the file that was given is read, not changed.

    What a person wants kept and not used (GDPR art. 18) is changed by nobody.
    """
    return can_register(actor) and bool(_worked_on(actor, person=person.pk))


@Kept
def _worked_on(actor: Actor, *, person: UUID) -> QuerySet[Any, UUID]:
    worked = people_worked_with(actor).filter(pk=person, restricted_since__isnull=True)
    return worked.values_list("pk", flat=True)


def can_edit_household(actor: Actor, household: Household) -> bool:
    """Who works with people, where at least one member is in their body's circle."""
    return can_register(actor) and households_visible_to(actor).filter(pk=household.pk).exists()


def people_for_guardians(actor: Actor) -> QuerySet[Person]:
    """Persons one works with; somebody protected, only for who keeps their secrets."""
    if not actor.has_role(*WORKS_WITH_PEOPLE):
        return Person.objects.none()
    return people_worked_with(actor).filter(Q(protected=False) | kept_by(actor))


def guardians_visible_to(actor: Actor) -> QuerySet[Guardian]:
    """Who decides for them."""
    return Guardian.objects.filter(person__in=people_for_guardians(actor).values("pk"))


def can_write_guardians(actor: Actor, person: Person) -> bool:
    """Who works with the person; of somebody protected, who keeps their secrets."""
    return can_edit_person(actor, person) and (not person.protected or can_keep(actor, person))


def can_open_identifiers(actor: Actor, person: Person) -> bool:
    """Codes are read in full only by who works with the person; each reading is written down."""
    return can_edit_person(actor, person)


# What the person refused: nothing goes to a body against it


def refusals(purpose: str | OuterRef) -> QuerySet[SharingChoice]:
    """Choices in force by which a person keeps a body out, for this purpose or for all.

    A refusal has no end: it holds until the person chooses otherwise. One in free words, from before
    purposes were a list, holds for everything.
    """
    against = Q(purpose=purpose) | Q(purpose=SharingPurpose.EVERYTHING)
    against |= ~Q(purpose__in=SharingPurpose.values)
    return SharingChoice.objects.filter(against, superseded=False, choice__in=NO)


# Restricted sections


def grants_not_over() -> QuerySet[SectionGrant]:
    """Grants that open something today or later: not ended, revoked or refused, the body under an act."""
    refused = refusals(OuterRef("purpose")).filter(
        person=OuterRef("person"), organisation=OuterRef("organisation")
    )
    return SectionGrant.objects.filter(
        duties.with_act(),
        ~Exists(refused),
        valid_until__gte=clock.today(),
        revoked_on__isnull=True,
    )


def grants_in_force() -> QuerySet[SectionGrant]:
    """Grants that open something today."""
    return grants_not_over().filter(valid_from__lte=clock.today())


def _by_duty(actor: Actor, verb: str, section: str) -> Q:
    rule = Q(pk__in=[])
    for duty in duties.duties_of(actor):
        if duty.allows(verb, section):
            rule |= duty.persons()
    return rule


def _opens(actor: Actor, section: str) -> Q:
    """The one rule: a duty on the file, or a grant to the actor's body."""
    granted = grants_in_force().filter(
        organisation_id=actor.organisation_id, person=OuterRef("pk"), sections__contains=[section]
    )
    return _by_duty(actor, duties.READ, section) | Q(Exists(granted))


def section_open_in(actor: Actor, section: str) -> QuerySet[Person]:
    """Persons of whom the actor may open this section."""
    return people_visible_to(actor).filter(_opens(actor, section))


def can_open_section(actor: Actor, person_id: UUID, section: str) -> bool:
    """Whether the actor may open this section of this person."""
    return section_open_in(actor, section).filter(pk=person_id).exists()


def can_write_section(actor: Actor, person_id: UUID, section: str) -> bool:
    """Who has the person in charge writes; who was let in reads only."""
    rule = _by_duty(actor, duties.WRITE, section)
    return people_visible_to(actor).filter(rule, pk=person_id, restricted_since__isnull=True).exists()


def _grants(actor: Actor) -> Q:
    rule = Q(pk__in=[])
    for duty in duties.duties_of(actor):
        if duties.GRANT in duty.verbs:
            rule |= duty.persons()
    return rule


def can_grant(actor: Actor, person_id: UUID) -> bool:
    """The team of the body responsible for the person lets others in, and shuts them out again."""
    people = people_visible_to(actor).filter(_grants(actor), pk=person_id, restricted_since__isnull=True)
    return people.exists()


@dataclass(frozen=True, slots=True)
class FileStanding:
    """How an actor stands to the restricted sections of one person."""

    opens: frozenset[str] = frozenset()
    grants: bool = False


def file_standing(actor: Actor, person_id: UUID) -> FileStanding:
    """All sections the actor may open, and whether they may let others in. One statement."""
    rules = {section: _opens(actor, section) for section in Section.values} | {"grants": _grants(actor)}
    columns = {
        f"may_{name}": ExpressionWrapper(rule, output_field=BooleanField()) for name, rule in rules.items()
    }
    row = people_visible_to(actor).filter(pk=person_id).annotate(**columns).values(*columns).first() or {}
    return FileStanding(
        frozenset(section for section in Section.values if row.get(f"may_{section}")),
        bool(row.get("may_grants")),
    )


def sections_of(actor: Actor, person_id: UUID) -> frozenset[str]:
    """All sections of a person that the actor may open. One statement."""
    return file_standing(actor, person_id).opens


# In an emergency: for one hour, a page of its own, and nothing of what the circle opens


def emergencies_in_force(actor: Actor) -> QuerySet[EmergencyAccess]:
    """What the actor opened and is not over. Who has meanwhile been protected is no longer shown."""
    opened: QuerySet[EmergencyAccess] = EmergencyAccess.objects.filter(
        membership_id=actor.membership_id,
        until__gt=clock.now(),
        ended_at__isnull=True,
        person__protected=False,
        person__keeping=Keeping.IN_USE,
    )
    return opened


def people_in_emergency(actor: Actor) -> QuerySet[Person]:
    """Persons whose few necessary facts the actor may read now, without being in their circle."""
    people: QuerySet[Person] = Person.objects.filter(network_id=actor.network_id)
    if not actor.has_role(*WORKS_WITH_PEOPLE):
        return people.none()
    return people.filter(Exists(emergencies_in_force(actor).filter(person=OuterRef("pk"))))


def can_see_in_emergency(actor: Actor, person: Person) -> bool:
    """The same rule for one person."""
    return people_in_emergency(actor).filter(pk=person.pk).exists()
