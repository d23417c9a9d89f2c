"""The minutes of a table, written by the system from what was said and decided."""

from typing import Any

from snodo.domain.documents import actions as documents
from snodo.domain.documents import papers
from snodo.domain.documents.models import Document
from snodo.domain.documents.papers import long_date
from snodo.domain.tables import access, states
from snodo.domain.tables.models import (
    Decision,
    Dissent,
    Position,
    Table,
    TableCase,
    TableCommitment,
    TableGuest,
    TableOpportunity,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor

Section = dict[str, Any]
PARTS_CLOSED = "Alcune parti di questo verbale sono chiuse e qui non ci sono: quello firmato resta intero."


def make_minutes(table: Table, *, actor: Actor) -> Document:
    """Presences, positions, decisions and commitments, as they are written now."""
    return documents.generate_paper(
        title="Verbale del tavolo",
        kind="table_minutes",
        data=minutes_data(table),
        subject=table,
        actor=actor,
    )


def minutes_data(table: Table, actor: Actor | None = None) -> dict[str, Any]:
    """What the paper says, as plain data; for the page of an actor, without whom they may not hear of."""
    start = (table.opened_at or table.starts_at).astimezone(clock.ROME)
    end = table.closed_at.astimezone(clock.ROME) if table.closed_at is not None else None
    guests = list(
        TableGuest.objects.filter(table=table)
        .select_related("organisation", "membership__user")
        .order_by("created_at", "id")
    )
    sections = [_presences(guests)]
    agenda = TableCase.objects.filter(table=table) if actor is None else access.agenda_for(actor, table)
    for number, item in enumerate(agenda, 1):
        sections += _case(item, number)
    sections += _whole(table, actor)
    hours = f"dalle {start:%H:%M}" + (f" alle {end:%H:%M}" if end is not None else "")
    return {
        "subtitle": table.title,
        "intro": table.purpose,
        "sections": [
            {
                "fields": [
                    ["Tipo", str(states.TableKind(table.kind).label)],
                    ["Giorno", f"{long_date(start.date())}, {hours}"],
                    ["Dove", table.place or ("In collegamento" if table.online_link else "")],
                ]
            },
            *sections,
        ],
        "signatures": [{"role": guest.label, "name": guest.person_name} for guest in guests if guest.present],
        "note": "Ognuno legge solo ciò che è stato scritto al tavolo; i fascicoli restano a chi li segue.",
    }


def _presences(guests: list[TableGuest]) -> Section:
    rows = [
        [
            guest.label,
            guest.person_name,
            ("da remoto" if guest.online else "presente") if guest.present else "assente",
        ]
        for guest in guests
    ]
    return {"heading": "Presenti", "table": {"header": ["Chi", "Nome", ""], "rows": rows}}


def _case(item: TableCase, number: int) -> list[Section]:
    positions = Position.objects.filter(table_case=item).select_related("guest__organisation")
    decision = Decision.objects.filter(table_case=item).first()
    sections: list[Section] = [
        {
            "heading": f"Caso {number}: {item.title}",
            "paragraphs": [item.question] if item.question else [],
            "table": {
                "header": ["Chi", "Bisogno", "Posizione"],
                "rows": [[row.guest.label, row.need_area, row.text] for row in positions],
            },
        },
        {"heading": f"Decisione sul caso {number}", "paragraphs": _decided(decision)},
    ]
    return [
        *sections,
        *_promises(TableCommitment.objects.filter(table_case=item), f"Impegni sul caso {number}"),
    ]


def open_minutes(table: Table, actor: Actor) -> bytes:
    """The paper for who may not read all of it: without the parts that are closed to them, and saying so."""
    data = minutes_data(table, actor)
    letterhead = {"network": actor.network_name, "organisation": actor.organisation_name, "lines": []}
    return papers.render(
        template=papers.PLAIN,
        title="Verbale del tavolo",
        data={"letterhead": letterhead, **data, "note": f"{PARTS_CLOSED} {data['note']}", "signatures": []},
    )


def _whole(table: Table, actor: Actor | None) -> list[Section]:
    """What was decided and promised beyond single cases."""
    sections: list[Section] = []
    decisions = list(Decision.objects.filter(table=table, table_case__isnull=True))
    if decisions:
        words = [sentence for decision in decisions for sentence in _decided(decision)]
        sections.append({"heading": "Decisioni", "paragraphs": words})
    every = TableOpportunity.objects.all() if actor is None else access.put_opportunities_visible_to(actor)
    offered = every.filter(table=table).select_related("organisation")
    rows = [[row.text, row.detail, str(states.OpportunityState(row.state).label)] for row in offered]
    if rows:
        sections.append(
            {
                "heading": "Opportunità sul tavolo",
                "table": {"header": ["Che cosa", "Dettagli", "Stato"], "rows": rows},
            }
        )
    common = TableCommitment.objects.filter(table=table, table_case__isnull=True)
    return [*sections, *_promises(common, "Altri impegni")]


def _decided(decision: Decision | None) -> list[str]:
    if decision is None:
        return ["Nessuna decisione: se ne riparla al prossimo tavolo."]
    dissents = Dissent.objects.filter(decision=decision).select_related("guest__organisation")
    return [decision.text, *[f"Dissenso di {row.guest.label}: {row.text}" for row in dissents]]


def _promises(commitments: Any, heading: str) -> list[Section]:
    rows = [
        [row.text, row.owner_label, long_date(row.due_on)]
        for row in commitments.select_related("organisation")
    ]
    if not rows:
        return []
    return [{"heading": heading, "table": {"header": ["Impegno", "Chi", "Entro"], "rows": rows}}]
