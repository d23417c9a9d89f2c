"""What the diary does when other contexts announce something."""

from typing import Any

from django.dispatch import receiver

from snodo.domain.community import actions
from snodo.domain.people import events as people
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor


@receiver(people.person_protected, dispatch_uid="community.forget_where")
def forget_where(*, person: Person, actor: Actor, **_: Any) -> None:
    """Nothing says where a protected person used to be seen."""
    actions.forget_participant(person=person, actor=actor)
