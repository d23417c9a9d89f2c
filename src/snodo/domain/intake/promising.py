"""The promises of a referral: those valid when it came, counted in the days on which the receiver works."""

import datetime
from uuid import UUID

from snodo.domain.intake import sealing
from snodo.domain.intake.models import Referral
from snodo.domain.network.calendars import calendar_of
from snodo.domain.network.models import Territory
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.states import PromisedStep
from snodo.kernel import clock

UNPROMISED = 5  # working days to the first answer, where an action promises nothing


def start_clocks(referral: Referral) -> None:
    """Write into a referral about to be sent by when each step is promised. A service: who calls saves."""
    today = clock.today()
    receiver = receiver_of(referral)
    # What is stored in the plain must not tell where a protected person lives.
    referral.promised_by_id = programmes.lead_of(referral.programme_id) if referral.protected else receiver
    calendar = calendar_of(receiver)
    promised = programmes.promises_for(referral.action, today, receiver)
    due: dict[str, datetime.date] = {step: one.due(today, calendar) for step, one in promised.items()}
    answer = due.get(PromisedStep.FIRST_ANSWER) or calendar.add(today, UNPROMISED)
    referral.due_answer_on = referral.promised_answer_on = answer
    referral.promised_appointment_on = due.get(PromisedStep.FIRST_APPOINTMENT)
    referral.promised_opportunity_on = due.get(PromisedStep.FIRST_OPPORTUNITY)


def receiver_of(referral: Referral) -> UUID | None:
    """Whose promise it is: who was given it, else who receives by residence, else the lead."""
    if referral.assigned_organisation_id is not None:
        given: UUID = referral.assigned_organisation_id
        return given
    place = sealing.facts_of(referral)["municipality"]
    if isinstance(place, Territory) and place.belfiore:
        routed = programmes.receiving_body(referral.programme, place.belfiore)
        if routed is not None:
            return routed.pk
    return programmes.lead_of(referral.programme_id)
