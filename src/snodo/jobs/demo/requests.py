"""What persons asked about their data: one request in each state, one near its day."""

from snodo.domain.people.models import Person
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy.models import PersonRequest
from snodo.jobs.demo import copies
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.present import open_cases
from snodo.jobs.demo.stage import Stage

BEGINS = -29
ASKED = {
    "access": "Vorrei una copia di tutto quello che avete scritto su di me.",
    "rectification": "Al telefono rispondo solo dopo le 16: lì c'è scritto la mattina.",
    "erasure": "Ho finito il percorso: vorrei che cancellaste tutto.",
    "objection": "Non voglio che tutti questi uffici sappiano di me.",
    "restriction": "Finché non è corretto, non usate l'indirizzo vecchio.",
    "portability": "Vorrei portare il mio curriculum al nuovo servizio.",
}


def requests(stage: Stage) -> Story:
    """From a month ago to today."""
    mine = _persons(stage, "sara")
    if len(mine) < 8:
        return
    copy = _receive(stage, mine[2], "access")
    erasure = _receive(stage, mine[3], "erasure")
    _check(stage, copy)
    yield stage.day(-21)
    with stage.acting("paola") as paola:
        privacy.take_request(request=copy, actor=paola)
        privacy.refuse_request(
            request=erasure,
            reason="Il percorso è ancora aperto e va ancora rendicontato: se ne riparla alla fine.",
            actor=paola,
        )
        privacy.ask_contribution(
            request=copy, question="Ci sono carte consegnate a mano che non sono in Snodo?", actor=paola
        )
    address = _receive(stage, mine[4], "rectification")
    _check(stage, address)
    yield stage.day(-18)
    with stage.acting("sara") as sara:
        privacy.contribute(request=copy, text="No: è tutto tra i documenti del percorso.", actor=sara)
    with stage.acting("paola") as paola:
        privacy.take_request(request=address, actor=paola)
        privacy.correct_data(request=address, contact_notes="Al telefono dopo le 16.", actor=paola)
        privacy.answer_request(
            request=address, answer="Orario corretto e detto agli enti che lo avevano.", actor=paola
        )
    yield stage.day(-12)
    given = _receive(stage, mine[7], "access")
    _check(stage, given)
    with stage.acting("paola") as paola:
        privacy.take_request(request=given, actor=paola)
    yield stage.day(-10)
    copies.handed_over(stage, given)
    yield stage.day(-6)
    copies.collected(stage, copy)
    limited = _receive(stage, mine[5], "restriction")
    _check(stage, limited)
    opposed = _receive(stage, mine[0], "objection")
    _check(stage, opposed)
    yield stage.day(-2)
    with stage.acting("paola") as paola:
        privacy.take_request(request=opposed, actor=paola)
    _receive(stage, mine[6], "portability")
    yield stage.day(0)
    with stage.acting("paola") as paola:
        privacy.switch_restriction(request=limited, actor=paola)


def _persons(stage: Stage, who: str) -> list[Person]:
    persons = [case.person for case in open_cases(stage, who) if case.person_id]
    return [person for person in persons if not person.protected]


def _receive(stage: Stage, person: Person, kind: str) -> PersonRequest:
    with stage.acting("sara") as sara:
        return privacy.receive_request(person=person, kind=kind, words=ASKED[kind], actor=sara)


def _check(stage: Stage, request: PersonRequest) -> None:
    with stage.acting("paola") as paola:
        privacy.check_identity(request=request, how="known", actor=paola)
