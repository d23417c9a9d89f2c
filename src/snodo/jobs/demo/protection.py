"""A shelter's residents under protection: how to call them, a name that steps back, a masked sender."""

import datetime

from snodo.domain.casework.models import Case
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.jobs.demo.stage import Stage

SHELTER = "refuge"  # the body of the cast that sends, known to the network by a general name
SENT_BY_SHELTER = 5  # the path it sent
IN_DANGER_LATER = 2  # the one who was known by name until somebody looked for her


def sender_of(number: int, usual: str) -> str:
    """Who sent this path."""
    return SHELTER if number == SENT_BY_SHELTER else usual


def keep_safe(stage: Stage, who: str, number: int, case: Case) -> None:
    """What is agreed with a protected person; and the day on which one more has to be protected."""
    assert case.person is not None
    if number == IN_DANGER_LATER:
        with stage.acting(who) as actor:
            people.protect_person(
                person=case.person,
                pseudonym="Rondine",
                reason="L'ex compagno chiede di lei nei negozi del quartiere",
                actor=actor,
            )
    elif not case.person.protected:
        return
    with stage.acting(who) as actor:
        person = Person.objects.get(pk=case.person_id)
        people.agree_safe_contact(
            person=person,
            weekdays=[0, 1, 2, 3],
            from_time=datetime.time(9, 0),
            until_time=datetime.time(12, 30),
            number=f"320 55{12000 + number:05d}",
            by_whom="Solo chi la segue, mai il centralino",
            safe_word="Ha telefonato la sarta?",
            actor=actor,
        )
        case.person = person
