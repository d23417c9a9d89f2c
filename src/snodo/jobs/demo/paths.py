"""The path that people of a running programme have in common, from the referral to the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import PartyFunction
from snodo.domain.intake import actions as intake
from snodo.domain.intake.models import Referral
from snodo.jobs.demo import moves, routing, words, work
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.people import Persona
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage
from snodo.jobs.demo.work import Terms
from snodo.kernel import clock


@dataclass(frozen=True, slots=True)
class Route:
    """How one line of work goes: who triages, which talks and sheets, how long each stretch lasts."""

    edition: str
    action: str
    triage: str
    first_talk: str
    talks: Sequence[str]
    reading: str = "needs_reading"
    second_reading: str = ""
    groups: Sequence[str] = ()
    barriers: Sequence[str] = ()
    notice: tuple[str, int] = moves.NOTICE
    answer_in: int = 2
    plan_after: int = 14
    last_phase: int = 2
    contract: str = "contratto"
    partner: str = ""
    partner_function: str = PartyFunction.PARTNER

    @property
    def key(self) -> str:
        return f"{self.edition}/{self.action}"


@dataclass(slots=True)
class Walk:
    """One person on a route. `turn`: what happens to this one that does not happen to all."""

    route: Route
    sender: str
    who: str
    persona: Callable[[], Persona]
    terms: Callable[[], Terms | None] = lambda: None
    turn: str = ""
    midway: Callable[[Case], Story] | None = None
    case: Case | None = None
    talks: int = 3
    outcomes: Sequence[str] = field(default_factory=tuple)


def walk(stage: Stage, me: Walk) -> Story:
    """The whole life of a path; today cuts it wherever it is."""
    yield from arrive(stage, me)
    case = me.case
    assert case is not None
    route, who = me.route, me.who
    yield from moves.meet(
        stage, who, case, f"{route.edition}/{route.first_talk}", stage.dice.randint(3, 8), sure=True
    )
    yield from _reading(stage, me, case)
    if me.midway is not None:
        yield from me.midway(case)
    yield from _planning(stage, me, case)
    yield from _turn(stage, me, case)
    for number in range(me.talks):
        kind = route.talks[number % len(route.talks)]
        yield from moves.meet(stage, who, case, f"{route.edition}/{kind}", stage.dice.randint(9, 20))
        if number == 0 and stage.dice.random() < 0.4:
            moves.note(stage, who, case)
    moves.settle_promises(stage, who, case, ("commitment", "plan_review"), kept=0.85)
    moves.go_to(stage, who, route.key, case, route.last_phase)
    yield after(4)
    terms = me.terms()
    if terms is not None:
        yield from work.internship(stage, who, case, terms)
    yield after(12)
    yield from _ending(stage, me, case)


def _draft(stage: Stage, me: Walk) -> Referral:
    near = routing.lives_near(stage, me.route.edition, me.who)
    return moves.draft(stage, me.sender, me.route.key, me.persona(), **near)


def arrive(stage: Stage, me: Walk) -> Story:
    """Referred, assigned, accepted, informed."""
    route = me.route
    referral = _draft(stage, me)
    yield after(1)
    referral = moves.send(stage, me.sender, referral)
    yield after(stage.dice.randint(0, route.answer_in))
    referral = moves.assign(stage, route.triage, referral, me.who)
    yield after(stage.dice.randint(0, 1))
    groups = [stage.dice.choice(list(route.groups))] if route.groups else []
    barriers = stage.dice.sample(list(route.barriers), min(2, len(route.barriers)))
    me.case = moves.accept(stage, me.who, referral, groups, barriers)
    person = me.case.person
    assert person is not None
    moves.inform(stage, me.who, person, me.case.programme_id, route.notice)
    if stage.dice.random() < 0.5:
        moves.share(stage, me.who, person, stage.cast.workers[me.sender].body)
    stage.caseload.setdefault(me.who, []).append(me.case)


def _reading(stage: Stage, me: Walk, case: Case) -> Story:
    route, who = me.route, me.who
    yield after(4)
    moves.read(stage, who, route.key, case, route.reading, 0.35, "start")
    if route.second_reading and stage.dice.random() < 0.5:
        yield after(3)
        moves.read(stage, who, route.key, case, route.second_reading, 0.35, "start")
    if route.last_phase > 1:
        moves.go_to(stage, who, route.key, case, 1)
    if route.partner:
        with stage.acting(who) as actor:
            casework.add_party(
                case=case,
                organisation=stage.organisations[route.partner],
                function=route.partner_function,
                actor=actor,
            )


def _planning(stage: Stage, me: Walk, case: Case) -> Story:
    yield after(me.route.plan_after)
    plan = moves.write_plan(stage, me.who, case, goals=stage.dice.choice([1, 1, 2]))
    yield after(6)
    moves.sign(stage, me.who, plan, case.title)


def _turn(stage: Stage, me: Walk, case: Case) -> Story:
    """What happens on the way to some."""
    if me.turn == "suspended":
        yield after(10)
        with stage.acting(me.who) as actor:
            casework.suspend_case(
                case=case, reason="illness", note="Riprende appena sta meglio.", actor=actor
            )
        yield clock.today() + (stage.today - clock.today()) * 2  # not before today
    elif me.turn == "paused":
        yield after(10)
        with stage.acting(me.who) as actor:
            casework.suspend_case(case=case, reason="family", actor=actor)
        yield after(20)
        with stage.acting(me.who) as actor:
            casework.resume_case(case=case, actor=actor)
    elif me.turn == "left":
        yield after(15)
        moves.close(stage, me.who, case, "person_chose", "Ha preferito fermarsi. La porta resta aperta.")
        yield stage.day(1)
    elif me.turn == "worry":
        yield after(8)
        with stage.acting(me.who) as actor:
            issue = casework.open_issue(
                case=case,
                title="Due assenze di seguito senza avvisare",
                severity="medium",
                due_on=after(7),
                actor=actor,
            )
        yield after(7)
        if stage.dice.random() < 0.6:
            with stage.acting(me.who) as actor:
                casework.follow_issue(
                    issue=issue,
                    what_was_done="Sentita per telefono: torna lunedì.",
                    due_on=after(20),
                    actor=actor,
                )
    elif me.turn == "letters":
        for side, text in words.MESSAGES:
            yield after(3)
            moves.write_to(stage, me.sender if side == "sender" else me.who, case, text)


def _ending(stage: Stage, me: Walk, case: Case) -> Story:
    for kind in me.outcomes:
        moves.outcome(stage, me.who, case, kind)
    moves.settle_promises(stage, me.who, case, ("commitment", "support"))
    yield after(9)
    moves.close(stage, me.who, case, "goals_reached", "Percorso riuscito. Ci risentiamo tra tre mesi.")


# Referrals that stop before a case


def left_as_draft(stage: Stage, me: Walk) -> Story:
    _draft(stage, me)
    yield stage.day(1)


def waiting_for_triage(stage: Stage, me: Walk) -> Story:
    """Sent, and nobody has answered yet."""
    referral = _draft(stage, me)
    moves.send(stage, me.sender, referral)
    yield stage.day(1)


def just_assigned(stage: Stage, me: Walk) -> Story:
    referral = moves.send(stage, me.sender, _draft(stage, me))
    yield after(1)
    moves.assign(stage, me.route.triage, referral, me.who)


def asked(stage: Stage, me: Walk) -> Story:
    """Something is missing; `turn` "answered" when the sender has replied."""
    referral = moves.send(stage, me.sender, _draft(stage, me))
    yield after(1)
    with stage.acting(me.route.triage) as actor:
        intake.ask_information(
            referral=referral,
            text="In quali giorni può venire? Ha già un medico di riferimento?",
            actor=actor,
        )
    if me.turn == "answered":
        yield after(2)
        with stage.acting(me.sender) as actor:
            intake.answer_information(
                referral=referral, text="Martedì e giovedì mattina. Sì, lo segue il servizio.", actor=actor
            )


def in_line(stage: Stage, me: Walk) -> Story:
    referral = moves.send(stage, me.sender, _draft(stage, me))
    yield after(2)
    with stage.acting(me.route.triage) as actor:
        intake.put_on_waiting_list(
            referral=referral, note="I gruppi sono al completo: il prossimo parte tra un mese.", actor=actor
        )


def turned_down(stage: Stage, me: Walk) -> Story:
    referral = moves.send(stage, me.sender, _draft(stage, me))
    yield after(3)
    with stage.acting(me.route.triage) as actor:
        intake.refuse_referral(
            referral=referral,
            reason="already_followed",
            alternative="Il servizio che la segue già può proporre il corso serale di italiano.",
            note="Sentito il collega.",
            actor=actor,
        )


def taken_back(stage: Stage, me: Walk) -> Story:
    referral = moves.send(stage, me.sender, _draft(stage, me))
    yield after(2)
    with stage.acting(me.sender) as actor:
        intake.withdraw_referral(referral=referral, note="Ha trovato lavoro da sola.", actor=actor)
