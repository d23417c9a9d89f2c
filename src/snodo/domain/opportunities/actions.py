"""The verbs of opportunities: offer, confirm, keep the places, close; write a card, hand it over, answer."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.network.models import Organisation
from snodo.domain.opportunities import access, papers, queries, states
from snodo.domain.opportunities.models import Card, CardLine, Confirmation, Opportunity
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.tenancy import TenantModel

STEP = "opportunity_step"
FIRST_STEP_DAYS = 14
_FIELDS = frozenset(
    {
        "title",
        "kind",
        "provider_note",
        "territory",
        "place",
        "schedule",
        "starts_on",
        "ends_on",
        "places",
        "conditions",
        "description",
        "contact",
        "stale_after_days",
    }
)


def _save(row: TenantModel) -> None:
    """Check fields and limits with Italian sentences, then save."""
    row.take_binding()
    try:
        row.clean_fields()
        row.validate_constraints()
    except ValidationError as error:
        raise InputRefused(
            {
                ("" if field == NON_FIELD_ERRORS else field): said[0]
                for field, said in error.message_dict.items()
            }
        ) from error
    row.save()


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - _FIELDS
    if unknown:
        raise TypeError(f"not fields of an opportunity: {sorted(unknown)}")
    if "title" in values and not values["title"].strip():
        raise InputRefused({"title": "Scrivi un titolo che si capisca da solo."})
    return values


# The catalogue


@transaction.atomic
def offer_opportunity(
    *,
    title: str,
    kind: str,
    provider: Organisation,
    activatable: bool = False,
    places: int | None = None,
    actor: Actor,
    **details: Any,
) -> Opportunity:
    """Put something in the catalogue, active at once or activatable on demand. Raises InputRefused."""
    access.require(access.can_offer(actor))
    opportunity = Opportunity(
        provider=provider,
        state=states.OpportunityState.ACTIVATABLE if activatable else states.OpportunityState.ACTIVE,
        places=places,
        places_free=places,
        confirmed_at=clock.now(),
        confirmed_by_id=actor.membership_id,
        **_fields({"title": title, "kind": kind, **details}),
    )
    _save(opportunity)
    _trace(opportunity, actor)
    audit.record(actor=actor, verb="opportunity.offer", subject=opportunity, changes={"kind": kind})
    return opportunity


def _trace(opportunity: Opportunity, actor: Actor) -> None:
    Confirmation.objects.create(
        opportunity=opportunity,
        at=opportunity.confirmed_at,
        membership_id=actor.membership_id,
        state=opportunity.state,
        places_free=opportunity.places_free,
    )


def _kept(opportunity: Opportunity, actor: Actor) -> Opportunity:
    access.require(
        access.can_keep(actor, opportunity),
        "Può cambiarla chi la offre, oppure chi l'ha inserita nel catalogo.",
    )
    return _locked(opportunity)


def _locked(opportunity: Opportunity) -> Opportunity:
    locked: Opportunity = (
        Opportunity.objects.select_for_update(of=("self",)).select_related("provider").get(pk=opportunity.pk)
    )
    return locked


@transaction.atomic
def update_opportunity(
    *, opportunity: Opportunity, actor: Actor, version: int | None = None, **changes: Any
) -> Opportunity:
    """Correct what is written. Places taken stay taken. Raises InputRefused, Conflict."""
    opportunity = _kept(opportunity, actor)
    if version is not None and version != opportunity.version:
        raise Conflict("Qualcuno l'ha cambiata mentre scrivevi: ricontrolla e salva di nuovo.")
    if "places" in changes:
        _resize(opportunity, changes["places"])
    for field, value in _fields(changes).items():
        setattr(opportunity, field, value)
    opportunity.version += 1
    _save(opportunity)
    audit.record(
        actor=actor, verb="opportunity.update", subject=opportunity, changes={"fields": sorted(changes)}
    )
    return opportunity


def _resize(opportunity: Opportunity, places: int | None) -> None:
    taken = (opportunity.places or 0) - (opportunity.places_free or 0)
    if places is not None and places < taken:
        raise InputRefused({"places": f"Ci sono già {taken} posti occupati: non possono essere meno."})
    opportunity.places_free = None if places is None else places - taken


@transaction.atomic
def confirm_opportunity(
    *, opportunity: Opportunity, places_free: int | None = None, actor: Actor
) -> Opportunity:
    """It still holds, today; with `places_free` also how many places are left. Raises InputRefused …"""
    access.require(access.can_confirm(actor, opportunity))
    opportunity = _locked(opportunity)
    _not_closed(opportunity)
    if places_free is not None:
        _set_free(opportunity, places_free)
    opportunity.confirmed_at, opportunity.confirmed_by_id = clock.now(), actor.membership_id
    opportunity.version += 1
    _save(opportunity)
    _trace(opportunity, actor)
    audit.record(actor=actor, verb="opportunity.confirm", subject=opportunity)
    return opportunity


def _not_closed(opportunity: Opportunity) -> None:
    states.OPPORTUNITY.target(opportunity.state, "close")


def _set_free(opportunity: Opportunity, places_free: int) -> None:
    if opportunity.places is None:
        raise InputRefused({"places_free": "Questa opportunità non ha un numero di posti."})
    if not 0 <= places_free <= opportunity.places:
        raise InputRefused({"places_free": f"I posti liberi vanno da 0 a {opportunity.places}."})
    opportunity.places_free = places_free


@transaction.atomic
def update_places(*, opportunity: Opportunity, places_free: int, actor: Actor) -> Opportunity:
    """Say how many places are left: it counts as a confirmation."""
    return confirm_opportunity(opportunity=opportunity, places_free=places_free, actor=actor)


@transaction.atomic
def activate_opportunity(*, opportunity: Opportunity, actor: Actor) -> Opportunity:
    """From activatable (or closed) to active. Raises TransitionRefused."""
    return _turn(opportunity, "activate", actor)


@transaction.atomic
def put_aside_opportunity(*, opportunity: Opportunity, actor: Actor) -> Opportunity:
    """It begins again only when somebody asks for it. Raises TransitionRefused."""
    return _turn(opportunity, "put_aside", actor)


@transaction.atomic
def close_opportunity(*, opportunity: Opportunity, actor: Actor) -> Opportunity:
    """No longer on offer; cards in use that name it show it as closed. Raises TransitionRefused."""
    return _turn(opportunity, "close", actor)


def _turn(opportunity: Opportunity, verb: str, actor: Actor) -> Opportunity:
    opportunity = _kept(opportunity, actor)
    opportunity.state = states.OPPORTUNITY.target(opportunity.state, verb)
    closed = opportunity.state == states.OpportunityState.CLOSED
    opportunity.closed_on = clock.today() if closed else None
    opportunity.confirmed_at, opportunity.confirmed_by_id = clock.now(), actor.membership_id
    opportunity.version += 1
    _save(opportunity)
    _trace(opportunity, actor)
    audit.record(actor=actor, verb=f"opportunity.{verb}", subject=opportunity)
    return opportunity


# The cards


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
    access.require(
        access.can_write_cards_of(actor, case), "Può scrivere la tessera chi fa parte dell'équipe."
    )
    last = Card.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    card = Card(case=case, number=last + 1, greeting=greeting, contact=contact)
    _save(card)
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
    _save(row)
    return row


def _written(card: Card, actor: Actor, *, verb: str = "change") -> Card:
    """The card as it is now, for who may write it, in the state the verb leads to."""
    access.require(access.can_write_card(actor, card), "Può scrivere la tessera chi fa parte dell'équipe.")
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
    """Hand the card over (again): a sheet to print, and a line the sender reads too. Raises InputRefused …"""
    card = _written(card, actor, verb="issue")
    lines = list(queries.lines_of(card))
    day = on_day or clock.today()
    if not lines:
        raise InputRefused({"": "La tessera è vuota: aggiungi almeno un'opportunità."})
    if day > clock.today():
        raise InputRefused({"on_day": "Questa data è nel futuro."})
    again = card.issued_on is not None
    card.document = papers.card_paper(card, lines, actor)
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
    """What the person said of one opportunity; a yes puts its first step among the next steps.

    Raises InputRefused for an unknown answer, TransitionRefused before the card was handed over.
    """
    card = _written(line.card, actor, verb="answer")
    if answer not in states.Answer.values:
        raise InputRefused({"answer": "Scegli che cosa ha risposto."})
    line = (
        CardLine.objects.select_for_update(of=("self",))
        .select_related("opportunity__provider")
        .get(pk=line.pk)
    )
    line.answer, line.answer_note = answer, note
    line.answered_on = None if answer == states.Answer.WAITING else clock.today()
    _save(line)
    _touch(card, actor, "answer")
    _follow(card, line, actor)
    return line


def _follow(card: Card, line: CardLine, actor: Actor) -> None:
    title = line.opportunity.title
    if line.answer == states.Answer.ACCEPTED:
        casework.promise_step(
            case=card.case,
            kind=STEP,
            title=(line.first_step or f"Primo passo per «{title}»")[:200],
            due_on=clock.today() + datetime.timedelta(days=FIRST_STEP_DAYS),
            owner_membership=card.case.responsible,
            owner_organisation=card.case.responsible.organisation,
            ref=line,
            actor=actor,
        )
    else:
        casework.close_step(ref=line, kind=STEP, outcome="dropped", actor=actor)
    if line.answer != states.Answer.WAITING:
        said = "interessa" if line.answer == states.Answer.ACCEPTED else "non interessa"
        casework.note_event(
            case=card.case,
            kind="card",
            title=f"Dalla tessera, {said}: {title}"[:200],
            detail=line.answer_note,
            audience="team",
            ref=line,
            actor=actor,
        )


@transaction.atomic
def end_card(*, card: Card, actor: Actor) -> Card:
    """The card is no longer used: another may be written."""
    card = _written(card, actor, verb="end")
    _touch(card, actor, "end")
    return card
