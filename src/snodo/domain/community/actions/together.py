"""With whom: the bodies that do it together, and the persons of one's own who were there."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.community import access, states
from snodo.domain.community.actions.diary import OURS
from snodo.domain.community.models import ActivityParticipant, ActivityPartner, NetworkActivity
from snodo.domain.network.models import Organisation
from snodo.domain.people.access import people_visible_to
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.people.models import Person
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form

MARKS = "Chi c'era lo segna chi lavora con le persone."


@transaction.atomic
def add_partner(
    *,
    activity: NetworkActivity,
    organisation: Organisation | None = None,
    name: str = "",
    is_public: bool = False,
    part: str = states.PartnerPart.TAKES_PART,
    first_time: bool = False,
    actor: Actor,
) -> ActivityPartner:
    """A body that does it too: of the network, or another one by its name. Raises InputRefused."""
    access.require(access.can_change(actor, activity), OURS)
    problems: dict[str, str] = {}
    if (organisation is None) == (not name.strip()):
        problems["organisation"] = "Scegli un ente della rete, oppure scrivi il nome di un altro."
    if organisation is not None and organisation.pk == activity.organisation_id:
        problems["organisation"] = "È già l'ente che la promuove."
    refuse(problems)
    partner = ActivityPartner(
        activity=activity,
        organisation=organisation,
        name=name,
        name_key=search_form(name)[:160],
        is_public=is_public if organisation is None else organisation.kind in states.PUBLIC_KINDS,
        part=part,
        first_time=first_time,
    )
    save_checked(partner)
    audit.record(actor=actor, verb="community.add_partner", subject=activity)
    return partner


@transaction.atomic
def remove_partner(*, partner: ActivityPartner, actor: Actor) -> None:
    """A body that was not there after all."""
    access.require(access.can_change(actor, partner.activity), OURS)
    ActivityPartner.objects.filter(pk=partner.pk).delete()
    audit.record(actor=actor, verb="community.remove_partner", subject=partner.activity)


@transaction.atomic
def add_participant(*, activity: NetworkActivity, person: Person, actor: Actor) -> ActivityParticipant:
    """A person of one's own was there. Raises InputRefused for a protected one: they are only counted."""
    seen = people_visible_to(actor).filter(pk=person.pk).exists()
    access.require(access.can_mark(actor) and seen, MARKS)
    problems: dict[str, str] = {}
    if person.protected:
        problems["person"] = "Di una persona protetta non si scrive dov'era: contala nel totale."
    if activity.state == states.ActivityState.CANCELLED or activity.starts_on > clock.today():
        problems["person"] = "L'attività non si è ancora tenuta: le presenze si segnano dopo."
    refuse(problems)
    row = ActivityParticipant(
        activity=activity,
        person=person,
        organisation_id=actor.organisation_id,
        membership_id=actor.membership_id,
    )
    save_checked(row)
    audit.record(actor=actor, verb="community.add_participant", subject=activity, person_id=person.pk)
    return row


@transaction.atomic
def remove_participant(*, participant: ActivityParticipant, actor: Actor) -> None:
    """They were not there after all."""
    visible = access.participants_visible_to(actor).filter(pk=participant.pk).exists()
    access.require(visible, MARKS)
    forget_participant(person=participant.person, activity=participant.activity, actor=actor)


def forget_participant(*, person: Person, activity: NetworkActivity | None = None, actor: Actor) -> None:
    """Nothing says any more that a person was there; everywhere, without an activity. Asks no rule."""
    rows = ActivityParticipant.objects.filter(person=person)
    if activity is not None:
        rows = rows.filter(activity=activity, organisation_id=actor.organisation_id)
    subjects = {row.activity_id: row.activity for row in rows.select_related("activity")}
    rows.delete()
    for subject in subjects.values():
        audit.record(actor=actor, verb="community.remove_participant", subject=subject, person_id=person.pk)
