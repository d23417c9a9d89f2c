"""Who decides for somebody: an *amministratore di sostegno*, a parent, a minor for whom one is looked for.

And a household whose reference adult has left: its other adult took their place.
"""

from snodo.domain.people import actions as people
from snodo.domain.people.states import Relation
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock

BEGINS = -40


def story(stage: Stage) -> Story:
    """Four persons at the desk of one body, written down by who follows them."""
    with stage.acting("sara") as actor:
        child, grown, mother, father, son = (
            people.register_person(first_name=first, last_name=last, birth_date=born, actor=actor)
            for first, last, born in (
                ("Nives", "Ghirardi", clock.today() - 16 * 365 * DAY),
                ("Fedele", "Anselmi", clock.today() - 41 * 365 * DAY),
                ("Ivana", "Cattorini", clock.today() - 44 * 365 * DAY),
                ("Orfeo", "Cattorini", clock.today() - 47 * 365 * DAY),
                ("Tobia", "Cattorini", clock.today() - 17 * 365 * DAY),
            )
        )
        people.look_for_guardian(person=child, note="Ricorso al giudice in preparazione", actor=actor)
        people.name_guardian(
            person=grown,
            kind="support",
            name="Avv. Teresa Olmi",
            reach="Studio in piazza, il mattino",
            act="Tribunale di Milano, giudice tutelare, 118/2025",
            way="beside",
            powers=["assets", "sharing"],
            limits="Spese oltre 500 euro e consensi sui dati, insieme alla persona.",
            started_on=clock.today() - 200 * DAY,
            actor=actor,
        )
        household = people.register_household(name="Famiglia Cattorini", reference=mother, actor=actor)
        people.add_household_member(
            household=household, person=father, relation=Relation.PARTNER, actor=actor
        )
        people.add_household_member(household=household, person=son, relation=Relation.CHILD, actor=actor)
        people.name_guardian(
            person=son, kind="parent", name="Ivana Cattorini", started_on=clock.today(), actor=actor
        )
    yield after(12)
    with stage.acting("sara") as actor:
        people.split_household(
            household=household, name="Ivana e Tobia", reference=mother, persons=[son], actor=actor
        )
        people.name_reference(household=household, person=father, actor=actor)
