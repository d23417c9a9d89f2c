"""Questions to a desk from who does not say who they are: one answered, two that wait."""

from snodo.domain.desk import actions as desk
from snodo.domain.desk.models import Desk
from snodo.domain.desk.queries.questions import page_holder
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.kernel.tenancy import acting

BEGINS = -6
ASKED = (
    ("bring", "Per l'iscrizione al corso di italiano", "Un documento e, se ce l'hai, la tessera sanitaria."),
    ("when", "Lavoro fino alle due: posso venire nel pomeriggio?", ""),
    ("language", "", ""),
)
REASON = "formazione"


def questions(stage: Stage, who: str, key: str) -> Story:
    """`who` co-ordinates the first desk of a programme, and answers one."""
    made = (
        Desk.objects.select_related("programme", "organisation")
        .filter(programme=stage.programmes[key], closed_on__isnull=True)
        .order_by("created_at")[0]
    )
    with stage.acting(who) as actor:
        page = desk.open_question_page(desk=made, actor=actor)
    asker = page_holder(page)
    for topic, text, answer in ASKED:
        with acting(asker):
            question, _ = desk.ask_question(page=page, topic=topic, text=text, actor=asker)
        yield stage.day(BEGINS + 2)
        if answer:
            with stage.acting(who) as actor:
                desk.answer_question(question=question, text=answer, reason=REASON, actor=actor)
