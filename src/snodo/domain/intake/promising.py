"""The promises of a referral: those valid when it came, counted in the days on which the receiver works."""

import datetime
from uuid import UUID

from snodo.domain.intake import proposing
from snodo.domain.intake.models import Referral
from snodo.domain.network.calendars import calendar_of
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.states import PromisedStep
from snodo.kernel import clock

UNPROMISED = 5  # working days to the first answer, where an action promises nothing


def start_clocks(referral: Referral) -> None:
    """Write into a referral about to be sent by when each step is promised. A service: who calls saves."""
    today = clock.today()
    receiver = receiver_of(referral)
    referral.promised_by_id = receiver
    calendar = calendar_of(receiver)
    promised = programmes.promises_for(referral.action, today, receiver)
    due: dict[str, datetime.date] = {step: one.due(today, calendar) for step, one in promised.items()}
    answer = due.get(PromisedStep.FIRST_ANSWER) or calendar.add(today, UNPROMISED)
    referral.due_answer_on = referral.promised_answer_on = answer
    referral.promised_appointment_on = due.get(PromisedStep.FIRST_APPOINTMENT)
    referral.promised_opportunity_on = due.get(PromisedStep.FIRST_OPPORTUNITY)


def receiver_of(referral: Referral) -> UUID | None:
    """Whose promise it is: who was given it, else who receives by the rules, else the lead.

    Of a protected person the rules do not look where they live: what is stored tells nothing of it.
    """
    if referral.assigned_organisation_id is not None:
        given: UUID = referral.assigned_organisation_id
        return given
    routed = proposing.proposal_of(referral).organisation
    return routed.pk if routed is not None else programmes.lead_of(referral.programme_id)
