"""The sender's side: write a draft, send it, take it back."""

import datetime
from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.instruments import actions as instruments
from snodo.domain.instruments.queries import shape_of
from snodo.domain.instruments.states import Filler
from snodo.domain.intake import access, checks, messages, outsiders, promising, queries, sealing
from snodo.domain.intake.actions.returning import require_receiver
from snodo.domain.intake.actions.story import lock, move, target, tell_sender, tell_workers
from snodo.domain.intake.models import Referral
from snodo.domain.network.models import Territory
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.people.queries import PossibleDuplicate
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

CHANGED = (
    "Nel frattempo un collega ha modificato questa bozza. Apri la bozza in un'altra scheda, "
    "confronta e salva di nuovo."
)


class ReferralFields(TypedDict, total=False):
    """What the sender may write; everything may be empty in a draft."""

    intercepted_on: datetime.date
    first_name: str
    last_name: str
    protected: bool
    pseudonym: str
    birth_date: datetime.date | None
    sex: str
    citizenship: str
    language: str
    phone: str
    contact_notes: str
    municipality: Territory | None
    homeless: bool
    stay: Territory | None
    codice_fiscale: str
    guardian_kind: str
    guardian_words: str
    household_name: str
    household_size: int | None
    household_minors: int | None
    need_words: str
    urgency: str
    urgency_reason: str
    shared_what: str
    ground: str


class PossibleDuplicates(InputRefused):
    """The person may be known already: `found` says who, or whom to ask; `referrals` those still open."""

    def __init__(self, found: list[PossibleDuplicate], referrals: list[Referral]) -> None:
        sentences = [one.sentence for one in found]
        sentences += [f"C'è già una segnalazione aperta per {one.name}." for one in referrals]
        super().__init__({"duplicates": " ".join(sentences)})
        self.found = found
        self.referrals = referrals


@transaction.atomic
def save_draft(
    *,
    action: ProgrammeAction,
    referral: Referral | None = None,
    version: int | None = None,
    criteria_answers: Mapping[str, Any] | None = None,
    criteria_reasons: Mapping[str, str] | None = None,
    sheet_answers: Mapping[str, Any] | None = None,
    person: Person | None = None,
    actor: Actor,
    **fields: Unpack[ReferralFields],
) -> Referral:
    """Keep what was typed so far: a new draft, or `referral` again. Nothing is required yet.

    `criteria_answers`: criterion code → True, False or the code of a choice; `sheet_answers`: item code →
    answer, for the action's referral sheet. `person`: who it is, when the sender knows. With `version`,
    Conflict if a colleague saved meanwhile. Raises InputRefused for what cannot be stored.
    """
    if referral is None:
        access.require(
            access.can_send_to(actor, action),
            "Il tuo ente non ha oggi un accordo in vigore per segnalare a questo programma.",
        )
        referral = Referral(
            programme_id=action.programme_id,
            action=action,
            sender_organisation_id=actor.organisation_id,
            sender_id=actor.membership_id,
            person=_seen(person, actor),
        )
    else:
        access.require(access.can_edit_draft(actor, referral))
        referral = lock(referral)
        target(referral, "send")  # still a draft
        if version is not None and referral.version != version:
            raise Conflict(CHANGED)
        referral.version += 1
    for name, value in fields.items():
        setattr(referral, name, value)
    checks.check_storable(referral)
    sealing.put_away(referral, set(fields))
    if criteria_answers is not None:
        checks.assess(referral, criteria_answers, criteria_reasons or {})
    if sheet_answers is not None:
        referral.sheet_draft = dict(sheet_answers)
    new = referral._state.adding
    referral.save()
    if new:
        audit.record(
            actor=actor, verb="referral.draft", subject=referral, changes={"action": referral.action_id}
        )
    return referral


def _seen(person: Person | None, actor: Actor) -> Person | None:
    if person is not None and queries.visible_person(actor, person.pk) is None:
        raise InputRefused({"person": "Scegli una persona tra quelle che il tuo ente conosce."})
    return person


def send_referral(
    *, referral: Referral, acknowledge_duplicates: bool = False, among_many: bool = False, actor: Actor
) -> Referral:
    """Send a draft: the sheet is checked and kept, the clock of the first answer starts, receivers are told.

    `among_many`: receivers are told once for all of them, by whoever calls. Raises InputRefused (fields,
    `criterion-…`, `reason-…`, `sheet-…`), PossibleDuplicates unless they are acknowledged, Conflict when it
    was sent meanwhile. The look for doubles is logged whatever comes of it.
    """
    access.require(access.can_edit_draft(actor, referral))
    if actor.by_link:
        outsiders.refuse_twins(referral)
    elif not acknowledge_duplicates and not referral.protected:
        stop_for_duplicates(referral, actor)
    return _send(referral=referral, telling=not among_many, actor=actor)


def stop_for_duplicates(referral: Referral, actor: Actor) -> None:
    """Look whether the person is known or was sent already. Raises PossibleDuplicates; the look is logged."""
    found = people.find_possible_duplicates(
        first_name=referral.first_name,
        last_name=referral.last_name,
        birth_date=referral.birth_date,
        codes=[referral.codice_fiscale],
        phone=referral.phone,
        sex=referral.sex,
        actor=actor,
    )
    likely = [one for one in found if one.is_likely]
    referrals = queries.open_twins(actor, referral)
    if likely or referrals:
        raise PossibleDuplicates(likely, referrals)


@transaction.atomic
def _send(*, referral: Referral, telling: bool, actor: Actor) -> Referral:
    referral = lock(referral)
    to = target(referral, "send")
    access.require(
        access.can_send_to(actor, referral.action),
        "Il tuo ente non ha oggi un accordo in vigore per segnalare a questo programma.",
    )
    require_receiver(referral, outside=actor.by_link)
    checks.settle_names(referral)
    # Time has gone by since the draft: ages and places are judged on the day of sending.
    answers = {one["code"]: one["answer"] for one in referral.criteria}
    checks.assess(referral, answers, {one["code"]: one["reason"] for one in referral.criteria})
    problems = checks.sending_problems(referral)
    try:
        with transaction.atomic():
            referral.sheet = _keep_sheet(referral, actor)
    except InputRefused as refusal:
        problems |= {f"sheet-{code}": sentence for code, sentence in refusal.problems.items()}
    if problems:
        raise InputRefused(problems)
    referral.sheet_draft = {}
    referral.sent_at = clock.now()
    promising.start_clocks(referral)
    if not actor.by_link:
        referral.sender_id = actor.membership_id
    move(referral, "send", to=to, actor=actor, due_answer_on=referral.due_answer_on)
    if telling:
        tell_workers(referral, messages.ReferralArrived, actor)
    return referral


def _keep_sheet(referral: Referral, actor: Actor) -> Any:
    instrument = queries.referral_sheet(referral.action)
    if instrument is None:
        return None
    answers = queries.answers_with_fields(referral, shape_of(instrument))
    return instruments.record_response(
        instrument=instrument, answers=answers, subject=referral, filler=Filler.REFERRER, actor=actor
    )


@transaction.atomic
def withdraw_referral(*, referral: Referral, note: str = "", actor: Actor) -> Referral:
    """The sender takes it back, a draft too. Raises Conflict when it has ended meanwhile."""
    access.require(access.can_withdraw(actor, referral))
    referral = lock(referral)
    sent = referral.sent_at is not None
    to = target(referral, "withdraw")
    move(referral, "withdraw", to=to, note=note, actor=actor)
    if sent:
        tell_workers(referral, messages.ReferralWithdrawn, actor)
        tell_sender(referral, messages.ReferralMoved, actor)
    return referral
