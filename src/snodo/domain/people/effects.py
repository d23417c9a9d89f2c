"""What is done a moment later, so that a look takes the same time whoever was sought."""

from uuid import UUID

from snodo.kernel import background
from snodo.kernel.actor import Actor

BETWEEN = ","


@background.task(name="people.notice_seekers", queue="mail")
def notice_seekers(*, prints: str, persons: str, actor: Actor) -> None:
    """Who keeps the secrets of whoever was sought is told. Keyed hashes and ids travel, nothing else."""
    from snodo.domain.people import actions

    actions.tell_keepers(
        prints=[one for one in prints.split(BETWEEN) if one],
        persons=[UUID(one) for one in persons.split(BETWEEN) if one],
        actor=actor,
    )
