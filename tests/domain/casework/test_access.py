"""Who sees a case, which parts, and until when."""

import datetime

import pytest

from snodo.domain.casework import access, actions, queries
from snodo.domain.casework.models import Case, CaseParty, CaseTeamMember
from snodo.domain.programmes.models import ProgrammePartner
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import InputRefused, NotAllowed
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

YESTERDAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("sara", True),  # responsible
        ("marta", True),  # co-ordinates the lead
        ("omar", False),  # same body, not in the team
        ("nadia", False),  # same role, other body
        ("bruno", False),  # co-ordinates a body that is not around
        ("carla", False),
        ("dario", False),  # sent the person: progress only
        ("ada", False),
        ("paola", False),
        ("gino", False),
        ("tina", False),
        ("stranger", False),
    ],
)
@pytest.mark.covers("C10")
def test_who_sees_a_case(world: World, case: Case, who: str, sees: bool) -> None:
    actor = world.actor(who)
    with tenancy.acting(actor):
        assert access.can_see_case(actor, case) is sees
        assert (queries.case_page(actor, case.pk) is not None) is sees
        assert access.can_write_case(actor, case) is (who == "sara")
        assert access.can_close_case(actor, case) is (who == "sara")
        assert queries.case_list(actor).filter(pk=case.pk).exists() is sees


@pytest.mark.parametrize("who", ["marta", "bruno", "carla"])
def test_cases_are_looked_for_where_they_all_are(world: World, case: Case, who: str) -> None:
    """Lists look among those in reach and ask the rule of each: none that may be seen may lie elsewhere."""
    actor = world.actor(who)
    with tenancy.acting(actor):
        seen = set(access.cases_visible_to(actor).values_list("pk", flat=True))
        assert seen <= {pk for (pk,) in access.cases_in_reach(actor)}
        if who == "marta":
            assert seen == {case.pk}


@pytest.mark.covers("B12")
def test_sender_follows_the_progress_only(world: World, case: Case) -> None:
    sara, dario = world.actor("sara"), world.actor("dario")
    with tenancy.acting(sara):
        actions.add_note(case=case, text="Solo per l'équipe", actor=sara)
        actions.add_note(case=case, text="Anche per chi ha segnalato", audience="network", actor=sara)
    with tenancy.acting(dario):
        assert access.progress_visible_to(dario).get() == case
        assert access.sections_seen(dario, case) == {"progress"}
        said = [line.detail for line in queries.network_story(case)]
        assert "Anche per chi ha segnalato" in said
        assert "Solo per l'équipe" not in said
        message = actions.send_message(case=case, text="Ci fa piacere.", actor=dario)
        assert message.audience == "network"
        with pytest.raises(NotAllowed):
            actions.add_note(case=case, text="No", actor=dario)
    elena = world.actor("elena")
    with tenancy.acting(elena):
        assert not access.progress_visible_to(elena).exists()
        with pytest.raises(NotAllowed):
            actions.send_message(case=case, text="No", actor=elena)


@pytest.mark.covers("E35", "E31", "C13", "E21")
def test_a_partner_sees_what_was_agreed(world: World, case: Case) -> None:
    sara, nadia, bruno = world.actor("sara"), world.actor("nadia"), world.actor("bruno")
    with tenancy.acting(sara):
        with pytest.raises(InputRefused):
            actions.add_team_member(case=case, membership=world.memberships["nadia"], actor=sara)
        party = actions.add_party(
            case=case, organisation=world.organisations["other_coop"], function="partner", actor=sara
        )
        member = actions.add_team_member(case=case, membership=world.memberships["nadia"], actor=sara)
    with tenancy.acting(nadia):
        assert access.sections_seen(nadia, case) == {"progress", "plan", "outcomes", "guidance", "diary"}
        assert access.can_write_case(nadia, case)
        assert not access.can_manage_team(nadia, case)
    with tenancy.acting(bruno):
        assert access.sections_seen(bruno, case) == {"progress", "plan", "outcomes", "guidance"}
        assert not access.can_write_case(bruno, case)
    with tenancy.acting(sara):
        actions.change_party(party=party, sees=["progress", "readings"], actor=sara)
        actions.end_team_member(member=member, actor=sara)
    with tenancy.acting(nadia):
        assert not access.can_see_case(nadia, case)
    with tenancy.acting(bruno):
        assert access.sections_seen(bruno, case) == {"progress", "readings"}
    with tenancy.acting(sara):
        actions.end_party(party=party, actor=sara)
    with tenancy.acting(bruno):
        assert not access.can_see_case(bruno, case)


