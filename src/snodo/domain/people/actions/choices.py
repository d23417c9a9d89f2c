"""What the person was told, and what the person chose about sharing."""

import datetime
from uuid import UUID

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation
from snodo.domain.people import access, events
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.people.actions.circle import release
from snodo.domain.people.actions.grants import end_grant
from snodo.domain.people.actions.guardians import check_decider
from snodo.domain.people.models import InformationGiven, Person, SectionGrant, SharingChoice
from snodo.domain.people.states import CIRCLE_PURPOSES, NO, Choice, GuardianPower, SharingPurpose
from snodo.kernel import clock
from snodo.kernel.actor import Actor

OWN_BODY = (
    "Il tuo ente ha già i dati di questa persona: se non vuole più, è un'opposizione. "
    "Dillo a chi si occupa di protezione dei dati."
)


@transaction.atomic
def record_information_given(
    *,
    person: Person,
    notice_code: str,
    notice_version: int,
    language: str = "it",
    given_on: datetime.date | None = None,
    with_mediator: bool = False,
    ground_id: UUID | None = None,
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
        ground_id=ground_id,
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
    decided_by: str = "",
    actor: Actor,
) -> SharingChoice:
    """What the person chose about one body and purpose; the former choice stays in history.

    `decided_by`: the kind of guardian who decided, or decided with them. A no takes effect at once: grants to
    that body end here, the contexts above end what they had opened.
    Raises InputRefused for an unknown choice or purpose, or impossible days.
    """
    access.require(access.can_edit_person(actor, person))
    if choice in NO and organisation.pk == actor.organisation_id:
        refuse({"organisation": OWN_BODY})
    problems: dict[str, str] = {}
    check_decider(
        problems,
        person=person,
        choice=choice,
        decided_by=decided_by,
        power=GuardianPower.SHARING,
        day=decided_on or clock.today(),
    )
    refuse(problems)
    return keep_choice(
        person=person,
        organisation=organisation,
        purpose=purpose,
        choice=choice,
        decided_on=decided_on,
        valid_until=valid_until,
        note=note,
        decided_by=decided_by,
        actor=actor,
    )


@transaction.atomic
def keep_choice(
    *,
    person: Person,
    organisation: Organisation,
    purpose: str,
    choice: str,
    decided_on: datetime.date | None = None,
    valid_until: datetime.date | None = None,
    note: str = "",
    decided_by: str = "",
    actor: Actor,
) -> SharingChoice:
    """The choice itself. A service: whoever calls it has checked its own rule. Raises InputRefused."""
    problems: dict[str, str] = {}
    day = decided_on or clock.today()
    past_day(problems, "decided_on", day)
    if purpose not in SharingPurpose.values:
        problems["purpose"] = "Scegli per che cosa si condivide."
    if choice not in Choice.values:
        problems["choice"] = "Scegli che cosa ha deciso la persona."
    if valid_until is not None and valid_until < day:
        problems["valid_until"] = "La scadenza viene prima della scelta: controlla la data."
    elif valid_until is not None and choice in NO:
        problems["valid_until"] = "Un no vale finché la persona non cambia idea: lascia vuota la scadenza."
    refuse(problems)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    SharingChoice.objects.filter(
        person=person, organisation=organisation, purpose=purpose, superseded=False
    ).update(superseded=True)
    decided = SharingChoice(
        person=person,
        organisation=organisation,
        purpose=purpose,
        choice=choice,
        decided_on=day,
        valid_until=valid_until,
        note=note,
        decided_by=decided_by,
    )
    save_checked(decided)
    audit.record(
        actor=actor,
        verb="person.sharing_choice",
        subject=person,
        person_id=person.pk,
        changes={
            "organisation": organisation.pk,
            "purpose": purpose,
            "choice": choice,
            "valid_until": valid_until,
        },
    )
    if choice in NO:
        _shut_out(decided, actor)
    return decided


def _shut_out(choice: SharingChoice, actor: Actor) -> None:
    """Nothing opened before outlives the refusal."""
    everything = choice.purpose == SharingPurpose.EVERYTHING
    grants = SectionGrant.objects.filter(
        person=choice.person,
        organisation=choice.organisation,
        revoked_on__isnull=True,
        valid_until__gte=clock.today(),
    )
    for grant in grants if everything else grants.filter(purpose=choice.purpose):
        end_grant(grant=grant, reason="Scelta della persona", actor=actor)
    for reason, purpose in CIRCLE_PURPOSES.items():
        if everything or purpose == choice.purpose:
            release(
                person=choice.person,
                organisation=choice.organisation,
                reason=reason,
                any_ground=True,
                actor=actor,
            )
    events.sharing_refused.send(sender=SharingChoice, choice=choice, actor=actor)
