"""A programme of the fixed cast with two cases, ready for tables, appointments and groups."""

import datetime
from dataclasses import dataclass

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import (
    ActivityKind,
    HoursBudget,
    Phase,
    Programme,
    ProgrammeAction,
    ProgrammePartner,
)
from snodo.domain.programmes.states import CaseUnit, PartnerRole, Payer, ProgrammeState
from snodo.domain.tables import actions, states
from snodo.domain.tables.models import Table, TableCase, TableGuest
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories.world import World

ROLES = {
    "lead": PartnerRole.LEAD,
    "coop": PartnerRole.PARTNER,
    "other_coop": PartnerRole.PARTNER,
    "health": PartnerRole.CLINICAL,
    "municipality": PartnerRole.SENDER,
}


@dataclass
class Scene:
    """What a test may name."""

    world: World
    programme: Programme
    action: ProgrammeAction
    interview: ActivityKind
    lab: ActivityKind
    person: Person
    case: Case
    other_case: Case


def make_scene(world: World) -> Scene:
    """*sara* accompanies Amina and Karim; *nadia*, of another body, accompanies nobody of theirs."""
    sara = world.actor("sara")
    with acting(sara):
        programme, action = _programme(world)
        kinds = [
            ActivityKind.objects.create(
                programme=programme, code=code, title=title, mode=mode, default_minutes=minutes
            )
            for code, title, mode, minutes in (
                ("colloquio", "Colloquio di progettazione", "individual", 60),
                ("laboratorio", "Laboratorio dei talenti scoperti", "group", 120),
            )
        ]
        first, second = (
            people.register_person(first_name=name, last_name=surname, actor=sara)
            for name, surname in (("Amina", "Haddad"), ("Karim", "Rossi"))
        )
        cases = [_case(world, programme, action, person) for person in (first, second)]
    return Scene(world, programme, action, kinds[0], kinds[1], first, cases[0], cases[1])


def _programme(world: World) -> tuple[Programme, ProgrammeAction]:
    today, half_year = clock.today(), datetime.timedelta(days=200)
    dates = {"starts_on": today - half_year, "ends_on": today + half_year}
    programme = Programme.objects.create(
        pack_code="prova",
        pack_version=1,
        definition={},
        title="Passo dopo passo",
        state=ProgrammeState.RUNNING,
        **dates,
    )
    for body, role in ROLES.items():
        ProgrammePartner.objects.create(
            programme=programme,
            organisation=world.organisations[body],
            role=role,
            act_from=dates["starts_on"],
            act_until=dates["ends_on"],
        )
    action = ProgrammeAction.objects.create(
        programme=programme, code="giovani", title="Azione Giovani", position=1, case_unit=CaseUnit.PERSON
    )
    for position, title in enumerate(("Aggancio", "Esperienza"), 1):
        Phase.objects.create(action=action, code=f"fase-{position}", title=title, position=position)
    HoursBudget.objects.create(action=action, code="ore", title="Ore", payer=Payer.FUNDER, hours=10)
    return programme, action


def _case(world: World, programme: Programme, action: ProgrammeAction, person: Person) -> Case:
    return casework.open_case(
        programme=programme,
        action=action,
        person=person,
        organisation=world.organisations["coop"],
        responsible=world.memberships["sara"],
        opened_on=clock.today() - datetime.timedelta(days=30),
        sender=world.organisations["municipality"],
        actor=world.actor("sara"),
    )


def tomorrow(hour: int = 10) -> datetime.datetime:
    """An hour of tomorrow, in Italy."""
    day = clock.today() + datetime.timedelta(days=1)
    return datetime.datetime.combine(day, datetime.time(hour), clock.ROME)


@dataclass
class Sitting:
    """A table with its guests."""

    table: Table
    item: TableCase
    coop: TableGuest
    health: TableGuest
    school: TableGuest


def prepared_table(scene: Scene) -> Sitting:
    """Prepared by *sara*: *elena* of the health body, a school teacher without account, one case."""
    world, sara = scene.world, scene.world.actor("sara")
    with acting(sara):
        table = actions.prepare_table(
            programme=scene.programme,
            kind=states.TableKind.MULTIDISCIPLINARY,
            title="Tavolo di novembre",
            starts_at=tomorrow(),
            actor=sara,
        )
        health = actions.invite_guest(
            table=table,
            membership=world.memberships["elena"],
            function="psichiatra",
            sees=[states.Sees.FUNCTIONING],
            actor=sara,
        )
        school = actions.invite_guest(
            table=table,
            name="Scuola Rodari",
            function="coordinatrice",
            sees=[states.Sees.EDUCATION],
            actor=sara,
        )
        item = actions.add_case_to_table(table=table, case=scene.case, title="Ragazza di 19 anni", actor=sara)
        coop = TableGuest.objects.get(table=table, membership_id=sara.membership_id)
    return Sitting(table, item, coop, health, school)


def running_table(scene: Scene) -> Sitting:
    """Convened and open, with two bodies present."""
    sitting, sara = prepared_table(scene), scene.world.actor("sara")
    with acting(sara):
        actions.convene_table(table=sitting.table, actor=sara)
        sitting.table = actions.open_table(table=sitting.table, actor=sara)
        actions.mark_presence(table=sitting.table, present=[sitting.coop, sitting.health], actor=sara)
    return sitting
