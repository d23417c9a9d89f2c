"""What the person was told, and what the person chose about sharing."""

import datetime

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation
from snodo.domain.people import access
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.people.models import InformationGiven, Person, SharingChoice
from snodo.domain.people.states import Choice
from snodo.kernel import clock
from snodo.kernel.actor import Actor


@transaction.atomic
def record_information_given(
    *,
    person: Person,
    notice_code: str,
    notice_version: int,
    language: str = "it",
    given_on: datetime.date | None = None,
    with_mediator: bool = False,
    actor: Actor,
) -> InformationGiven:
    """The actor explained this version of a notice to the person. Raises InputRefused."""
    access.require(access.can_edit_person(actor, person))
    problems: dict[str, str] = {}
    past_day(problems, "given_on", given_on)
    if not notice_code.strip():
        problems["notice_code"] = "Scegli quale informativa hai spiegato."
    refuse(problems)
    given = InformationGiven(
        person=person,
        notice_code=notice_code,
        notice_version=notice_version,
        language=language,
        given_on=given_on or clock.today(),
        given_by_id=actor.membership_id,
        with_mediator=with_mediator,
    )
    save_checked(given)
    audit.record(
        actor=actor,
        verb="person.information_given",
        subject=person,
        person_id=person.pk,
        changes={"notice": notice_code, "version": notice_version, "language": language},
    )
    return given


@transaction.atomic
def record_sharing_choice(
    *,
    person: Person,
    organisation: Organisation,
    purpose: str,
    choice: str,
    decided_on: datetime.date | None = None,
    valid_until: datetime.date | None = None,
    note: str = "",
    actor: Actor,
) -> SharingChoice:
    """What the person chose about one body and purpose; the former choice stays in history.

    Raises InputRefused for an unknown choice, an empty purpose or impossible days.
    """
    access.require(access.can_edit_person(actor, person))
    problems: dict[str, str] = {}
    day = decided_on or clock.today()
    past_day(problems, "decided_on", day)
    if not purpose.strip():
        problems["purpose"] = "Scrivi per che cosa si condivide."
    if choice not in Choice.values:
        problems["choice"] = "Scegli che cosa ha deciso la persona."
    if valid_until is not None and valid_until < day:
        problems["valid_until"] = "La scadenza viene prima della scelta: controlla la data."
    refuse(problems)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    SharingChoice.objects.filter(
        person=person, organisation=organisation, purpose=purpose.strip(), superseded=False
    ).update(superseded=True)
    decided = SharingChoice(
        person=person,
        organisation=organisation,
        purpose=purpose.strip(),
        choice=choice,
        decided_on=day,
        valid_until=valid_until,
        note=note,
    )
    save_checked(decided)
    audit.record(
        actor=actor,
        verb="person.sharing_choice",
        subject=person,
        person_id=person.pk,
        changes={"organisation": organisation.pk, "choice": choice, "valid_until": valid_until},
    )
    return decided
