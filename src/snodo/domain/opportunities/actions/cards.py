"""The verbs of a card: write it, hand it over, take the answers, end it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.opportunities import access, messages, papers, queries, states
from snodo.domain.opportunities.actions import links
from snodo.domain.opportunities.actions.common import save_checked
from snodo.domain.opportunities.models import Card, CardLine, Opportunity
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

STEP = "opportunity_step"
FIRST_STEP_DAYS = 14
TALK_DAYS = 7
SAID = {
    states.Answer.ACCEPTED: "interessa",
    states.Answer.TALK: "ne vuole parlare",
    states.Answer.DECLINED: "non interessa",
}
NOT_YOURS = "Può scrivere la tessera chi fa parte dell'équipe."


@dataclass(frozen=True, slots=True)
class CardWords:
    """One opportunity in words for the person."""

    opportunity: Opportunity
    words: str
    first_step: str = ""


@transaction.atomic
def draft_card(
    *, case: Case, lines: Iterable[CardWords] = (), greeting: str = "", contact: str = "", actor: Actor
) -> Card:
    """Begin a card for the person or the family. Raises InputRefused when one is already in use."""
    access.require(access.can_write_cards_of(actor, case), NOT_YOURS)
    last = Card.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    card = Card(case=case, number=last + 1, greeting=greeting, contact=contact)
    save_checked(card)
    for position, line in enumerate(lines, start=1):
        _add(card, line, position)
    audit.record(actor=actor, verb="card.draft", subject=card, person_id=case.person_id)
    return card


def _add(card: Card, line: CardWords, position: int) -> CardLine:
    if line.opportunity.state == states.OpportunityState.CLOSED:
        raise InputRefused({"opportunity": "Questa opportunità è chiusa: scegline una aperta."})
    if not line.words.strip():
        raise InputRefused({"words": "Scrivi con parole semplici che cosa è, pensando a chi legge."})
    row = CardLine(
        card=card,
        opportunity=line.opportunity,
        position=position,
        words=line.words,
        first_step=line.first_step,
    )
    save_checked(row)
    return row


def _written(card: Card, actor: Actor, *, verb: str = "change") -> Card:
    """The card as it is now, for who may write it, in the state the verb leads to."""
    access.require(access.can_write_card(actor, card), NOT_YOURS)
    return _locked(card, verb)


def _locked(card: Card, verb: str) -> Card:
    locked: Card = (
        Card.objects.select_for_update(of=("self",))
        .select_related("case__person", "case__household", "case__responsible__organisation")
        .get(pk=card.pk)
    )
    allowed = states.CARD.allowed(locked.state)
    later = {"change": "change_issued", "answer": "answer_updated"}.get(verb, verb)
    locked.state = states.CARD.target(locked.state, verb if verb in allowed else later)
    return locked


def _touch(card: Card, actor: Actor, verb: str, *fields: str) -> None:
    card.version += 1
    card.save(update_fields=["state", "version", *fields])
    audit.record(actor=actor, verb=f"card.{verb}", subject=card, person_id=card.case.person_id)


@transaction.atomic
def update_card(*, card: Card, greeting: str, contact: str, actor: Actor) -> Card:
    """Change the words around the lines. A card already handed over waits to be handed again."""
    card = _written(card, actor)
    card.greeting, card.contact = greeting, contact
    card.clean_fields(exclude=["case", "document"])
    _touch(card, actor, "update", "greeting", "contact")
    return card


@transaction.atomic
def add_card_line(
    *, card: Card, opportunity: Opportunity, words: str, first_step: str = "", actor: Actor
) -> CardLine:
    """Put an opportunity on the card. Raises InputRefused for one closed or already there."""
    card = _written(card, actor)
    last = CardLine.objects.filter(card=card).aggregate(last=Max("position"))["last"] or 0
    line = _add(card, CardWords(opportunity, words, first_step), last + 1)
    _touch(card, actor, "add_line")
    return line


@transaction.atomic
def remove_card_line(*, line: CardLine, actor: Actor) -> Card:
    """Take an opportunity off the card."""
    card = _written(line.card, actor)
    casework.close_step(ref=line, kind=STEP, outcome="dropped", actor=actor)
    CardLine.objects.filter(pk=line.pk).delete()
    _touch(card, actor, "remove_line")
    return card


@transaction.atomic
def issue_card(*, card: Card, on_day: datetime.date | None = None, actor: Actor) -> Card:
    """Hand the card over (again): a sheet to print, and a line the sender reads too. Raises InputRefused …

    The drawing on the sheet opens the person's own page; that of earlier sheets opens nothing any more.
    """
    card = _written(card, actor, verb="issue")
    lines = list(queries.lines_of(card))
    day = on_day or clock.today()
    if not lines:
        raise InputRefused({"": "La tessera è vuota: aggiungi almeno un'opportunità."})
    if day > clock.today():
        raise InputRefused({"on_day": "Questa data è nel futuro."})
    again = card.issued_on is not None
    card.document = papers.card_paper(card, lines, links.new_token(card), actor)
    card.issued_on, card.handed_on = card.issued_on or day, day
    _touch(card, actor, "issue", "document", "issued_on", "handed_on")
    casework.note_event(
        case=card.case,
        kind="card",
        title="Tessera delle opportunità aggiornata" if again else "Consegnata la tessera delle opportunità",
        detail=f"Opportunità sulla tessera: {len(lines)}.",
        audience="network",
        ref=card,
        actor=actor,
    )
    return card


@transaction.atomic
def answer_card_line(*, line: CardLine, answer: str, note: str = "", actor: Actor) -> CardLine:
    """What the person said of one opportunity, told to an operator or written on their own page.

    A yes puts its first step among the next steps, a wish to talk puts a talk there.
    Raises InputRefused for an unknown answer, TransitionRefused before the card was handed over.
    """
    access.require(access.can_answer_card(actor, line.card), NOT_YOURS)
    card = _locked(line.card, "answer")
    if answer not in states.Answer.values:
        raise InputRefused({"answer": "Scegli che cosa ha risposto."})
    line = (
        CardLine.objects.select_for_update(of=("self",))
        .select_related("opportunity__provider")
        .get(pk=line.pk)
    )
    if (line.answer, line.answer_note) == (answer, note):
        return line
    line.answer, line.answer_note = answer, note
    line.answered_on = None if answer == states.Answer.WAITING else clock.today()
    save_checked(line)
    _touch(card, actor, "answer")
    _follow(card, line, actor)
    if actor.by_link:
        messages.tell_answer(card, actor)
    return line


def _follow(card: Card, line: CardLine, actor: Actor) -> None:
    title = line.opportunity.title
    step = {
        states.Answer.ACCEPTED: (line.first_step or f"Primo passo per «{title}»", FIRST_STEP_DAYS),
        states.Answer.TALK: (f"Parlare di «{title}»: l'ha chiesto dalla tessera", TALK_DAYS),
    }.get(states.Answer(line.answer))
    if step is None:
        casework.close_step(ref=line, kind=STEP, outcome="dropped", actor=actor)
    else:
        casework.promise_step(
            case=card.case,
            kind=STEP,
            title=step[0][:200],
            due_on=clock.today() + datetime.timedelta(days=step[1]),
            owner_membership=card.case.responsible,
            owner_organisation=card.case.responsible.organisation,
            ref=line,
            actor=actor,
        )
    if line.answer != states.Answer.WAITING:
        casework.note_event(
            case=card.case,
            kind="card",
            title=f"Dalla tessera, {SAID[states.Answer(line.answer)]}: {title}"[:200],
            detail=line.answer_note,
            audience="team",
            ref=line,
            actor=actor,
        )


@transaction.atomic
def end_card(*, card: Card, actor: Actor) -> Card:
    """The card is no longer used: another may be written."""
    card = _written(card, actor, verb="end")
    links.close_links(card)
    _touch(card, actor, "end")
    return card
