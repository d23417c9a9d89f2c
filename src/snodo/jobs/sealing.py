"""Sealing and verifying the log of every network, and the heads kept outside the database."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from snodo.domain.audit import actions, chain, queries, verifying
from snodo.domain.network.models import Network
from snodo.kernel import clock
from snodo.kernel.tenancy import in_network

Heads = dict[str, dict[str, str | int]]


class HeadFileError(RuntimeError):
    """The file with the heads cannot be trusted."""


def seal_all() -> dict[UUID, int]:
    """Seal what can be sealed now; how many lines in each network."""
    sealed = {}
    for network_id in queries.network_ids():
        with in_network(network_id):
            sealed[network_id] = actions.seal_entries()
    return sealed


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome for one network, with its name for who reads."""

    network_id: UUID
    name: str
    verdict: verifying.Verdict


def verify_all(heads: Heads | None = None) -> list[Report]:
    """Walk every chain; `heads` were kept outside and must still be found."""
    known = dict(heads or {})
    reports = []
    for network_id in queries.network_ids():
        head = known.pop(str(network_id), None)
        with in_network(network_id):
            verdict = verifying.verify_chain(
                known_number=int(head["number"]) if head else 0, known_hash=str(head["hash"]) if head else ""
            )
            name = Network.objects.filter(pk=network_id).values_list("name", flat=True).first()
        reports.append(Report(network_id, name or str(network_id), verdict))
    for missing in known:
        lost = verifying.Break(1, "il registro di questa rete, conservato fuori, non c'è più.")
        reports.append(Report(UUID(missing), missing, verifying.Verdict(0, 0, "", lost)))
    return reports


def present_heads() -> Heads:
    """The newest seal of every chain."""
    heads: Heads = {}
    for network_id in queries.network_ids():
        with in_network(network_id):
            last = queries.last_seal()
        if last is not None:
            heads[str(network_id)] = {"number": last.number, "hash": last.hash}
    return heads


def write_heads(file: Path) -> Heads:
    """Write the present heads, signed with the application's key, whole or not at all."""
    heads = present_heads()
    content = {"written_at": clock.now().isoformat(), "heads": heads, "signature": _signature(heads)}
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.part")
    aside.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(aside, file)
    return heads


def read_heads(file: Path) -> Heads:
    """The heads kept in a file. Raises HeadFileError when it was changed by someone else."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        heads: Heads = content["heads"]
        signature = content["signature"]
    except (ValueError, KeyError, TypeError):
        raise HeadFileError(f"{file} non è un file di teste di catena.") from None
    if signature != _signature(heads):
        raise HeadFileError(f"{file} è stato cambiato: la sua firma non torna.")
    return heads


def _signature(heads: Heads) -> str:
    return chain.sign(json.dumps(heads, sort_keys=True))


def keep_heads() -> None:
    """Every hour, where `SNODO_AUDIT_HEADS` names a file (best on another machine), renew it."""
    name = getattr(settings, "SNODO_AUDIT_HEADS", "")
    if not name:
        return
    file = Path(name)
    if file.exists() and clock.now().timestamp() - file.stat().st_mtime < 3600:
        return
    if file.exists():
        reports = verify_all(read_heads(file))
        if any(report.verdict.broken for report in reports):
            return  # the old heads are the proof: they are not overwritten
    write_heads(file)
