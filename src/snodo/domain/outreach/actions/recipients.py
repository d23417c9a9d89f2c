"""Somebody who might take part: noted, told, met, referred; or taken off, and nothing is left but a count."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from snodo.domain.audit import actions as audit
from snodo.domain.intake import actions as intake
from snodo.domain.intake.models import Referral
from snodo.domain.intake.states import Ground as ReferralGround
from snodo.domain.intake.states import ReferralState
from snodo.domain.outreach import access, queries, states
from snodo.domain.outreach.models import OutreachTally, PossibleRecipient, PriorInterview
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.privacy.states import DataClass
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict

OURS = "L'elenco lo tiene chi lavora con le persone, in un ente che oggi è nel programma."
STALE = "Qualcuno ha cambiato questa riga mentre scrivevi: ricontrolla e salva di nuovo."
FARTHEST = datetime.timedelta(days=183)
FIELDS = frozenset({"unit", "name", "reach", "note", "source", "indicated_by", "ground"})
GROUNDS = {states.Ground.AGREED: ReferralGround.AGREEMENT, states.Ground.TASK: ReferralGround.PUBLIC_TASK}


@transaction.atomic
def note_recipient(
    *, action: ProgrammeAction, indicated_on: datetime.date | None = None, actor: Actor, **values: Any
) -> PossibleRecipient:
    """Write down somebody who might take part. The rule fixes its last day now. Raises InputRefused."""
    access.require(access.can_work(actor, action.programme), OURS)
    day = indicated_on or clock.today()
    problems: dict[str, str] = {}
    past_day(problems, "indicated_on", day)
    row = PossibleRecipient(
        organisation_id=actor.organisation_id,
        owner_id=actor.membership_id,
        programme=action.programme,
        action=action,
        indicated_on=day,
        expires_on=queries.ends_on(action.programme, DataClass.CONTACTS, day),
    )
    if not problems and row.expires_on < clock.today():
        problems["indicated_on"] = "Da quel giorno il tempo per tenere questo nome è già passato."
    _write(row, values, problems)
    audit.record(actor=actor, verb="outreach.note", subject=row, changes={"action": action.pk})
    return row


@transaction.atomic
def change_recipient(
    *, recipient: PossibleRecipient, version: int | None = None, actor: Actor, **values: Any
) -> PossibleRecipient:
    """Correct what is written. The last day does not move. Raises Conflict, InputRefused."""
    row = locked(recipient, actor)
    if version is not None and version != row.version:
        raise Conflict(STALE)
    row.version += 1
    _write(row, values, {})
    audit.record(actor=actor, verb="outreach.change", subject=row, changes={"fields": sorted(values)})
    return row


def _write(row: PossibleRecipient, values: Mapping[str, Any], problems: dict[str, str]) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a possible recipient: {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, value)
    if not str(row.name).strip():
        problems["name"] = "Scrivi il nome, o solo le iniziali."
    if row.source != states.Source.SELF and not str(row.indicated_by).strip():
        problems["indicated_by"] = "Scrivi chi l'ha indicata: lo deve sapere anche la persona."
    for name, choices in (("unit", states.Unit), ("source", states.Source), ("ground", states.Ground)):
        if getattr(row, name) not in choices.values:
            problems[name] = "Scegli una voce dall'elenco."
    refuse(problems)
    save_checked(row)


@transaction.atomic
def inform_recipient(
    *, recipient: PossibleRecipient, how: str, informed_on: datetime.date | None = None, actor: Actor
) -> PossibleRecipient:
    """They were told who keeps their name, from whom it comes and until when. Raises InputRefused."""
    row = locked(recipient, actor)
    day = informed_on or clock.today()
    problems: dict[str, str] = {}
    past_day(problems, "informed_on", day)
    if how not in states.Informed.values:
        problems["how"] = "Scegli come è stata informata."
    refuse(problems)
    row.informed_on, row.informed_how, row.informed_by_id = day, how, actor.membership_id
    row.save(update_fields=["informed_on", "informed_how", "informed_by"])
    audit.record(actor=actor, verb="outreach.inform", subject=row, changes={"how": how})
    return row


@transaction.atomic
def book_interview(
    *, recipient: PossibleRecipient, booked_at: datetime.datetime, actor: Actor
) -> PossibleRecipient:
    """A day was found to meet. Raises InputRefused, TransitionRefused."""
    row = locked(recipient, actor)
    row.state = states.RECIPIENT.target(row.state, "book")
    if not clock.now() <= booked_at <= clock.now() + FARTHEST:
        refuse({"booked_at": "Scrivi un giorno e un'ora da adesso a sei mesi."})
    if clock.local_date(booked_at) > row.expires_on:
        refuse({"booked_at": "A quel giorno il nome sarà già stato cancellato: fissalo prima."})
    row.booked_at = booked_at
    row.save(update_fields=["state", "booked_at"])
    audit.record(actor=actor, verb="outreach.book", subject=row)
    return row


@transaction.atomic
def take_off(*, recipient: PossibleRecipient, ending: str, actor: Actor) -> None:
    """They said no, or cannot be reached: name and words go at once. Only a count stays."""
    row = locked(recipient, actor)
    refuse({} if ending in states.SAID else {"ending": "Scegli com'è finita."})
    audit.record(actor=actor, verb="outreach.take_off", subject=row, changes={"ending": ending})
    forget(row, ending)


@transaction.atomic
def refer_recipient(*, recipient: PossibleRecipient, actor: Actor) -> Referral:
    """A draft referral with what is known; asked again, the same one. Raises NotAllowed."""
    row = locked(recipient, actor)
    row.state = states.RECIPIENT.target(row.state, "refer")
    standing: Referral | None = row.referral
    if standing is not None and standing.state != ReferralState.WITHDRAWN:
        return standing
    referral = intake.save_draft(action=row.action, actor=actor, **_told(row))
    row.referral = referral
    row.save(update_fields=["state", "referral"])
    audit.record(actor=actor, verb="outreach.refer", subject=row, changes={"referral": referral.pk})
    return referral


def _told(row: PossibleRecipient) -> intake.ReferralFields:
    """What the sheet need not ask again."""
    first, _, last = str(row.name).strip().rpartition(" ")
    told = intake.ReferralFields(
        first_name=first or last,
        last_name=last if first else "",
        contact_notes=str(row.reach)[:200],
        need_words=str(row.note),
        intercepted_on=row.indicated_on,
        ground=GROUNDS[states.Ground(row.ground)],
    )
    if row.unit == states.Unit.HOUSEHOLD:
        told["household_name"] = str(row.name)[:120]
    return told


# Shared by the actions of this folder


def locked(recipient: PossibleRecipient, actor: Actor) -> PossibleRecipient:
    """The row, locked, for who keeps the list. Raises NotAllowed."""
    seen = access.recipients_visible_to(actor).filter(pk=recipient.pk).exists()
    access.require(seen and access.can_work(actor, recipient.programme), OURS)
    found: PossibleRecipient = (
        PossibleRecipient.objects.select_for_update(of=("self",))
        .select_related("programme", "action", "referral")
        .get(pk=recipient.pk)
    )
    return found


def forget(row: PossibleRecipient, ending: str) -> None:
    """Nothing says any more who it was. Interviews stay bare; of the ending one more is counted."""
    for interview in PriorInterview.objects.select_for_update(of=("self",)).filter(recipient=row):
        empty(interview)
    row.delete()
    count(row, ending)


def empty(interview: PriorInterview) -> None:
    """The words go; when, how long and of which unit stay."""
    interview.recipient, interview.expires_on = None, None
    interview.who, interview.notes, interview.answers = "", "", {}
    interview.save(update_fields=["recipient", "expires_on", "who", "notes", "answers"])


def count(row: PossibleRecipient, ending: str) -> None:
    """One more that ended so this month."""
    month = clock.today().replace(day=1)
    tally, _ = OutreachTally.objects.get_or_create(
        network_id=row.network_id,
        organisation_id=row.organisation_id,
        programme_id=row.programme_id,
        month=month,
        ending=ending,
    )
    OutreachTally.objects.filter(pk=tally.pk).update(number=F("number") + 1)
