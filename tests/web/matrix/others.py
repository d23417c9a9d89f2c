"""What does not belong to who looks: a neighbour's work in the same network, and a whole other network.

All that is another network's bears FAR in its name, all that is the neighbour's NEAR: neither may be
read in an answer to somebody who asked for it by its id.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat

from snodo.domain.casework import actions as casework
from snodo.domain.desk import actions as desks
from snodo.domain.people import actions as people
from snodo.domain.tables import actions as tables
from snodo.domain.tables import states as table_states
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import TenantModel, acting
from tests.domain.placements.stage import DAY, Stage
from tests.domain.tables.scene import tomorrow
from tests.web.matrix.stage import Scene, add_offers, add_work, build_scene

FAR, NEAR = "Ginepro", "Zafferano"
NAMED = ("title", "name", "last_name", "nickname", "called")
LONGEST_NAME = 30
# What one body offers, the whole network may choose.
SHARED = {"opportunities.Opportunity"}


@dataclass
class Rows:
    """Every tenant row of the two networks, by kind."""

    own: dict[UUID, type[TenantModel]] = field(default_factory=dict)
    far: dict[type[TenantModel], list[UUID]] = field(default_factory=dict)
    near: dict[type[TenantModel], list[UUID]] = field(default_factory=dict)

    def is_hidden(self, kind: type[TenantModel], value: str) -> bool:
        """Whether no row of one's own network bears this id, or it is the neighbour's."""
        own = {str(pk) for pk, one in self.own.items() if one is kind}
        return value not in own or value in {str(one) for one in self.near.get(kind, [])}

    def elsewhere(self, kind: type[TenantModel]) -> dict[str, str]:
        """One row of the other network and one of the neighbour, where they have any."""
        found = {"of another network": self.far.get(kind, []), "of a neighbour": self.near.get(kind, [])}
        return {how: str(rows[0]) for how, rows in found.items() if rows}

    def foreign(self, kind: type[TenantModel], offered: set[str]) -> dict[str, str]:
        """One row of each relation that the form does not offer."""
        found = {"of another network": self.far.get(kind, [])[:1]}
        if kind._meta.label in SHARED:
            return {how: str(rows[0]) for how, rows in found.items() if rows}
        neighbours = [one for one in self.near.get(kind, []) if str(one) not in offered]
        others = [pk for pk, one in self.own.items() if one is kind and str(pk) not in offered]
        found["of a neighbour"] = neighbours[:1] or others[-1:]
        return {how: str(rows[0]) for how, rows in found.items() if rows}


class NearStage(Stage):
    """The same programme, as nadia works in it: of another body, with a path of her own."""

    def actor(self, who: str = "nadia") -> Actor:
        return self.world.actor(who)


def add_others(scene: Scene, stage: Stage) -> Rows:
    """A neighbour beside the scene, another network behind it, and what there is of each."""
    assert scene.world.elsewhere is not None
    build_scene(scene.world.elsewhere)
    _rename(scene.world.elsewhere.founder, FAR, after=None)
    begun = uuid7()
    _neighbour(scene, stage)
    _rename(scene.world.founder, NEAR, after=begun)
    rows = Rows()
    with acting(scene.world.elsewhere.founder):
        for kind in _kinds():
            rows.far[kind] = list(kind.objects.order_by("-pk").values_list("pk", flat=True)[:3])
    with acting(scene.world.founder):
        for kind in _kinds():
            found = list(kind.objects.order_by("pk").values_list("pk", flat=True))
            rows.own.update(dict.fromkeys(found, kind))
            rows.near[kind] = [pk for pk in found if isinstance(pk, UUID) and pk > begun]
    return rows


def _kinds() -> list[type[TenantModel]]:
    return [one for one in apps.get_models() if issubclass(one, TenantModel) and one._meta.pk.name == "id"]


def _rename(actor: Actor, word: str, *, after: UUID | None) -> None:
    """Every name becomes one that is found at once where it must not be."""
    with acting(actor):
        for kind in _kinds():
            if kind._meta.app_label in ("audit", "network") or (after and kind._meta.label in SHARED):
                continue
            for name in NAMED:
                one = next((each for each in kind._meta.fields if each.name == name), None)
                if isinstance(one, models.CharField) and (one.max_length or 99) > LONGEST_NAME:
                    rows = kind.objects.exclude(**{name: ""})
                    rows = rows.filter(pk__gt=after) if after else rows
                    rows.update(**{name: Concat(Value(f"{word} "), name)})


def _neighbour(scene: Scene, stage: Stage) -> None:
    """nadia's own person, path, plan, table, appointment, group, offer and card."""
    world, nadia, soon = scene.world, scene.world.actor("nadia"), clock.today() + 20 * DAY
    with acting(nadia):
        person = people.register_person(first_name="Ivo", last_name="Vicino", actor=nadia)
        case = casework.open_case(
            programme=stage.programme,
            action=stage.case.action,
            person=person,
            organisation=world.organisations["other_coop"],
            responsible=world.memberships["nadia"],
            opened_on=clock.today() - 20 * DAY,
            actor=nadia,
        )
        plan = casework.write_plan(case=case, summary="Piano.", review_on=soon, actor=nadia)
        goal = casework.add_goal(plan=plan, text="Una casa", actor=nadia)
        casework.add_commitment(goal=goal, text="Telefona", due_on=soon, actor=nadia)
        casework.add_step(case=case, title="Scrivere", due_on=soon, actor=nadia)
        casework.open_issue(case=case, title="Stanco", severity="medium", due_on=soon, actor=nadia)
        table = tables.prepare_table(
            programme=stage.programme,
            kind=table_states.TableKind.MULTIDISCIPLINARY,
            title="Tavolo",
            starts_at=tomorrow(11),
            actor=nadia,
        )
        tables.add_case_to_table(table=table, case=case, title="Un altro", actor=nadia)
        people.register_household(name="Famiglia", reference=person, actor=nadia)
    bruno = world.actor("bruno")
    with acting(bruno):
        desks.open_desk(
            programme=stage.programme,
            organisation=world.organisations["other_coop"],
            title="Sportello",
            actor=bruno,
        )
    near, aside = NearStage(world, stage.programme, case, stage.host), Scene(world)
    add_work(aside, near)
    add_offers(aside, near)
