"""The public sheet: written, published, taken down; and the bodies that ask to be called."""

import re
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.network.access import members_in_force
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.outreach import access, messages, states
from snodo.domain.outreach.models import CallRequest, PublicSheet
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.programmes.access import require_open
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock, passes
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, NotAllowed

WRITES = "La scheda pubblica la scrive e la pubblica chi coordina l'ente capofila o amministra la rete."
STALE = "Qualcuno ha cambiato la scheda mentre scrivevi: ricontrolla e salva di nuovo."
TODAY_FULL = "Per oggi le richieste sono già molte: riprova domani, oppure usa i recapiti della scheda."
WORDS = ("title", "offers", "for_whom", "how", "bodies", "contact")
MOST_A_DAY = 40
# Sixteen letters and figures as in a codice fiscale: whoever writes one speaks of a person.
CODE = re.compile(r"\b[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]\b", re.IGNORECASE)


@transaction.atomic
def write_sheet(
    *, programme: Programme, version: int | None = None, actor: Actor, **values: str
) -> PublicSheet:
    """The words of the sheet; the first time it is made, unpublished. Raises InputRefused, Conflict."""
    access.require(access.can_write_sheet(actor, programme), WRITES)
    require_open(programme)
    sheet = PublicSheet.objects.select_for_update(of=("self",)).filter(programme=programme).first()
    if sheet is None:
        sheet = _new(programme, actor)
    elif version is not None and version != sheet.version:
        raise Conflict(STALE)
    else:
        sheet.version += 1
    problems: dict[str, str] = {}
    for name, value in values.items():
        if name not in WORDS:
            raise TypeError(f"not a part of a public sheet: {name}")
        setattr(sheet, name, value)
    for name in WORDS:
        text = getattr(sheet, name)
        if not text.strip() and name != "bodies":
            problems[name] = "Scrivi qualche parola: la legge chi non conosce il programma."
        elif CODE.search(text):
            problems[name] = "Sembra un codice fiscale: nella scheda pubblica non ci sono dati di persone."
    refuse(problems)
    save_checked(sheet)
    audit.record(actor=actor, verb="outreach.write_sheet", subject=sheet)
    return sheet


def _new(programme: Programme, actor: Actor) -> PublicSheet:
    sheet = PublicSheet(
        programme=programme,
        organisation_id=actor.organisation_id,
        asks_code=False,
        expires_at=clock.at(programme.ends_on, 23, 59),
        revoked_at=clock.now(),
    )
    passes.steady_token(sheet)
    return sheet


@transaction.atomic
def publish_sheet(*, sheet: PublicSheet, actor: Actor) -> PublicSheet:
    """From now on whoever has the address reads it. Raises Conflict when it is public already, NotAllowed."""
    found = _locked(sheet, actor)
    require_open(found.programme)
    if found.good:
        raise Conflict("La scheda è già pubblica.")
    if found.programme.ends_on < clock.today():
        raise Conflict("Il programma è finito: la scheda non si pubblica più.")
    found.revoked_at, found.expires_at = None, clock.at(found.programme.ends_on, 23, 59)
    found.published_on, found.published_by_id = clock.today(), actor.membership_id
    found.save(update_fields=["revoked_at", "expires_at", "published_on", "published_by"])
    audit.record(actor=actor, verb="outreach.publish_sheet", subject=found)
    return found


@transaction.atomic
def take_down_sheet(*, sheet: PublicSheet, actor: Actor) -> PublicSheet:
    """Nobody reads it any more; its address stays the same for another time. Raises Conflict."""
    found = _locked(sheet, actor)
    if found.revoked_at is not None:
        raise Conflict("La scheda non è pubblica.")
    found.revoked_at = clock.now()
    found.save(update_fields=["revoked_at"])
    audit.record(actor=actor, verb="outreach.take_down_sheet", subject=found)
    return found


def _locked(sheet: PublicSheet, actor: Actor) -> PublicSheet:
    access.require(access.can_write_sheet(actor, sheet.programme), WRITES)
    found: PublicSheet = (
        PublicSheet.objects.select_for_update(of=("self",)).select_related("programme").get(pk=sheet.pk)
    )
    return found


# Who reads it asks to be called


@transaction.atomic
def ask_to_be_called(*, sheet: PublicSheet, actor: Actor, **values: Any) -> CallRequest:
    """From the public page. The same body asking again on one day is one request. Raises InputRefused,
    NotAllowed once the sheet was taken down, Conflict when the day is full.
    """
    sheet = PublicSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not (actor.by_link and actor.user_id == sheet.pk and sheet.good):
        raise NotAllowed("Questa scheda non è più pubblica.")
    call = CallRequest(sheet=sheet, **{name: str(value or "").strip() for name, value in values.items()})
    _check(call)
    today = CallRequest.objects.filter(sheet=sheet, asked_on=clock.today())
    twin = today.filter(body=call.body, phone=call.phone, email=call.email).first()
    if twin is not None:
        return twin
    if today.count() >= MOST_A_DAY:
        raise Conflict(TODAY_FULL)
    save_checked(call)
    audit.record(actor=actor, verb="outreach.ask_to_be_called", subject=call)
    _tell(sheet, actor)
    return call


def _check(call: CallRequest) -> None:
    problems: dict[str, str] = {}
    for name, sentence in (
        ("body", "Scrivi il nome della vostra realtà."),
        ("contact", "Scrivi chi dobbiamo cercare."),
    ):
        if not getattr(call, name):
            problems[name] = sentence
        elif CODE.search(getattr(call, name)):
            problems[name] = "Sembra un codice fiscale: qui non si scrive di nessuna persona seguita."
    if not call.phone and not call.email:
        problems["phone"] = "Scrivi un telefono o un indirizzo di posta: come facciamo a richiamarvi?"
    elif call.phone and sum(letter.isdigit() for letter in call.phone) < 6:
        problems["phone"] = "Questo numero è troppo corto: ricontrollalo."
    for name, choices in (("topic", states.CallTopic), ("when", states.CallTime)):
        if getattr(call, name) not in choices.values:
            problems[name] = "Scegli una voce dall'elenco."
    refuse(problems)


def _tell(sheet: PublicSheet, actor: Actor) -> None:
    members = Membership.objects.filter(
        members_in_force(), organisation_id=sheet.organisation_id, role=Role.COORDINATOR
    ).select_related("user")
    messaging.notify(
        message=messages.CallAsked(path=f"/ricerca/programmi/{sheet.programme_id}/scheda/"),
        recipients=[Recipient.of(member) for member in members],
        actor=actor,
    )


@transaction.atomic
def settle_call(*, call: CallRequest, outcome: str, actor: Actor) -> CallRequest:
    """They were called. Raises InputRefused, TransitionRefused when a colleague did it first."""
    seen = access.calls_visible_to(actor).filter(pk=call.pk).exists()
    access.require(seen, "Richiama chi lavora nell'ente che tiene la scheda.")
    found: CallRequest = CallRequest.objects.select_for_update(of=("self",)).get(pk=call.pk)
    found.state = states.CALL.target(found.state, "settle")
    refuse({} if outcome in states.CallOutcome.values else {"outcome": "Scegli com'è andata."})
    found.outcome, found.settled_on, found.settled_by_id = outcome, clock.today(), actor.membership_id
    found.save(update_fields=["state", "outcome", "settled_on", "settled_by"])
    audit.record(actor=actor, verb="outreach.settle_call", subject=found, changes={"outcome": outcome})
    return found
