"""Questions to a desk without saying who asks: the page where they are asked, the answer, their end."""

import datetime
import re

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.desk import states
from snodo.domain.desk.actions.common import leads, works
from snodo.domain.desk.actions.recording import record_access
from snodo.domain.desk.models import Desk, DeskQuestion, QuestionPage
from snodo.domain.desk.question_models import last_moment
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.programmes.access import require_open
from snodo.kernel import clock, passes
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import erase

MOST_A_DAY = 40
TODAY_FULL = "Per oggi le domande sono già molte: riprova domani, oppure vieni negli orari scritti qui."
NO_DATA = (
    "Togli telefoni, indirizzi di posta e codici: qui non servono. La risposta la leggi su questa pagina."
)
SETTLED = "Un collega ha già risposto a questa domanda, o l'ha chiusa."
# A telephone, an e-mail, a codice fiscale: what says who somebody is has no place here.
_WHO = re.compile(r"(?:\+?\d[ ./-]?){7,}|\S+@\S+|\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b", re.IGNORECASE)

_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")


@transaction.atomic
def open_question_page(*, desk: Desk, actor: Actor) -> QuestionPage:
    """From now on whoever has the address may ask; it is the same address each time. Raises Conflict."""
    leads(actor, desk)
    require_open(desk.programme)
    if desk.closed_on is not None:
        raise Conflict("Lo sportello è chiuso: non può ricevere domande.")
    page = QuestionPage.objects.select_for_update().filter(desk=desk).first()
    if page is not None and page.good:
        raise Conflict("La pagina è già aperta.")
    if page is None:
        page = QuestionPage(desk=desk, asks_code=False)
        passes.steady_token(page)
    page.revoked_at, page.expires_at = None, clock.at(desk.programme.ends_on, 23, 59)
    page.save()
    audit.record(actor=actor, verb="question.open_page", subject=page)
    return page


@transaction.atomic
def close_question_page(*, desk: Desk, actor: Actor) -> None:
    """Nobody asks any more; those who did still read the answer. Raises Conflict when it is not open."""
    leads(actor, desk)
    page = QuestionPage.objects.select_for_update().filter(desk=desk, revoked_at__isnull=True).first()
    if page is None:
        raise Conflict("La pagina non è aperta.")
    passes.revoke(QuestionPage.objects.filter(pk=page.pk))
    audit.record(actor=actor, verb="question.close_page", subject=page)


@transaction.atomic
def ask_question(*, page: QuestionPage, topic: str, text: str = "", actor: Actor) -> tuple[DeskQuestion, str]:
    """A question, and the secret of the page where its answer will be. Nothing says who asks.

    Raises InputRefused, NotAllowed once the page was closed, Conflict when the day is full.
    """
    page = QuestionPage.objects.select_for_update(of=("self",)).select_related("desk").get(pk=page.pk)
    if not (actor.by_link and actor.user_id == page.pk and page.good and page.desk.closed_on is None):
        raise NotAllowed("Questa pagina non riceve più domande.")
    text = text.strip()
    problems = {}
    if topic not in states.QuestionTopic.values:
        problems["topic"] = "Scegli che cosa vuoi sapere."
    elif topic == states.QuestionTopic.OTHER and not text:
        problems["text"] = "Scrivi in poche parole che cosa vuoi sapere."
    if _WHO.search(_DATE.sub("", text)):
        problems["text"] = NO_DATA
    refuse(problems)
    since = clock.at(clock.today(), 0)
    if DeskQuestion.objects.filter(desk=page.desk, asked_at__gte=since).count() >= MOST_A_DAY:
        raise Conflict(TODAY_FULL)
    question = DeskQuestion(desk=page.desk, topic=topic, text=text, asks_code=False, expires_at=last_moment())
    token = passes.give_token(question)
    save_checked(question)
    audit.record(actor=actor, verb="question.ask", subject=question)
    return question, token


@transaction.atomic
def read_question(*, question: DeskQuestion, actor: Actor) -> None:
    """Its page was opened by who has the address: counted, and nothing else is known of them."""
    if not (actor.by_link and actor.user_id == question.pk):
        raise NotAllowed("Questa pagina è di un'altra domanda.")
    passes.count_opening(question)


@transaction.atomic
def answer_question(*, question: DeskQuestion, text: str, reason: str, actor: Actor) -> DeskQuestion:
    """Answer on its page, and count one access of nobody in particular, with its `reason`.

    Raises InputRefused, Conflict when a colleague was quicker, NotAllowed.
    """
    found = _held(question, actor)
    to = _target(found, "answer")
    if not text.strip():
        raise InputRefused({"text": "Scrivi la risposta."})
    record_access(desk=found.desk, reason=reason, source=states.Source.ONLINE, actor=actor)
    found.answer = text
    return _settle(found, to, "answer", actor)


@transaction.atomic
def close_question(*, question: DeskQuestion, actor: Actor) -> DeskQuestion:
    """Not for the desk, or no question at all: its page says so, and nothing is counted. Raises Conflict."""
    found = _held(question, actor)
    return _settle(found, _target(found, "close"), "close", actor)


def _held(question: DeskQuestion, actor: Actor) -> DeskQuestion:
    found: DeskQuestion = (
        DeskQuestion.objects.select_for_update(of=("self",))
        .select_related("desk__programme")
        .get(pk=question.pk)
    )
    works(actor, found.desk)
    return found


def _target(question: DeskQuestion, verb: str) -> str:
    try:
        return states.QUESTION.target(question.state, verb)
    except TransitionRefused as refusal:
        raise Conflict(SETTLED) from refusal


def _settle(question: DeskQuestion, to: str, verb: str, actor: Actor) -> DeskQuestion:
    question.state, question.settled_at, question.settled_by_id = to, clock.now(), actor.membership_id
    question.expires_at = last_moment()
    save_checked(question)
    audit.record(actor=actor, verb=f"question.{verb}", subject=question)
    return question


@transaction.atomic
def sweep_questions(*, before: datetime.datetime, actor: Actor) -> int:
    """Every night: questions past their term, answered or not; how many."""
    over = DeskQuestion.objects.filter(expires_at__lt=before)
    number = over.count()
    if number:
        erase(over)
        audit.record(actor=actor, verb="question.sweep", changes={"rows": number})
    return number
