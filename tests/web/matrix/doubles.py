"""Pairs that look alike: two of livia's body, one across the wall to marta's, and two joined already."""

from typing import Any

from django.db.models import Q

from snodo.domain.people import actions as people
from snodo.domain.people.models import Person, PossiblePair
from snodo.kernel.actor import Actor, the_clock
from snodo.kernel.tenancy import acting, in_network


def build(scene: Any) -> None:
    """Named `pair`, `pair_question` (asked of marta's body by livia's) and `merge`."""
    world = scene.world
    sara, livia, marta = (world.actor(who) for who in ("sara", "livia", "marta"))
    first, _ = _alike(sara, sara, "Ginevra")
    mine, _ = _alike(sara, marta, "Brando")
    kept, gone = _alike(sara, sara, "Ottavia")
    with in_network(world.network.pk):
        people.find_pairs(limit=500, actor=the_clock(world.network.pk))
    with acting(livia):
        question = people.ask_other_body(pair=_pair_of(mine), actor=livia)
        merge = people.merge_persons(kept=kept, gone=gone, versions=(1, 1), actor=livia)
        scene.keep(pair=_pair_of(first), pair_question=question, merge=merge)


def _alike(one: Actor, other: Actor, name: str) -> tuple[Person, Person]:
    made = []
    for actor, last in ((one, "Somiglianti"), (other, "Somiglianty")):
        with acting(actor):
            made.append(
                people.register_person(first_name=name, last_name=last, phone="333 5550000", actor=actor)
            )
    return made[0], made[1]


def _pair_of(person: Person) -> PossiblePair:
    return PossiblePair.objects.get(Q(one=person) | Q(other=person))
