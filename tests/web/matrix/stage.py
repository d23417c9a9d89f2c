"""One of everything, and somebody in every relation to it: what the permission matrix walks on.

The case is sara's, at the co-operative. Around it: *nadia*, of another body, in the team; *bruno*, who
co-ordinates that body; *fausto*, in the team too, but the act of his body has ended; *dario*, whose service
sent the person. Not around it: *omar*, who works beside sara; *carla*, whose body works in the programme.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from snodo.domain.activities import actions as activities
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import CaseTeamMember
from snodo.domain.casework.states import PartyFunction, Section, TeamFunction
from snodo.domain.community import actions as community
from snodo.domain.desk import actions as desks
from snodo.domain.desk.queries.questions import page_holder
from snodo.domain.documents import actions as documents
from snodo.domain.employers import actions as employers
from snodo.domain.instruments import actions as instruments
from snodo.domain.intake import actions as intake_actions
from snodo.domain.intake.models import Escalation, Referral, ReferringLink
from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.models import Notification
from snodo.domain.network import actions as network
from snodo.domain.network import queries as members
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Capability, OrganisationKind, Role
from snodo.domain.opportunities import actions as opportunities
from snodo.domain.outreach import actions as outreach
from snodo.domain.outreach import queries as before
from snodo.domain.outreach.models import PublicSheet
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.people.states import CircleReason, Relation
from snodo.domain.placements.models import InternshipRule, MonitoringMeeting
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy import effects
from snodo.domain.privacy.models import EmergencyReview, RetentionFile, UnusualReading
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes import queries as queries_of_programmes
from snodo.domain.programmes.models import ActivityKind, ProgrammeInstrument, ProgrammePartner
from snodo.domain.services import actions as services
from snodo.domain.tables import actions as tables
from snodo.domain.tables import states as table_states
from snodo.domain.tables.models import Table, TableGuest
from snodo.domain.training import actions as training
from snodo.kernel import clock
from snodo.kernel.actor import Actor, the_clock
from snodo.kernel.packfile import library_instruments
from snodo.kernel.tenancy import acting
from tests.domain.placements.stage import DAY, Stage, build_stage
from tests.domain.tables.scene import tomorrow
from tests.domain.training.school import build_school
from tests.factories import intake, lists
from tests.factories.world import World
from tests.web.matrix import doubles
from tests.web.on_packs.desk import a_paper

# Who looks, and how they stand to the case. The order is that of the table.
VIEWERS: dict[str, str] = {
    "sara": "operator, responsible for the case",
    "omar": "operator of the same body, not in the team",
    "livia": "co-ordinator of the body in charge",
    "nadia": "operator of another body, in the team by an act in force",
    "bruno": "co-ordinator of that other body",
    "fausto": "operator in the team, of a body whose act has ended",
    "carla": "operator of a body of the programme that is not around the case",
    "marta": "co-ordinator of the lead",
    "dario": "referring service that sent the person",
    "elena": "referring service that did not",
    "ada": "administrator of the network",
    "paola": "privacy officer",
    "tina": "trainer of operators",
    "gino": "steering board",
    "stranger": "operator of another network",
}


@dataclass
class Scene:
    """The world, and the objects by the name under which the table speaks of them."""

    world: World
    ids: dict[str, UUID] = field(default_factory=dict)
    stage: Stage | None = None

    def keep(self, **rows: Any) -> None:
        for name, row in rows.items():
            self.ids[name] = row.pk


def build_scene(world: World) -> Scene:
    """Everything, by the actions that users call; only the end of an act is written straight."""
    _more_people(world)
    stage = build_stage(world)
    scene = Scene(world, stage=stage)
    scene.keep(
        programme=stage.programme, case=stage.case, host=stage.host, organisation=stage.host.organisation
    )
    _around(scene, stage)
    for build in (
        _path, _household, _referral, _table, add_work, _internship, add_offers, _school, _rest, _privacy,
        _papers, _desk, _diary, _before_a_path,
    ):  # fmt: skip
        build(scene, stage)
    doubles.build(scene)
    _act_ends(scene, stage)
    return scene


def _more_people(world: World) -> None:
    with acting(world.founder):
        world.organisations["former"] = network.register_organisation(
            name="Cooperativa di Ieri",
            kind=OrganisationKind.SOCIAL_COOP,
            capabilities=[Capability.TAKES_CHARGE],
            territories=[world.territories["bollate"]],
            actor=world.founder,
        )
        for who, body, role in (
            ("livia", "coop", Role.COORDINATOR),
            ("fausto", "former", Role.OPERATOR),
        ):
            user = network.create_user(
                email=f"{who}@{world.network.slug}.example",
                first_name=who.capitalize(),
                last_name="Prova",
                password=None,
                actor=None,
            )
            made = network.add_membership(
                user=user, organisation=world.organisations[body], role=role, actor=world.founder
            )
            membership = Membership.objects.select_related("user", "organisation").get(pk=made.pk)
            world.users[who], world.memberships[who] = user, membership
            world.actors[who] = members.actor_of(membership, network_name=world.network.name)


def _around(scene: Scene, stage: Stage) -> None:
    world, sara, today = scene.world, stage.actor(), clock.today()
    with acting(world.founder):
        for body, role in (("health", "clinical"), ("former", "partner"), ("municipality", "sender")):
            if not stage.programme.partners.filter(organisation=world.organisations[body]).exists():
                programmes.add_partner(
                    programme=stage.programme,
                    organisation=world.organisations[body],
                    role=role,
                    act_from=today - 300 * DAY,
                    act_until=today + 300 * DAY,
                    actor=world.founder,
                )
    with acting(sara):
        for body, function in (
            ("other_coop", PartyFunction.PARTNER),
            ("former", PartyFunction.PARTNER),
            ("municipality", PartyFunction.SENDER),
        ):
            party = casework.add_party(
                case=stage.case,
                organisation=world.organisations[body],
                function=function,
                sees=[Section.PLAN, Section.OUTCOMES],
                actor=sara,
            )
            scene.keep(**{f"party_{body}": party})
        for who in ("nadia", "fausto"):
            member = casework.add_team_member(
                case=stage.case,
                membership=world.memberships[who],
                function=TeamFunction.CO_WORKER,
                actor=sara,
            )
            scene.keep(**{f"member_{who}": member})


def _act_ends(scene: Scene, stage: Stage) -> None:
    """As if time had gone by: the act ended yesterday; nobody took fausto out of the team."""
    with acting(scene.world.founder):
        ProgrammePartner.objects.filter(
            programme=stage.programme, organisation=scene.world.organisations["former"]
        ).update(act_until=clock.today() - DAY)
        assert CaseTeamMember.objects.filter(pk=scene.ids["member_fausto"], ended_on__isnull=True).exists()


def _path(scene: Scene, stage: Stage) -> None:
    case, sara, soon = stage.case, stage.actor(), clock.today() + 20 * DAY
    with acting(sara):
        plan = casework.write_plan(case=case, summary="Un passo alla volta.", review_on=soon, actor=sara)
        goal = casework.add_goal(plan=plan, text="Un lavoro vicino a casa", actor=sara)
        promise = casework.add_commitment(goal=goal, text="Vado al laboratorio", due_on=soon, actor=sara)
        step = casework.add_step(case=case, title="Telefonare", due_on=soon, actor=sara)
        issue = casework.open_issue(
            case=case, title="Molto stanco", severity="medium", due_on=soon, actor=sara
        )
        outcome = casework.record_outcome(
            case=case,
            kind=stage.programme.definition["outcome_kinds"][0]["code"],
            happened_on=clock.today(),
            upload=a_paper(),
            actor=sara,
        )
        own_note = casework.keep_own_note(case=case, text="Da chiedere la prossima volta.", actor=sara)
        offer = casework.propose_handover(case=case, to=scene.world.memberships["omar"], actor=sara)
        tool = case.action.instruments.select_related("instrument").get(purpose="self_efficacy")
        for moment in ("start", "end"):
            reading = casework.record_assessment(
                case=case,
                instrument=tool.instrument,
                answers=answers(tool.instrument),
                filler="operator",
                moment=moment,
                actor=sara,
            )
        scene.keep(
            goal=goal, promise=promise, step=step, issue=issue, outcome=outcome, offer=offer,
            reading=reading, instrument=tool.instrument, own_note=own_note,
        )  # fmt: skip
        if outcome.evidence_id:
            scene.ids["document"] = outcome.evidence_id
        scene.ids["person"] = case.person_id  # type: ignore[assignment]
        given = case.person
        assert given is not None
        people.record_information_given(
            person=given, notice_code="privacy-notice", notice_version=1, actor=sara
        )


def answers(instrument: Any) -> dict[str, Any]:
    """An answer to each required question."""
    plain: dict[str, Any] = {
        "yes_no": True, "short_text": "Sì", "long_text": "Così.", "number": 1,
        "date": clock.today().isoformat(),
    }  # fmt: skip
    given: dict[str, Any] = {}
    for part in instrument.definition["sections"]:
        for item in part["items"]:
            if item["kind"] == "scale":
                given[item["code"]] = item["anchors"][-1]["value"]
            elif item.get("required"):
                first = item["options"][0]["code"] if item["kind"] in ("choice", "multi") else None
                given[item["code"]] = [first] if item["kind"] == "multi" else first or plain[item["kind"]]
    return given


def _household(scene: Scene, stage: Stage) -> None:
    sara = stage.actor()
    with acting(sara):
        mother = people.register_person(first_name="Amina", last_name="Diallo", actor=sara)
        child = people.register_person(first_name="Fatou", last_name="Diallo", actor=sara)
        household = people.register_household(name="Famiglia Diallo", reference=mother, actor=sara)
        member = people.add_household_member(
            household=household, person=child, relation=Relation.CHILD, actor=sara
        )
        people.admit_organisation(
            person=mother,
            organisation=scene.world.organisations["municipality"],
            reason=CircleReason.REFERRAL,
            actor=sara,
        )
        guardian = people.name_guardian(
            person=stage.case.person,
            kind="support",
            name="Avv. Olmo",
            act="Tribunale, 12/2024",
            way="beside",
            powers=["assets"],
            started_on=clock.today(),
            actor=sara,
        )
    scene.keep(household=household, household_member=member, guardian=guardian)


def _referral(scene: Scene, stage: Stage) -> None:
    with acting(scene.world.founder):
        action = intake.action_of(stage.programme, stage.case.action.code)
    sent = intake.an_assigned(scene.world, action, first_name="Rosa", last_name="Bruni", phone="333 9876543")
    other = intake.an_assigned(scene.world, action, first_name="Ivo", last_name="Serra", phone="333 1112223")
    sara = stage.actor()
    with acting(sara):
        offered = intake_actions.propose_referral_handover(
            referral=other,
            organisation=scene.world.organisations["other_coop"],
            why="È del loro territorio.",
            ground="agreement",
            shared_what="Il bisogno.",
            actor=sara,
        )
    scene.keep(referral=sent, action=action, offered_referral=offered)
    with acting(scene.world.founder):
        listed = lists.as_csv(action, [lists.good_row(action), lists.good_row(action, 2, need_words="")])
    scene.keep(referral_batch=lists.loaded(scene.world, action, listed))
    _closures_and_deadlines(scene, sent)
    _route(scene, stage)
    giver = scene.world.actor("marta")
    with acting(giver):
        intake_actions.give_referring_link(
            action=action, organisation=scene.world.organisations["municipality"], actor=giver
        )
        scene.keep(referring_link=ReferringLink.objects.get())


def _route(scene: Scene, stage: Stage) -> None:
    """From next week one more town is received by the co-operative: a row that can still be taken back."""
    marta = scene.world.actor("marta")
    with acting(marta):
        (route,) = programmes.route_municipalities(
            programme=stage.programme,
            municipalities=[queries_of_programmes.towns_of(stage.programme)[0]],
            organisation=scene.world.organisations["coop"],
            valid_from=clock.today() + 7 * DAY,
            source="Accordo di zona",
            actor=marta,
        )
        scene.keep(route=route)


def _closures_and_deadlines(scene: Scene, referral: Referral) -> None:
    """The promise of the first answer is over; the co-operative has a day of its own."""
    world, livia = scene.world, scene.world.actor("livia")
    assert referral.due_answer_on is not None
    with clock.held(clock.at(referral.due_answer_on + DAY)), acting(world.founder):
        intake_actions.put_promises_before_owners(step="first_answer", actor=the_clock(world.network.pk))
        scene.keep(escalation=Escalation.objects.get(referral=referral))
    with acting(livia):
        closed = network.add_closed_day(
            organisation=world.organisations["coop"],
            title="Fondazione",
            rule="yearly",
            month=9,
            day=21,
            actor=livia,
        )
        scene.keep(closed_day=closed, co_operative=world.organisations["coop"])


def _table(scene: Scene, stage: Stage) -> None:
    world, sara = scene.world, stage.actor()
    with acting(sara):
        table = tables.prepare_table(
            programme=stage.programme,
            kind=table_states.TableKind.MULTIDISCIPLINARY,
            title="Tavolo di novembre",
            starts_at=tomorrow(),
            actor=sara,
        )
        guest = tables.invite_guest(
            table=table,
            membership=world.memberships["elena"],
            function="psichiatra",
            sees=[table_states.Sees.FUNCTIONING],
            actor=sara,
        )
        item = tables.add_case_to_table(table=table, case=stage.case, title="Un ragazzo", actor=sara)
        tables.convene_table(table=table, actor=sara)
        table = tables.open_table(table=table, actor=sara)
        me = TableGuest.objects.get(table=table, membership_id=sara.membership_id)
        tables.mark_presence(table=table, present=[me, guest], actor=sara)
        position = tables.take_position(
            table_case=item, guest=me, need_area="lavoro", text="Può cominciare.", actor=sara
        )
        chance = tables.put_opportunity(table=table, text="Un laboratorio", table_case=item, actor=sara)
        promise = tables.add_commitment(
            text="Sentire il laboratorio",
            due_on=clock.today() + 9 * DAY,
            table_case=item,
            membership=world.memberships["sara"],
            actor=sara,
        )
    marta = world.actor("marta")
    with acting(marta):
        protocol = tables.draft_protocol(
            programme=stage.programme,
            title="Protocollo",
            text="Come lavoriamo.",
            approval_by=[world.organisations["lead"], world.organisations["coop"]],
            actor=marta,
        )
    scene.keep(
        table=table, guest=guest, item=item, position=position, table_opportunity=chance,
        table_promise=promise, protocol=protocol,
    )  # fmt: skip


def add_work(scene: Scene, stage: Stage) -> None:
    sara = stage.actor()
    with acting(sara):
        mine = Q(action=None) | Q(action=stage.case.action)
        kinds = {one.mode: one for one in ActivityKind.objects.filter(mine, programme=stage.programme)}
        appointment = activities.plan_appointment(
            kind=kinds["individual"], starts_at=tomorrow(15), case=stage.case, actor=sara
        )
        group = activities.form_group(
            programme=stage.programme,
            kind=kinds["group"],
            title="Laboratorio",
            places=8,
            starts_on=clock.today(),
            actor=sara,
        )
        member = activities.add_group_member(group=group, case=stage.case, actor=sara)
        session = activities.plan_sessions(group=group, first_at=tomorrow(17), actor=sara)[0]
        request = activities.request_extra_hours(
            case=stage.case, payer="referring_service", hours=3, reason="Serve più tempo.", actor=sara
        )
    scene.keep(
        appointment=appointment, group=group, group_member=member, session=session, hours_request=request
    )


def _internship(scene: Scene, stage: Stage) -> None:
    with acting(stage.actor()):
        internship = stage.started()
        meeting = MonitoringMeeting.objects.filter(internship=internship).order_by("planned_on").first()
        agreement = employers.record_agreement(
            promoter=scene.world.organisations["promoter"],
            host=stage.host.organisation,
            valid_from=clock.today() + 300 * DAY,
            valid_until=clock.today() + 400 * DAY,
            actor=stage.actor(),
        )
        contact = employers.add_host_contact(host=stage.host, name="Gianni Capo", actor=stage.actor())
    scene.keep(internship=internship, meeting=meeting, agreement=agreement, contact=contact)


def add_offers(scene: Scene, stage: Stage) -> None:
    sara = stage.actor()
    with acting(sara):
        offer = opportunities.offer_opportunity(
            title="Orto di quartiere",
            kind="solidarity",
            provider=scene.world.organisations["coop"],
            places=4,
            actor=sara,
        )
        card = opportunities.draft_card(case=stage.case, actor=sara)
        line = opportunities.add_card_line(
            card=card, opportunity=offer, words="Puoi provare l'orto.", actor=sara
        )
        opportunities.issue_card(card=card, actor=sara)
    scene.keep(opportunity=offer, card=card, card_line=line)


def _school(scene: Scene, stage: Stage) -> None:
    school = build_school(scene.world)
    tina = school.actor()
    with acting(tina):
        session = training.plan_session(
            area=school.areas()[0], starts_at=clock.now() + DAY, minutes=120, topic="Prove", actor=tina
        )
        shadowing = training.start_shadowing(
            course=school.course,
            operator=scene.world.memberships["sara"],
            senior=scene.world.memberships["nadia"],
            actor=tina,
        )
    scene.keep(course=school.course, enrolment=school.enrolment, course_session=session, shadowing=shadowing)


def _rest(scene: Scene, stage: Stage) -> None:
    world, founder = scene.world, scene.world.founder
    with acting(founder):
        invitation, _ = network.invite_member(
            organisation=world.organisations["coop"],
            email=f"nuova@{world.network.slug}.example",
            role=Role.OPERATOR,
            actor=founder,
        )
    scene.keep(invitation=invitation, membership=world.memberships["elena"])
    with acting(stage.actor()):
        job = messaging.start_job(kind="export", title="Elenco", actor=stage.actor())
        paper = documents.store_upload(
            file=a_paper("scheda.pdf"),
            title="Scheda",
            kind="other",
            subject=stage.case,
            person_id=stage.case.person_id,
            actor=stage.actor(),
        )
    scene.keep(job=job)
    scene.ids.setdefault("document", paper.pk)
    with acting(world.actor("omar")):
        note = Notification.objects.filter(membership_id=world.memberships["omar"].pk).first()
        if note is not None:
            scene.keep(notification=note)


def _privacy(scene: Scene, stage: Stage) -> None:
    """A part of the file given to the health body; carla opens the file in an emergency."""
    world, sara, carla = scene.world, stage.actor(), scene.world.actor("carla")
    person = stage.case.person
    assert person is not None
    with acting(sara):
        grant = people.grant_sections(
            person=person,
            organisation=world.organisations["health"],
            sections=["health"],
            purpose="care",
            legal_base="care",
            valid_until=clock.today() + 30 * DAY,
            actor=sara,
        )
    with acting(carla):
        emergency = privacy.ask_emergency(
            person=person, reason="care", words="Sta male e ha bisogno di cure subito.", actor=carla
        )
        review = EmergencyReview.objects.get(emergency=emergency)
    with acting(world.actor("paola")):
        unusual = UnusualReading.objects.create(
            pattern="many", membership=world.memberships["carla"], day=clock.today(), count=40
        )
    paola = world.actor("paola")
    with acting(paola):
        request = privacy.receive_request(person=person, kind="access", actor=paola)
    scene.keep(grant=grant, emergency=emergency, review=review, unusual=unusual, request=request)
    _copied(scene, person, paola)
    _due(scene, person, paola)


def _due(scene: Scene, person: Person, paola: Actor) -> None:
    """A file whose time is over, stopped by a hold."""
    today = clock.today()
    with acting(paola):
        file = RetentionFile.objects.create(
            subject_kind="people.person", subject_id=person.pk, due_on=today, erase_on=today
        )
        hold = privacy.place_hold(file=file, reason="Una causa in corso.", actor=paola)
    scene.keep(file=file, hold=hold)


def _copied(scene: Scene, person: Person, paola: Actor) -> None:
    """A copy ready to be handed over, and a request refused, which has its letter."""
    with acting(paola):
        asked = privacy.receive_request(person=person, kind="access", actor=paola)
        privacy.check_identity(request=asked, how="paper", actor=paola)
        privacy.take_request(request=asked, actor=paola)
        copy = privacy.prepare_copy(request=asked, actor=paola)
    effects.collect_copy.run(copy_id=copy.pk, actor=paola)
    with acting(paola):
        passages = privacy.review_copy(copy=copy, actor=paola)
        scene.ids["document_copied"] = next(UUID(one.document_id) for one in passages if one.document_id)
        privacy.compose_copy(copy=copy, actor=paola)
    effects.compose_copy.run(copy_id=copy.pk, actor=paola)
    with acting(paola):
        refused = privacy.receive_request(person=person, kind="erasure", actor=paola)
        privacy.refuse_request(request=refused, reason="Il percorso è aperto.", actor=paola)
    scene.keep(request_copied=asked, request_refused=refused)


def _papers(scene: Scene, stage: Stage) -> None:
    with acting(scene.world.founder):
        scene.keep(
            act=stage.programme.partners.get(organisation=scene.world.organisations["other_coop"]),
            rule=InternshipRule.objects.filter(region="lombardia").first(),
        )


def _desk(scene: Scene, stage: Stage) -> None:
    """The co-operative keeps a desk: livia co-ordinates it, sara and omar work there."""
    world, livia, sara = scene.world, scene.world.actor("livia"), stage.actor()
    now = clock.now()
    with acting(livia):
        desk = desks.open_desk(
            programme=stage.programme,
            organisation=world.organisations["coop"],
            title="Sportello giovani",
            actor=livia,
        )
        place = desk.places.get()
        opening = desks.add_opening(
            desk=desk,
            place=place,
            weekday=0,
            opens=datetime.time(9),
            closes=datetime.time(12),
            actor=livia,
        )
        shift = desks.plan_shift(
            desk=desk,
            place=place,
            membership=world.memberships["sara"],
            starts_at=now + DAY,
            ends_at=now + 2 * DAY,
            actor=livia,
        )
        page = desks.open_question_page(desk=desk, actor=livia)
    asker = page_holder(page)
    with acting(asker):
        question, _ = desks.ask_question(page=page, topic="when", actor=asker)
    with acting(sara):
        visit = desks.join_queue(desk=desk, called="Signora Ada", actor=sara)
        entry = desks.record_access(
            desk=desk,
            reason="lavoro",
            nickname="Stella",
            next_step="Richiamare",
            actor=sara,
        )
        service = services.list_service(name="Mensa", kind="food", provider="Parrocchia", actor=sara)
        sending = services.send_to_service(service=service, entry=entry, actor=sara)
    scene.keep(
        service=service, sending=sending, desk=desk,
        desk_opening=opening, desk_shift=shift, desk_visit=visit, desk_access=entry,
        desk_contact=entry.contact, desk_question=question,
    )  # fmt: skip


def _diary(scene: Scene, stage: Stage) -> None:
    """Sara's body promotes; one of her people was there."""
    sara = stage.actor()
    with acting(sara):
        activity = community.plan_activity(
            title="Festa di via Verdi", kind="community_event", starts_on=clock.today() - DAY, actor=sara
        )
        scene.keep(
            network_activity=activity,
            activity_partner=community.add_partner(activity=activity, name="Bocciofila", actor=sara),
            activity_participant=community.add_participant(
                activity=activity, person=stage.case.person, actor=sara
            ),
        )


