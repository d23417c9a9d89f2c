"""Two files of one person become one, and two again: nothing is lost on either way."""

import datetime
import hashlib
import random
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from snodo.domain.audit.models import Entry
from snodo.domain.casework.models import Case
from snodo.domain.people import access, actions, queries
from snodo.domain.people.models import (
    SECTION_TABLES,
    HouseholdMember,
    MergedRow,
    Person,
    PersonCircle,
    PersonIdentifier,
    PersonMerge,
    PersonNameKey,
    SharingChoice,
)
from snodo.domain.people.states import Choice, Keeping, Section, SharingPurpose
from snodo.domain.privacy.models import LegalHold, RetentionFile
from snodo.kernel import clock, joining, tenancy
from snodo.kernel.errors import Conflict, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.factories import casework
from tests.factories.world import World

pytestmark = pytest.mark.covers("E33")
DAY = datetime.timedelta(days=1)
NOT_COMPARED = (
    *("audit_", "people_personmerge", "people_mergedrow"),
    *("people_personnamekey", "people_matchkeys"),
)


@pytest.fixture
def made(world: World) -> casework.SmallProgramme:
    return casework.small_programme(world)


@pytest.fixture
def two(world: World) -> tuple[Person, Person]:
    """Known to nadia's body; bruno co-ordinates it."""
    return pair(world)


def pair(world: World) -> tuple[Person, Person]:
    first = casework.a_person(world, "nadia", "Luca", "Ferrante", phone="333 1234567")
    more = {"sex": "male", "email": "luca@posta.example"}
    return first, casework.a_person(world, "nadia", "Lucca", "Ferante", **more)


def merge(world: World, kept: Person, gone: Person, who: str = "bruno", **more: Any) -> PersonMerge:
    actor = world.actor(who)
    with acting(actor):
        kept, gone = Person.objects.get(pk=kept.pk), Person.objects.get(pk=gone.pk)
        return actions.merge_persons(
            kept=kept, gone=gone, versions=(kept.version, gone.version), actor=actor, **more
        )


def undo(world: World, joined: PersonMerge, who: str = "bruno") -> PersonMerge:
    actor = world.actor(who)
    with acting(actor):
        return actions.undo_merge(merge=PersonMerge.objects.get(pk=joined.pk), actor=actor)


def everything() -> dict[str, str]:
    """A print of every table of the network: all columns of all rows, as they lie in the database.

    Left out: the log and the joining itself; the version of a person, which only grows; what is worked out
    from the names, compared apart.
    """
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if not issubclass(model, tenancy.TenantModel) or table.startswith(NOT_COMPARED):
            continue
        with connection.cursor() as cursor:
            less = " - 'version'" if model is Person else ""
            cursor.execute(
                f'SELECT (to_jsonb(t){less})::text FROM "{table}" t WHERE network_id = %s ORDER BY id',
                [tenancy.bound_network()],
            )
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found | {"keys": repr(sorted(PersonNameKey.objects.values_list("person_id", "key")))}


def lives(world: World, made: casework.SmallProgramme, person: Person, dice: random.Random) -> None:
    """A few things that happen to somebody known to the network, drawn by chance."""
    nadia = world.actor("nadia")
    with acting(nadia):
        for kind, code in (("none", ""), ("stp", f"STP03{dice.randrange(10**11):011d}")):
            if dice.random() < 0.6:
                actions.add_identifier(person=person, kind=kind, value=code, actor=nadia)
        for body in ("coop", "municipality"):
            _known_to(world, person, body, dice)
        for section in dice.sample(list(SECTION_TABLES), 3):
            _written_in(world, person, section, dice)
        if dice.random() < 0.5:
            actions.register_household(name="Nucleo", reference=person, actor=nadia)
        if dice.random() < 0.5:
            actions.update_person(person=person, version=person.version, lived_name="Lu", actor=nadia)
    if dice.random() < 0.7:
        case = casework.a_case(world, made, "nadia", person=person)
        with acting(nadia):
            ended = {"state": "closed", "closed_on": clock.today(), "closing_reason": "completed"}
            Case.objects.filter(pk=case.pk).update(**ended)


