"""Keeping the limits of the law in the network, each with its date and source."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.employers.states import Region
from snodo.domain.placements import access, queries
from snodo.domain.placements.models import InternshipRule
from snodo.domain.placements.rules import numbers
from snodo.domain.placements.rules.library import NATIONAL, library
from snodo.domain.placements.states import InternshipKind, Mark
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

EARLIEST = datetime.date(2000, 1, 1)


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
    values: Mapping[str, Any],
    valid_from: datetime.date,
    source: str,
    title: str = "",
    mark: str = Mark.VERIFIED,
    note: str = "",
    actor: Actor,
) -> InternshipRule:
    """New numbers from a day on; the old ones stay for the internships begun under them.

    `values` replaces only the keys it names; None takes one away. Raises InputRefused for a day not after
    the old one, no source, numbers that cannot be, nothing changed.
    """
    access.require(access.can_revise_rules(actor))
    rule = InternshipRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    found = _written(source, mark, valid_from)
    if "valid_from" not in found and valid_from <= rule.valid_from:
        found["valid_from"] = "Le nuove regole devono valere da un giorno successivo alle precedenti."
    if rule.valid_until is not None:
        found[""] = "Queste regole sono già state sostituite: parti dalle più recenti."
    changed = {key: value for key, value in values.items() if rule.values.get(key) != value}
    if not changed:
        found.setdefault("", "Non è cambiato nessun numero: correggi quello che la nuova norma cambia.")
    _refuse(found | numbers.problems(numbers.read({**rule.values, **changed})))
    rule.valid_until = valid_from - datetime.timedelta(days=1)
    rule.save(update_fields=["valid_until"])
    revised = _version(rule, changed, title=title, valid_from=valid_from, source=source, mark=mark, note=note)
    before_and_after = {key: [rule.values.get(key), value] for key, value in changed.items()}
    audit.record(
        actor=actor,
        verb="internship_rule.revise",
        subject=revised,
        changes={"valid_from": valid_from, "values": before_and_after},
    )
    return revised


@transaction.atomic
def add_rule(
    *,
    region: str,
    kind: str,
    title: str,
    values: Mapping[str, Any],
    valid_from: datetime.date,
    source: str,
    mark: str = Mark.VERIFIED,
    note: str = "",
    actor: Actor,
) -> InternshipRule:
    """The rules of a region that had none: what `values` does not say is that of the whole country.

    Raises InputRefused for a region that has rules of this kind, no source, numbers that cannot be.
    """
    access.require(access.can_revise_rules(actor))
    found = _written(source, mark, valid_from)
    if region not in Region.values:
        found["region"] = "Scegli la regione dall'elenco."
    elif InternshipRule.objects.filter(region=region, kind=kind).exists():
        found["region"] = "Questa regione ha già le sue regole: aggiorna quelle."
    if kind not in InternshipKind.values:
        found["kind"] = "Scegli il tipo dall'elenco."
    if not title.strip():
        found["title"] = "Scrivi come si chiamano queste regole."
    country = queries.rule_for(NATIONAL, kind, valid_from) if "valid_from" not in found else None
    base = country.values if country is not None else {}
    _refuse(found | numbers.problems(numbers.read({**base, **values})))
    start = InternshipRule(region=region, kind=kind, title=title, values=base)
    rule = _version(start, values, title=title, valid_from=valid_from, source=source, mark=mark, note=note)
    audit.record(
        actor=actor,
        verb="internship_rule.add",
        subject=rule,
        changes={"region": region, "valid_from": valid_from, "values": dict(values)},
    )
    return rule


def _written(source: str, mark: str, valid_from: datetime.date | None) -> dict[str, str]:
    found = {}
    if not source.strip():
        found["source"] = "Scrivi da quale atto vengono i nuovi valori."
    if mark not in Mark.values:
        found["mark"] = "Scegli dall'elenco come hai verificato i valori."
    if valid_from is None or valid_from < EARLIEST:
        found["valid_from"] = "Scrivi il giorno da cui valgono, dal 2000 in poi."
    return found


def _refuse(found: dict[str, str]) -> None:
    if found:
        raise InputRefused(found)


def _version(
    rule: InternshipRule,
    changed: Mapping[str, Any],
    *,
    title: str,
    valid_from: datetime.date,
    source: str,
    mark: str,
    note: str,
) -> InternshipRule:
    """A new row beside the old ones: each number bears the act it comes from."""
    merged = {key: value for key, value in {**rule.values, **changed}.items() if value is not None}
    sources = {**rule.values.get("sources", {}), **dict.fromkeys(changed, source)}
    memory = [key for key in rule.values.get("from_memory", []) if key not in changed]
    if mark == Mark.MEMORY:
        memory += sorted(changed)
    row = InternshipRule(
        region=rule.region,
        kind=rule.kind,
        title=title.strip() or rule.title,
        valid_from=valid_from,
        values={**merged, "sources": sources, "from_memory": memory},
        source=source,
        mark=mark,
        note=note,
    )
    row.save(force_insert=True)
    return row
