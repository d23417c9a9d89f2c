"""What surrounds every page: areas, who I am, where I act. Read by `base.html`."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.functional import cached_property

from snodo.kernel.actor import Actor
from snodo.web import acting, navigation
from snodo.web.acting import Choice


@dataclass
class Shell:
    """Empty for visitors; filled by the acting middleware."""

    user_name: str = ""
    actor: Actor | None = None
    here: Choice | None = None
    choices: list[Choice] = field(default_factory=list)
    path: str = "/"
    with_counts: bool = False

    @classmethod
    def of(cls, request: HttpRequest, here: Choice | None = None) -> "Shell":
        choices = acting.choices(request)
        used = acting.remembered(request)
        if here is None and used is not None:
            here = next((choice for choice in choices if choice.membership_id == used[0]), None)
        return cls(
            user_name=request.user.get_full_name(),  # type: ignore[union-attr]
            actor=getattr(request, "actor", None),
            here=here,
            choices=choices,
            path=request.path,
            with_counts=not getattr(request, "htmx", False),
        )

    @cached_property
    def items(self) -> list[navigation.Item]:
        """The areas this role works in; their counts cost one statement, on whole pages only."""
        if self.here is None:
            return []
        numbers = self.numbers if self.with_counts else {}
        return navigation.items_for(self.here.role, self.path, numbers)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """What waits in each area: a page that tells it once more need not count it again."""
        return navigation.numbers_for(self.actor) if self.actor else {}

    @cached_property
    def search_url(self) -> str:
        return navigation.search_url(self.here.role) if self.here else ""

    @cached_property
    def inbox_url(self) -> str:
        return navigation.inbox_url() if self.here else ""

    @property
    def others(self) -> list[Choice]:
        """The roles one may switch to."""
        here = self.here.membership_id if self.here else None
        return [choice for choice in self.choices if choice.membership_id != here]
