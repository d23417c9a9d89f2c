"""What is asked of a desk by whoever does not say who they are."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from snodo.domain.desk import access
from snodo.domain.desk.models import Desk, DeskQuestion, Opening, Place, QuestionPage
from snodo.domain.desk.queries.board import openings_of
from snodo.domain.desk.states import QuestionState, Weekday
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock, passes
from snodo.kernel.actor import Actor


def questions_of(actor: Actor, desk: Desk) -> QuerySet[DeskQuestion]:
    """Those that wait, the longest first; then those settled, while their page lives."""
    rows = access.questions_visible_to(actor).filter(desk=desk, expires_at__gt=clock.now())
    return rows.select_related("settled_by__user").order_by("-state", "asked_at", "pk")


def waiting_questions(actor: Actor, desk: Desk) -> int:
    """How many wait for an answer."""
    return questions_of(actor, desk).filter(state=QuestionState.WAITING).count()


def page_of(desk: Desk) -> QuestionPage | None:
    """The page of a desk, open or not."""
    found: QuestionPage | None = QuestionPage.objects.filter(desk=desk).first()
    return found


def address_of(page: QuestionPage) -> str:
    """The end of its address, always the same."""
    return passes.steady_token(page)


def page_of_programme(programme: Programme) -> QuestionPage | None:
    """The first open page of a programme's desks, for its public sheet."""
    pages = QuestionPage.objects.filter(
        desk__programme=programme,
        desk__closed_on__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    )
    found: QuestionPage | None = pages.order_by("created_at", "pk").first()
    return found


# By the address


def find_page(token: str) -> QuestionPage | None:
    """The page behind an address, asked before any network is bound."""
    return passes.find(QuestionPage, token)


def find_question(token: str) -> DeskQuestion | None:
    """The question behind an address, asked before any network is bound."""
    return passes.find(DeskQuestion, token)


def page_holder(page: QuestionPage) -> Actor:
    """Whoever reads it: nobody in particular."""
    return passes.actor_of(page, name="Dalla pagina dello sportello")


def question_holder(question: DeskQuestion) -> Actor:
    """Whoever kept the address of a question: nobody in particular."""
    return passes.actor_of(question, name="Da una domanda allo sportello")


@dataclass(frozen=True, slots=True)
class Told:
    """What the public page says of a desk: by itself it often answers."""

    desk: Desk
    week: list[tuple[str, list[Opening]]]
    places: list[Place]


def told_of(desk_id: UUID) -> Told:
    """Hours of the week and places: they are written to be known by all."""
    desk = Desk.objects.select_related("organisation", "programme").defer("words").get(pk=desk_id)
    openings = openings_of(desk, clock.today())
    return Told(desk, _week(openings), list(desk.places.order_by("name")))


def _week(openings: list[Opening]) -> list[tuple[str, list[Opening]]]:
    """Day by day; days in a row with the same hours in one line ("Da lunedì a venerdì")."""
    stretches: list[tuple[list[Weekday], list[Opening]]] = []
    for day in Weekday:
        hours = [one for one in openings if one.weekday == day]
        if not hours:
            continue
        before = stretches[-1] if stretches else None
        if before and before[0][-1] == day - 1 and _hours(before[1]) == _hours(hours):
            before[0].append(day)
        else:
            stretches.append(([day], hours))
    return [(_called(days), hours) for days, hours in stretches]


def _hours(openings: list[Opening]) -> list[tuple[object, ...]]:
    return [(one.opens, one.closes, one.place_id) for one in openings]


def _called(days: list[Weekday]) -> str:
    if len(days) == 1:
        return str(days[0].label)
    first, last = str(days[0].label).lower(), str(days[-1].label).lower()
    return f"{days[0].label} e {last}" if len(days) == 2 else f"Da {first} a {last}"
