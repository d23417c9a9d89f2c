"""A woman under protection who had a whole life on these pages before: everything written, then protected."""

import datetime
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from snodo.domain.activities import actions as activities
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.desk import actions as desks
from snodo.domain.documents import papers
from snodo.domain.documents.models import Document
from snodo.domain.people import actions as people
from snodo.domain.people.models import Household, Person
from snodo.domain.people.states import Relation
from snodo.domain.placements import papers as placement_papers
from snodo.domain.placements.models import MonitoringMeeting
from snodo.domain.programmes.models import ActivityKind
from snodo.domain.services import actions as services
from snodo.kernel import clock, tenancy
from tests.domain.placements.stage import build_stage
from tests.factories import casework as factory
from tests.factories.world import World
from tests.leaks import canaries as words
from tests.leaks import vault

PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n"
    + f"% Contratto di {words.FIRST} {words.LAST}\n".encode()
    + b"trailer<<>>\n%%EOF\n"
)
DAY = datetime.timedelta(days=1)


@dataclass
class Cage:
    """The world with her in it; `anchors`: area → ids of what speaks of her."""

    world: World
    person: Person
    anchors: dict[str, list[UUID]] = field(default_factory=dict)


def readable_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers made of their own data, so that a test can read what would be printed."""

    def render(*, data: Any, title: str, **_: Any) -> bytes:
        return b"%PDF-1.4\n" + json.dumps([title, data], default=str, ensure_ascii=False).encode()

    monkeypatch.setattr(papers, "render", render)


def build_cage(world: World) -> Cage:
    stage = build_stage(world)
    sara = world.actor("sara")
    with tenancy.acting(sara):
        her = people.register_person(
            first_name=words.FIRST,
            last_name=words.LAST,
            lived_name=words.LIVED,
            birth_date=datetime.date.fromisoformat(words.BORN),
            phone=words.PHONE,
            email=words.EMAIL,
            contact_notes=words.CONTACT_NOTE,
            municipality=world.territories["bollate"],
            actor=sara,
        )
        case = casework.open_case(
            programme=stage.programme,
            action=stage.programme.actions.order_by("position").first(),
            person=her,
            organisation=world.organisations["coop"],
            responsible=world.memberships["sara"],
            sender=world.organisations["health"],
            need_in_own_words=f"{words.FIRST} cerca lavoro.",
            opened_on=clock.today() - 100 * DAY,
            actor=sara,
        )
        casework.add_party(
            case=case,
            organisation=world.organisations["other_coop"],
            function="partner",
            sees=["plan", "readings", "outcomes", "diary"],
            actor=sara,
        )
    _life(world, stage, her, case)
    _at_the_desk(world, stage, her)
    vault.before_protection(world, stage.programme, her, case)
    family, husband = _family(world, her)
    with tenancy.acting(sara):
        people.protect_person(
            person=her, pseudonym=words.PSEUDONYM, reason="La cerca chi le ha fatto del male", actor=sara
        )
        people.agree_safe_contact(
            person=her,
            number=words.PHONE,
            by_whom=words.BY_WHOM,
            safe_word=words.SAFE_WORD,
            note=words.CONTACT_NOTE,
            actor=sara,
        )
    _after(world, stage, her, case)
    more = vault.after_protection(world, her, husband, case)
    return Cage(world, her, _anchors(world, stage, her, case, family) | more)


def _life(world: World, stage: Any, her: Person, case: Case) -> None:
    """Before: under her own name."""
    sara = world.actor("sara")
    factory.a_signed_plan(world, case)
    with tenancy.acting(sara):
        _intern(stage, case)
        casework.add_note(case=case, text=f"{words.FIRST} {words.LAST} è contenta.", actor=sara)
        casework.add_step(
            case=case,
            title=f"Chiamare {words.FIRST}",
            due_on=clock.today() + 5 * DAY,
            actor=sara,
        )
        _meet(world, case, clock.now() + 2 * DAY)


def _at_the_desk(world: World, stage: Any, her: Person) -> None:
    """She came to the desk under a name she chose, then said who she was, and was sent to a service."""
    sara = world.actor("sara")
    with tenancy.acting(world.founder):
        desk = desks.open_desk(
            programme=stage.programme,
            organisation=world.organisations["coop"],
            title="Sportello",
            actor=world.founder,
        )
    with tenancy.acting(sara):
        entry = desks.record_access(
            desk=desk,
            reason="casa",
            nickname=words.CHOSEN_NAME,
            note=f"{words.FIRST} {words.LAST} cerca casa.",
            next_step=f"Chiamare {words.FIRST}",
            next_on=clock.today() + 3 * DAY,
            actor=sara,
        )
        service = services.list_service(
            name=words.SHELTER, kind="violence", provider="Rete territoriale", actor=sara
        )
        services.send_to_service(service=service, entry=entry, ask_on=clock.today(), actor=sara)
        desks.make_known(entry=entry, person=her, actor=sara)


def _after(world: World, stage: Any, her: Person, case: Case) -> None:
    """After: as one works with a protected person."""
    sara = world.actor("sara")
    with tenancy.acting(sara):
        case = Case.objects.select_related("person", "programme", "action").get(pk=case.pk)
        _meet(world, case, clock.now() + 1 * DAY)
        kinds = stage.programme.definition["outcome_kinds"]
        kind = next(one["code"] for one in kinds if one["family"] == "job_contract")
        casework.record_outcome(
            case=case,
            kind=kind,
            happened_on=clock.today(),
            employer=words.EMPLOYER,
            upload=SimpleUploadedFile(f"Contratto {words.LAST}.pdf", PDF),
            actor=sara,
        )
        internship = next(iter(_internships(case)))
        placement_papers.register(internship, clock.today().replace(day=1), sara)
        casework.make_report(case=case, actor=sara)


def _internships(case: Case) -> Any:
    from snodo.domain.placements.models import Internship

    return Internship.objects.filter(case=case).select_related("person", "host", "promoter", "rule")


def _intern(stage: Any, case: Case) -> None:
    stage.case = case
    stage.started(
        site=words.SITE,
        timetable=words.TIMETABLE,
        host_tutor_name=words.HOST_TUTOR,
        weekly_hours=Decimal(20),
        starts_on=clock.today() - 30 * DAY,
    )


def _meet(world: World, case: Case, at: datetime.datetime) -> None:
    kind = ActivityKind.objects.filter(programme=case.programme, mode="individual").first()
    assert kind is not None
    activities.plan_appointment(
        kind=kind,
        case=case,
        starts_at=at,
        place=words.PLACE,
        companion=words.COMPANION,
        operator=world.memberships["sara"],
        actor=world.actor("sara"),
    )


def _family(world: World, her: Person) -> tuple[Household, Person]:
    """Her husband, followed by nadia's body and known to sara's too."""
    sara = world.actor("sara")
    first, last = words.HUSBAND.split()
    with tenancy.acting(sara):
        husband = people.register_person(first_name=first, last_name=last, actor=sara)
        people.add_identifier(person=husband, kind="stp", value=words.HIS_CODE, actor=sara)
        people.admit_organisation(
            person=husband, organisation=world.organisations["other_coop"], reason="desk", actor=sara
        )
        family = people.register_household(name=f"Famiglia {last}", reference=husband, actor=sara)
        people.add_household_member(household=family, person=her, relation=Relation.PARTNER, actor=sara)
    return family, husband


def _anchors(world: World, stage: Any, her: Person, case: Case, family: Household) -> dict[str, list[UUID]]:
    with tenancy.acting(world.actor("sara")):
        internships = [one.pk for one in _internships(case)]
        return {
            "people": [her.pk, family.pk],
            "casework": [case.pk],
            "placements": [*internships, *MonitoringMeeting.objects.values_list("pk", flat=True)[:1]],
            "activities": list(_appointments(case)),
            "documents": list(Document.objects.values_list("pk", flat=True)),
            "programmes": [stage.programme.pk],
            "employers": [stage.host.pk],
            "network": [
                world.organisations["company"].pk,
                world.organisations["coop"].pk,
                world.organisations["centre"].pk,
            ],
        }


def _appointments(case: Case) -> Any:
    from snodo.domain.activities.models import Appointment

    return Appointment.objects.filter(case=case).values_list("pk", flat=True)
