"""A referral from the sending body to the open case, and every other way it can end."""

import datetime
from typing import Any

import pytest

from snodo.domain.casework import access as casework_access
from snodo.domain.casework.models import Case, CaseParty
from snodo.domain.intake import access, actions, queries, states
from snodo.domain.intake.models import Referral, ReferralEvent
from snodo.domain.messaging.models import Notification
from snodo.domain.people import access as people_access
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import Programme, ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.intake import KNOWN
from tests.factories.world import World


def seen_by(world: World, who: str, referral: Referral) -> bool:
    actor = world.actor(who)
    with acting(actor):
        return access.referrals_visible_to(actor).filter(pk=referral.pk).exists()


def told(world: World, who: str) -> list[str]:
    with acting(world.founder):
        rows = Notification.objects.filter(recipient_id=world.user(who).pk).order_by("created_at")
        return list(rows.values_list("kind", flat=True))


# Sending


@pytest.mark.covers("B03", "C01", "D07", "E22")
def test_a_complete_draft_is_sent_and_the_clock_starts(world: World, giovani: ProgrammeAction) -> None:
    dario = world.actor("dario")
    draft = intake.a_draft(world, giovani)
    assert draft.state == "draft"
    with acting(dario):
        sent = actions.send_referral(referral=draft, actor=dario)
        assert sent.state == "sent"
        assert sent.due_answer_on is not None
        assert sent.due_answer_on > clock.today() + datetime.timedelta(days=4)
        assert sent.sheet is not None
        assert sent.sheet.answers["richiesta"] == draft.need_words
        assert sent.sheet_draft == {}
        assert {one["code"]: one["met"] for one in sent.criteria} == {
            "eta": True,
            "residenza": True,
            "fuori": True,
        }
    assert told(world, "marta") == ["intake.arrived"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"first_name": "", "last_name": ""}, "first_name"),
        ({"need_words": ""}, "need_words"),
        ({"ground": ""}, "ground"),
        ({"urgency": "urgent"}, "urgency_reason"),
        ({"codice_fiscale": "ABC"}, "codice_fiscale"),
        ({"protected": True}, "pseudonym"),
        ({"criteria_answers": {}}, "criterion-fuori"),
        ({"birth_date": None}, "criterion-eta"),
        ({"birth_date": datetime.date(1960, 1, 1)}, "reason-eta"),
        ({"sheet_answers": {}}, "sheet-come"),
    ],
)
def test_what_is_missing_is_said_on_its_field(
    world: World, giovani: ProgrammeAction, fields: dict[str, Any], wrong: str
) -> None:
    dario = world.actor("dario")
    draft = intake.a_draft(world, giovani, **fields)
    with acting(dario):
        with pytest.raises(InputRefused) as refusal:
            actions.send_referral(referral=draft, actor=dario)
        assert wrong in refusal.value.problems
        assert Referral.objects.get(pk=draft.pk).state == "draft"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"birth_date": datetime.date(2999, 1, 1)}, "birth_date"),
        ({"first_name": "Lu\x00ca"}, "first_name"),
        ({"need_words": "x" * 10_000_000}, "need_words"),
        ({"intercepted_on": datetime.date(2999, 1, 1)}, "intercepted_on"),
        ({"sex": "boh"}, "sex"),
    ],
)
def test_a_draft_refuses_what_cannot_be_stored(
    world: World, giovani: ProgrammeAction, fields: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(InputRefused) as refusal:
        intake.a_draft(world, giovani, **fields)
    assert wrong in refusal.value.problems


@pytest.mark.covers("E22")
def test_a_criterion_not_met_needs_a_reason_and_then_passes(world: World, giovani: ProgrammeAction) -> None:
    dario = world.actor("dario")
    draft = intake.a_draft(
        world,
        giovani,
        birth_date=datetime.date(1960, 1, 1),
        criteria_reasons={"eta": "Accompagna la figlia, concordato con il coordinamento."},
    )
    with acting(dario):
        sent = actions.send_referral(referral=draft, actor=dario)
        age = next(one for one in sent.criteria if one["code"] == "eta")
        assert (age["met"], age["reason"][:10]) == (False, "Accompagna")


def test_a_draft_is_not_overwritten_by_a_colleague(world: World, giovani: ProgrammeAction) -> None:
    dario = world.actor("dario")
    draft = intake.a_draft(world, giovani)
    with acting(dario):
        actions.save_draft(action=giovani, referral=draft, version=1, phone="02 1", actor=dario)
        with pytest.raises(Conflict):
            actions.save_draft(action=giovani, referral=draft, version=1, phone="02 2", actor=dario)


def test_a_body_without_an_act_in_force_cannot_refer(world: World, giovani: ProgrammeAction) -> None:
    from snodo.domain.programmes import actions as programmes
    from snodo.domain.programmes.models import ProgrammePartner

    draft = intake.a_draft(world, giovani)
    with acting(world.founder):
        partner = ProgrammePartner.objects.get(organisation=world.organisations["municipality"])
        programmes.end_act(
            partner=partner,
            reason="Recesso",
            last_day=clock.today() - datetime.timedelta(days=1),
            actor=world.founder,
        )
    dario = world.actor("dario")
    with acting(dario):
        assert not access.actions_open_to(dario).exists()
        with pytest.raises(NotAllowed):
            actions.send_referral(referral=draft, actor=dario)
        with pytest.raises(NotAllowed):
            actions.save_draft(action=giovani, first_name="A", actor=dario)


# Doubles


def test_a_known_person_must_be_acknowledged(world: World, giovani: ProgrammeAction) -> None:
    sara, dario = world.actor("sara"), world.actor("dario")
    with acting(sara):
        people.register_person(first_name="Luca", last_name="Ferrante", actor=sara)
    draft = intake.a_draft(world, giovani)
    with acting(dario):
        with pytest.raises(actions.PossibleDuplicates) as doubt:
            actions.send_referral(referral=draft, actor=dario)
        assert [one.person for one in doubt.value.found] == [None]
        assert "chiedi a Cooperativa Il Ponte" in doubt.value.problems["duplicates"]
        assert actions.send_referral(referral=draft, acknowledge_duplicates=True, actor=dario).state == "sent"


def test_the_same_referral_sent_twice_is_noticed(world: World, giovani: ProgrammeAction) -> None:
    dario = world.actor("dario")
    first = intake.a_sent(world, giovani)
    draft = intake.a_draft(world, giovani)
    with acting(dario):
        with pytest.raises(actions.PossibleDuplicates) as doubt:
            actions.send_referral(referral=draft, actor=dario)
        assert [one.pk for one in doubt.value.referrals] == [first.pk]


def test_sending_twice_the_same_draft_is_a_conflict(world: World, giovani: ProgrammeAction) -> None:
    dario = world.actor("dario")
    draft = intake.a_draft(world, giovani)
    with acting(dario):
        actions.send_referral(referral=draft, actor=dario)
        with pytest.raises(Conflict):
            actions.send_referral(referral=draft, acknowledge_duplicates=True, actor=dario)


# Who sees


def test_who_sees_a_referral(world: World, giovani: ProgrammeAction) -> None:
    draft = intake.a_draft(world, giovani)
    for who in ("marta", "sara", "nadia", "bruno", "elena", "tina", "gino", "paola", "ada", "stranger"):
        assert not seen_by(world, who, draft), f"{who} must not see a draft"
    assert seen_by(world, "dario", draft)
    dario, marta = world.actor("dario"), world.actor("marta")
    with acting(dario):
        actions.send_referral(referral=draft, actor=dario)
    assert seen_by(world, "marta", draft), "co-ordinator of the lead"
    assert seen_by(world, "bruno", draft), "co-ordinator of a partner that takes in"
    for who in ("sara", "nadia", "elena", "carla", "tina", "gino", "paola", "ada", "stranger"):
        assert not seen_by(world, who, draft), who
    with acting(marta):
        actions.assign_referral(
            referral=Referral.objects.get(pk=draft.pk),
            membership=world.memberships["sara"],
            route=KNOWN,
            actor=marta,
        )
    assert seen_by(world, "sara", draft)
    assert not seen_by(world, "omar", draft), "a colleague it was not given to"
    assert not seen_by(world, "nadia", draft)


# Triage


@pytest.mark.covers("B03", "B12")
def test_questions_and_answers_go_back_and_forth(world: World, giovani: ProgrammeAction) -> None:
    marta, dario, elena = world.actor("marta"), world.actor("dario"), world.actor("elena")
    referral = intake.a_sent(world, giovani)
    with acting(marta):
        referral = actions.ask_information(referral=referral, text="Ha già un tirocinio?", actor=marta)
        assert referral.state == "information_requested"
        assert referral.first_answer_at is not None
        with pytest.raises(NotAllowed):
            actions.answer_information(referral=referral, text="No", actor=marta)
    with acting(elena), pytest.raises(NotAllowed):
        actions.answer_information(referral=referral, text="No", actor=elena)
    with acting(dario):
        with pytest.raises(InputRefused):
            actions.answer_information(referral=referral, text=" ", actor=dario)
        referral = actions.answer_information(referral=referral, text="No, mai.", actor=dario)
        assert referral.state == "sent"
        assert [one.text for one in queries.conversation(referral)] == ["Ha già un tirocinio?", "No, mai."]
        actions.write_message(referral=referral, text="Grazie.", actor=dario)
    assert told(world, "dario") == ["intake.information_asked"]
    assert told(world, "marta") == ["intake.arrived", "intake.answered", "intake.message"]


def test_the_answer_returns_to_who_was_given_it(world: World, giovani: ProgrammeAction) -> None:
    sara, dario = world.actor("sara"), world.actor("dario")
    referral = intake.an_assigned(world, giovani)
    with acting(sara):
        referral = actions.ask_information(referral=referral, text="Quando?", actor=sara)
    with acting(dario):
        referral = actions.answer_information(referral=referral, text="Domani.", actor=dario)
    assert (referral.state, referral.assigned_membership_id) == ("assigned", sara.membership_id)
    assert told(world, "sara") == ["intake.assigned", "intake.answered"]


@pytest.mark.covers("B15")
def test_assignment_shows_the_workload_and_stays_among_those_who_take_in(
    world: World, giovani: ProgrammeAction
) -> None:
    marta, sara = world.actor("marta"), world.actor("sara")
    referral = intake.an_assigned(world, giovani)
    with acting(marta):
        loads = {one.membership.pk: one for one in queries.workloads(referral)}
        assert (loads[sara.membership_id].open_cases, loads[sara.membership_id].referrals) == (0, 1)
        assert world.memberships["dario"].pk not in loads
        assert world.memberships["elena"].pk not in loads, "a referrer takes no one in charge"
        with pytest.raises(InputRefused):
            actions.assign_referral(
                referral=referral, membership=world.memberships["dario"], route=KNOWN, actor=marta
            )
        again = actions.assign_referral(
            referral=referral, membership=world.memberships["omar"], route=KNOWN, actor=marta
        )
        assert again.assigned_membership_id == world.actor("omar").membership_id
    with acting(sara), pytest.raises(NotAllowed):
        actions.assign_referral(
            referral=referral, membership=world.memberships["sara"], route=KNOWN, actor=sara
        )


def test_a_refusal_has_a_reason_and_an_alternative(world: World, giovani: ProgrammeAction) -> None:
    marta = world.actor("marta")
    referral = intake.a_sent(world, giovani)
    with acting(marta):
        with pytest.raises(InputRefused) as refusal:
            actions.refuse_referral(referral=referral, reason="boh", alternative=" ", actor=marta)
        assert set(refusal.value.problems) == {"reason", "alternative"}
        referral = actions.refuse_referral(
            referral=referral,
            reason="out_of_territory",
            alternative="Il servizio del Comune di residenza, già avvisato.",
            actor=marta,
        )
        assert referral.ended_at is not None
        with pytest.raises(Conflict) as late:
            actions.ask_information(referral=referral, text="Ancora?", actor=marta)
        assert "Marta" in late.value.sentence
    assert told(world, "dario") == ["intake.moved"]


def test_waiting_has_a_date_and_a_way_out(world: World, giovani: ProgrammeAction) -> None:
    marta = world.actor("marta")
    referral = intake.an_assigned(world, giovani)
    with acting(marta):
        referral = actions.put_on_waiting_list(referral=referral, note="Posto da gennaio", actor=marta)
        assert (referral.waiting_since, referral.assigned_membership_id) == (clock.today(), None)
        assert queries.answer_clock(referral).words.startswith("in lista da oggi")
        referral = actions.assign_referral(
            referral=referral, membership=world.memberships["sara"], route=KNOWN, actor=marta
        )
        assert referral.waiting_since is None


def test_the_sender_may_take_it_back(world: World, giovani: ProgrammeAction) -> None:
    dario, elena = world.actor("dario"), world.actor("elena")
    referral = intake.an_assigned(world, giovani)
    with acting(elena), pytest.raises(NotAllowed):
        actions.withdraw_referral(referral=referral, actor=elena)
    with acting(dario):
        actions.withdraw_referral(referral=referral, note="Ha trovato lavoro", actor=dario)
    assert told(world, "sara") == ["intake.assigned", "intake.withdrawn"]


# Acceptance


@pytest.mark.covers("B03", "C15", "D08")
def test_acceptance_opens_the_case_with_everyone_around_it(world: World, giovani: ProgrammeAction) -> None:
    sara, dario = world.actor("sara"), world.actor("dario")
    referral = intake.an_assigned(world, giovani)
    with acting(sara):
        case = actions.accept_referral(referral=referral, actor=sara)
        referral = Referral.objects.select_related("person").get(pk=referral.pk)
        assert (referral.state, referral.opened_case_id) == ("accepted", case.pk)
        assert referral.person is not None
        assert referral.person.phone == "+393331234567"
        assert case.need_in_own_words == referral.need_words
        assert case.responsible_id == sara.membership_id
        functions = set(CaseParty.objects.filter(case=case).values_list("organisation_id", "function"))
        assert functions == {
            (sara.organisation_id, "responsible"),
            (dario.organisation_id, "sender"),
        }
        assert people_access.people_visible_to(sara).filter(pk=referral.person_id).exists()
        verbs = ReferralEvent.objects.filter(referral=referral).order_by("at").values_list("verb", flat=True)
        assert list(verbs) == ["send", "bypass_route", "assign", "accept"]
    with acting(dario):
        assert people_access.people_visible_to(dario).filter(pk=referral.person_id).exists()
        assert casework_access.progress_visible_to(dario).filter(pk=case.pk).exists()
        assert not casework_access.cases_visible_to(dario).exists()
    nadia = world.actor("nadia")
    with acting(nadia):
        assert not people_access.people_visible_to(nadia).exists()
    assert told(world, "dario") == ["intake.moved"]


def test_the_person_already_known_is_used(world: World, giovani: ProgrammeAction) -> None:
    sara = world.actor("sara")
    with acting(sara):
        known = people.register_person(first_name="Luca", last_name="Ferrante", actor=sara)
    referral = intake.an_assigned(world, giovani)
    with acting(sara):
        case = actions.accept_referral(referral=referral, person=known, actor=sara)
        assert case.person_id == known.pk
        assert Person.objects.count() == 1


def test_the_same_code_is_the_same_person(world: World, giovani: ProgrammeAction) -> None:
    from snodo.kernel.identifiers.persons import check_letter

    nadia, sara = world.actor("nadia"), world.actor("sara")
    code = "FRRLCU99E04A940" + check_letter("FRRLCU99E04A940")
    with acting(nadia):
        known = people.register_person(
            first_name="Luca", last_name="Ferrante", code_kind="codice_fiscale", code=code, actor=nadia
        )
    referral = intake.an_assigned(world, giovani, codice_fiscale=code.lower())
    with acting(sara):
        case = actions.accept_referral(referral=referral, actor=sara)
        assert case.person_id == known.pk


def test_a_person_the_body_does_not_know_cannot_be_chosen(world: World, giovani: ProgrammeAction) -> None:
    nadia, sara = world.actor("nadia"), world.actor("sara")
    with acting(nadia):
        hers = people.register_person(first_name="Altra", last_name="Persona", actor=nadia)
    referral = intake.an_assigned(world, giovani)
    with acting(sara), pytest.raises(InputRefused):
        actions.accept_referral(referral=referral, person=hers, actor=sara)


def test_only_who_was_given_it_accepts(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.an_assigned(world, giovani)
    for who in ("omar", "nadia", "bruno", "dario", "gino", "stranger"):
        actor = world.actor(who)
        with acting(actor), pytest.raises((NotAllowed, Referral.DoesNotExist)):
            actions.accept_referral(referral=referral, actor=actor)
    marta = world.actor("marta")
    with acting(marta):
        assert actions.accept_referral(referral=referral, actor=marta).responsible_id


def test_accepting_twice_says_who_was_first(world: World, giovani: ProgrammeAction) -> None:
    sara, marta = world.actor("sara"), world.actor("marta")
    referral = intake.an_assigned(world, giovani)
    with acting(sara):
        actions.accept_referral(referral=referral, actor=sara)
    with acting(marta):
        with pytest.raises(Conflict) as late:
            actions.accept_referral(referral=referral, actor=marta)
        assert late.value.sentence == (
            "Questa segnalazione è già chiusa (accolta, Sara Prova · Cooperativa Il Ponte): "
            "non si può più cambiare."
        )
        assert Case.objects.count() == 1


def test_a_protected_person_enters_with_a_pseudonym_and_no_code(
    world: World, giovani: ProgrammeAction
) -> None:
    sara = world.actor("sara")
    referral = intake.an_assigned(
        world, giovani, first_name="Vera", last_name="Vero", protected=True, pseudonym="Girasole"
    )
    assert referral.name == "Girasole"
    with acting(sara):
        case = actions.accept_referral(referral=referral, actor=sara)
        person = Person.objects.get(pk=case.person_id)
        assert (person.name, person.first_name, person.last_name) == ("Girasole", "", "")


@pytest.mark.covers("A03")
def test_a_household_is_taken_in_as_one(world: World) -> None:
    programme = intake.start(world, "usciamo-insieme", partners={})
    with acting(world.founder):
        action = next(
            one
            for one in ProgrammeAction.objects.select_related("programme").filter(programme=programme)
            if one.case_unit == "household"
        )
        from snodo.domain.programmes import actions as programmes

        for body, role in (("lead", "lead"), ("coop", "partner")):
            programmes.add_partner(
                programme=programme,
                organisation=world.organisations[body],
                role=role,
                act_from=programme.starts_on,
                act_until=programme.ends_on,
                actor=world.founder,
            )
    referral = intake.an_assigned(world, action, household_size=4)
    assert referral.household_name == "Famiglia Ferrante"
    sara = world.actor("sara")
    with acting(sara):
        case = actions.accept_referral(referral=referral, actor=sara)
        assert case.household is not None
        assert case.person is None
        assert case.household.name == "Famiglia Ferrante"


# The machine and the clock


def test_no_state_is_a_grave() -> None:
    for state in states.OPEN:
        assert states.REFERRAL.allowed(state), state
    assert states.REFERRAL.states() == set(states.ReferralState.values)


@pytest.mark.covers("D18")
def test_the_clock_speaks_in_working_days(world: World, giovani: ProgrammeAction) -> None:
    referral = intake.a_sent(world, giovani)
    sent = datetime.datetime(2026, 11, 12, 9, tzinfo=datetime.UTC)  # a Thursday
    referral.sent_at = sent
    referral.due_answer_on = referral.promised_answer_on = datetime.date(2026, 11, 19)
    said = {
        datetime.date(2026, 11, day): (one.words, one.tone)
        for day in (17, 18, 19, 20, 21, 23)
        if (one := queries.answer_clock(referral, datetime.date(2026, 11, day)))
    }
    assert list(said.values()) == [
        ("in tempo: entro il 19/11", "good"),
        ("scade domani", "notice"),
        ("scade oggi", "notice"),
        ("in ritardo di 1 giorno lavorativo", "late"),
        ("in ritardo di 1 giorno lavorativo", "late"),
        ("in ritardo di 2 giorni lavorativi", "late"),
    ]
    referral.due_answer_on = datetime.date(2026, 11, 16)  # a Monday, seen on Friday
    assert queries.answer_clock(referral, datetime.date(2026, 11, 13)).words == "scade lunedì 16/11"
    referral.first_answer_at = sent + datetime.timedelta(days=8)
    answered = queries.answer_clock(referral, datetime.date(2026, 11, 30))
    assert (answered.words, answered.tone) == ("risposta in 6 giorni lavorativi", "plain")


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "accepted"},
        {"state": "refused"},
        {"state": "waiting"},
        {"state": "assigned"},
        {"state": "draft"},
    ],
)
def test_the_database_ties_states_to_fields(
    world: World, in_lav: Programme, giovani: ProgrammeAction, broken: dict[str, str]
) -> None:
    from django.db import IntegrityError, transaction

    referral = intake.a_sent(world, giovani)
    with acting(world.founder), pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**broken)


def test_a_twin_is_found_among_hundreds_born_on_the_same_day(world: World, giovani: ProgrammeAction) -> None:
    first = intake.a_sent(world, giovani, first_name="Nicolò", last_name="De Luca")
    again = intake.a_draft(world, giovani, first_name="De Luca", last_name="Nicolo'")
    dario = world.actor("dario")
    with acting(dario):
        model = Referral.objects.get(pk=first.pk)
        intake.many_like(model, 520, lambda place: {"first_name": f"Nome{place}", "code_fingerprint": ""})
        assert [one.pk for one in queries.open_twins(dario, again)] == [first.pk]
