"""What is told of the acts between bodies."""

from collections.abc import Iterable

from django.db.models import Q

from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message
from snodo.domain.network.access import members_in_force
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.programmes.models import ProgrammePartner
from snodo.domain.programmes.queries import acts_on
from snodo.domain.programmes.states import PartnerRole
from snodo.kernel import clock
from snodo.kernel.actor import Actor


class ActEndsInAMonth(Message):
    """There is time to renew it."""

    kind = "programmes.act_ends_in_a_month"
    title = "Un atto tra enti scade entro un mese"
    subject = "Un atto tra enti scade entro un mese"
    opening = (
        "Un atto tra enti scade entro un mese: con l'atto finisce l'accesso ai dati. "
        "Per vederlo entra in Snodo:"
    )


class ActEndsInAWeek(Message):
    """Now it is late."""

    kind = "programmes.act_ends_in_a_week"
    title = "Un atto tra enti scade entro una settimana"
    subject = "Un atto tra enti scade entro una settimana"
    opening = (
        "Un atto tra enti scade entro una settimana: con l'atto finisce l'accesso ai dati. "
        "Per vederlo entra in Snodo:"
    )


MESSAGES: dict[int, type[Message]] = {30: ActEndsInAMonth, 7: ActEndsInAWeek}


def tell_act_ends(act: ProgrammePartner, days: int, actor: Actor) -> None:
    """Administrators, and who co-ordinates the lead and the body itself."""
    message = MESSAGES[days](path=f"/programmi/{act.programme_id}/enti/?stato=ending#atto-{act.pk}")
    messaging.notify(message=message, recipients=map(Recipient.of, _watchers(act)), actor=actor)


def _watchers(act: ProgrammePartner) -> Iterable[Membership]:
    leads = acts_on(clock.today()).filter(programme=act.programme_id, role=PartnerRole.LEAD)
    bodies = Q(organisation__in=leads.values("organisation")) | Q(organisation=act.organisation_id)
    return Membership.objects.filter(
        members_in_force(),
        Q(role=Role.ADMINISTRATOR) | (Q(role=Role.COORDINATOR) & bodies),
        user__is_active=True,
    )
