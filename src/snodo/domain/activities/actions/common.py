"""What the verbs share: one way to say that a field is wrong, one way to charge minutes."""

import datetime

from django.core.exceptions import ValidationError

from snodo.domain.activities.models import HoursEntry
from snodo.domain.casework.models import Case
from snodo.domain.programmes.models import ActivityKind
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.tenancy import TenantModel


def checked(row: TenantModel) -> None:
    """Field and constraint checks, with Italian sentences, before the database says it its own way."""
    row.take_binding()
    try:
        row.full_clean()
    except ValidationError as error:
        problems = {
            ("" if field == "__all__" else field): " ".join(sentences)
            for field, sentences in error.message_dict.items()
        }
        raise InputRefused(problems) from error


def charge(
    *,
    case: Case,
    source: TenantModel,
    minutes: int,
    payer: str,
    worked_on: datetime.date,
    kind: ActivityKind | None,
    actor: Actor,
) -> HoursEntry:
    """Write the minutes of one source on one case; said again, the same line is corrected, never doubled."""
    entry, _ = HoursEntry.objects.update_or_create(
        case=case,
        ref_kind=source._meta.label_lower,
        ref_id=source.pk,
        defaults={
            "minutes": minutes,
            "payer": payer,
            "worked_on": worked_on,
            "kind": kind,
            "organisation_id": actor.organisation_id,
        },
    )
    return entry
