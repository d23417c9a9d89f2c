"""Whose a referral is by the rules of the programme, and when a choice departs from them."""

from dataclasses import dataclass
from uuid import UUID

from snodo.domain.intake import access, waiting
from snodo.domain.intake.models import Referral
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.queries import Proposal, Where
from snodo.kernel import clock


def proposal_of(referral: Referral) -> Proposal:
    """Whose it is today. Of a protected person neither residence nor where they live is looked at."""
    today = clock.today()
    if referral.protected:
        return programmes.whose_if_protected(referral.programme, today)
    where = Where(referral.municipality, referral.stay, referral.homeless)
    return programmes.whose(referral.programme, where, today)


def departs_from_route(
    referral: Referral, body_id: UUID, proposal: Proposal | None = None
) -> Proposal | None:
    """The proposal that a choice passes over. None where it follows it, where there is none, where nobody
    works in the body proposed, and for the body that has the referral already: its reason was given then.
    """
    if body_id == referral.assigned_organisation_id:
        return None
    proposal = proposal or proposal_of(referral)
    body = proposal.organisation
    if body is None or body.pk == body_id:
        return None
    at_work = access.assignable_to(referral).filter(organisation=body).exists()
    return proposal if at_work else None


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody stands in a declared order."""

    place: int
    many: int

    @property
    def in_words(self) -> str:
        """ "al posto 3 di 7"."""
        return f"al posto {self.place} di {self.many}"


def departs_from_turn(referral: Referral) -> Turn | None:
    """The place of who is taken from a waiting list before their turn; None for the first, and without order.

    Who was asked something while waiting still waits: a question is no way past the others.
    """
    if waiting.waits_since(referral) is None:
        return None
    rule = waiting.rule_of(referral.action)
    if rule is None:
        return None
    line = waiting.line_of(referral.action, rule, besides=referral)
    mine = next((one for one in line if one.referral.pk == referral.pk), None)
    return Turn(mine.place, len(line)) if mine is not None and mine.place > 1 else None
