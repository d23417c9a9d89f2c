"""What guests and approving bodies are told. The words say nothing of whom the table speaks."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message
from snodo.domain.network.access import members_in_force
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.tables.models import Protocol, ProtocolParty, Table, TableGuest
from snodo.kernel.actor import Actor

SPEAKS_FOR_BODY = (Role.COORDINATOR, Role.REFERRER, Role.STEERING)


class TableInvitation(Message):
    """You are expected."""

    kind = "tables.invitation"
    title = "Sei tra gli invitati di un tavolo: di' se ci sarai"
    subject = "Invito a un tavolo"
    opening = "Sei tra gli invitati di un tavolo. Per vedere quando e dove, e rispondere, entra in Snodo:"


class TableMoved(Message):
    """Another time or another place."""

    kind = "tables.moved"
    title = "Un tavolo a cui sei invitato ha cambiato orario o luogo"
    subject = "Un tavolo ha cambiato orario o luogo"
    opening = "Un tavolo a cui sei invitato ha cambiato orario o luogo. Per vedere com'è ora entra in Snodo:"


class TableCancelled(Message):
    """Called off."""

    kind = "tables.cancelled"
    title = "Un tavolo a cui eri invitato è stato annullato"
    subject = "Un tavolo è stato annullato"
    opening = "Un tavolo a cui eri invitato è stato annullato. Per leggere il motivo entra in Snodo:"


class MinutesReady(Message):
    """To be recognised."""

    kind = "tables.minutes_ready"
    title = "Il verbale di un tavolo aspetta la tua approvazione"
    subject = "Un verbale da approvare"
    opening = (
        "Il verbale di un tavolo a cui hai partecipato è pronto. Per leggerlo e approvarlo entra in Snodo:"
    )


class ProtocolToApprove(Message):
    """To be approved."""

    kind = "tables.protocol_to_approve"
    title = "Un protocollo aspetta l'approvazione del tuo ente"
    subject = "Un protocollo da approvare"
    opening = "Un protocollo aspetta l'approvazione del tuo ente. Per leggerlo entra in Snodo:"


def invite(table: Table, guests: Sequence[TableGuest], *, actor: Actor) -> None:
    """Tell the guests that have an account, or those who speak for a body invited without a name."""
    _tell(TableInvitation(path=f"/tavoli/{table.pk}/"), guests, actor)


def tell_moved(table: Table, *, actor: Actor) -> None:
    """All guests."""
    _tell(TableMoved(path=f"/tavoli/{table.pk}/"), _guests(table), actor)


def tell_cancelled(table: Table, *, actor: Actor) -> None:
    """All guests."""
    _tell(TableCancelled(path=f"/tavoli/{table.pk}/"), _guests(table), actor)


def tell_minutes_ready(table: Table, *, actor: Actor) -> None:
    """Those who were there."""
    _tell(
        MinutesReady(path=f"/tavoli/{table.pk}/"), [guest for guest in _guests(table) if guest.present], actor
    )


def ask_approval(protocol: Protocol, *, actor: Actor) -> None:
    """Who may approve in each body named."""
    bodies = ProtocolParty.objects.filter(protocol=protocol).values_list("organisation_id", flat=True)
    messaging.notify(
        message=ProtocolToApprove(path=f"/tavoli/protocolli/{protocol.pk}/"),
        recipients=_speakers(bodies, (Role.COORDINATOR, Role.STEERING)),
        actor=actor,
    )


def _guests(table: Table) -> list[TableGuest]:
    return list(TableGuest.objects.filter(table=table).select_related("membership"))


def _tell(message: Message, guests: Iterable[TableGuest], actor: Actor) -> None:
    guests = list(guests)
    named = [Recipient.of(guest.membership) for guest in guests if guest.membership is not None]
    bodies = [
        guest.organisation_id for guest in guests if guest.membership_id is None and guest.organisation_id
    ]
    recipients = [*named, *(_speakers(bodies, SPEAKS_FOR_BODY) if bodies else [])]
    messaging.notify(message=message, recipients=recipients, actor=actor)


def _speakers(bodies: Iterable[UUID], roles: Sequence[str]) -> list[Recipient]:
    members = Membership.objects.filter(members_in_force(), organisation_id__in=list(bodies), role__in=roles)
    return [Recipient.of(member) for member in members]
