"""Who may see a programme's card, who may start it and who may change it."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.network.states import Capability, Role
from snodo.domain.programmes.models import Programme, ProgrammePartner
from snodo.domain.programmes.states import Circle, PartnerRole, ProgrammeState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, NotAllowed

RECEIVING = (
    PartnerRole.LEAD,
    PartnerRole.PARTNER,
    PartnerRole.COORDINATOR,
    PartnerRole.PLACEMENT_MANAGER,
    PartnerRole.PLACEMENT,
)
LEADS = "Può farlo chi coordina l'ente capofila o chi amministra la rete."


def require(allowed: bool, sentence: str = LEADS) -> None:
    """Raises NotAllowed with the sentence unless the rule says yes."""
    if not allowed:
        raise NotAllowed(sentence)


def require_open(programme: Programme) -> None:
    """Raises Conflict for a concluded programme: it is only read."""
    if programme.state == ProgrammeState.CONCLUDED:
        raise Conflict("Il programma è concluso: si può leggere ma non cambiare.")


def programmes_visible_to(actor: Actor) -> QuerySet[Programme]:
    """The card of a programme holds no person: the whole network may read it."""
    return Programme.objects.filter(network_id=actor.network_id)


def acts_in_force() -> QuerySet[ProgrammePartner]:
    """Partners whose act holds today."""
    return acts_on(clock.today())


def acts_on(day: datetime.date) -> QuerySet[ProgrammePartner]:
    """Partners whose act holds on a day."""
    return ProgrammePartner.objects.filter(act_from__lte=day, act_until__gte=day)


def takes_in() -> Q:
    """Acts of bodies that take people in: by their role in the programme, or by what they can do."""
    able = Q(circle=Circle.PARTNERSHIP, organisation__capabilities__contains=[Capability.TAKES_CHARGE])
    return Q(role__in=RECEIVING) | able


def acts_of_circle() -> QuerySet[ProgrammePartner]:
    """For a row of a person's circle that stands on a programme: the acts that hold it up today."""
    return acts_in_force().filter(programme=OuterRef("ground_id"), organisation=OuterRef("organisation"))


def bodies_without_act() -> QuerySet[Any]:
    """Ids of the bodies that worked in a programme and have no act today in any."""
    ended = ProgrammePartner.objects.filter(act_until__lt=clock.today())
    return ended.exclude(organisation__in=acts_in_force().values("organisation")).values("organisation_id")


def programmes_of(actor: Actor) -> QuerySet[Programme]:
    """The programmes in which the actor's body works today."""
    mine = acts_in_force().filter(organisation_id=actor.organisation_id).values("programme_id")
    return Programme.objects.filter(network_id=actor.network_id, pk__in=mine)


def can_start(actor: Actor) -> bool:
    """Administrators and co-ordinators of the network."""
    return actor.has_role(Role.ADMINISTRATOR, Role.COORDINATOR)


def leads(actor: Actor, programme: Programme) -> bool:
    """Whether the actor's body is the lead; also after the act has ended, to close the accounts."""
    known = getattr(programme, "led", None)
    return _leading(actor).filter(programme=programme).exists() if known is None else bool(known)


def _leading(actor: Actor) -> QuerySet[ProgrammePartner]:
    rows: QuerySet[ProgrammePartner] = ProgrammePartner.objects.filter(
        organisation_id=actor.organisation_id, role=PartnerRole.LEAD
    )
    return rows


def told_who_leads(actor: Actor, rows: QuerySet[Any], link: str = "programme") -> QuerySet[Any]:
    """Each row says whether the actor's body leads its programme, which spares `leads` a statement.

    `link` leads from a row to its programme: "pk" where the rows are programmes.
    """
    told: QuerySet[Any] = rows.annotate(led=Exists(_leading(actor).filter(programme=OuterRef(link))))
    return told


def can_manage(actor: Actor, programme: Programme) -> bool:
    """The lead's co-ordination, and administrators: partners, acts, criteria, targets, conclusion."""
    if actor.network_id != programme.network_id:
        return False
    if actor.has_role(Role.ADMINISTRATOR):
        return True
    return actor.has_role(Role.COORDINATOR) and leads(actor, programme)


def acts_read_by(actor: Actor, programme: Programme) -> QuerySet[ProgrammePartner]:
    """Whose signed act one may open: all, for who manages or watches over data; else one's own body's."""
    acts: QuerySet[ProgrammePartner] = ProgrammePartner.objects.filter(
        programme=programme, network_id=actor.network_id
    )
    if can_manage(actor, programme) or actor.has_role(Role.PRIVACY_OFFICER):
        return acts
    return (
        acts.filter(organisation=actor.organisation_id) if actor.has_role(Role.COORDINATOR) else acts.none()
    )


def can_read_act(actor: Actor, act: ProgrammePartner) -> bool:
    return acts_read_by(actor, act.programme).filter(pk=act.pk).exists()


def can_write_notice(actor: Actor, programme: Programme) -> bool:
    """Who manages the programme, and data protection."""
    privacy = actor.has_role(Role.PRIVACY_OFFICER) and actor.network_id == programme.network_id
    return privacy or can_manage(actor, programme)


def can_export(actor: Actor) -> bool:
    """A pack is a tool to be shared: whoever may start one may take one away."""
    return can_start(actor)
