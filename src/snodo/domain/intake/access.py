"""Who may see, send and work on referrals."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.intake.models import ReceiptLink, Referral, ReferringLink
from snodo.domain.intake.states import REFERRAL, ReferralState
from snodo.domain.network.access import members_in_force, require
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.network.states import Role
from snodo.domain.people import duties
from snodo.domain.people.access import refusals
from snodo.domain.people.duties import Duty
from snodo.domain.people.models import Person, PersonIdentifier
from snodo.domain.people.states import SharingPurpose
from snodo.domain.programmes.access import RECEIVING, takes_in
from snodo.domain.programmes.models import ProgrammeAction, ProgrammePartner
from snodo.domain.programmes.states import PartnerRole, ProgrammeState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Kept

__all__ = [
    "RECEIVING",
    "actions_open_to",
    "actions_to_link",
    "assignable_to",
    "attachments_open_to",
    "can_accept",
    "can_answer",
    "can_edit_draft",
    "can_give_links",
    "can_message",
    "can_open_attachments",
    "can_send_to",
    "can_triage",
    "can_withdraw",
    "can_work_on",
    "kept_out_by_all",
    "known_through_referrals",
    "leads",
    "linkable_bodies",
    "links_given_by",
    "received_by",
    "receivers_of",
    "referrals_received_by",
    "referrals_sent_by",
    "referrals_visible_to",
    "require",
    "verbs_of",
    "with_my_roles",
    "within_reach_of",
]

SENDERS = (Role.REFERRER, Role.OPERATOR, Role.COORDINATOR)
WORKERS = (Role.OPERATOR, Role.COORDINATOR)


def _acts() -> QuerySet[ProgrammePartner]:
    """Partners of programmes whose act holds today."""
    today = clock.today()
    acts: QuerySet[ProgrammePartner] = ProgrammePartner.objects.filter(
        act_from__lte=today, act_until__gte=today
    )
    return acts


def actions_open_to(actor: Actor) -> QuerySet[ProgrammeAction]:
    """Where the actor's body may refer today: running programmes in which it has an act."""
    actions: QuerySet[ProgrammeAction] = ProgrammeAction.objects.filter(network_id=actor.network_id)
    if actor.by_link:
        return _actions_through(actor, actions)
    if not actor.has_role(*SENDERS):
        return actions.none()
    mine = _acts().filter(programme=OuterRef("programme"), organisation_id=actor.organisation_id)
    return actions.filter(Exists(mine), programme__state=ProgrammeState.RUNNING)


def _good() -> Q:
    return Q(revoked_at__isnull=True, expires_at__gt=clock.now())


def _actions_through(actor: Actor, actions: QuerySet[ProgrammeAction]) -> QuerySet[ProgrammeAction]:
    """The one action of a service's link, also through a draft begun by it, while link and act hold."""
    begun = ReceiptLink.objects.filter(_good(), pk=actor.user_id).values("referral__sent_through")
    links = ReferringLink.objects.filter(_good(), action=OuterRef("pk")).filter(
        Q(pk=actor.user_id) | Q(pk__in=begun)
    )
    acts = _acts().filter(programme=OuterRef("action__programme"), organisation=OuterRef("organisation"))
    return actions.filter(Exists(links.filter(Exists(acts))), programme__state=ProgrammeState.RUNNING)


def _through(actor: Actor) -> Exists:
    """The one referral of a receipt."""
    return Exists(ReceiptLink.objects.filter(_good(), pk=actor.user_id, referral=OuterRef("pk")))


def can_give_links(actor: Actor, action: ProgrammeAction) -> bool:
    """Who co-ordinates a body that takes in gives the services of the programme their link."""
    return actions_to_link(actor).filter(pk=action.pk).exists()


def actions_to_link(actor: Actor) -> QuerySet[ProgrammeAction]:
    """The actions for which the actor may give links."""
    receiving = _acts().filter(
        programme=OuterRef("programme"), organisation_id=actor.organisation_id, role__in=RECEIVING
    )
    actions: QuerySet[ProgrammeAction] = ProgrammeAction.objects.filter(network_id=actor.network_id)
    if not actor.has_role(Role.COORDINATOR):
        return actions.none()
    return actions.filter(Exists(receiving), programme__state=ProgrammeState.RUNNING)


def linkable_bodies(action: ProgrammeAction) -> QuerySet[Organisation]:
    """Bodies with an act in the action's programme today."""
    acts = _acts().filter(programme_id=action.programme_id, organisation=OuterRef("pk"))
    bodies: QuerySet[Organisation] = Organisation.objects.filter(Exists(acts))
    return bodies.order_by("name")


def links_given_by(actor: Actor) -> QuerySet[ReferringLink]:
    """Links to the actions one may give links for, whoever gave them."""
    links: QuerySet[ReferringLink] = ReferringLink.objects.filter(network_id=actor.network_id)
    return links.filter(action__in=actions_to_link(actor))