def _known_to(world: World, person: Person, body: str, dice: random.Random) -> None:
    nadia, organisation = world.actor("nadia"), world.organisations[body]
    if dice.random() < 0.5:
        actions.admit_organisation(person=person, organisation=organisation, reason="desk", actor=nadia)
    for purpose in (SharingPurpose.WORK, SharingPurpose.HOUSING):
        if dice.random() < 0.5:
            actions.record_sharing_choice(
                person=person,
                organisation=organisation,
                purpose=purpose,
                choice=Choice.AGREED,
                actor=nadia,
            )


def _written_in(world: World, person: Person, section: str, dice: random.Random) -> None:
    table, author = SECTION_TABLES[section], world.memberships["nadia"]
    for number in range(1, dice.randint(2, 4)):
        table.objects.filter(person=person).update(current=False)
        table.objects.create(person=person, number=number, text=f"parola {number}", author=author)


@pytest.mark.parametrize("seed", range(5))
def test_joined_and_made_two_again_nothing_has_changed(
    world: World, made: casework.SmallProgramme, two: tuple[Person, Person], seed: int
) -> None:
    dice = random.Random(seed)
    for person in two:
        lives(world, made, person, dice)
    kept, gone = two if dice.random() < 0.5 else two[::-1]
    with acting(world.actor("bruno")):
        before = everything()
    joined = merge(world, kept, gone, from_gone=dice.sample(list(actions.CHOSEN), 4))
    with acting(world.actor("bruno")):
        assert everything() != before
        assert joined.rows == MergedRow.objects.count() > 2
        left = {rule.model for rule in joining.rules() if rule.rows(gone.pk).exists()}
        assert left <= {"people.personcircle", "people.householdmember"}
    undo(world, joined)
    with acting(world.actor("bruno")):
        after = everything()
        assert {name for name in before if before[name] != after[name]} == set()
        assert not MergedRow.objects.exists()


def test_old_names_and_links_lead_to_who_is_kept(world: World, two: tuple[Person, Person]) -> None:
    kept, gone = two
    merge(world, kept, gone, from_gone=["email"])
    bruno = world.actor("bruno")
    with acting(bruno):
        kept.refresh_from_db()
        assert (kept.first_name, kept.email) == ("Luca", "luca@posta.example")
        assert [one.pk for one in queries.search_people(bruno, "lucca")] == [kept.pk]
        assert not access.people_visible_to(bruno).filter(pk=gone.pk).exists()
        assert queries.now_known_as(gone.pk) == kept
        (found,) = actions.find_possible_duplicates(
            first_name="Lucca", last_name="Ferante", birth_date=kept.birth_date, actor=bruno
        )
        assert found.person == kept


def test_each_has_a_line_and_the_ledger_tells_of_both(world: World, two: tuple[Person, Person]) -> None:
    kept, gone = two
    bruno = world.actor("bruno")
    with acting(bruno):
        actions.open_person_file(person=gone, actor=bruno)
    undo(world, merge(world, kept, gone))
    with acting(bruno):
        lines = Entry.objects.filter(verb__in=["person.merge", "person.unmerge"]).order_by("created_at", "id")
        assert {(line.verb, line.person_id) for line in lines} == {
            (verb, pk) for verb in ("person.merge", "person.unmerge") for pk in (kept.pk, gone.pk)
        }
        assert queries.lives_of(kept.pk) == [kept.pk]
    merge(world, kept, gone)
    with acting(bruno):
        assert set(queries.lives_of(kept.pk)) == {kept.pk, gone.pk}


def test_three_files_of_one_person_are_undone_from_the_last(world: World, two: tuple[Person, Person]) -> None:
    first, second = two
    third = casework.a_person(world, "nadia", "Luca", "Ferrrante")
    bruno = world.actor("bruno")
    with acting(bruno):
        before = everything()
    earlier = merge(world, first, second)
    later = merge(world, third, first)
    with acting(bruno):
        assert queries.now_known_as(second.pk) == third
        assert set(queries.lives_of(third.pk)) == {first.pk, second.pk, third.pk}
    with pytest.raises(Conflict, match="annulla prima quella"):
        undo(world, earlier)
    undo(world, later)
    undo(world, earlier)
    with acting(bruno):
        assert everything() == before


