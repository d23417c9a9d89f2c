"""The gestures all stories have in common: refer, take in, meet, read, plan, close."""

import datetime
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from uuid import UUID

from snodo.domain.activities import actions as activities
from snodo.domain.activities.models import Appointment
from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case, Plan
from snodo.domain.intake import actions as intake
from snodo.domain.intake.models import Referral
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.people.naming import whole_years
from snodo.jobs.demo import routing, sheets, words
from snodo.jobs.demo.people import Persona
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock
from snodo.kernel.identifiers import expected_codice_fiscale

NOTICE = ("privacy-notice", 2)
NOTICE_LANGUAGES = frozenset({"it", "ar", "en", "es", "fr", "uk"})
EVIDENCE = b"%%PDF-1.4\n%% prova %s\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n"  # noqa: E501


class Proof(BytesIO):
    """A small PDF as it would come from a form."""

    def __init__(self, words_: str) -> None:
        content = EVIDENCE % words_.encode("ascii", "replace")
        super().__init__(content)
        self.name: str | None = "prova.pdf"
        self.size: int | None = len(content)


def working(day: datetime.date) -> datetime.date:
    """The day itself, or the Monday after."""
    return day + {5: 2, 6: 1}.get(day.weekday(), 0) * DAY


def after(days: int) -> datetime.date:
    """A working day, so many days from the one of the story."""
    return working(clock.today() + days * DAY)


# Before the case


def _who_answers(persona: Persona) -> dict[str, str]:
    """Of somebody under age, that day."""
    if persona.birth_date is None or whole_years(persona.birth_date, clock.today()) >= 18:
        return {}
    return {"guardian_kind": "parents", "guardian_words": "I genitori: vengono al primo colloquio."}


def draft(stage: Stage, who: str, action: str, persona: Persona, **more: Any) -> Referral:
    """A referral complete but for the sending."""
    line = stage.action(action)
    fields: dict[str, Any] = {
        **persona.fields(),
        "intercepted_on": clock.today() - _heard_before(stage) * DAY,
        "need_words": stage.dice.choice(words.NEEDS),
        "ground": "agreement",
        **_who_answers(persona),
        "shared_what": "Recapiti, scheda di segnalazione e relazione breve.",
        "contact_notes": stage.dice.choice(["", "", "Meglio dopo le 15", "Preferisce un messaggio"]),
        "criteria_answers": sheets.criteria_answers(line),
        "sheet_answers": sheets.sheet_answers(stage, line),
    }
    if persona.citizenship == "IT" and not persona.protected and stage.dice.random() < 0.5:
        fields["codice_fiscale"] = expected_codice_fiscale(
            first_name=persona.first_name,
            last_name=persona.last_name,
            birth_date=persona.birth_date,
            sex="F" if persona.sex == "female" else "M",
            birth_place=persona.municipality.belfiore,
        )
    with stage.acting(who) as actor:
        return intake.save_draft(action=line, actor=actor, **(fields | more))


def _heard_before(stage: Stage) -> int:
    """Days between the meeting and the sheet, fewer of late; without the die, which other stories throw."""
    turn = clock.today().toordinal() * 7
    return turn % 3 if clock.today() > stage.day(-100) else 4 + turn % 6


def send(stage: Stage, who: str, referral: Referral) -> Referral:
    with stage.acting(who) as actor:
        return intake.send_referral(referral=referral, acknowledge_duplicates=True, actor=actor)


def assign(stage: Stage, who: str, referral: Referral, to: str) -> Referral:
    with stage.acting(who) as actor:
        return intake.assign_referral(
            referral=referral, membership=stage.memberships[to], route=routing.why_another(), actor=actor
        )


def accept(
    stage: Stage, who: str, referral: Referral, groups: Iterable[str] = (), barriers: Iterable[str] = ()
) -> Case:
    """Open the case, with its person or household loaded."""
    with stage.acting(who) as actor:
        return intake.accept_referral(referral=referral, target_groups=groups, barriers=barriers, actor=actor)


def take_in(
    stage: Stage,
    who: str,
    action: str,
    persona: Persona,
    sender: str = "",
    groups: Iterable[str] = (),
    barriers: Iterable[str] = (),
) -> Case:
    """Register somebody and take them in charge on the spot."""
    line = stage.action(action)
    with stage.acting(who) as actor:
        person = people.register_person(actor=actor, **persona.fields())
        return casework.open_case(
            programme=line.programme,
            action=line,
            person=person,
            organisation=stage.body_of(who),
            responsible=stage.memberships[who],
            need_in_own_words=stage.dice.choice(words.NEEDS),
            sender=stage.organisations[sender] if sender else None,
            target_groups=groups,
            barriers=barriers,
            actor=actor,
        )


def inform(
    stage: Stage, who: str, person: Person, programme_id: UUID, notice: tuple[str, int] = NOTICE
) -> None:
    """In the person's language where the notice has it, else in Italian with somebody beside them."""
    translated = person.language if person.language in NOTICE_LANGUAGES else "it"
    with stage.acting(who) as actor:
        people.record_information_given(
            person=person,
            notice_code=notice[0],
            notice_version=notice[1],
            ground_id=programme_id,
            language=translated,
            with_mediator=person.language not in ("", "it") and stage.dice.random() < 0.4,
            actor=actor,
        )


def share(stage: Stage, who: str, person: Person, body: str, choice: str = "agreed") -> None:
    with stage.acting(who) as actor:
        people.record_sharing_choice(
            person=person,
            organisation=stage.organisations[body],
            purpose="follow",
            choice=choice,
            valid_until=clock.today() + 365 * DAY,
            actor=actor,
        )


# Meeting people


