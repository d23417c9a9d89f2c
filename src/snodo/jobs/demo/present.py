"""What makes the pages of today: late, due today, coming. Weekends make no difference here."""

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.jobs.demo import moves
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage

TODOS = (
    "Telefonare alla famiglia",
    "Chiedere il certificato di residenza",
    "Mandare il curriculum alle due aziende",
    "Sentire il medico di riferimento",
    "Preparare la scheda per il tavolo",
    "Verificare l'orario della corriera",
)


def open_cases(stage: Stage, who: str) -> list[Case]:
    """Those of one of the cast that are open, in the order in which they came."""
    mine = [case.pk for case in stage.caseload.get(who, [])]
    with stage.acting(who):
        found = {
            case.pk: case
            for case in Case.objects.filter(pk__in=mine, state="open").select_related(
                "person", "household", "programme", "action", "organisation", "responsible"
            )
        }
    return [found[pk] for pk in mine if pk in found]


def agenda(stage: Stage, who: str, kind: str) -> Story:
    """Appointments of today and of the days around; one of the past still to be said; things to do."""
    cases = open_cases(stage, who)
    if not cases:
        return

    def of(number: int) -> Case:
        return cases[number % len(cases)]

    def fitting(case: Case) -> str:
        """What this line of work does, if not the kind asked for."""
        if stage.kinds[kind].action_id in (None, case.action_id):
            return kind
        return next(
            key
            for key, one in stage.kinds.items()
            if one.action_id == case.action_id and one.mode == "individual"
        )

    offsets = ((-2, 16), (0, 9), (0, 11), (0, 15), (1, 10), (2, 14), (4, 9), (7, 10))
    for number, (days, hour) in enumerate(offsets):
        day = moves.working(stage.day(days)) if days > 0 else stage.day(days)
        moves.fix(stage, who, of(number), fitting(of(number)), day, hour, topic="Come sta andando")
    with stage.acting(who) as actor:
        for number, days in enumerate((-3, -1, 0, 0, 2, 5)):
            casework.add_step(case=of(number + 3), title=TODOS[number], due_on=stage.day(days), actor=actor)
    yield stage.day(-1)
    moves.note(stage, who, of(1))


def news(stage: Stage, who: str, others: list[str]) -> Story:
    """What colleagues and senders wrote lately on the cases of one of the cast."""
    for number, other in enumerate(others):
        yield stage.day(-2 + number % 3)
        cases = open_cases(stage, who)
        if cases:
            _write(stage, other, cases)


def _write(stage: Stage, other: str, cases: list[Case]) -> None:
    body = stage.memberships[other].organisation_id
    for case in cases:
        with stage.acting(other):
            theirs = case.parties.filter(organisation_id=body, ended_on__isnull=True).exists()
        if theirs and stage.memberships[other].role == "referrer":
            moves.write_to(
                stage, other, case, "Buongiorno, la persona ci ha detto che l'incontro è andato bene."
            )
            return
