"""What the verbs of a table share: the lock, and the checks said in one way."""

from django.core.exceptions import ValidationError

from snodo.domain.tables import access, states
from snodo.domain.tables.models import Table, TableCase
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, TransitionRefused
from snodo.kernel.tenancy import TenantModel

ONLY_CONDUCTOR = "Solo chi ha convocato il tavolo può farlo."
NOT_RUNNING = "Si può scrivere solo mentre il tavolo è in corso."


def locked(table: Table) -> Table:
    """The table as it is now, held until the end of the transaction."""
    return Table.objects.select_for_update(of=("self",)).get(pk=table.pk)


def require_conductor(actor: Actor, table: Table) -> None:
    """Raises NotAllowed unless the actor convened the table or co-ordinates the convening body."""
    access.require(access.can_conduct(actor, table), ONLY_CONDUCTOR)


def require_running(table: Table) -> None:
    """Raises TransitionRefused unless the table is in progress."""
    if table.state != states.TableState.IN_PROGRESS:
        raise TransitionRefused(NOT_RUNNING)


def require_before(table: Table) -> None:
    """Raises TransitionRefused once the table has begun or was cancelled."""
    if table.state not in states.BEFORE:
        raise TransitionRefused("Il tavolo è già iniziato o è stato annullato: non si può più preparare.")


def same_table(table_case: TableCase | None, table: Table | None) -> Table:
    """The table meant by a verb that may speak of one case or of the whole sitting."""
    if table_case is not None:
        found: Table = table_case.table
        return found
    if table is None:
        raise InputRefused({"": "Manca il tavolo."})
    return table


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
