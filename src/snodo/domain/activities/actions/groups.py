"""Groups: forming them, keeping to the places, ending them with a certificate for who came."""

import datetime

from django.db import transaction
from django.db.models import F

from snodo.domain.activities import access, papers, states
from snodo.domain.activities.actions.common import checked
from snodo.domain.activities.models import Attendance, Group, GroupMember, Session
from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.documents.models import Document
from snodo.domain.network.models import Membership
from snodo.domain.people.models import Person
from snodo.domain.people.queries import refusal_sentence
from snodo.domain.people.states import SharingPurpose
from snodo.domain.programmes.models import ActivityKind, Programme, ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, TransitionRefused

FULL = "Il gruppo è al completo: si libera un posto quando qualcuno esce, oppure aumenta i posti."
NOT_YOURS = "Può farlo chi conduce il gruppo."


@transaction.atomic
def form_group(
    *,
    programme: Programme,
    kind: ActivityKind,
    title: str,
    places: int,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    action: ProgrammeAction | None = None,
    description: str = "",
    for_families: bool = False,
    place: str = "",
    leader: Membership | None = None,
    actor: Actor,
) -> Group:
    """Open a group with a number of places. Raises InputRefused, NotAllowed.

    Without an action, a kind of activity that only one action of the programme has decides it.
    """
    access.require(access.can_form(actor, programme), "Puoi formare gruppi nei programmi del tuo ente.")
    if kind.programme_id != programme.pk:
        raise InputRefused({"kind": "Questa attività è di un altro programma: scegline una dall'elenco."})
    if action is not None and action.programme_id != programme.pk:
        raise InputRefused({"action": "Questa azione è di un altro programma: scegline una dall'elenco."})
    group = Group(
        programme=programme,
        action=action or _only_action_of(kind, programme),
        kind=kind,
        title=title,
        description=description,
        for_families=for_families,
        places=places,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        organisation_id=actor.organisation_id,
        leader=leader or Membership.objects.get(pk=actor.membership_id),
    )
    checked(group)
    group.save()
    audit.record(actor=actor, verb="group.form", subject=group, changes={"places": places})
    return group


def _only_action_of(kind: ActivityKind, programme: Programme) -> ProgrammeAction | None:
    """A lab of one action counts for that action's promises, also when nobody says so."""
    codes = [
        action["code"]
        for action in programme.definition.get("actions", [])
        if kind.code in [each["code"] for each in action.get("activity_kinds", [])]
    ]
    if len(codes) != 1:
        return None
    return ProgrammeAction.objects.filter(programme=programme, code=codes[0]).first()


@transaction.atomic
def change_group(
    *,
    group: Group,
    title: str,
    places: int,
    ends_on: datetime.date | None = None,
    description: str = "",
    place: str = "",
    actor: Actor,
) -> Group:
    """Mend a group; places never go below the people in it. Raises InputRefused, NotAllowed."""
    access.require(access.can_run(actor, group), NOT_YOURS)
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if places < group.taken:
        raise InputRefused(
            {"places": f"Nel gruppo ci sono già {group.taken} persone: i posti non possono essere meno."}
        )
    group.title, group.places, group.ends_on = title, places, ends_on
    group.description, group.place = description, place
    checked(group)
    group.save()
    audit.record(actor=actor, verb="group.change", subject=group, changes={"places": places})
    return group


@transaction.atomic
def add_group_member(
    *, group: Group, case: Case | None = None, person: Person | None = None, actor: Actor
) -> GroupMember:
    """Give a place to somebody; two hands at the same time never overfill the group.

    Raises InputRefused when full or already in, NotAllowed, TransitionRefused when the group has ended.
    """
    person = person or (case.person if case is not None else None)
    if person is None:
        raise InputRefused({"person": "Scegli quale persona del nucleo entra nel gruppo."})
    access.require(
        access.can_enrol(actor, group, case=case, person=person), "Puoi inserire le persone che segui."
    )
    if case is not None and case.programme_id != group.programme_id:
        raise InputRefused({"": "Il percorso è di un altro programma."})
    if sentence := refusal_sentence([person], group.organisation, SharingPurpose.PATH):
        raise InputRefused({"person": sentence})
    _take_place(group)
    if GroupMember.objects.filter(group=group, person=person, left_on__isnull=True).exists():
        raise InputRefused({"person": "Questa persona è già nel gruppo."})
    member = GroupMember(group=group, person=person, case=case)
    checked(member)
    member.save()
    if case is not None:
        casework.note_event(
            case=case, kind="group", title="Entra in un gruppo", detail=group.title, ref=group, actor=actor
        )
    audit.record(
        actor=actor,
        verb="group.add_member",
        subject=case or group,
        person_id=person.pk,
        changes={"group": str(group.pk)},
    )
    return member


