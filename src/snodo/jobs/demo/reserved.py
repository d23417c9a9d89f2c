"""What is kept apart: restricted sections, who was let in, what matters for work from two sides, a no.

Nothing here draws lots: the stories told before stay as they are.
"""

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.people import actions as people
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.present import open_cases
from snodo.jobs.demo.stage import Stage

TEXTS = {
    "social": "Ha vissuto dai nonni fino ai diciotto anni. Racconta volentieri dell'officina dello zio.",
    "health": "Il riferimento è il servizio del territorio. Visite: il secondo giovedì del mese, al mattino.",
    "judicial": "Ha un appuntamento fisso il primo lunedì del mese, fino a giugno: quel giorno no.",
    "economic": "Riceve un contributo mensile. Una rata arretrata è stata divisa in sei parti.",
    "violence": "Non rispondere a chi chiede dove lavora, nemmeno se dice di essere un parente.",
    "protected_address": "Ospite di una struttura: la referente accompagna agli incontri.",
}
CLINICAL = {
    "cautions": "I cambi di programma senza preavviso mettono in difficoltà.",
    "rhythms": "Quattro ore al mattino, con una pausa a metà. Il giovedì della visita si comincia più tardi.",
    "supports": "Una consegna alla volta, meglio se mostrata. Una sola persona di riferimento.",
    "signs": "Se smette di salutare o salta la pausa, fermarsi e chiedere come va.",
    "call": "Carla Monti, servizio di salute mentale, dal lunedì al venerdì dalle 9 alle 13.",
}
WORK = {
    "cautions": "In reparto il telefono squilla spesso e distrae: ora lo dice.",
    "rhythms": "Nelle ultime due settimane ha retto anche cinque ore.",
    "supports": "La lista delle cose da fare, scritta la mattina insieme alla tutor.",
}


def file_of(stage: Stage, who: str) -> Story:
    """One path with all parts written, one given to the health service, a no; and one's own notes."""
    cases = [case for case in open_cases(stage, who) if case.person is not None]
    if len(cases) < 3:
        return
    first, other, third = cases[:3]
    assert first.person is not None
    assert third.person is not None
    for section in ("social", "health", "economic"):
        _write(stage, who, first, section)
    _write(stage, who, other, "judicial")
    yield stage.day(-3)
    with stage.acting(who) as actor:
        people.write_section(
            person=first.person,
            section="economic",
            text=f"{TEXTS['economic']} La prima parte è stata pagata.",
            number=1,
            actor=actor,
        )
        people.grant_sections(
            person=first.person,
            organisation=stage.organisations["health"],
            sections=["health"],
            purpose="care",
            legal_base="care",
            valid_until=stage.day(150),
            actor=actor,
        )
        people.record_sharing_choice(
            person=third.person,
            organisation=stage.organisations["crafts"],
            purpose="path",
            choice="refused",
            note="Ci ha studiato e preferisce ricominciare altrove.",
            actor=actor,
        )
        casework.keep_own_note(case=first, text="Chiedere se il corso serale è ancora un'idea.", actor=actor)


def hidden(stage: Stage, who: str) -> Story:
    """Where a protected person lives, and what must not be said."""
    for case in open_cases(stage, who):
        if case.person is not None and case.person.protected:
            _write(stage, who, case, "protected_address")
            _write(stage, who, case, "violence")
            yield stage.day(-2)
            return


def two_sides(stage: Stage, who: str, clinician: str) -> Story:
    """Who cares and who follows the work write what matters, each for their part."""
    for case in open_cases(stage, who):
        with stage.acting(who) as actor:
            clinical = case.parties.filter(function="clinical", ended_on__isnull=True).exists()
            if not clinical or case.person_id is None:
                continue
            casework.add_team_member(
                case=case, membership=stage.memberships[clinician], function="clinician", actor=actor
            )
        with stage.acting(clinician) as actor:
            casework.write_guidance(
                case=case,
                viewpoint="clinical",
                content=CLINICAL,
                certificate="present",
                review_on=stage.day(80),
                actor=actor,
            )
        yield stage.day(-2)
        with stage.acting(who) as actor:
            casework.write_guidance(
                case=case,
                viewpoint="work",
                content=WORK,
                certificate="unknown",
                review_on=stage.day(60),
                actor=actor,
            )
        return


def _write(stage: Stage, who: str, case: Case, section: str) -> None:
    assert case.person is not None
    with stage.acting(who) as actor:
        people.write_section(person=case.person, section=section, text=TEXTS[section], number=0, actor=actor)
