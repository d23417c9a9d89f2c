"""Django's migrate, without rebuilding every known model at each new table.

While it applies migrations Django keeps a picture of the models. When a table is added it rebuilds all
those tied to it, however far; in a schema where everything is tied to the network and the person that is
nearly all of them, a hundred times over. A new table changes nothing in the others but their reverse links,
which creating it does not need: it is enough to add it. The picture is then marked as partial, as Django
does for its own short cuts, so that a data migration rebuilds it whole before it runs.
"""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand
from django.db.migrations.state import ModelState, ProjectState


def _add_model(self: Any, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:
        self.is_delayed = True
        self.apps.render_multiple([model_state])


class Command(DjangoCommand):
    def handle(self, *args: Any, **options: Any) -> str | None:
        setattr(ProjectState, "add_model", _add_model)  # noqa: B010 - a method, on purpose
        done: str | None = super().handle(*args, **options)
        return done