def _take_place(group: Group) -> None:
    """The update itself asks whether there is room, and locks the row for what follows."""
    open_groups = Group.objects.filter(pk=group.pk).exclude(state=states.GroupState.ENDED)
    if open_groups.filter(taken__lt=F("places")).update(taken=F("taken") + 1):
        group.refresh_from_db(fields=["taken", "state"])
        return
    if not open_groups.exists():
        raise TransitionRefused("Il gruppo è concluso: non si aggiungono altre persone.")
    raise InputRefused({"": FULL})


@transaction.atomic
def remove_group_member(*, member: GroupMember, reason: str = "", actor: Actor) -> GroupMember:
    """Somebody leaves, and the place is free again. Raises NotAllowed, TransitionRefused."""
    access.require(access.can_run(actor, member.group), NOT_YOURS)
    return take_out(member=member, reason=reason, actor=actor)


@transaction.atomic
def take_out(*, member: GroupMember, reason: str, actor: Actor) -> GroupMember:
    """The leaving itself. A service: whoever calls it has checked its own rule."""
    Group.objects.select_for_update(of=("self",)).get(pk=member.group_id)
    member = GroupMember.objects.select_for_update(of=("self",)).select_related("case").get(pk=member.pk)
    if member.left_on is not None:
        raise TransitionRefused("Questa persona è già uscita dal gruppo.")
    member.left_on, member.left_reason = max(clock.today(), member.joined_on), reason
    checked(member)
    member.save()
    Group.objects.filter(pk=member.group_id).update(taken=F("taken") - 1)
    if member.case is not None:
        casework.note_event(
            case=member.case, kind="group", title="Esce da un gruppo", ref=member.group, actor=actor
        )
    audit.record(
        actor=actor,
        verb="group.remove_member",
        subject=member.group,
        person_id=member.person_id,
        changes={"member": str(member.pk)},
    )
    return member


@transaction.atomic
def end_group(*, group: Group, actor: Actor) -> Group:
    """Close a group; it stays readable. Raises InputRefused, NotAllowed, TransitionRefused."""
    access.require(access.can_run(actor, group), NOT_YOURS)
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    group.state = states.GROUP.target(group.state, "end")
    if Session.objects.filter(group=group, state=states.SessionState.PLANNED).exists():
        raise InputRefused(
            {"": "Ci sono incontri ancora in calendario: registrali o annullali, poi concludi."}
        )
    group.ends_on = group.ends_on or max(clock.today(), group.starts_on)
    checked(group)
    group.save()
    audit.record(actor=actor, verb="group.end", subject=group, changes={})
    return group


@transaction.atomic
def issue_certificate(*, member: GroupMember, actor: Actor) -> Document:
    """A paper that says which meetings the person attended. Raises InputRefused, NotAllowed."""
    access.require(access.can_run(actor, member.group), NOT_YOURS)
    attended = list(
        Attendance.objects.filter(member=member, status__in=states.WAS_THERE)
        .select_related("session")
        .order_by("session__starts_at")
    )
    if not attended:
        raise InputRefused(
            {"": "Non ci sono ancora presenze registrate: l'attestato si fa dopo il primo incontro."}
        )
    document = papers.make_certificate(member, attended, actor=actor)
    audit.record(
        actor=actor,
        verb="group.issue_certificate",
        subject=member.group,
        person_id=member.person_id,
        changes={"member": str(member.pk)},
    )
    return document
