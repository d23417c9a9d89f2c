"""A small programme with two actions, and cases in it: built by actions wherever there is one."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from snodo.domain.casework import actions
from snodo.domain.casework.models import Case, Plan
from snodo.domain.instruments import actions as instruments
from snodo.domain.instruments.models import Instrument
from snodo.domain.people import actions as people
from snodo.domain.people.models import Household, Person
from snodo.domain.people.states import Relation
from snodo.domain.programmes.models import (
    Phase,
    Programme,
    ProgrammeAction,
    ProgrammeInstrument,
    ProgrammePartner,
)
from snodo.domain.programmes.states import CaseUnit, PartnerRole, ProgrammeState
from snodo.kernel import clock, tenancy
from snodo.kernel.packfile import library_instruments
from tests.factories.world import World

DEFINITION: dict[str, Any] = {
    "target_groups": [{"code": "giovani", "title": "Giovani"}, {"code": "over-50", "title": "Over 50"}],
    "barriers": [{"code": "non-automunito", "title": "Non automunito"}],
    "outcome_kinds": [
        {
            "code": "contratto",
            "title": "Contratto di lavoro",
            "family": "job_contract",
            "evidence": ["copia del contratto"],
            "evidence_required": True,
        },
        {
            "code": "corso",
            "title": "Iscrizione a un corso",
            "family": "training_enrolment",
            "evidence_required": False,
        },
    ],
}
PHASES = [
    ("lettura", "Lettura del bisogno"),
    ("tavolo", "Tavolo"),
    ("laboratorio", "Laboratorio e tirocinio"),
]
PARTNERS = {
    "lead": PartnerRole.LEAD,
    "coop": PartnerRole.PARTNER,
    "other_coop": PartnerRole.PARTNER,
    "health": PartnerRole.CLINICAL,
    "municipality": PartnerRole.SENDER,
}


@dataclass
class SmallProgramme:
    """The programme and its parts by name."""

    programme: Programme
    actions: dict[str, ProgrammeAction] = field(default_factory=dict)
    phases: dict[str, Phase] = field(default_factory=dict)
    instrument: Instrument | None = None


def small_programme(world: World) -> SmallProgramme:
    """Two actions ("persone", "nuclei") with three phases; lead, two co-ops, health service, sender."""
    today = clock.today()
    with tenancy.acting(world.founder):
        programme = Programme.objects.create(
            pack_code="prova",
            pack_version=1,
            definition=DEFINITION,
            title="IN-LAV",
            starts_on=today - datetime.timedelta(days=400),
            ends_on=today + datetime.timedelta(days=400),
            state=ProgrammeState.RUNNING,
        )
        made = SmallProgramme(programme)
        for position, (code, unit) in enumerate(
            [("persone", CaseUnit.PERSON), ("nuclei", CaseUnit.HOUSEHOLD)], 1
        ):
            action = ProgrammeAction.objects.create(
                programme=programme, code=code, title=f"Azione {code}", position=position, case_unit=unit
            )
            made.actions[code] = action
            for place, (phase, title) in enumerate(PHASES, 1):
                made.phases[f"{code}/{phase}"] = Phase.objects.create(
                    action=action, code=phase, title=title, position=place, expected_days=60
                )
        for body, role in PARTNERS.items():
            ProgrammePartner.objects.create(
                programme=programme,
                organisation=world.organisations[body],
                role=role,
                act="convenzione",
                act_from=programme.starts_on,
                act_until=programme.ends_on,
            )
        shape = next(one for one in library_instruments() if one.code == "work-prerequisites")
        made.instrument = instruments.register_instrument(shape=shape, actor=world.founder)
        for action in made.actions.values():
            ProgrammeInstrument.objects.create(
                action=action, instrument=made.instrument, purpose=made.instrument.purpose
            )
    return made


def a_person(
    world: World, who: str = "sara", first_name: str = "Luca", last_name: str = "Ferrante", **more: Any
) -> Person:
    """A person known to the body of `who`."""
    more.setdefault("birth_date", datetime.date(1999, 5, 4))
    more.setdefault("municipality", world.territories["bollate"])
    with tenancy.acting(world.actor(who)):
        return people.register_person(
            first_name=first_name, last_name=last_name, actor=world.actor(who), **more
        )


def a_household(world: World, who: str = "sara") -> Household:
    """Two adults and a child, known to the body of `who`."""
    mother = a_person(world, who, "Amina", "Diallo")
    father = a_person(world, who, "Moussa", "Diallo")
    child = a_person(world, who, "Fatou", "Diallo", birth_date=datetime.date(2015, 1, 9))
    actor = world.actor(who)
    with tenancy.acting(actor):
        household = people.register_household(name="Famiglia Diallo", reference=mother, actor=actor)
        people.add_household_member(
            household=household, person=father, relation=Relation.PARTNER, actor=actor
        )
        people.add_household_member(household=household, person=child, relation=Relation.CHILD, actor=actor)
    return household


def a_case(world: World, made: SmallProgramme, who: str = "sara", **more: Any) -> Case:
    """A person in charge of `who`; give `household` for a household's case."""
    actor, membership = world.actor(who), world.memberships[who]
    unit = "nuclei" if more.get("household") else "persone"
    if not more.get("household") and "person" not in more:
        more["person"] = a_person(world, who)
    more.setdefault("action", made.actions[unit])
    with tenancy.acting(actor):
        return actions.open_case(
            programme=made.programme,
            organisation=membership.organisation,
            responsible=membership,
            actor=actor,
            **more,
        )


def a_signed_plan(world: World, case: Case, who: str = "sara", **more: Any) -> Plan:
    """A plan with one goal, one commitment and one support, signed by the person."""
    actor = world.actor(who)
    soon = clock.today() + datetime.timedelta(days=20)
    with tenancy.acting(actor):
        plan = actions.write_plan(case=case, summary="Un passo alla volta.", review_on=soon, actor=actor)
        goal = actions.add_goal(plan=plan, text="Trovare un lavoro vicino a casa", area="lavoro", actor=actor)
        actions.add_commitment(goal=goal, text="Vado al laboratorio ogni martedì", due_on=soon, actor=actor)
        actions.add_support(
            goal=goal,
            text="Cerchiamo un'azienda a Bollate",
            organisation=world.organisations["coop"],
            due_on=soon,
            actor=actor,
        )
        return actions.sign_plan(
            plan=plan,
            signatures=[actions.Signature(kind="person", name="Luca Ferrante")],
            actor=actor,
            **more,
        )


def prerequisites(value: int = 2, made: SmallProgramme | None = None) -> dict[str, int]:
    """The same answer to every question of the sheet of prerequisites."""
    assert made is not None
    assert made.instrument is not None
    items = [item for section in made.instrument.definition["sections"] for item in section["items"]]
    return {item["code"]: value for item in items if item["kind"] == "scale"}
