"""Small checks shared by the actions of this folder."""

import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.tenancy import TenantForeignKey, TenantModel

FUTURE = "Questa data è nel futuro: scrivi un giorno già passato, oppure oggi."
TOO_OLD = "Questa data è troppo lontana: controlla l'anno."
MEANWHILE = "Nel frattempo qualcun altro ha fatto la stessa cosa. Ricarica la pagina per vedere com'è ora."


def refuse(problems: dict[str, str]) -> None:
    """Raises InputRefused when there is anything to say."""
    if problems:
        raise InputRefused(problems)


def past_day(problems: dict[str, str], field: str, day: datetime.date | None) -> None:
    """A day that exists in somebody's life: not in the future, not before 1900."""
    if day is None:
        return
    if day > clock.today():
        problems[field] = FUTURE
    elif day.year < 1900:
        problems[field] = TOO_OLD


def save_checked(row: TenantModel) -> None:
    """Check fields and constraints, then save; what the database refuses all the same is a conflict."""
    row.take_binding()
    links = [field.name for field in row._meta.fields if isinstance(field, TenantForeignKey)]
    try:
        row.clean_fields(exclude=links)
        row.validate_constraints()
    except ValidationError as error:
        raise InputRefused(
            {
                ("" if name == NON_FIELD_ERRORS else name): sentences[0]
                for name, sentences in error.message_dict.items()
            }
        ) from error
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(MEANWHILE) from error