def receivers_of(referral: Referral, person: Person | None) -> QuerySet[ProgrammePartner]:
    """The bodies that may triage a referral of this person today: with an act, and not kept out."""
    receiving = _acts().filter(programme_id=referral.programme_id, role__in=RECEIVING)
    if person is None:
        return receiving
    against = refusals(SharingPurpose.PATH).filter(person=person, organisation=OuterRef("organisation"))
    return receiving.filter(~Exists(against))


def kept_out_by_all(referral: Referral, person: Person) -> bool:
    """The person's choices leave nobody who could triage it; not so where nobody receives anyway."""
    said = refusals(SharingPurpose.PATH).filter(person=person)
    return said.exists() and not receivers_of(referral, person).exists()


def can_send_to(actor: Actor, action: ProgrammeAction) -> bool:
    """Whether the actor's body may refer to this action today."""
    if actor.by_link:  # a link ends at a moment, and not at the end of a day
        return actions_open_to(actor).filter(pk=action.pk).exists()
    return bool(_open(actor, action=action.pk))


@Kept
def _open(actor: Actor, *, action: UUID) -> QuerySet[Any]:
    return actions_open_to(actor).filter(pk=action).values_list("pk", flat=True)


# Which referrals


def _mine(actor: Actor) -> Exists:
    """The actor's body has an act in the programme today: with the act ends what it sees."""
    return Exists(_acts().filter(programme=OuterRef("programme"), organisation_id=actor.organisation_id))


def _kept_out(actor: Actor) -> Q:
    """Who was referred is known, by name or by code, and does not want the actor's body on their path.

    Two short lists, read once for all rows: ten thousand referrals are not asked one by one.
    """
    refused = refusals(SharingPurpose.PATH).filter(organisation_id=actor.organisation_id).values("person")
    codes = PersonIdentifier.objects.filter(person__in=refused).exclude(fingerprint="")
    return Q(person__in=refused) | Q(code_fingerprint__in=codes.values("fingerprint"))


def _sent(actor: Actor) -> Q:
    """Drafts stay with who writes them; what was sent is followed while the act holds."""
    held = Q(sent_at__isnull=True) | Q(_mine(actor))
    return Q(sender_organisation_id=actor.organisation_id) & held


def received_by(actor: Actor) -> Q:
    """Co-ordinators of the bodies that take in: all of the programme; operators: those given to them."""
    given = Q(assigned_membership_id=actor.membership_id) & Q(_mine(actor))
    given &= ~_kept_out(actor)
    if not actor.has_role(Role.COORDINATOR):
        return given & ~Q(state=ReferralState.DRAFT)
    receiving = _acts().filter(
        programme=OuterRef("programme"), organisation_id=actor.organisation_id, role__in=RECEIVING
    )
    triaged = Q(Exists(receiving)) & ~_kept_out(actor)
    return (given | triaged) & Q(sent_at__isnull=False)


def referrals_visible_to(actor: Actor) -> QuerySet[Referral]:
    """The sender's own, those one has to triage, those one was given. Nobody else knows of them."""
    referrals: QuerySet[Referral] = Referral.objects.filter(network_id=actor.network_id)
    if actor.by_link:
        return referrals.filter(_through(actor), _sent(actor), frozen=False)
    if not actor.has_role(*SENDERS):
        return referrals.none()
    return referrals.filter(_sent(actor) | received_by(actor), frozen=False)


def within_reach_of(actor: Actor) -> QuerySet[Referral]:
    """Sent referrals of programmes the actor's body works in, whose person does not keep it out.

    Not a right to read: for what was addressed to the body by who has that right.
    """
    referrals: QuerySet[Referral] = Referral.objects.filter(network_id=actor.network_id, frozen=False)
    return referrals.filter(_mine(actor), ~_kept_out(actor), sent_at__isnull=False)


def referrals_sent_by(actor: Actor) -> QuerySet[Referral]:
    """Those of the actor's own body."""
    return referrals_visible_to(actor).filter(_sent(actor))


def referrals_received_by(actor: Actor) -> QuerySet[Referral]:
    """Those on which the actor has to work, or co-ordinates the work."""
    return referrals_visible_to(actor).filter(received_by(actor))


def known_through_referrals(actor: Actor) -> list[Duty]:
    """Persons of the referrals one sent or was given: what people ask of who knows the referrals."""
    return [Duty(partial(_known_persons, actor), frozenset({duties.KNOW}), frozenset())]


def _known_persons(actor: Actor) -> Q:
    return Q(pk__in=referrals_visible_to(actor).filter(person__isnull=False).values("person"))


# Who may do what


def _is_sender(actor: Actor, referral: Referral, roles: frozenset[str] | None = None) -> bool:
    """In the sending body, or by the receipt; of what was sent, only while the body's act holds."""
    if actor.by_link:
        return referrals_visible_to(actor).filter(pk=referral.pk).exists()
    if not actor.has_role(*SENDERS) or referral.sender_organisation_id != actor.organisation_id:
        return False
    if referral.sent_at is None:
        return True
    return bool(_known_roles(actor, referral) if roles is None else roles)


def _known_roles(actor: Actor, referral: Referral) -> frozenset[str]:
    """From the row where the list has read them, else from the database."""
    known = getattr(referral, "my_roles", None)
    return _my_roles(actor, referral) if known is None else frozenset(known)


