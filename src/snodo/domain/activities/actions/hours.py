"""Hours outside the funding: asked, answered."""

from decimal import Decimal

from django.db import transaction

from snodo.domain.activities import access, states
from snodo.domain.activities.actions.common import checked
from snodo.domain.activities.models import ExtraHoursRequest
from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.programmes.states import Payer
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

STEP = "extra_hours"


@transaction.atomic
def request_extra_hours(
    *, case: Case, payer: str, hours: Decimal, reason: str, actor: Actor
) -> ExtraHoursRequest:
    """Ask for hours that the funding does not cover, and say who pays. Raises InputRefused, NotAllowed."""
    access.require(access.can_ask_hours(actor, case), "Può chiederle un ente che partecipa al percorso.")
    if payer == Payer.FUNDER:
        raise InputRefused({"payer": "Le ore in più le paga la persona o il servizio inviante: scegli chi."})
    request = ExtraHoursRequest(
        case=case,
        payer=payer,
        hours=hours,
        reason=reason,
        organisation_id=actor.organisation_id,
        asked_by_id=actor.membership_id,
    )
    checked(request)
    request.save()
    casework.promise_step(
        case=case,
        kind=STEP,
        title="Rispondere alla richiesta di ore in più",
        due_on=clock.today(),
        owner_membership=case.responsible,
        owner_organisation=case.organisation,
        ref=request,
        actor=actor,
    )
    audit.record(
        actor=actor, verb="extra_hours.request", subject=case, changes={"hours": str(hours), "payer": payer}
    )
    return request


@transaction.atomic
def decide_extra_hours(
    *, request: ExtraHoursRequest, approve: bool, note: str = "", actor: Actor
) -> ExtraHoursRequest:
    """Approve or refuse, with a sentence for who asked. Raises InputRefused, NotAllowed."""
    access.require(
        access.can_decide_hours(actor, request),
        "Risponde il coordinamento dell'ente responsabile, o chi paga.",
    )
    if not approve and not note.strip():
        raise InputRefused({"note": "Scrivi perché non si può: lo leggerà chi ha chiesto."})
    request = (
        ExtraHoursRequest.objects.select_for_update(of=("self",)).select_related("case").get(pk=request.pk)
    )
    request.state = states.REQUEST.target(request.state, "approve" if approve else "refuse")
    request.decided_on, request.decision_note = clock.today(), note
    request.decided_by_id = actor.membership_id
    checked(request)
    request.save()
    casework.close_step(ref=request, outcome="done", actor=actor)
    casework.note_event(
        case=request.case,
        kind=STEP,
        title="Ore in più approvate" if approve else "Ore in più non approvate",
        audience="network",
        ref=request,
        actor=actor,
    )
    audit.record(
        actor=actor, verb="extra_hours.decide", subject=request.case, changes={"state": request.state}
    )
    return request
