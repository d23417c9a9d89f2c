"""Shared rules: written, commented, approved body by body."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation
from snodo.domain.programmes.models import Programme
from snodo.domain.tables import access, messages, states
from snodo.domain.tables.actions.common import checked
from snodo.domain.tables.models import Protocol, ProtocolApproval, ProtocolComment, ProtocolParty
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, TransitionRefused

WHO_WRITES = "Il protocollo lo scrive il coordinamento dell'ente che lo ha proposto."


@transaction.atomic
def draft_protocol(
    *,
    programme: Programme,
    title: str,
    text: str,
    approval_by: Sequence[Organisation],
    replaces: Protocol | None = None,
    actor: Actor,
) -> Protocol:
    """Begin a protocol, or a new version of one in force. Raises InputRefused, NotAllowed."""
    access.require(
        access.can_draft_protocol(actor, programme), "Lo propone il coordinamento di un ente del programma."
    )
    if replaces is not None:
        title = replaces.title
    last = (
        Protocol.objects.filter(programme=programme, title=title).aggregate(last=Max("version"))["last"] or 0
    )
    protocol = Protocol(
        programme=programme,
        title=title,
        version=last + 1,
        text=text,
        organisation_id=actor.organisation_id,
        replaces=replaces,
    )
    checked(protocol)
    protocol.save()
    _set_parties(protocol, approval_by)
    audit.record(actor=actor, verb="protocol.draft", subject=protocol, changes={"version": protocol.version})
    return protocol


def _set_parties(protocol: Protocol, bodies: Sequence[Organisation]) -> None:
    wanted = list(dict.fromkeys(body.pk for body in bodies))
    if not wanted:
        raise InputRefused({"approval_by": "Scegli almeno un ente che deve approvare il protocollo."})
    ProtocolParty.objects.filter(protocol=protocol).exclude(organisation_id__in=wanted).delete()
    there = set(ProtocolParty.objects.filter(protocol=protocol).values_list("organisation_id", flat=True))
    ProtocolParty.objects.bulk_create(
        [ProtocolParty(protocol=protocol, organisation_id=pk) for pk in wanted if pk not in there]
    )


@transaction.atomic
def change_protocol(
    *, protocol: Protocol, text: str, approval_by: Sequence[Organisation], actor: Actor
) -> Protocol:
    """Rewrite a draft, or one under approval that nobody has approved yet, which goes back to draft."""
    access.require(access.can_change_protocol(actor, protocol), WHO_WRITES)
    protocol = _locked(protocol)
    if protocol.state == states.ProtocolState.UNDER_APPROVAL:
        if ProtocolApproval.objects.filter(protocol=protocol).exists():
            raise TransitionRefused("Un ente ha già approvato questo testo: prepara una versione nuova.")
        protocol.state = states.PROTOCOL.target(protocol.state, "reopen")
        protocol.submitted_on = None
    if protocol.state != states.ProtocolState.DRAFT:
        raise TransitionRefused("Il protocollo è in vigore: per cambiarlo prepara una versione nuova.")
    protocol.text = text
    checked(protocol)
    protocol.save()
    _set_parties(protocol, approval_by)
    audit.record(actor=actor, verb="protocol.change", subject=protocol, changes={})
    return protocol


@transaction.atomic
def comment_protocol(*, protocol: Protocol, text: str, actor: Actor) -> ProtocolComment:
    """A body says what it would change. Raises InputRefused, NotAllowed."""
    access.require(access.protocols_visible_to(actor).filter(pk=protocol.pk).exists())
    comment = ProtocolComment(
        protocol=protocol,
        organisation_id=actor.organisation_id,
        membership_id=actor.membership_id,
        text=text,
    )
    checked(comment)
    comment.save()
    audit.record(actor=actor, verb="protocol.comment", subject=protocol, changes={})
    return comment


@transaction.atomic
def submit_protocol(*, protocol: Protocol, actor: Actor) -> Protocol:
    """Ask the bodies named to approve. Raises NotAllowed, TransitionRefused."""
    access.require(access.can_change_protocol(actor, protocol), WHO_WRITES)
    protocol = _locked(protocol)
    protocol.state = states.PROTOCOL.target(protocol.state, "submit")
    protocol.submitted_on = clock.today()
    protocol.save()
    messages.ask_approval(protocol, actor=actor)
    audit.record(actor=actor, verb="protocol.submit", subject=protocol, changes={})
    return protocol


@transaction.atomic
def approve_protocol(*, protocol: Protocol, actor: Actor) -> Protocol:
    """Approve for one's own body; with the last approval the protocol is in force."""
    protocol = _locked(protocol)
    access.require(
        access.can_approve_protocol(actor, protocol),
        "Approva il coordinamento o la cabina di regia di un ente che deve ancora farlo.",
    )
    if protocol.state != states.ProtocolState.UNDER_APPROVAL:
        raise TransitionRefused(
            "Il protocollo non è in approvazione. Ricarica la pagina per vedere com'è ora."
        )
    ProtocolApproval.objects.create(
        protocol=protocol, organisation_id=actor.organisation_id, membership_id=actor.membership_id
    )
    audit.record(actor=actor, verb="protocol.approve", subject=protocol, changes={})
    needed = set(ProtocolParty.objects.filter(protocol=protocol).values_list("organisation_id", flat=True))
    given = set(ProtocolApproval.objects.filter(protocol=protocol).values_list("organisation_id", flat=True))
    if needed <= given:
        _enter_force(protocol, actor)
    return protocol


def _enter_force(protocol: Protocol, actor: Actor) -> None:
    protocol.state = states.PROTOCOL.target(protocol.state, "enter_force")
    protocol.in_force_on = clock.today()
    protocol.save()
    if protocol.replaces_id is not None:
        older = _locked(Protocol.objects.get(pk=protocol.replaces_id))
        if older.state == states.ProtocolState.IN_FORCE:
            older.state = states.PROTOCOL.target(older.state, "replace")
            older.save()
    audit.record(actor=actor, verb="protocol.enter_force", subject=protocol, changes={})


def _locked(protocol: Protocol) -> Protocol:
    return Protocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
