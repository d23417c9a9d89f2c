"""What the verbs of this context share."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from snodo.kernel.errors import InputRefused
from snodo.kernel.tenancy import TenantModel


def save_checked(row: TenantModel) -> None:
    """Check fields and limits with Italian sentences, then save."""
    row.take_binding()
    try:
        row.clean_fields()
        row.validate_constraints()
    except ValidationError as error:
        raise InputRefused(
            {
                ("" if field == NON_FIELD_ERRORS else field): said[0]
                for field, said in error.message_dict.items()
            }
        ) from error
    row.save()