@pytest.mark.covers("E37")
def test_access_ends_with_the_act_and_with_the_party(world: World, case: Case) -> None:
    sara, dario = world.actor("sara"), world.actor("dario")
    yesterday = clock.today() - YESTERDAY
    with tenancy.acting(world.founder):
        CaseParty.objects.filter(organisation=dario.organisation_id).update(ended_on=yesterday)
    with tenancy.acting(dario):
        assert not access.progress_visible_to(dario).exists()
    with tenancy.acting(world.founder):
        ProgrammePartner.objects.filter(organisation=sara.organisation_id).update(act_until=yesterday)
    with tenancy.acting(sara):
        assert not access.cases_visible_to(sara).exists()


def test_team_member_who_left_sees_nothing(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        CaseTeamMember.objects.update(ended_on=clock.today())
        assert not access.cases_visible_to(sara).exists()


@pytest.mark.covers("A12", "E30")
def test_responsibility_moves_only_when_accepted(world: World, case: Case) -> None:
    sara, nadia, omar = world.actor("sara"), world.actor("nadia"), world.actor("omar")
    with tenancy.acting(sara):
        offer = actions.propose_handover(
            case=case, to=world.memberships["nadia"], note="Abita più vicino.", actor=sara
        )
        with pytest.raises(InputRefused):
            actions.propose_handover(case=case, to=world.memberships["omar"], actor=sara)
        case.refresh_from_db()
        assert case.responsible == world.memberships["sara"]
        assert access.can_write_case(sara, case)
    with tenancy.acting(omar), pytest.raises(NotAllowed):
        actions.accept_handover(handover=offer, actor=omar)
    with tenancy.acting(nadia):
        assert not access.can_see_case(nadia, case)
        assert [step.kind for step in queries.my_due_steps(nadia)] == ["handover"]
        moved = actions.accept_handover(handover=offer, actor=nadia)
        assert moved.responsible == world.memberships["nadia"]
        assert moved.organisation == world.organisations["other_coop"]
        assert access.can_close_case(nadia, case)
        assert [step.kind for step in queries.my_due_steps(nadia)] == ["first_interview"]
    with tenancy.acting(sara):
        assert access.can_write_case(sara, case)  # stays in the team until taken off
        assert not access.can_close_case(sara, case)


def test_declined_handover_says_why(world: World, case: Case) -> None:
    sara, omar = world.actor("sara"), world.actor("omar")
    with tenancy.acting(sara):
        offer = actions.propose_handover(case=case, to=world.memberships["omar"], actor=sara)
    with tenancy.acting(omar):
        with pytest.raises(InputRefused):
            actions.decline_handover(handover=offer, answer=" ", actor=omar)
        actions.decline_handover(handover=offer, answer="Ho già venti percorsi.", actor=omar)
    with tenancy.acting(sara):
        case.refresh_from_db()
        assert case.responsible == world.memberships["sara"]
        actions.withdraw_handover(
            handover=actions.propose_handover(case=case, to=world.memberships["omar"], actor=sara), actor=sara
        )


def test_the_responsible_one_cannot_be_taken_off(world: World, case: Case) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        with pytest.raises(InputRefused):
            actions.end_team_member(member=case.team.get(), actor=sara)
        with pytest.raises(InputRefused):
            actions.end_party(party=case.parties.get(function="responsible"), actor=sara)


def test_news_are_what_others_wrote_after_i_looked(world: World, made: SmallProgramme, case: Case) -> None:
    sara, dario = world.actor("sara"), world.actor("dario")
    with tenancy.acting(sara):
        actions.mark_seen(case=case, actor=sara)
        assert not queries.news_on_my_cases(sara).exists()
    with tenancy.acting(dario):
        actions.send_message(case=case, text="Ci siamo.", actor=dario)
    with tenancy.acting(sara):
        assert [line.kind for line in queries.news_on_my_cases(sara)] == ["message"]
        page = queries.case_page(sara, case.pk)
        assert page is not None
        assert page.new_events == 1
        assert queries.case_counts(sara)["news"] == 1
        actions.mark_seen(case=case, actor=sara)
        assert not queries.news_on_my_cases(sara).exists()
