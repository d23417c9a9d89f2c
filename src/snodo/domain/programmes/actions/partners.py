"""Bodies that join a programme, the acts under which they work, and whom they receive."""

import datetime

from django.db import transaction
from django.utils.text import slugify

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.programmes import access, events
from snodo.domain.programmes.models import Programme, ProgrammePartner, Route
from snodo.domain.programmes.states import Circle, PartnerRole, ProgrammeState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused


@transaction.atomic
def add_partner(
    *,
    programme: Programme,
    organisation: Organisation,
    role: str,
    act_from: datetime.date,
    act_until: datetime.date,
    circle: str = Circle.PARTNERSHIP,
    duties: str = "",
    act: str = "",
    actor: Actor,
) -> ProgrammePartner:
    """A body joins under an act. Raises InputRefused for a role unknown or already held, or wrong dates."""
    access.require(access.can_manage(actor, programme))
    access.require_open(programme)
    problems = _date_problems(act_from, act_until)
    if role not in PartnerRole.values:
        problems["role"] = "Scegli il ruolo dall'elenco."
    if circle not in Circle.values:
        problems["circle"] = "Scegli tra partenariato e rete di sostegno."
    standing = ProgrammePartner.objects.filter(programme=programme, organisation=organisation, role=role)
    if standing.exists():
        problems["role"] = "Questo ente ha già questo ruolo nel programma: cambia le date del suo atto."
    if problems:
        raise InputRefused(problems)
    partner = ProgrammePartner.objects.create(
        programme=programme,
        organisation=organisation,
        code=_free_code(programme, organisation),
        role=role,
        circle=circle,
        duties=duties,
        act=act,
        act_from=act_from,
        act_until=act_until,
    )
    changes = {"organisation": organisation.pk, "role": role, "act_from": act_from, "act_until": act_until}
    audit.record(actor=actor, verb="partner.add", subject=partner, changes=changes)
    events.partner_joined.send(ProgrammePartner, partner=partner, actor=actor)
    return partner


@transaction.atomic
def amend_act(
    *,
    partner: ProgrammePartner,
    act_from: datetime.date,
    act_until: datetime.date,
    act: str | None = None,
    actor: Actor,
) -> ProgrammePartner:
    """Renew or correct the act of a body: access follows its dates. Raises InputRefused."""
    access.require(access.can_manage(actor, partner.programme))
    partner = ProgrammePartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    problems = _date_problems(act_from, act_until)
    if problems:
        raise InputRefused(problems)
    before = [partner.act_from, partner.act_until]
    partner.act_from, partner.act_until = act_from, act_until
    partner.act = partner.act if act is None else act
    partner.save(update_fields=["act_from", "act_until", "act"])
    changes = {"before": before, "after": [act_from, act_until]}
    audit.record(actor=actor, verb="partner.amend_act", subject=partner, changes=changes)
    return partner


@transaction.atomic
def end_act(
    *, partner: ProgrammePartner, last_day: datetime.date | None = None, actor: Actor
) -> ProgrammePartner:
    """The body leaves: from the day after it no longer sees the programme's cases. Raises InputRefused."""
    access.require(access.can_manage(actor, partner.programme))
    partner = ProgrammePartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    day = last_day or clock.today()
    if day < partner.act_from:
        raise InputRefused({"last_day": "L'ultimo giorno viene prima dell'inizio dell'atto."})
    if _is_last_lead(partner):
        raise Conflict(
            "Il capofila non può lasciare un programma in corso: aggiungi prima un altro capofila."
        )
    partner.act_until = day
    partner.save(update_fields=["act_until"])
    audit.record(actor=actor, verb="partner.end_act", subject=partner, changes={"act_until": day})
    events.act_ended.send(ProgrammePartner, partner=partner, actor=actor)
    return partner


@transaction.atomic
def route_municipality(
    *,
    programme: Programme,
    municipality: Territory,
    organisation: Organisation,
    service: str = "",
    actor: Actor,
) -> Route:
    """Say which partner receives those who live in a municipality. Raises InputRefused."""
    access.require(access.can_manage(actor, programme))
    access.require_open(programme)
    if not ProgrammePartner.objects.filter(programme=programme, organisation=organisation).exists():
        raise InputRefused(
            {"organisation": "L'ente non partecipa al programma: aggiungilo prima tra i partner."}
        )
    route, _ = Route.objects.update_or_create(
        programme=programme,
        municipality=municipality,
        network_id=actor.network_id,
        defaults={"organisation": organisation, "service": service},
    )
    changes = {"municipality": municipality.pk, "organisation": organisation.pk}
    audit.record(actor=actor, verb="programme.route", subject=route, changes=changes)
    return route


def _is_last_lead(partner: ProgrammePartner) -> bool:
    if partner.role != PartnerRole.LEAD or partner.programme.state != ProgrammeState.RUNNING:
        return False
    leads = access.acts_in_force().filter(programme=partner.programme, role=PartnerRole.LEAD)
    return not leads.exclude(pk=partner.pk).exists()


def _date_problems(act_from: datetime.date, act_until: datetime.date) -> dict[str, str]:
    if act_until < act_from:
        return {"act_until": "La fine dell'atto viene prima dell'inizio: correggi una delle due date."}
    return {}


def _free_code(programme: Programme, organisation: Organisation) -> str:
    """A code for the pack, not yet taken in the programme."""
    base = slugify(organisation.label)[:50] or "ente"
    taken = set(programme.partners.values_list("code", flat=True))
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code