def _before_a_path(scene: Scene, stage: Stage) -> None:
    """Sara's body keeps a list: one who was met, with what was said."""
    sara = stage.actor()
    with acting(sara):
        row = outreach.note_recipient(
            action=stage.case.action,
            unit="person",
            name="Anna Z.",
            source="self",
            ground="agreed",
            actor=sara,
        )
        outreach.inform_recipient(recipient=row, how="voice", actor=sara)
        interview = outreach.hold_interview(
            recipient=row,
            kind="individual",
            mode="in_person",
            held_on=clock.today(),
            minutes=45,
            people=1,
            answers={"disponibile": "si"} if stage.programme.pack_code == "in-lav" else {},
            actor=sara,
        )
        scene.keep(possible_recipient=row, prior_interview=interview)
    marta = scene.world.actor("marta")
    words = dict.fromkeys(("title", "offers", "for_whom", "how", "contact"), "Un posto per cominciare")
    with acting(marta):
        sheet = outreach.write_sheet(programme=stage.programme, actor=marta, **words)
        sheet = outreach.publish_sheet(sheet=sheet, actor=marta)
        holder = before.sheet_holder(sheet)
        called = outreach.ask_to_be_called(
            sheet=sheet, body="Aurora", contact="Il presidente", phone="02 555 123", topic="know", when="any",
            actor=holder,
        )  # fmt: skip
        scene.keep(public_sheet=sheet, call_request=called)
    with acting(sara):
        focus = tables.prepare_table(
            programme=stage.programme, kind="focus_group", title="Oratori", starts_at=tomorrow(), actor=sara
        )
        Table.objects.filter(pk=focus.pk).update(starts_at=clock.now() - DAY)
        focus.refresh_from_db()
        voice = outreach.hear_theme(table=focus, title="Fiducia", voices=2, actor=sara)
        scene.keep(focus_group=focus, theme_voice=voice)
    _territory_sheet(scene, stage, sheet)


def _territory_sheet(scene: Scene, stage: Stage, sheet: PublicSheet) -> None:
    """A body of the territory has filled in the sheet of the programme."""
    with acting(scene.world.founder):
        shape = next(one for one in library_instruments() if one.code == "territorial-collection")
        guide = instruments.register_instrument(shape=shape, actor=scene.world.founder)
        ProgrammeInstrument.objects.get_or_create(
            action=stage.case.action, instrument=guide, purpose=guide.purpose
        )
        holder = before.sheet_holder(sheet)
        reply = outreach.fill_territory_sheet(
            programme=stage.programme,
            body="Aurora",
            answers={
                "realta": "Aurora", "tipo": "altro", "comuni": "Bollate", "quanti": 3, "eta": ["16-17"],
                "descrizione": "Pochi", "luoghi": "In piazza",
            },
            sheet=sheet,
            actor=holder,
        )  # fmt: skip
        scene.keep(territory_reply=reply)
