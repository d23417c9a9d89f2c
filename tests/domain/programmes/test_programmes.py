"""A programme starts from a pack, lives under the acts of its partners, ends, and travels as a pack."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from snodo.domain.audit.models import Entry
from snodo.domain.instruments.models import Instrument
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.programmes import access, actions, queries
from snodo.domain.programmes.models import (
    ActivityKind,
    EntryCriterion,
    ExpectedResult,
    HoursBudget,
    Phase,
    Programme,
    ProgrammePartner,
    Route,
)
from snodo.domain.programmes.states import PartnerRole, ProgrammeState
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.packfile import PACKS, Pack, check_pack, load_pack
from tests.factories.world import World

CODES = ["in-lav", "reti-delle-opportunita", "sosteniamoci", "step-by-step", "usciamo-insieme"]
IN_LAV = load_pack(PACKS / "in-lav")


def days(before: int, after: int) -> dict[str, Any]:
    today = clock.today()
    return {
        "starts_on": today - datetime.timedelta(days=before),
        "ends_on": today + datetime.timedelta(days=after),
    }


def start(world: World, pack: Pack = IN_LAV, who: str = "marta", **more: Any) -> Programme:
    return actions.start_programme(pack=pack, actor=world.actor(who), **{**days(30, 300), **more})


@pytest.mark.covers("A01", "B01", "D01", "E01")
@pytest.mark.parametrize("code", CODES)
def test_each_pack_starts_complete(world: World, code: str) -> None:
    pack = load_pack(PACKS / code)
    with tenancy.acting(world.founder):
        programme = start(world, pack, "ada")
        assert programme.state == ProgrammeState.RUNNING
        assert programme.actions.count() == len(pack.actions)
        assert Phase.objects.count() == sum(len(a.phases) for a in pack.actions)
        assert EntryCriterion.objects.count() == sum(len(a.entry_criteria) for a in pack.actions)
        assert ActivityKind.objects.count() == sum(len(a.activity_kinds) for a in pack.actions)
        assert HoursBudget.objects.count() == sum(len(a.hours_budgets) for a in pack.actions)
        assert ExpectedResult.objects.count() == len(pack.expected_results)
        assert programme.partners.count() == len(pack.partners)
        assert Instrument.objects.count() == len(pack.instruments)
        assert queries.action_shape(programme.actions.all()[0]) == pack.actions[0]
        notice = queries.text_of(programme, "privacy_notice", "fr")
        assert notice is not None
        assert notice.language == "fr"
        assert queries.text_of(programme, "privacy_notice", "zz").language == "it"  # type: ignore[union-attr]
        assert Entry.objects.filter(verb="programme.start").count() == 1


@pytest.mark.covers("C11", "E37")
def test_bodies_of_the_network_are_recognised(world: World) -> None:
    with tenancy.acting(world.founder):
        before = Organisation.objects.count()
        programme = start(world, partners={"ozanam": world.organisations["coop"]})
        lead = ProgrammePartner.objects.get(role=PartnerRole.LEAD)
        assert lead.organisation == world.organisations["lead"]
        assert Organisation.objects.count() == before + len(IN_LAV.partners) - 2
        assert queries.organisations_by_code(programme)["ozanam"] == world.organisations["coop"].pk
        assert {partner.circle for partner in queries.partners_of(programme)} == {"partnership", "network"}
        start(world, who="ada", title="Un secondo avvio")
        assert Organisation.objects.filter(name="Cooperativa sociale Ozanam").count() == 1


@pytest.mark.covers("E33", "E32")
def test_people_are_routed_by_residence(world: World) -> None:
    with tenancy.acting(world.founder):
        programme = start(world)
        assert Route.objects.count() == 17
        assert Territory.objects.filter(belfiore="A940").count() == 1
        by_code = queries.organisations_by_code(programme)
        for belfiore, partner in (("A940", "comuni-insieme"), ("G220", "paderno-dugnano"), ("H264", "a-e-i")):
            body = queries.receiving_body(programme, belfiore)
            assert body is not None
            assert body.pk == by_code[partner]
        assert queries.receiving_body(programme, "H501") is None


def test_quarters_are_places_of_the_programme(world: World) -> None:
    with tenancy.acting(world.founder):
        programme = start(world, load_pack(PACKS / "usciamo-insieme"), "ada")
        assert [code for code, _ in queries.quarters_of(programme)] == ["castellammare-kalsa", "tribunali"]


@pytest.mark.parametrize("who", ["sara", "elena", "tina", "gino", "paola"])
def test_only_coordination_starts_a_programme(world: World, who: str) -> None:
    with tenancy.acting(world.actor(who)), pytest.raises(NotAllowed):
        start(world, who=who)


def test_texts_carry_the_names_of_the_programme(world: World) -> None:
    with tenancy.acting(world.founder):
        programme = start(world)
        body = queries.filled_text(programme, "privacy_notice", "en")
        assert programme.title in body
        assert "ASST Rhodense" in body
        assert "{" not in body
        assert queries.filled_text(programme, "card_intro") == ""
        assert queries.text_version(programme, "privacy_notice") == "privacy-notice v2"


def test_wrong_dates_start_nothing(world: World) -> None:
    with tenancy.acting(world.founder):
        with pytest.raises(InputRefused) as refused:
            start(world, starts_on=clock.today(), ends_on=clock.today() - datetime.timedelta(days=1))
        assert "ends_on" in refused.value.problems
        with pytest.raises(InputRefused):
            start(world, acts_until=clock.today() - datetime.timedelta(days=400))
        with pytest.raises(InputRefused):
            start(world, partners={"nessuno": world.organisations["coop"]})
        assert not Programme.objects.exists()


def test_only_the_lead_manages(world: World) -> None:
    """The nearest neighbour: same role, another body of the network."""
    with tenancy.acting(world.founder):
        programme = start(world)
        result = programme.expected_results.all()[0]
        criterion = queries.criteria_in_force(programme.actions.all()[0])[0]
        partner = programme.partners.exclude(role=PartnerRole.LEAD)[0]
        today = clock.today()
        for who in ("bruno", "sara", "gino"):
            actor = world.actor(who)
            with pytest.raises(NotAllowed):
                actions.conclude_programme(programme=programme, actor=actor)
            with pytest.raises(NotAllowed):
                actions.revise_target(result=result, target=Decimal(1), actor=actor)
            with pytest.raises(NotAllowed):
                actions.revise_criterion(
                    criterion=criterion, text="x", explanation="", required=True, actor=actor
                )
            with pytest.raises(NotAllowed):
                actions.amend_act(partner=partner, act_from=today, act_until=today, actor=actor)
            with pytest.raises(NotAllowed):
                actions.end_act(partner=partner, reason="Recesso", actor=actor)
            with pytest.raises(NotAllowed):
                actions.add_partner(
                    programme=programme,
                    organisation=world.organisations["coop"],
                    role="host",
                    act_from=today,
                    act_until=today,
                    actor=actor,
                )


def test_a_stranger_sees_no_programme(world: World) -> None:
    with tenancy.acting(world.founder):
        start(world)
        assert queries.programme_list(world.actor("sara"), text="in-lav").count() == 1
    with tenancy.acting(world.actor("stranger")):
        assert not access.programmes_visible_to(world.actor("stranger")).exists()


@pytest.mark.covers("C11")
def test_a_body_joins_and_leaves_under_its_act(world: World) -> None:
    marta, bruno, today = world.actor("marta"), world.actor("bruno"), clock.today()
    with tenancy.acting(world.founder):
        programme = start(world)
        joining = {
            "programme": programme,
            "organisation": world.organisations["other_coop"],
            "act_from": today - datetime.timedelta(days=10),
            "act_until": today + datetime.timedelta(days=10),
            "actor": marta,
        }
        with pytest.raises(InputRefused):
            actions.add_partner(**{**joining, "role": "re"})
        with pytest.raises(InputRefused):
            actions.add_partner(
                **{**joining, "act_until": joining["act_from"] - datetime.timedelta(days=1)}, role="host"
            )
        assert not queries.running(bruno).exists()
        partner = actions.add_partner(**joining, role="host")
        assert list(queries.running(bruno)) == [programme]
        with pytest.raises(InputRefused):
            actions.add_partner(**joining, role="host")
        actions.end_act(
            partner=partner, reason="Recesso", last_day=today - datetime.timedelta(days=1), actor=marta
        )
        assert not queries.running(bruno).exists()
        actions.amend_act(
            partner=partner,
            act_from=today,
            act_until=today + datetime.timedelta(days=1),
            act="det. 12",
            actor=marta,
        )
        assert queries.running(bruno).exists()
        with pytest.raises(InputRefused):
            actions.amend_act(
                partner=partner, act_from=today, act_until=today - datetime.timedelta(days=1), actor=marta
            )
        lead = programme.partners.get(role=PartnerRole.LEAD)
        with pytest.raises(Conflict, match="capofila"):
            actions.end_act(partner=lead, reason="Recesso", actor=marta)


def test_a_concluded_programme_is_only_read(world: World) -> None:
    marta = world.actor("marta")
    with tenancy.acting(world.founder):
        programme = start(world)
        for day in (
            clock.today() + datetime.timedelta(days=1),
            programme.starts_on - datetime.timedelta(days=1),
        ):
            with pytest.raises(InputRefused):
                actions.conclude_programme(programme=programme, concluded_on=day, actor=marta)
        programme = actions.conclude_programme(programme=programme, actor=marta)
        assert programme.concluded_on == clock.today()
        with pytest.raises(TransitionRefused):
            actions.conclude_programme(programme=programme, actor=marta)
        result = ExpectedResult.objects.select_related("programme").filter(programme=programme)[0]
        with pytest.raises(Conflict, match="concluso"):
            actions.revise_target(result=result, target=Decimal(1), actor=marta)
        assert access.programmes_visible_to(world.actor("sara")).filter(pk=programme.pk).exists()


@pytest.mark.covers("E22")
def test_a_criterion_is_revised_as_a_new_version(world: World) -> None:
    marta = world.actor("marta")
    with tenancy.acting(world.founder):
        action = start(world).actions.get(code="disagio-psichico")
        first = queries.criteria_in_force(action).get(code="gruppo")
        with pytest.raises(InputRefused):
            actions.revise_criterion(criterion=first, text=" ", explanation="", required=True, actor=marta)
        second = actions.revise_criterion(
            criterion=first,
            text="Vuole stare in gruppo",
            explanation="Si può provare.",
            required=True,
            actor=marta,
        )
        assert second.version == 2
        assert queries.criteria_in_force(action).get(code="gruppo") == second
        assert EntryCriterion.objects.filter(action=action, code="gruppo").count() == 2
        with pytest.raises(Conflict):
            actions.revise_criterion(criterion=first, text="x", explanation="", required=True, actor=marta)
        exported = queries.pack_of(action.programme).actions[1].entry_criteria
        assert next(c for c in exported if c.code == "gruppo").text == "Vuole stare in gruppo"


@pytest.mark.covers("E22")
def test_criteria_are_checked(world: World) -> None:
    today = clock.today()
    with tenancy.acting(world.founder):
        action = start(world).actions.get(code="giovani")
        rules = {c.code: c for c in queries.criteria_in_force(action)}
    age, choice, home = rules["eta"], rules["fuori"], rules["residenza"]
    assert queries.check_criterion(age, 29) is True
    assert queries.check_criterion(age, 30) is False
    assert queries.check_criterion(age, None) is None
    assert queries.check_criterion(age, None, birth_date=today.replace(year=today.year - 20, day=1)) is True
    assert queries.check_criterion(choice, "rischio") is True
    assert queries.check_criterion(choice, "studia-lavora") is False
    assert queries.check_criterion(choice, None) is None
    assert queries.check_criterion(home, True) is True
    assert queries.check_criterion(home, False) is False


def test_a_target_is_revised_and_the_log_keeps_it(world: World) -> None:
    marta = world.actor("marta")
    with tenancy.acting(world.founder):
        result = start(world).expected_results.get(code="laboratori")
        with pytest.raises(InputRefused):
            actions.revise_target(result=result, target=Decimal(-1), actor=marta)
        actions.revise_target(result=result, target=Decimal(4), actor=marta)
        entry = Entry.objects.get(verb="programme.revise_target")
    assert entry.changes["target"] == ["3.00", "4"]


@pytest.mark.parametrize("code", CODES)
def test_an_exported_programme_starts_equally_elsewhere(world: World, code: str, tmp_path: Path) -> None:
    pack = load_pack(PACKS / code)
    with tenancy.acting(world.founder):
        programme = start(world, pack, "ada", starts_on=pack.starts_on, ends_on=pack.ends_on)
        actions.export_pack(programme=programme, folder=tmp_path / code, actor=world.founder)
        with pytest.raises(InputRefused, match="non è vuota"):
            actions.export_pack(programme=programme, folder=tmp_path / code, actor=world.founder)
    assert check_pack(tmp_path / code) == []
    again = load_pack(tmp_path / code)
    assert again == pack
    assert world.elsewhere is not None
    with tenancy.acting(world.elsewhere.founder):
        other = actions.start_programme(pack=again, actor=world.elsewhere.founder)
        assert other.definition == programme.definition
        assert other.expected_results.count() == len(pack.expected_results)


def test_bodies_that_joined_are_in_the_export(world: World) -> None:
    today = clock.today()
    with tenancy.acting(world.founder):
        programme = start(world)
        actions.add_partner(
            programme=programme,
            organisation=world.organisations["other_coop"],
            role="host",
            act_from=today,
            act_until=today,
            actor=world.actor("marta"),
        )
        partner = queries.pack_of(programme).partners[-1]
    assert (partner.name, partner.role) == ("Cooperativa Radici", "host")


def test_the_command_lists_checks_starts_and_exports(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("pack", "list")
    assert "in-lav" in capsys.readouterr().out
    call_command("pack", "check")
    assert capsys.readouterr().out.count("va bene") == 5
    call_command("pack", "start", "in-lav", "--network", "rhodense")
    assert "Avviato «IN-LAV" in capsys.readouterr().out
    with tenancy.acting(world.founder):
        programme = Programme.objects.get()
        assert programme.starts_on == clock.today()
        assert programme.ends_on - programme.starts_on == IN_LAV.ends_on - IN_LAV.starts_on
    call_command("pack", "export", str(programme.pk), str(tmp_path / "out"), "--network", "rhodense")
    assert load_pack(tmp_path / "out").code == "in-lav"
    with pytest.raises(CommandError, match="nessuno"):
        call_command("pack", "start", "in-lav", "--network", "altrove")
    with pytest.raises(CommandError, match="coordina la rete"):
        call_command("pack", "start", "in-lav", "--network", "rhodense", "--actor", "sara@rhodense.example")
    (tmp_path / "out" / "pack.yaml").write_text("code: [")
    with pytest.raises(CommandError, match="Problemi trovati: 1"):
        call_command("pack", "check", str(tmp_path / "out"))
    assert "riga" in capsys.readouterr().out
