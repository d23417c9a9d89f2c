"""The limits of internships as an administrator keeps them: a version written before its day comes."""

from snodo.domain.placements import access, actions
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage


def coming_version(stage: Stage) -> Story:
    """An invented act of a region where nobody works: the checks of the stories stay as they are."""
    with stage.acting(stage.founder) as actor:
        actions.load_rules(actor=actor)
        rule = access.rules_visible_to(actor).get(region="sicilia", kind="extracurricular")
        actions.revise_rule(
            rule=rule,
            values={"allowance_min": 350},
            valid_from=stage.day(60),
            source="Atto inventato per la dimostrazione",
            note="Esempio: mostra come si scrive in anticipo una regola che deve ancora entrare in vigore.",
            actor=actor,
        )
    yield stage.today
