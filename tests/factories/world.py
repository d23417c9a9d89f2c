"""The fixed cast: two networks, their bodies, and one named person per role and relation.

Built only by calling actions. The nearest neighbour of *sara* is *nadia*: same role, other organisation;
*omar* works beside her in the same body.
"""

from dataclasses import dataclass, field

from snodo.domain.network import actions, queries
from snodo.domain.network.models import Membership, Network, Organisation, Territory, User
from snodo.domain.network.states import Capability, OrganisationKind, Role, TerritoryKind
from snodo.kernel import tenancy
from snodo.kernel.actor import Actor
from tests.factories.recorded import recorded

PASSWORD = "Cammino-insieme-2026"

# who: (organisation, role, profession)
CAST: dict[str, tuple[str, str, str]] = {
    "marta": ("lead", Role.COORDINATOR, "coordinatrice"),
    "sara": ("coop", Role.OPERATOR, "educatrice"),
    "omar": ("coop", Role.OPERATOR, "educatore"),
    "nadia": ("other_coop", Role.OPERATOR, "educatrice"),
    "bruno": ("other_coop", Role.COORDINATOR, "coordinatore"),
    "elena": ("health", Role.REFERRER, "psichiatra"),
    "carla": ("health", Role.OPERATOR, "assistente sociale"),
    "dario": ("municipality", Role.REFERRER, "assistente sociale"),
    "tina": ("lead", Role.TRAINER, "formatrice"),
    "gino": ("lead", Role.STEERING, "dirigente"),
    "paola": ("lead", Role.PRIVACY_OFFICER, "responsabile della protezione dei dati"),
}

BODIES: dict[str, tuple[str, str, list[str]]] = {
    "coop": (
        "Cooperativa Il Ponte",
        OrganisationKind.SOCIAL_COOP,
        [Capability.TAKES_CHARGE, Capability.INTERNSHIP_HOST],
    ),
    "other_coop": ("Cooperativa Radici", OrganisationKind.SOCIAL_COOP, [Capability.TAKES_CHARGE]),
    "health": ("Servizio di salute mentale", OrganisationKind.HEALTH, [Capability.CLINICAL]),
    "municipality": ("Comune di Bollate", OrganisationKind.MUNICIPALITY, []),
    "promoter": (
        "Nucleo inserimenti lavorativi",
        OrganisationKind.PLACEMENT_SERVICE,
        [Capability.INTERNSHIP_PROMOTER],
    ),
    "company": ("Officina Verde", OrganisationKind.COMPANY, [Capability.INTERNSHIP_HOST]),
}


@dataclass
class World:
    """Everything a test may name."""

    network: Network
    founder: Actor
    organisations: dict[str, Organisation] = field(default_factory=dict)
    territories: dict[str, Territory] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    elsewhere: "World | None" = None

    def actor(self, who: str) -> Actor:
        """The actor of one of the cast; "stranger" works in the other network."""
        if who == "stranger":
            assert self.elsewhere is not None
            return self.elsewhere.actors["sara"]
        return self.actors[who]

    def user(self, who: str) -> User:
        if who == "stranger":
            assert self.elsewhere is not None
            return self.elsewhere.users["sara"]
        return self.users[who]


@recorded
def build_world() -> World:
    """The main network and, behind `elsewhere`, a second one with the same cast under other addresses."""
    world = build_network("Rete Rhodense", "rhodense", "rhodense.example")
    world.elsewhere = build_network("Rete di Torino", "torino", "torino.example")
    return world


def build_network(name: str, slug: str, domain: str) -> World:
    admin = actions.create_user(
        email=f"ada@{domain}", first_name="Ada", last_name="Neri", password=None, actor=None
    )
    founder = actions.found_network(
        name=name,
        slug=slug,
        organisation_name="Comuni Insieme",
        organisation_kind=OrganisationKind.SPECIAL_COMPANY,
        administrator=admin,
    )
    world = World(network=Network(id=founder.network_id, name=name, slug=slug), founder=founder)
    with tenancy.acting(founder):
        _bodies(world)
        _people(world, domain)
        world.users["ada"], world.actors["ada"] = admin, founder
        world.memberships["ada"] = Membership.objects.get(pk=founder.membership_id)
    return world


def _bodies(world: World) -> None:
    world.organisations["lead"] = Organisation.objects.get(pk=world.founder.organisation_id)
    ambito = actions.register_territory(
        kind=TerritoryKind.AMBITO, name="Garbagnate Milanese", actor=world.founder
    )
    bollate = actions.register_territory(
        kind=TerritoryKind.MUNICIPALITY, name="Bollate", parent=ambito, belfiore="A940", actor=world.founder
    )
    world.territories = {"ambito": ambito, "bollate": bollate}
    for key, (name, kind, capabilities) in BODIES.items():
        world.organisations[key] = actions.register_organisation(
            name=name, kind=kind, capabilities=capabilities, territories=[bollate], actor=world.founder
        )


def _people(world: World, domain: str) -> None:
    for who, (body, role, profession) in CAST.items():
        user = actions.create_user(
            email=f"{who}@{domain}", first_name=who.capitalize(), last_name="Prova", password=None, actor=None
        )
        membership = actions.add_membership(
            user=user,
            organisation=world.organisations[body],
            role=role,
            job_title=profession,
            actor=world.founder,
        )
        world.users[who], world.memberships[who] = user, membership
        membership = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
        world.actors[who] = queries.actor_of(membership, network_name=world.network.name)
