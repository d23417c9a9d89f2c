"""What every story stands on: one network with its bodies, people at work and programmes, and one die."""

import datetime
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from snodo.domain.casework.models import Case
from snodo.domain.network import actions as network
from snodo.domain.network import queries as network_queries
from snodo.domain.network.models import Membership, Organisation, Territory, User
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import ActivityKind, Phase, Programme, ProgrammeAction
from snodo.jobs.demo import cast
from snodo.jobs.demo.people import Crowd
from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.packfile import load_pack, pack_folder

DAY = datetime.timedelta(days=1)
SEED = 20200714


@dataclass
class Stage:
    """A network under construction. `today` and `now` are those of the whole load."""

    cast: cast.NetworkCast
    today: datetime.date
    now: datetime.datetime
    network_id: UUID
    dice: random.Random
    crowd: Crowd
    organisations: dict[str, Organisation] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    actions: dict[str, ProgrammeAction] = field(default_factory=dict)
    phases: dict[str, list[Phase]] = field(default_factory=dict)
    kinds: dict[str, ActivityKind] = field(default_factory=dict)
    towns: dict[str, list[Territory]] = field(default_factory=dict)
    founder: str = ""
    caseload: dict[str, list[Case]] = field(default_factory=dict)

    @contextmanager
    def acting(self, who: str) -> Iterator[Actor]:
        """One of the cast at work."""
        actor = self.actors[who]
        with tenancy.acting(actor):
            yield actor

    def day(self, days: int) -> datetime.date:
        """So many days from today; negative in the past."""
        return self.today + days * DAY

    def body_of(self, who: str) -> Organisation:
        """Where one of the cast works."""
        return self.memberships[who].organisation

    def action(self, key: str) -> ProgrammeAction:
        """ "in-lav-1/giovani": one line of work of one edition."""
        return self.actions[key]

    def kind(self, programme: str, code: str) -> ActivityKind:
        """A kind of activity of one edition."""
        return self.kinds[f"{programme}/{code}"]

    def start(
        self, key: str, pack: str, title: str, begins: int, ends: int, partners: dict[str, str], senders: str
    ) -> Programme:
        """Start an edition of a pack today, as the founder. `senders`: bodies that refer to it, too."""
        with self.acting(self.founder) as actor:
            programme = programmes.start_programme(
                pack=load_pack(pack_folder(pack)),
                title=title,
                starts_on=self.day(begins),
                ends_on=self.day(ends),
                acts_until=max(self.day(ends), self.day(365)),
                partners={code: self.organisations[body] for code, body in partners.items()},
                actor=actor,
            )
            for body in senders.split():
                programmes.add_partner(
                    programme=programme,
                    organisation=self.organisations[body],
                    role="sender",
                    circle="network",
                    duties="Segnala le persone e ne segue il percorso",
                    act_from=programme.starts_on,
                    act_until=max(programme.ends_on, self.day(365)),
                    actor=actor,
                )
            self._remember(key, programme)
        return programme

    def _remember(self, key: str, programme: Programme) -> None:
        self.programmes[key] = programme
        for action in programme.actions.select_related("programme"):
            self.actions[f"{key}/{action.code}"] = action
            self.phases[f"{key}/{action.code}"] = list(Phase.objects.filter(action=action))
        for kind in ActivityKind.objects.filter(programme=programme).select_related("programme"):
            self.kinds[f"{key}/{kind.code}"] = kind
        codes = {
            town["belfiore"]
            for place in programme.definition["places"]
            for town in place.get("municipalities", [])
        }
        self.towns[key] = list(Territory.objects.filter(belfiore__in=sorted(codes)).order_by("name"))


def build_stage(members: cast.NetworkCast, today: datetime.date, now: datetime.datetime) -> Stage:
    """Found the network, register its bodies, put its people to work. Call it with the past held."""
    founder = next(who for who, worker in members.workers.items() if worker.role == "administrator")
    users = {who: make_user(who, worker) for who, worker in members.workers.items()}
    actor = network.found_network(
        name=members.name,
        slug=members.slug,
        organisation_name=members.lead.name,
        organisation_kind=members.lead.kind,
        administrator=users[founder],
    )
    dice = random.Random(f"{SEED}/{members.slug}")
    stage = Stage(members, today, now, actor.network_id, dice, Crowd(dice), founder=founder)
    with tenancy.acting(actor):
        _bodies(stage, actor)
        for who, worker in members.workers.items():
            _seat(stage, who, worker, users[who], actor)
    return stage


def make_user(who: str, worker: cast.Worker) -> User:
    """The account of one of the cast: the same one in both networks."""
    known = User.objects.filter(email=cast.address(who)).first()
    return known or network.create_user(
        email=cast.address(who),
        first_name=worker.first_name,
        last_name=worker.last_name,
        password=cast.PASSWORD if worker.signs_in else None,
        actor=None,
    )


def _bodies(stage: Stage, actor: Actor) -> None:
    lead = Organisation.objects.get(pk=actor.organisation_id)
    stage.organisations[stage.cast.lead_key] = network.update_organisation(
        organisation=lead,
        short_name=stage.cast.lead.short_name,
        phone="02 5550 1100",
        email=f"segreteria@{stage.cast.lead_key}.example",
        capabilities=sorted(stage.cast.lead.capabilities),
        actor=actor,
    )
    for number, (key, body) in enumerate(stage.cast.bodies.items()):
        stage.organisations[key] = network.register_organisation(
            name=body.name,
            short_name=body.short_name,
            kind=body.kind,
            capabilities=body.capabilities,
            phone=f"02 5550 {1200 + number * 7}",
            email=f"segreteria@{key}.example",
            actor=actor,
        )


def _seat(stage: Stage, who: str, worker: cast.Worker, user: User, actor: Actor) -> None:
    if who == stage.founder:
        membership = Membership.objects.get(pk=actor.membership_id)
    else:
        membership = network.add_membership(
            user=user,
            organisation=stage.organisations[worker.body],
            role=worker.role,
            job_title=worker.job_title,
            actor=actor,
        )
    membership.user, membership.organisation = user, stage.organisations[worker.body]
    stage.memberships[who] = membership
    stage.actors[who] = network_queries.actor_of(membership, network_name=stage.cast.name, origin="command")


def the_present() -> tuple[datetime.date, datetime.datetime]:
    """Today and now, held for the whole load."""
    return clock.today(), clock.now()
