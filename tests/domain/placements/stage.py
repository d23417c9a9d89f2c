"""A programme under way with one case and one company, for the tests of placements and what stands near."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.employers import actions as employers
from snodo.domain.employers.models import HostProfile
from snodo.domain.people import actions as people
from snodo.domain.placements import actions, queries
from snodo.domain.placements.models import Internship
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.packfile import loading
from tests.factories.world import World

DAY = datetime.timedelta(days=1)


@dataclass
class Stage:
    """What the tests name."""

    world: World
    programme: Programme
    case: Case
    host: HostProfile

    def actor(self, who: str = "sara") -> Actor:
        return self.world.actor(who)

    def draft(self, who: str = "sara", **changes: Any) -> Internship:
        """An internship to which nothing is missing: three months, begun forty days ago."""
        starts_on = changes.pop("starts_on", clock.today() - 40 * DAY)
        values: dict[str, Any] = {
            "case": self.case,
            "kind": "extracurricular",
            "promoter": self.world.organisations["promoter"],
            "host": self.host.organisation,
            "starts_on": starts_on,
            "ends_on": starts_on + 120 * DAY,
            "job": "Aiuto magazzino",
            "weekly_hours": Decimal(25),
            "allowance": Decimal(500),
            "promoter_tutor_name": "Rita Tutor",
            "host_tutor_name": "Gianni Capo",
            "inail_position": "12345",
            "rct_policy": "RCT 99",
            "objectives": "Imparare a gestire il magazzino.",
            "tasks": "Carico, scarico, inventario.",
            "eqf_level": 4,
            **changes,
        }
        return actions.draft_internship(actor=self.actor(who), **values)

    def started(self, **changes: Any) -> Internship:
        """The same, already begun, with a reason for every warning."""
        internship = self.draft(**changes)
        reasons = {finding.code: "Si può." for finding in queries.check_internship(internship)}
        return actions.start_internship(internship=internship, reasons=reasons, actor=self.actor())


def build_stage(world: World, pack: str = "in-lav") -> Stage:
    """Start the programme, take one person in charge at the co-operative, agree with one company."""
    today = clock.today()
    founder, sara = world.founder, world.actor("sara")
    with tenancy.acting(founder):
        programme = programmes.start_programme(
            pack=loading.load_pack(loading.pack_folder(pack)),
            starts_on=today - 300 * DAY,
            ends_on=today + 300 * DAY,
            actor=founder,
        )
        for body in ("lead", "coop", "other_coop"):
            if not programme.partners.filter(organisation=world.organisations[body]).exists():
                programmes.add_partner(
                    programme=programme,
                    organisation=world.organisations[body],
                    role="partner",
                    act_from=today - 300 * DAY,
                    act_until=today + 300 * DAY,
                    actor=founder,
                )
    with tenancy.acting(sara):
        person = people.register_person(
            first_name="Luca", last_name="Ferrante", birth_date=datetime.date(1999, 5, 4), actor=sara
        )
        case = casework.open_case(
            programme=programme,
            action=programme.actions.order_by("position").first(),
            person=person,
            organisation=world.organisations["coop"],
            responsible=world.memberships["sara"],
            opened_on=today - 200 * DAY,
            actor=sara,
        )
        host = employers.open_host_profile(
            organisation=world.organisations["company"],
            kind="green",
            permanent_employees=8,
            region="lombardia",
            site="Via dei Campi 3, Bollate",
            actor=sara,
        )
        employers.record_agreement(
            promoter=world.organisations["promoter"],
            host=host.organisation,
            valid_from=today - 100 * DAY,
            valid_until=today + 200 * DAY,
            actor=sara,
        )
    return Stage(world, programme, case, host)
