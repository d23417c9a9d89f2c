"""What else is under seal, each with its own words: sections, notes, requests, referrals, bodies."""

import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case, Plan, PlanSignature
from snodo.domain.instruments import actions as instruments
from snodo.domain.intake import actions as intake
from snodo.domain.intake.models import ReferralEvent, ReferralHandover, ReferralMessage, RuleException
from snodo.domain.network import actions as network
from snodo.domain.network.models import Membership
from snodo.domain.network.states import OrganisationKind, Role
from snodo.domain.outreach import actions as outreach
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy.models import CopyOmission, EmergencyReview, RetentionFile
from snodo.domain.privacy.states import OmitReason
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import Programme, ProgrammeInstrument
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.packfile import library_instruments
from snodo.kernel.tenancy import acting
from tests.factories.world import World
from tests.leaks import canaries as words
from tests.web.matrix.stage import answers

DAY = datetime.timedelta(days=1)


def before_protection(world: World, programme: Programme, her: Person, case: Case) -> None:
    """While she is known by name: what is written of her under seal, and the sensitive body beside her."""
    sara = world.actor("sara")
    _centre(world, programme, case)
    with acting(sara):
        people.add_identifier(person=her, kind="stp", value=words.HER_CODE, actor=sara)
        for section, text in words.SECTIONS.items():
            people.write_section(person=her, section=section, text=text, number=0, actor=sara)
        people.name_guardian(
            person=her,
            kind="support",
            name=words.GUARDIAN,
            reach=words.GUARDIAN_AT,
            act=words.DECREE,
            limits=words.DECREE_SAYS,
            way="beside",
            powers=["assets"],
            started_on=clock.today(),
            actor=sara,
        )
        people.look_for_guardian(person=her, note=words.SEARCHING, actor=sara)
        casework.keep_own_note(case=case, text=words.OWN_NOTE, actor=sara)
        casework.write_guidance(
            case=case,
            person=her,
            viewpoint="work",
            content={"cautions": words.GUIDANCE},
            certificate="unknown",
            review_on=clock.today() + 60 * DAY,
            actor=sara,
        )
        PlanSignature.objects.create(
            plan=Plan.objects.get(case=case),
            signer_kind="person",
            signer_name=f"{words.FIRST} {words.LAST}",
            method="paper",
        )
    _sheet(world, case)


def _centre(world: World, programme: Programme, case: Case) -> None:
    """A body whose name beside hers would say everything."""
    founder, sara = world.founder, world.actor("sara")
    with acting(founder):
        centre = network.register_organisation(
            name=words.CENTRE,
            short_name=words.CENTRE_SHORT,
            kind=OrganisationKind.ANTI_VIOLENCE,
            actor=founder,
        )
        for body, role in ((centre, "partner"), (world.organisations["health"], "sender")):
            programmes.add_partner(
                programme=programme,
                organisation=body,
                role=role,
                act_from=clock.today() - 200 * DAY,
                act_until=clock.today() + 200 * DAY,
                actor=founder,
            )
        lia = network.create_user(
            email="lia@rhodense.example", first_name="Lia", last_name="Prova", password=None, actor=None
        )
        works = network.add_membership(
            user=lia, organisation=centre, role=Role.OPERATOR, job_title=words.PROFESSION, actor=founder
        )
    world.organisations["centre"] = centre
    with acting(sara):
        casework.add_party(case=case, organisation=centre, function="partner", sees=["plan"], actor=sara)
        member = Membership.objects.select_related("user", "organisation").get(pk=works.pk)
        casework.add_team_member(case=case, membership=member, function="co_worker", actor=sara)


def _sheet(world: World, case: Case) -> None:
    """A reading with a restricted question."""
    sara = world.actor("sara")
    shape = next(one for one in library_instruments() if one.code == "multidisciplinary-reading")
    with acting(world.founder):
        sheet = instruments.register_instrument(shape=shape, actor=world.founder)
        ProgrammeInstrument.objects.get_or_create(action=case.action, instrument=sheet, purpose=sheet.purpose)
    with acting(sara):
        given = answers(sheet) | {"cautele": words.RESTRICTED}
        casework.record_assessment(
            case=case, instrument=sheet, answers=given, filler="operator", moment="start", actor=sara
        )


def after_protection(world: World, her: Person, husband: Person, case: Case) -> dict[str, list[UUID]]:
    """What she asks about her data, and what is said of others; gives what stands in the way of privacy."""
    return {
        "privacy": [
            _request(world, her),
            _emergency(world, husband),
            _hold(world, her),
            her.pk,
            _corrected(world, her),
        ],
        "intake": _referrals(world, case),
        "outreach": _before_a_path(world, case),
    }


def _before_a_path(world: World, case: Case) -> list[UUID]:
    """Somebody on the list of sara's body, and what was said in an interview."""
    sara = world.actor("sara")
    with acting(world.founder):
        shape = next(one for one in library_instruments() if one.code == "prior-interview")
        guide = instruments.register_instrument(shape=shape, actor=world.founder)
        ProgrammeInstrument.objects.get_or_create(action=case.action, instrument=guide, purpose=guide.purpose)
    with acting(sara):
        row = outreach.note_recipient(
            action=case.action,
            unit="person",
            name=words.REACHED,
            reach=words.REACHED_AT,
            note=words.REACHED_FOR,
            source="body",
            indicated_by=words.REACHED_BY,
            ground="agreed",
            actor=sara,
        )
        outreach.inform_recipient(recipient=row, how="voice", actor=sara)
        interview = outreach.hold_interview(
            recipient=row,
            kind="family",
            mode="home",
            held_on=clock.today(),
            minutes=45,
            people=2,
            who=words.HEARD_WHO,
            notes=words.HEARD,
            answers={"giornata": words.HEARD_ANSWER, "disponibile": "si"},
            actor=sara,
        )
    return [row.pk, interview.pk, case.programme_id]


