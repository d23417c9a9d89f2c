"""The order of a waiting list, declared with its source and its day."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access, waiting
from snodo.domain.intake.models import WaitingRule
from snodo.domain.programmes import access as programmes
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused


@transaction.atomic
def declare_waiting_rule(
    *, action: ProgrammeAction, criteria: Sequence[str], valid_from: datetime.date, source: str, actor: Actor
) -> WaitingRule:
    """From a day on people wait in this order; earlier versions stay as they were. Raises InputRefused."""
    access.require(programmes.can_manage(actor, action.programme), programmes.LEADS)
    problems: dict[str, str] = {}
    known = {code for code, _ in waiting.choices_of(action)}
    if set(criteria) - known or len(set(criteria)) != len(criteria):
        problems["criteria"] = "Scegli ogni criterio una volta sola, tra quelli dell'elenco."
    if valid_from < clock.today():
        problems["valid_from"] = "Il nuovo ordine vale da oggi in poi: chi è già passato non torna in lista."
    elif WaitingRule.objects.filter(action=action, valid_from=valid_from).exists():
        problems["valid_from"] = "C'è già un ordine che vale da questo giorno: scegline un altro."
    if not source.strip():
        problems["source"] = "Scrivi dov'è deciso: un verbale, un accordo, una delibera."
    if problems:
        raise InputRefused(problems)
    rule = WaitingRule(action=action, criteria=list(criteria), valid_from=valid_from, source=source)
    rule.full_clean()
    rule.save(force_insert=True)
    changes = {"criteria": rule.criteria, "valid_from": rule.valid_from}
    audit.record(actor=actor, verb="referral.declare_order", subject=rule, changes=changes)
    return rule
