"""What was answered in the restricted questions of sheets, for who may open that section."""

from typing import Any
from uuid import UUID

from snodo.domain.casework import access
from snodo.domain.casework.access import Standing
from snodo.domain.casework.models import Assessment, Case
from snodo.domain.casework.queries.details import readings_of
from snodo.domain.instruments import queries as instruments
from snodo.domain.instruments.states import Section as Restricted
from snodo.kernel.actor import Actor

ReservedReading = tuple[Assessment, list[Any]]


def reserved_readings(actor: Actor, person_id: UUID, section: str) -> list[ReservedReading]:
    """Sheet by sheet, the answers on a person in one section: of the paths where the actor's work opens it.

    A grant on the section gives what is written there, not the sheets: those stay with the team.
    """
    if section not in Restricted.values:
        return []
    found = []
    for case in access.cases_with_standing(actor).filter(person_id=person_id):
        if section in Standing.of(actor, case).restricted:
            found += reserved_answers(case, section)
    return found


def reserved_answers(case: Case, section: str) -> list[ReservedReading]:
    """The same for one case. To be asked by who may open the section."""
    found = []
    for reading in readings_of(case):
        answers = [
            answer
            for part in instruments.read_response(reading.response, sections=[section])
            for answer in part.answers
            if answer.item.restricted == section and answer.text
        ]
        if answers:
            found.append((reading, answers))
    return found
