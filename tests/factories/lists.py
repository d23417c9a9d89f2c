"""Spreadsheets of persons to refer, as services write them."""

import datetime
from typing import Any

from snodo.domain.intake import actions, batch_queries
from snodo.domain.intake.batches.columns import Column
from snodo.domain.intake.models import BatchRow, ReferralBatch
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.grids import Sheet, write_csv, write_xlsx
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

Row = dict[str, str]


def born(years: int) -> datetime.date:
    return datetime.date(clock.today().year - years, 1, 2)


def good_row(action: ProgrammeAction, number: int = 1, **changes: str) -> Row:
    """A row with nothing to mend, by key of its columns. Needs a bound network."""
    row = {
        "first_name": f"Nome{number}",
        "last_name": "Diprova",
        "birth_date": f"{born(22):%d/%m/%Y}",
        "need_words": "Vorrei un lavoro vicino a casa.",
        "ground": "La persona è d'accordo",
    }
    titles = {one.key: dict(one.choices) for one in batch_queries.columns_to_fill(action)}
    said: dict[str, Any] = {f"criterion-{code}": one for code, one in intake.good_answers(action).items()}
    said |= {f"sheet-{code}": one for code, one in intake.good_sheet(action).items()}
    for key, one in said.items():
        if isinstance(one, bool):
            row[key] = "Sì" if one else "No"
        elif isinstance(one, list):
            row[key] = "; ".join(titles[key][code] for code in one)
        elif key in titles:
            row[key] = titles[key].get(str(one), str(one))
    return {key: value for key, value in row.items() if key in titles} | changes


def table(action: ProgrammeAction, rows: list[Row]) -> list[list[str]]:
    """With the headings of the template. Needs a bound network."""
    columns: list[Column] = batch_queries.columns_to_fill(action)
    return [[one.title for one in columns], *[[row.get(one.key, "") for one in columns] for row in rows]]


def as_csv(action: ProgrammeAction, rows: list[Row]) -> bytes:
    return write_csv(table(action, rows))


def as_xlsx(action: ProgrammeAction, rows: list[Row]) -> bytes:
    return write_xlsx([Sheet("Segnalazioni", table(action, rows))])


def loaded(
    world: World, action: ProgrammeAction, content: bytes, who: str = "dario", name: str = "elenco.csv"
) -> ReferralBatch:
    """A list just uploaded."""
    actor = world.actor(who)
    with acting(actor):
        return actions.begin_batch(action=action, file_name=name, content=content, actor=actor)


def sent(world: World, batch: ReferralBatch, who: str = "dario", **how: bool) -> ReferralBatch:
    """Sent, with the work of the job done at once."""
    actor = world.actor(who)
    with acting(actor):
        actions.send_batch(batch=batch, actor=actor, **how)
    actions.send_rows(batch_id=batch.pk, actor=actor)
    with acting(actor):
        batch.refresh_from_db()
    return batch


def states(world: World, batch: ReferralBatch) -> list[str]:
    with acting(world.founder):
        return list(BatchRow.objects.filter(batch=batch).order_by("number").values_list("state", flat=True))


def problems(world: World, batch: ReferralBatch) -> list[dict[str, str]]:
    with acting(world.founder):
        return [row.found.get("problems", {}) for row in batch_queries.rows(batch)]