def fix(
    stage: Stage, who: str, case: Case, kind: str, day: datetime.date, hour: int = 10, **more: Any
) -> Appointment:
    """An appointment; `kind` is "edition/code"."""
    with stage.acting(who) as actor:
        return activities.plan_appointment(
            kind=stage.kinds[kind],
            starts_at=clock.at(day, hour),
            case=case,
            place=more.pop("place", stage.body_of(who).label),
            actor=actor,
            **more,
        )


def met(stage: Stage, who: str, appointment: Appointment, **more: Any) -> Appointment:
    with stage.acting(who) as actor:
        return activities.record_appointment(
            appointment=appointment,
            outcome="done",
            what=stage.dice.choice(words.INTERVIEWS),
            actor=actor,
            **more,
        )


def missed(stage: Stage, who: str, appointment: Appointment, reason: str = "excused") -> Appointment:
    with stage.acting(who) as actor:
        return activities.record_appointment(
            appointment=appointment, outcome="missed", missed_reason=reason, actor=actor
        )


def meet(stage: Stage, who: str, case: Case, kind: str, in_days: int, **more: Any) -> Story:
    """Fix an appointment, wait for it, say how it went. Now and then it is moved, or nobody comes."""
    minutes = more.pop("minutes", None)
    sure = more.pop("sure", False)
    day = after(in_days)
    appointment = fix(stage, who, case, kind, day, hour=stage.dice.choice([9, 10, 11, 14, 15, 16]), **more)
    yield day + DAY
    luck = 1.0 if sure else stage.dice.random()
    if luck < 0.06:
        later = after(6)
        with stage.acting(who) as actor:
            moved = activities.record_appointment(
                appointment=appointment, outcome="moved", moved_to_at=clock.at(later, 11), actor=actor
            )
        yield later + DAY
        following = Appointment.objects.select_related("case").get(pk=moved.moved_to_id)
        met(stage, who, following, minutes=minutes)
    elif luck < 0.14:
        missed(stage, who, appointment, stage.dice.choice(["excused", "not_excused", "ours"]))
    else:
        met(stage, who, appointment, minutes=minutes)


# Inside the case


def go_to(stage: Stage, who: str, action: str, case: Case, place: int) -> Case:
    """Move to the phase at that place (from 0)."""
    with stage.acting(who) as actor:
        return casework.move_phase(case=case, phase=stage.phases[action][place], actor=actor)


def read(
    stage: Stage,
    who: str,
    action: str,
    case: Case,
    purpose: str,
    level: float,
    moment: str,
    filler: str = "operator",
) -> None:
    """Fill in the instrument of that purpose."""
    instrument = sheets.instrument_of(stage, action, purpose)
    answers = sheets.filled(stage, instrument, level=level)
    with stage.acting(who) as actor:
        casework.record_assessment(
            case=case, instrument=instrument, answers=answers, moment=moment, filler=filler, actor=actor
        )


def write_plan(stage: Stage, who: str, case: Case, goals: int = 2, review: int = 120) -> Plan:
    """A draft of the personalised project."""
    with stage.acting(who) as actor:
        plan = casework.write_plan(
            case=case, summary=stage.dice.choice(words.SUMMARIES), review_on=after(review), actor=actor
        )
        for text, area, expected in stage.dice.sample(words.GOALS, goals):
            goal = casework.add_goal(
                plan=plan, text=text, area=area, expected_result=expected, due_on=after(150), actor=actor
            )
            casework.add_commitment(
                goal=goal,
                text=stage.dice.choice(words.COMMITMENTS),
                due_on=after(stage.dice.randint(8, 40)),
                actor=actor,
            )
            casework.add_support(
                goal=goal,
                text=stage.dice.choice(words.SUPPORTS),
                organisation=case.organisation,
                actor=actor,
            )
    return plan


def sign(stage: Stage, who: str, plan: Plan, name: str) -> Plan:
    with stage.acting(who) as actor:
        return casework.sign_plan(
            plan=plan,
            signatures=[
                casework.Signature(kind="person", name=name),
                casework.Signature(kind="operator", name=actor.user_name, organisation=stage.body_of(who)),
            ],
            actor=actor,
        )


def settle_promises(stage: Stage, who: str, case: Case, kinds: tuple[str, ...], kept: float = 0.8) -> None:
    """What fell due is said: mostly kept."""
    with stage.acting(who) as actor:
        due = case.steps.filter(state="due", due_on__lt=clock.today(), kind__in=kinds).select_related("case")
        for step in list(due.order_by("due_on", "title")):
            outcome = "done" if stage.dice.random() < kept else "missed"
            casework.settle_step(step=step, outcome=outcome, actor=actor)


def note(stage: Stage, who: str, case: Case, text: str = "", audience: str = "team") -> None:
    with stage.acting(who) as actor:
        casework.add_note(
            case=case, text=text or stage.dice.choice(words.NOTES), audience=audience, actor=actor
        )


def write_to(stage: Stage, who: str, case: Case, text: str) -> None:
    with stage.acting(who) as actor:
        casework.send_message(case=case, text=text, actor=actor)


def outcome(stage: Stage, who: str, case: Case, kind: str, proven: bool = True, **more: Any) -> None:
    """Something came of it, with its paper."""
    with stage.acting(who) as actor:
        casework.record_outcome(
            case=case,
            kind=kind,
            happened_on=clock.today(),
            upload=Proof(f"{kind} {stage.dice.random()}") if proven else None,
            actor=actor,
            **more,
        )


def close(stage: Stage, who: str, case: Case, reason: str = "goals_reached", words_: str = "") -> Case:
    with stage.acting(who) as actor:
        return casework.close_case(case=case, reason=reason, note=words_, drop_open_steps=True, actor=actor)
