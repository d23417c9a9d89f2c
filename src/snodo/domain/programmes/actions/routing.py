"""Whom the bodies of a programme receive."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.programmes import access
from snodo.domain.programmes.models import Programme, ProgrammePartner, Route
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused


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