def _my_roles(actor: Actor, referral: Referral) -> frozenset[str]:
    """What the actor's body does today in the programme of a referral."""
    mine = _acts().filter(programme_id=referral.programme_id, organisation_id=actor.organisation_id)
    return frozenset(mine.values_list("role", flat=True))


def _may_triage(actor: Actor, referral: Referral, roles: frozenset[str]) -> bool:
    return actor.has_role(Role.COORDINATOR) and referral.sent_at is not None and bool(roles & set(RECEIVING))


def _may_work_on(actor: Actor, referral: Referral, roles: frozenset[str]) -> bool:
    given = _is_given_to(actor, referral) and referral.sent_at is not None and bool(roles)
    return given or _may_triage(actor, referral, roles)


def _may_accept(actor: Actor, referral: Referral, roles: frozenset[str]) -> bool:
    if _is_given_to(actor, referral):
        return bool(roles)
    if referral.assigned_organisation_id is None or not _may_triage(actor, referral, roles):
        return False
    return referral.assigned_organisation_id == actor.organisation_id or PartnerRole.LEAD in roles


def _is_given_to(actor: Actor, referral: Referral) -> bool:
    return actor.has_role(*WORKERS) and referral.assigned_membership_id == actor.membership_id


def can_edit_draft(actor: Actor, referral: Referral) -> bool:
    """Anyone in the sending body, while it is a draft."""
    return _is_sender(actor, referral) and referral.state == ReferralState.DRAFT


def can_triage(actor: Actor, referral: Referral) -> bool:
    """Co-ordinators of the bodies that take in, under an act in force."""
    return _may_triage(actor, referral, _my_roles(actor, referral))


def can_work_on(actor: Actor, referral: Referral) -> bool:
    """Ask, refuse, put on the waiting list: who triages, and who was given the referral."""
    return _may_work_on(actor, referral, _my_roles(actor, referral))


def can_accept(actor: Actor, referral: Referral) -> bool:
    """Who was given it, who co-ordinates their body, and who co-ordinates the lead of the programme."""
    return _may_accept(actor, referral, _my_roles(actor, referral))


def can_answer(actor: Actor, referral: Referral) -> bool:
    """Anyone in the sending body."""
    return _is_sender(actor, referral) and referral.sent_at is not None


def can_withdraw(actor: Actor, referral: Referral) -> bool:
    """Anyone in the sending body."""
    return _is_sender(actor, referral)


def can_message(actor: Actor, referral: Referral) -> bool:
    """Both sides, from the sending on."""
    return referral.sent_at is not None and (_is_sender(actor, referral) or can_work_on(actor, referral))


def leads(actor: Actor, referral: Referral) -> bool:
    """Co-ordinates the lead of the programme."""
    return actor.has_role(Role.COORDINATOR) and PartnerRole.LEAD in _known_roles(actor, referral)


def can_open_attachments(actor: Actor, referral_id: UUID) -> bool:
    """Whoever sees the referral, as `attachments_open_to` says."""
    referral = referrals_visible_to(actor).filter(pk=referral_id).first()
    return referral is not None and attachments_open_to(actor, referral)


def attachments_open_to(actor: Actor, referral: Referral) -> bool:
    """Of who sees the referral; of a protected person only who sent it and who is to meet them."""
    mine = referral.sender_organisation_id == actor.organisation_id
    return mine or not referral.protected or referral.assigned_membership_id == actor.membership_id


def assignable_to(referral: Referral) -> QuerySet[Membership]:
    """Who may be given a referral: those who work with people in the bodies that take in."""
    receiving = _acts().filter(
        takes_in(), programme_id=referral.programme_id, organisation=OuterRef("organisation")
    )
    members: QuerySet[Membership] = Membership.objects.filter(
        members_in_force(), Exists(receiving), role__in=WORKERS, user__is_active=True
    )
    return members.select_related("user", "organisation").order_by(
        "organisation__name", "user__last_name", "user__first_name"
    )


def with_my_roles(actor: Actor, referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Each row says what the actor's body does today in its programme: spares `verbs_of` a statement."""
    mine = _acts().filter(programme=OuterRef("programme"), organisation_id=actor.organisation_id)
    return referrals.annotate(my_roles=ArraySubquery(mine.values("role")))


def verbs_of(actor: Actor, referral: Referral) -> frozenset[str]:
    """The verbs this actor may say now: what the state allows and the rules grant."""
    roles = _known_roles(actor, referral)
    sender = _is_sender(actor, referral, roles)
    works = _may_work_on(actor, referral, roles)
    granted = {
        "send": sender,
        "answer": sender,
        "withdraw": sender,
        "send_again": sender,
        "ask_information": works,
        "refuse": works,
        "queue": works,
        "hand_over": works,
        "assign": _may_triage(actor, referral, roles),
        "accept": _may_accept(actor, referral, roles),
    }
    verbs = {verb for verb in REFERRAL.allowed(referral.state) if granted.get(verb)}
    if referral.sent_at is not None and (sender or works):
        verbs.add("message")
    return frozenset(verbs)