def _request(world: World, her: Person) -> UUID:
    sara, paola = world.actor("sara"), world.actor("paola")
    her = Person(pk=her.pk, network_id=her.network_id)
    with acting(sara):
        asked = privacy.receive_request(
            person=her,
            kind="explanation",
            asked_by="guardian",
            asker=words.ASKER,
            words=words.ASKED,
            actor=sara,
        )
    with acting(paola):
        privacy.check_identity(request=asked, how="appointment", actor=paola)
        privacy.take_request(request=asked, actor=paola)
        privacy.prolong_request(request=asked, reason=words.PROLONGED, actor=paola)
        privacy.ask_contribution(request=asked, question=words.QUESTION, actor=paola)
        _copy(her, paola)
    with acting(sara):
        privacy.contribute(request=asked, text=words.CONTRIBUTED, actor=sara)
    with acting(paola):
        privacy.answer_request(request=asked, answer=words.ANSWERED, actor=paola)
    return asked.pk


def _hold(world: World, her: Person) -> UUID:
    """Her file is not to be kept for ever, and something stops it."""
    paola, yesterday = world.actor("paola"), clock.today() - DAY
    with acting(paola):
        file = RetentionFile.objects.create(
            subject_kind="people.person",
            subject_id=her.pk,
            ground="request",
            due_on=yesterday,
            erase_on=yesterday,
        )
        privacy.place_hold(file=file, reason=words.HELD, actor=paola)
    return file.pk


def _corrected(world: World, her: Person) -> UUID:
    """Something that was wrong elsewhere in her file."""
    paola = world.actor("paola")
    with acting(paola):
        asked = privacy.receive_request(person=her, kind="rectification", actor=paola)
        asked = privacy.check_identity(request=asked, how="known", actor=paola)
        asked = privacy.take_request(request=asked, actor=paola)
        privacy.note_correction(request=asked, where="Scheda", before="", after=words.CORRECTED, actor=paola)
    return asked.pk


def _copy(her: Person, paola: Actor) -> None:
    """A copy of her data, with something left out and a note why."""
    asked = privacy.receive_request(person=her, kind="access", actor=paola)
    asked = privacy.check_identity(request=asked, how="known", actor=paola)
    asked = privacy.take_request(request=asked, actor=paola)
    copy = privacy.prepare_copy(request=asked, actor=paola)
    CopyOmission.objects.create(
        copy=copy,
        key="una voce",
        reason=OmitReason.values[0],
        note=words.OMITTED,
        membership_id=paola.membership_id,
    )


def _emergency(world: World, husband: Person) -> UUID:
    """The health service opens the husband's file for an hour."""
    carla = world.actor("carla")
    with acting(carla):
        opened = privacy.ask_emergency(person=husband, reason="care", words=words.EMERGENCY, actor=carla)
        return EmergencyReview.objects.get(emergency=opened).pk


def _referrals(world: World, case: Case) -> list[UUID]:
    """A draft on somebody protected, and one on somebody who is not, with a code."""
    elena = world.actor("elena")
    common: dict[str, Any] = {
        "need_words": "Cerca lavoro.",
        "ground": "agreement",
        "shared_what": "Recapiti.",
    }
    with acting(elena):
        sealed = intake.save_draft(
            action=case.action,
            protected=True,
            pseudonym="Margherita",
            first_name=words.REFERRED,
            last_name="Bianchi",
            guardian_kind="guardian",
            guardian_words=words.ANSWERING,
            sheet_answers={"nota": words.SHEET_DRAFT},
            actor=elena,
            **common,
        )
        report = f"%PDF-1.7\n% {words.ATTACHED}\ntrailer<<>>\n%%EOF\n".encode()
        intake.attach_file(referral=sealed, file=SimpleUploadedFile("r.pdf", report), actor=elena)
        open_ = intake.save_draft(
            action=case.action,
            first_name="Ugo",
            last_name="Bianchi",
            codice_fiscale=words.REFERRED_CODE,
            actor=elena,
            **common,
        )
        by = {"author_id": elena.membership_id, "organisation_id": elena.organisation_id}
        ReferralMessage.objects.create(referral=open_, text=words.SAID, **by)
        ReferralEvent.objects.create(
            referral=open_, verb="draft", from_state="draft", to_state="draft", note=words.NOTED, **by
        )
        ReferralHandover.objects.create(
            referral=open_,
            state="declined",
            from_organisation_id=elena.organisation_id,
            from_membership_id=elena.membership_id,
            to_organisation=world.organisations["coop"],
            why=words.OFFERED,
            shared_what=words.OFFERED_WHAT,
            ground="agreement",
            answer_by=clock.today(),
            decided_at=clock.now(),
            decline_reason="no_places",
            answer=words.DECLINED,
        )
        RuleException.objects.create(
            referral=open_,
            kind="route",
            reason="other",
            words=words.ASIDE,
            expected=words.NOT_TO,
            chosen=world.organisations["coop"],
            author_id=elena.membership_id,
        )
        content = f"Nome;Cognome;{words.LIST_TITLE}\n{words.LIST_ROW};Bianchi;{words.LIST_CELL}\n"
        listed = intake.begin_batch(
            action=case.action, file_name=words.LIST_FILE, content=content.encode(), actor=elena
        )
        intake.match_columns(batch=listed, keys=["first_name", "last_name", ""], actor=elena)
    return [sealed.pk, open_.pk, listed.pk]
