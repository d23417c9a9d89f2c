"""What those who watch over data protection are told. The words say nothing of anybody."""

from collections.abc import Iterable

from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message
from snodo.domain.network.access import members_in_force
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.kernel.actor import Actor


class LogBroken(Message):
    """The nightly walk of the log found a break."""

    kind = "privacy.log_broken"
    title = "Il controllo del registro chiede la tua attenzione"
    subject = "Il controllo del registro"
    opening = (
        "Il controllo di questa notte sul registro delle operazioni chiede la tua attenzione. Entra in Snodo:"
    )


def members_with(*roles: str) -> list[Membership]:
    """Who holds one of these roles today, in the bound network."""
    return list(Membership.objects.filter(members_in_force(), role__in=roles, user__is_active=True))


def tell(message: Message, members: Iterable[Membership], actor: Actor) -> None:
    """Each once, in the application and by e-mail."""
    messaging.notify(message=message, recipients=[Recipient.of(member) for member in members], actor=actor)


def tell_log_broken(actor: Actor) -> None:
    """Data protection and administration."""
    tell(LogBroken(path="/registro/"), members_with(Role.PRIVACY_OFFICER, Role.ADMINISTRATOR), actor)