def test_what_was_written_since_stays_with_who_is_kept(world: World, two: tuple[Person, Person]) -> None:
    kept, gone = two
    nadia = world.actor("nadia")
    joined = merge(world, kept, gone, from_gone=["email", "sex"])
    with acting(nadia):
        kept.refresh_from_db()
        actions.update_person(person=kept, version=kept.version, email="nuova@posta.example", actor=nadia)
        actions.add_identifier(person=kept, kind="stp", value="STP0301234567890", actor=nadia)
    undo(world, joined)
    with acting(nadia):
        kept.refresh_from_db()
        gone.refresh_from_db()
        assert (kept.email, kept.sex) == ("nuova@posta.example", "")  # a correction stays, the rest goes back
        assert (gone.email, gone.keeping) == ("luca@posta.example", Keeping.IN_USE)
        assert PersonIdentifier.objects.get().person_id == kept.pk


def test_a_section_of_both_keeps_every_version_and_both_have_a_current_one_after(
    world: World, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    table = SECTION_TABLES[Section.HISTORY]
    author = world.memberships["nadia"]
    bruno = world.actor("bruno")
    with acting(bruno):
        for person, text in ((kept, "prima"), (gone, "dopo")):
            table.objects.create(person=person, number=1, text=text, author=author)
    joined = merge(world, kept, gone)
    with acting(bruno):
        rows = table.objects.filter(person=kept).order_by("number")
        told = [(row.number, row.current, row.text) for row in rows]
        assert told == [(1, False, "prima"), (2, True, "dopo")]
        rows.update(current=False)
        table.objects.create(person=kept, number=3, text="insieme", author=author)
    undo(world, joined)
    with acting(bruno):
        told = table.objects.order_by("person_id", "number").values_list("person_id", "number", "current")
        assert set(told) == {(kept.pk, 1, False), (kept.pk, 3, True), (gone.pk, 1, True)}


def test_the_no_holds_and_a_body_that_sees_both_sees_one(world: World, two: tuple[Person, Person]) -> None:
    kept, gone = two
    nadia, body = world.actor("nadia"), world.organisations["municipality"]
    with acting(nadia):
        for person, choice in ((kept, Choice.AGREED), (gone, Choice.REFUSED)):
            actions.record_sharing_choice(
                person=person, organisation=body, purpose=SharingPurpose.WORK, choice=choice, actor=nadia
            )
    merge(world, kept, gone)
    with acting(nadia):
        current = SharingChoice.objects.get(person=kept, superseded=False)
        assert current.choice == Choice.REFUSED
        assert SharingChoice.objects.filter(person=kept).count() == 2
        assert PersonCircle.objects.filter(person=kept).count() == 1


# When it may not be


def test_who_joins(world: World, two: tuple[Person, Person]) -> None:
    kept, gone = two
    for who in ("nadia", "sara", "marta", "paola", "carla"):  # no co-ordinator, or of another body
        with pytest.raises(NotAllowed):
            merge(world, kept, gone, who)
    joined = merge(world, kept, gone)
    for who in ("nadia", "sara", "marta", "carla"):
        with pytest.raises(NotAllowed):
            undo(world, joined, who)
    undo(world, joined, "paola")  # data protection may always go back


def _protect(world: World, kept: Person, gone: Person) -> None:
    nadia = world.actor("nadia")
    actions.protect_person(person=gone, pseudonym="Quercia", reason="Lo cercano", actor=nadia)


def _hold(world: World, kept: Person, gone: Person) -> None:
    LegalHold.objects.create(
        subject_kind="people.person", subject_id=gone.pk, reason="causa", placed_by=world.memberships["paola"]
    )


def _file(world: World, kept: Person, gone: Person) -> None:
    today = clock.today()
    RetentionFile.objects.create(
        subject_kind="people.person", subject_id=kept.pk, due_on=today, erase_on=today
    )


def _restrict(world: World, kept: Person, gone: Person) -> None:
    actions.restrict_person(person=kept, actor=world.actor("paola"))


def _hide(world: World, kept: Person, gone: Person) -> None:
    nadia = world.actor("nadia")
    actions.register_household(name="Nucleo", reference=gone, actor=nadia)
    HouseholdMember.objects.update(hidden=True)


def _contrary(world: World, kept: Person, gone: Person) -> None:
    nadia, body = world.actor("nadia"), world.organisations["municipality"]
    actions.admit_organisation(person=kept, organisation=body, reason="desk", actor=nadia)
    actions.record_sharing_choice(
        person=gone, organisation=body, purpose=SharingPurpose.WORK, choice=Choice.REFUSED, actor=nadia
    )


@pytest.mark.parametrize("bar", [_protect, _hold, _file, _restrict, _hide, _contrary])
def test_what_bars_the_way(world: World, two: tuple[Person, Person], bar: Any) -> None:
    kept, gone = two
    with acting(world.actor("nadia")):
        bar(world, kept, gone)
    with pytest.raises((Conflict, NotAllowed)):
        merge(world, kept, gone)
    with acting(world.actor("bruno")):
        assert not PersonMerge.objects.exists()


def test_two_open_paths_in_one_action_are_first_made_one(
    world: World, made: casework.SmallProgramme, two: tuple[Person, Person]
) -> None:
    for person in two:
        casework.a_case(world, made, "nadia", person=person)
    with pytest.raises(Conflict, match="percorso aperto nella stessa azione"):
        merge(world, *two)


def test_a_file_that_moved_since_it_was_read_is_not_joined(world: World, two: tuple[Person, Person]) -> None:
    bruno, nadia = world.actor("bruno"), world.actor("nadia")
    kept, gone = two
    with acting(nadia):
        actions.update_person(person=gone, version=gone.version, email="altra@posta.example", actor=nadia)
    with acting(bruno), pytest.raises(Conflict, match="è cambiata"):
        actions.merge_persons(kept=kept, gone=gone, versions=(kept.version, gone.version), actor=bruno)
    merge(world, kept, gone)
    with pytest.raises((TransitionRefused, NotAllowed)):
        merge(world, kept, gone)


def test_after_thirty_days_it_stays_and_what_was_remembered_goes(
    world: World, two: tuple[Person, Person]
) -> None:
    joined = merge(world, *two)
    bruno = world.actor("bruno")
    later = clock.now() + 31 * DAY
    with acting(bruno), clock.held(later):
        with pytest.raises(Conflict, match="trenta giorni"):
            actions.undo_merge(merge=joined, actor=bruno)
        assert actions.sweep_merges(before=clock.today(), limit=1000, actor=bruno) == joined.rows
        assert not MergedRow.objects.exists()
        assert queries.now_known_as(two[1].pk) == two[0]


def test_who_becomes_protected_is_so_in_every_file_that_became_theirs(
    world: World, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    joined, nadia = merge(world, kept, gone), world.actor("nadia")
    with acting(nadia):
        actions.protect_person(
            person=Person.objects.get(pk=kept.pk), pseudonym="Quercia", reason="Lo cercano", actor=nadia
        )
        gone.refresh_from_db()
        assert (gone.first_name, gone.last_name, gone.email, gone.protected) == ("", "", "", True)
        assert not PersonNameKey.objects.filter(key__contains="ferante").exists()
        assert not MergedRow.objects.exists()
        assert actions.find_possible_duplicates(first_name="Lucca", last_name="Ferante", actor=nadia) == []
    with pytest.raises((Conflict, NotAllowed)):
        undo(world, joined)


def test_remembered_values_survive_json(world: World, two: tuple[Person, Person]) -> None:
    """A date, a link and nothing at all come back as they were."""
    kept, gone = two
    nadia = world.actor("nadia")
    with acting(nadia):
        actions.update_person(
            person=gone,
            version=gone.version,
            birth_date=None,
            municipality=world.territories.get("rho"),
            actor=nadia,
        )
    before = (kept.birth_date, kept.municipality_id)
    undo(world, merge(world, kept, gone, from_gone=["birth_date", "municipality"]))
    with acting(nadia):
        kept.refresh_from_db()
        assert (kept.birth_date, kept.municipality_id) == before
