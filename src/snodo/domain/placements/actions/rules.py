"""Keeping the limits of the law in the network, each with its date and source."""

import datetime
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.placements import access
from snodo.domain.placements.models import InternshipRule
from snodo.domain.placements.rules.library import library
from snodo.domain.placements.states import Mark
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused


@transaction.atomic
def load_rules(*, actor: Actor) -> int:
    """Bring the product's rule sets into the network; those already there are left as they are.

    Gives how many were added. Any member may cause it: it writes the law, nothing of theirs.
    """
    standing = set(InternshipRule.objects.values_list("region", "kind", "valid_from"))
    missing = [rule for rule in library() if (rule.region, rule.kind, rule.valid_from) not in standing]
    InternshipRule.objects.bulk_create(
        InternshipRule(
            region=rule.region,
            kind=rule.kind,
            title=rule.title,
            valid_from=rule.valid_from,
            values=rule.values,
            source=rule.source,
            mark=rule.mark,
        )
        for rule in missing
    )
    if missing:
        audit.record(actor=actor, verb="internship_rule.load", changes={"added": len(missing)})
    return len(missing)


@transaction.atomic
def revise_rule(
    *,
    rule: InternshipRule,
    values: dict[str, Any],
    valid_from: datetime.date,
    source: str,
    mark: str = Mark.VERIFIED,
    note: str = "",
    actor: Actor,
) -> InternshipRule:
    """New numbers from a day on; the old ones stay for the internships begun under them.

    `values` replaces only the keys it names. Raises InputRefused for a day not after the old one, no source.
    """
    access.require(access.can_revise_rules(actor))
    rule = InternshipRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    problems: dict[str, str] = {}
    if not source.strip():
        problems["source"] = "Scrivi da quale atto vengono i nuovi valori."
    if valid_from <= rule.valid_from:
        problems["valid_from"] = "Le nuove regole devono valere da un giorno successivo alle precedenti."
    if rule.valid_until is not None:
        problems[""] = "Queste regole sono già state sostituite: parti dalle più recenti."
    if problems:
        raise InputRefused(problems)
    rule.valid_until = valid_from - datetime.timedelta(days=1)
    rule.save(update_fields=["valid_until"])
    sources = {**rule.values.get("sources", {}), **dict.fromkeys(values, source)}
    memory = [key for key in rule.values.get("from_memory", []) if key not in values]
    revised = InternshipRule.objects.create(
        region=rule.region,
        kind=rule.kind,
        title=rule.title,
        valid_from=valid_from,
        values={**rule.values, **values, "sources": sources, "from_memory": memory},
        source=source,
        mark=mark,
        note=note,
    )
    audit.record(
        actor=actor, verb="internship_rule.revise", subject=revised, changes={"values": sorted(values)}
    )
    return revised
