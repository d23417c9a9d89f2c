"""`results PROGRAMMA [--json]`: each promise to the funder, with its definition, target and actual."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from snodo.domain.audit import queries as audit
from snodo.domain.network.models import Network
from snodo.domain.programmes.models import Programme
from snodo.domain.reporting.queries.results import Result, results_of, rows_of
from snodo.kernel import clock, tenancy


class Command(BaseCommand):
    help = "Risultati attesi di un programma: definizione, obiettivo, raggiunto."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme", help="codice del pacchetto, per esempio usciamo-insieme")
        parser.add_argument("--json", action="store_true", help="per altri programmi")
        parser.add_argument("--network", default="", help="nome breve di una rete; senza, tutte")
        parser.add_argument("--newest", action="store_true", help="solo l'edizione più recente di ogni rete")

    def handle(
        self, *args: Any, programme: str, json: bool, network: str, newest: bool, **options: Any
    ) -> None:
        editions = [
            edition
            for pk, slug, name in _networks(network)
            for edition in _editions(pk, slug, name, programme, newest)
        ]
        if not editions:
            raise CommandError(f"Nessun programma avviato dal pacchetto «{programme}».")
        if json:
            self.stdout.write(_as_json(programme, editions))
        else:
            for edition in editions:
                self._tell(edition)

    def _tell(self, edition: dict[str, Any]) -> None:
        self.stdout.write(f"{edition['title']} · {edition['network']} · dal {edition['starts_on']}")
        for one in edition["results"]:
            actual = "non misurato" if one["actual"] is None else f"{one['actual']:g}"
            target = "senza valore atteso" if one["target"] is None else f"atteso {one['target']:g}"
            self.stdout.write(f"  {one['title']}: {actual} {one['unit']} ({target})")
            self.stdout.write(f"      {one['definition']}")
        self.stdout.write("")


def _networks(slug: str) -> list[tuple[UUID, str, str]]:
    """All networks, or the one with that short name. Each is read from inside: the wall shows no other."""
    found = []
    for network_id in audit.network_ids():
        with tenancy.in_network(network_id):
            row = Network.objects.get(pk=network_id)
        if slug in ("", row.slug):
            found.append((network_id, row.slug, row.name))
    if slug and not found:
        raise CommandError(f"Nessuna rete con il nome breve «{slug}».")
    return sorted(found, key=lambda one: one[1])


def _editions(pk: UUID, slug: str, name: str, pack: str, newest: bool) -> list[dict[str, Any]]:
    """The editions of one network, the newest first."""
    with tenancy.in_network(pk):
        programmes = Programme.objects.filter(pack_code=pack).order_by("-starts_on", "-created_at")
        return [
            {
                "network": slug,
                "network_name": name,
                "title": programme.title,
                "state": programme.state,
                "starts_on": programme.starts_on.isoformat(),
                "ends_on": programme.ends_on.isoformat(),
                "results": [_result(programme, result) for result in results_of(programme)],
            }
            for programme in (programmes[:1] if newest else programmes)
        ]


def _result(programme: Programme, result: Result) -> dict[str, Any]:
    expected = result.expected
    rows = rows_of(expected, programme, clock.today())
    return {
        "code": expected.code,
        "title": expected.title,
        "definition": expected.description,
        "measure": expected.measure,
        "action": expected.action.code if expected.action else None,
        "unit": expected.unit,
        "comparison": expected.comparison,
        "target": _number(expected.target),
        "actual": _number(result.actual),
        "reached": result.reached,
        "evidence": None if rows is None else rows.count(),
    }


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _as_json(pack: str, editions: list[dict[str, Any]]) -> str:
    return json.dumps({"pack": pack, "editions": editions}, ensure_ascii=False, indent=2)
