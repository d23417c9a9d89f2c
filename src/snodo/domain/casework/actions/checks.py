"""Small checks shared by the actions of this folder."""

import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from snodo.domain.casework.models import Case
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.tenancy import TenantForeignKey, TenantModel

FUTURE = "Questa data è nel futuro: scrivi un giorno già passato, oppure oggi."
PAST = "Questa data è già passata: scrivi oggi o un giorno che deve ancora venire."
BEFORE_OPENING = "Questa data viene prima della presa in carico."
MEANWHILE = "Nel frattempo qualcun altro ha fatto la stessa cosa. Ricarica la pagina per vedere com'è ora."


def instant(day: datetime.date) -> datetime.datetime:
    """When a fact of that day stands in the story: now for today, noon for a day gone by."""
    if day >= clock.today():
        return clock.now()
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=clock.ROME)


def refuse(problems: dict[str, str]) -> None:
    """Raises InputRefused when there is anything to say."""
    if problems:
        raise InputRefused(problems)


def refused(error: ValidationError) -> InputRefused:
    """Field by field, the first sentence of each."""
    if not hasattr(error, "error_dict"):
        return InputRefused({"": error.messages[0]})
    return InputRefused(
        {
            ("" if name == NON_FIELD_ERRORS else name): sentences[0]
            for name, sentences in error.message_dict.items()
        }
    )


def save_checked(row: TenantModel) -> None:
    """Check fields and constraints, then save; what the database refuses all the same is a conflict."""
    row.take_binding()
    links = [field.name for field in row._meta.fields if isinstance(field, TenantForeignKey)]
    try:
        row.clean_fields(exclude=links)
        row.validate_constraints()
    except ValidationError as error:
        raise refused(error) from error
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(MEANWHILE) from error


def lock(case: Case) -> Case:
    """The case as it is now, held until the end of the transaction."""
    locked: Case = (
        Case.objects.select_for_update(of=("self",)).select_related("programme", "action").get(pk=case.pk)
    )
    return locked


def past_day(
    problems: dict[str, str], field: str, day: datetime.date | None, *, since: datetime.date | None
) -> None:
    """A day between `since` and today."""
    if day is None:
        return
    if day > clock.today():
        problems[field] = FUTURE
    elif since is not None and day < since:
        problems[field] = BEFORE_OPENING


def coming_day(problems: dict[str, str], field: str, day: datetime.date | None) -> None:
    """Today or later."""
    if day is not None and day < clock.today():
        problems[field] = PAST


def required(problems: dict[str, str], sentence: str = "Questo campo è obbligatorio.", **values: Any) -> None:
    """Every one of these must hold something."""
    for field, value in values.items():
        if value is None or (isinstance(value, str) and not value.strip()):
            problems[field] = sentence
