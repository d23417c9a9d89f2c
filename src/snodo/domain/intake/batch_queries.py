"""What pages read of lists of referrals."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from snodo.domain.intake import access, batch_access, checks
from snodo.domain.intake.batches.columns import REASON_TITLE, Column, columns_of
from snodo.domain.intake.batches.fullnames import FullName, as_written
from snodo.domain.intake.models import BatchRow, Referral, ReferralBatch
from snodo.domain.intake.states import RowState
from snodo.domain.network.models import Territory
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel.actor import Actor
from snodo.kernel.grids import Sheet, write_csv, write_xlsx

TO_MEND = (RowState.WRONG, RowState.SETTLE, RowState.DOUBLE, RowState.DOUBT)
LISTED, EXPLAINED, ALLOWED = "Segnalazioni", "Istruzioni", "Voci ammesse"


def batches(actor: Actor) -> QuerySet[ReferralBatch]:
    """Those of the actor's body, the newest first."""
    found = batch_access.batches_visible_to(actor).select_related("action__programme", "membership__user")
    return found.defer("action__programme__definition", "reading").order_by("-created_at")


def columns(action: ProgrammeAction) -> list[Column]:
    """The columns of an action. Three statements."""
    return columns_of(action, checks.asked_by(action))


def columns_to_fill(action: ProgrammeAction) -> list[Column]:
    """Those of the template: the others are only understood where a list has them."""
    return [one for one in columns(action) if one.asked]


def columns_asked(action: ProgrammeAction, asked: checks.Asked) -> list[Column]:
    """The same, where what is asked has been read already."""
    return columns_of(action, asked)


def towns() -> QuerySet[Territory]:
    """The municipalities one may write."""
    return Territory.objects.filter(kind="municipality").order_by("name")


def counts(batch: ReferralBatch) -> Counter[str]:
    """How many rows stand in each state. One statement."""
    rows = BatchRow.objects.filter(batch=batch).order_by().values("state").annotate(number=Count("pk"))
    return Counter({row["state"]: row["number"] for row in rows})


def counts_of(found: Iterable[ReferralBatch]) -> dict[Any, Counter[str]]:
    """The same for many lists. One statement."""
    rows = BatchRow.objects.filter(batch__in=[one.pk for one in found]).order_by()
    told: dict[Any, Counter[str]] = {}
    for row in rows.values("batch_id", "state").annotate(number=Count("pk")):
        told.setdefault(row["batch_id"], Counter())[row["state"]] = row["number"]
    return told


def rows(batch: ReferralBatch, state: str = "") -> QuerySet[BatchRow]:
    """The rows in the order of the file, those of one state where one is named."""
    found = BatchRow.objects.filter(batch=batch).order_by("number")
    return found.filter(state=state) if state else found


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as the page tells it."""

    row: BatchRow
    name: str
    problems: list[tuple[str, str]]  # heading of the column, sentence
    readings: list[FullName]  # of a name to be taken apart


def shown_rows(actor: Actor, batch: ReferralBatch, found: list[BatchRow]) -> list[Shown]:
    """With the headings people know, and the names of those sent that the actor may see. One statement."""
    sent = [row.referral_id for row in found if row.referral_id is not None]
    visible = access.referrals_visible_to(actor).filter(pk__in=sent) if sent else Referral.objects.none()
    named = visible.only("first_name", "last_name", "protected", "pseudonym", "household_name")
    names = {one.pk: one.name for one in named}
    told = []
    for row in found:
        name = names.get(row.referral_id, "") if row.referral_id else row.found.get("name", "")
        told.append(Shown(row, name, _problems(batch, row), _readings(row)))
    return told


def _readings(row: BatchRow) -> list[FullName]:
    return [as_written(one) for one in row.found.get("readings", [])]


def _problems(batch: ReferralBatch, row: BatchRow) -> list[tuple[str, str]]:
    """What is wrong in a row, first of the row as a whole, then column by column."""
    said = dict(row.found.get("problems", {}))
    told = [(title, said.pop(key)) for key, title in batch.reading["headings"] if key in said]
    return [*(("", sentence) for sentence in said.values()), *told]


# Files to take away


def template_xlsx(action: ProgrammeAction) -> bytes:
    """An empty list with its columns, what to write in each, and the values to choose from."""
    listed = columns_to_fill(action)
    allowed, choices = _allowed(listed)
    explained = [["Colonna", "Che cosa scrivere", "Serve?", "Valori ammessi"]]
    explained += [[one.title, one.help, "Sì" if one.needed else "", "; ".join(one.allowed)] for one in listed]
    return write_xlsx(
        [
            Sheet(LISTED, [[one.title for one in listed]], choices=choices, text_columns=len(listed)),
            Sheet(EXPLAINED, explained, widths=(40, 60, 8, 80), wraps=True),
            Sheet(ALLOWED, allowed, widths=[28] * len(allowed[0])),
        ]
    )


def template_csv(action: ProgrammeAction) -> bytes:
    """The same as text: the second line explains, and is not read."""
    listed = columns_to_fill(action)
    notes = []
    for one in listed:
        said = [one.help, f"Valori: {'; '.join(one.allowed)}." if one.allowed else ""]
        notes.append(" ".join(filter(None, ["Serve." if one.needed else "", *said])))
    notes[0] = f"# Questa riga spiega le colonne e non viene letta. {notes[0]}".strip()
    return write_csv([[one.title for one in listed], notes])


def _allowed(listed: list[Column]) -> tuple[list[list[str]], dict[int, tuple[str, int, int]]]:
    """The lists of values side by side, and which column of the first sheet takes which."""
    lists = [(place, one.title, one.allowed) for place, one in enumerate(listed) if one.allowed]
    names = [town.name for town in towns()]
    place = next((place for place, one in enumerate(listed) if one.key == "municipality"), None)
    if place is not None and names:
        lists.append((place, listed[place].title, names))
    height = max((len(values) for *_, values in lists), default=0)
    table = [[title for _, title, _ in lists] or [""]]
    table += [[values[at] if at < len(values) else "" for *_, values in lists] for at in range(height)]
    choices = {place: (ALLOWED, at, len(values)) for at, (place, _, values) in enumerate(lists)}
    return table, choices


def rows_to_mend(batch: ReferralBatch) -> list[list[str]]:
    """The rows that were not sent, as they were written, each with what to mend in it."""
    headings = dict(batch.reading["headings"])
    named = [headings.get(key, "") or said for key, said in _columns_of_file(batch)]
    table = [[REASON_TITLE, *named]]
    for row in rows(batch).filter(state__in=TO_MEND):
        why = [f"{title}: {said}" if title else said for title, said in _problems(batch, row)]
        cells = row.written.get("cells", [])
        table.append([" ".join(why), *[cells[at] if at < len(cells) else "" for at in _kept_places(batch)]])
    return table


def _columns_of_file(batch: ReferralBatch) -> list[tuple[str, str]]:
    keys, titles = batch.reading["keys"], batch.reading["titles"]
    return [(keys[at], titles[at]) for at in _kept_places(batch)]


def _kept_places(batch: ReferralBatch) -> list[int]:
    """The columns that stand for something: what was left aside at the matching stays aside."""
    return [at for at, key in enumerate(batch.reading["keys"]) if key]


def mend_csv(batch: ReferralBatch) -> bytes:
    """The rows to mend as text."""
    return write_csv(rows_to_mend(batch))


def mend_xlsx(batch: ReferralBatch) -> bytes:
    """The rows to mend as an Excel file."""
    table = rows_to_mend(batch)
    return write_xlsx([Sheet(LISTED, table, widths=(60,), text_columns=len(table[0]))])
