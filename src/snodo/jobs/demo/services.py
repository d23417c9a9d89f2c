"""Services that refer without an account, by their link, and from a spreadsheet, many persons at once."""

import datetime
from typing import Any

from snodo.domain.intake import actions as intake
from snodo.domain.intake import batch_queries
from snodo.domain.intake import queries_by_link as by
from snodo.domain.intake.batches.columns import CHOICE, MANY, YES_NO, Column
from snodo.domain.intake.models import Referral
from snodo.domain.network.models import Territory
from snodo.domain.programmes.models import ProgrammeAction
from snodo.jobs.demo import sheets
from snodo.jobs.demo.moves import Proof
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.kernel.grids import Sheet, write_xlsx
from snodo.kernel.tenancy import acting, in_network

BEGINS = -3
NEED = "Ha lasciato la scuola e vorrebbe imparare un mestiere, ma non sa da dove cominciare."
AGREED = "La persona è d'accordo"
LISTED: tuple[tuple[str, str, str, str], ...] = (
    ("Yassine", "Haddou", "14/02/2005", AGREED),
    ("Martina", "Colleoni", "3 marzo 2003", AGREED),
    ("Denis", "Prokopenko", "31/06/2004", AGREED),  # a day that does not exist
    ("Giorgia", "Mauri", "09/10/2002", "Non vuole"),
)
TOGETHER = (
    ("De Ponti Alice", "07/05/2004"),
    ("Conti Dario Leone", "22/11/2003"),
    ("ERBA Noemi", "18/01/2006"),
)


def refer(stage: Stage, giver: str, sender: str, body: str, key: str) -> Story:
    """`giver` gives `body` its link, somebody there refers by it; `sender` sends a list."""
    line = stage.action(key)
    town = stage.towns[key.split("/", maxsplit=1)[0]][0]
    _by_link(stage, giver, body, line, town)
    yield stage.day(BEGINS + 1)
    _by_list(stage, sender, line, town.name)
    _to_choose(stage, sender, line, town.name)


def _by_link(stage: Stage, giver: str, body: str, line: ProgrammeAction, town: Territory) -> None:
    with stage.acting(giver) as actor:
        given = intake.give_referring_link(
            action=line, organisation=stage.organisations[body], note="Segreteria del servizio", actor=actor
        )
    link = by.find_referring_link(given.address.rstrip("/").rsplit("/", 1)[1])
    assert link is not None
    with in_network(link.network_id, link.pk):
        holder = by.referring_holder(link)
    with acting(holder):
        receipt, _ = intake.begin_by_link(
            link=link, name="Ivo Castelli", function="educatore", phone="02 5550 1388", actor=holder
        )
        writer = by.receipt_holder(receipt)
    with acting(writer):
        draft: Referral = Referral.objects.select_related("action__programme").get(pk=receipt.referral_id)
        draft = intake.save_draft(
            action=line,
            referral=draft,
            first_name="Samuele",
            last_name="Brivio",
            birth_date=datetime.date(stage.today.year - 17, 1, 9),
            guardian_kind="parents",
            guardian_words="La madre, Nadia Brivio: meglio la sera",
            municipality=town,
            need_words=NEED,
            ground="agreement",
            shared_what="Recapiti e relazione breve.",
            criteria_answers=sheets.criteria_answers(line),
            sheet_answers=_answers(batch_queries.columns_to_fill(line)),
            actor=writer,
        )
        intake.attach_file(referral=draft, file=Proof("relazione"), title="Relazione breve", actor=writer)
        intake.send_referral(referral=draft, actor=writer)


def _by_list(stage: Stage, sender: str, line: ProgrammeAction, town: str) -> None:
    with stage.acting(sender) as actor:
        columns = batch_queries.columns_to_fill(line)
        rows = [[_cell(one, _said(said, town, line)) for one in columns] for said in LISTED]
        file = write_xlsx([Sheet("Segnalazioni", [[one.title for one in columns], *rows])])
        batch = intake.begin_batch(action=line, file_name="giovani-novembre.xlsx", content=file, actor=actor)
        intake.send_batch(batch=batch, actor=actor)
    intake.send_rows(batch_id=batch.pk, actor=actor)


def _to_choose(stage: Stage, sender: str, line: ProgrammeAction, town: str) -> None:
    """Surname and name in one column: a list at which somebody stopped to have a look."""
    with stage.acting(sender) as actor:
        columns = [one for one in batch_queries.columns_to_fill(line) if one.key != "last_name"]
        titles = ["Nominativo" if one.key == "first_name" else one.title for one in columns]
        rows = [
            [_cell(one, _said((name, "", born, AGREED), town, line)) for one in columns]
            for name, born in TOGETHER
        ]
        file = write_xlsx([Sheet("Foglio1", [titles, *rows])])
        intake.begin_batch(action=line, file_name="elenco-scuola-bottega.xlsx", content=file, actor=actor)


def _said(row: tuple[str, str, str, str], town: str, line: ProgrammeAction) -> dict[str, str]:
    first, last, born, ground = row
    said = {"first_name": first, "last_name": last, "birth_date": born, "municipality": town}
    answers = {f"criterion-{code}": one for code, one in sheets.criteria_answers(line).items()}
    return {**said, "need_words": NEED, "ground": ground, **{key: _word(one) for key, one in answers.items()}}


def _word(answer: Any) -> str:
    return {True: "Sì", False: "No"}.get(answer, str(answer))


def _cell(column: Column, said: dict[str, str]) -> str:
    """What the service wrote: of what is needed, at least the first of the values."""
    if column.key in said or not column.needed:
        return said.get(column.key, "")
    return column.allowed[0] if column.allowed else "Ne abbiamo parlato insieme."


def _answers(columns: list[Column]) -> dict[str, Any]:
    """An answer to each question the sheet needs."""
    answers: dict[str, Any] = {}
    for one in columns:
        if one.needed and one.key.startswith("sheet-"):
            code = one.key.removeprefix("sheet-")
            first = one.choices[0][0] if one.choices else "Ne abbiamo parlato insieme."
            answers[code] = {YES_NO: True, MANY: [first], CHOICE: first}.get(one.kind, first)
    return answers
