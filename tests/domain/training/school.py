"""A course for operators with somebody in it."""

import datetime
from dataclasses import dataclass

from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import Programme
from snodo.domain.training import actions
from snodo.domain.training.models import Course, CourseArea, CourseSession, Enrolment
from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.packfile import loading
from tests.factories.world import World

DAY = datetime.timedelta(days=1)


@dataclass
class School:
    """What the tests name."""

    world: World
    programme: Programme
    course: Course
    enrolment: Enrolment

    def actor(self, who: str = "tina") -> Actor:
        return self.world.actor(who)

    def areas(self) -> list[CourseArea]:
        return list(self.course.areas.order_by("position"))

    def hold(self, area: CourseArea, hours: int, present: bool = True, days_ago: int = 30) -> CourseSession:
        """One long meeting already held."""
        session = actions.plan_session(
            area=area,
            starts_at=clock.now() - days_ago * DAY - area.position * datetime.timedelta(hours=1),
            minutes=hours * 60,
            topic="Prove",
            actor=self.actor(),
        )
        minutes = {self.enrolment.pk: session.minutes if present else 0}
        return actions.hold_session(session=session, minutes=minutes, actor=self.actor())


def build_school(world: World) -> School:
    """Start the programme, add the co-operative, open the course, enrol sara."""
    today, founder = clock.today(), world.founder
    with tenancy.acting(founder):
        programme = programmes.start_programme(
            pack=loading.load_pack(loading.pack_folder("reti-delle-opportunita")),
            starts_on=today - 100 * DAY,
            ends_on=today + 100 * DAY,
            actor=founder,
        )
        programmes.add_partner(
            programme=programme,
            organisation=world.organisations["coop"],
            role="partner",
            act_from=today - 100 * DAY,
            act_until=today + 100 * DAY,
            actor=founder,
        )
    with tenancy.acting(world.actor("tina")):
        course = actions.open_course(programme=programme, actor=world.actor("tina"))
        enrolment = actions.enrol_operator(
            course=course, membership=world.memberships["sara"], actor=world.actor("tina")
        )
    return School(world, programme, course, enrolment)
