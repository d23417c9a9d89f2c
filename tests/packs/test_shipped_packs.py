"""The five programmes are complete as data, with the numbers they promised."""

from __future__ import annotations

import pytest

from snodo.kernel.packfile import PACKS, Pack, check_pack, library_instruments, load_pack, shipped_packs

CODES = ["in-lav", "reti-delle-opportunita", "sosteniamoci", "step-by-step", "usciamo-insieme"]


@pytest.fixture(scope="module", params=CODES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return load_pack(PACKS / request.param)


def targets(code: str) -> dict[str, float]:
    return {r.code: r.target for r in load_pack(PACKS / code).expected_results if r.target is not None}


def test_all_five_ship_and_are_sound() -> None:
    assert shipped_packs() == CODES
    assert [problem for code in CODES for problem in check_pack(PACKS / code)] == []


def test_each_pack_can_be_worked_with(pack: Pack) -> None:
    """Every action that refers people has a sheet with criteria, phases and promised times."""
    assert any(action.uses("referral_sheet") for action in pack.actions)
    for action in pack.actions:
        assert action.phases
        assert action.activity_kinds
        for use in action.instruments:
            assert pack.instrument(use.code, use.version).purpose == use.purpose
        if action.uses("referral_sheet"):
            assert action.entry_criteria
            assert action.hours_budgets


def test_each_pack_informs_people_in_six_languages(pack: Pack) -> None:
    notice = next(text for text in pack.texts if text.kind == "privacy_notice")
    assert [translation.language for translation in notice.languages] == ["it", "ar", "en", "es", "fr", "uk"]
    assert {text.kind for text in pack.texts} >= {
        "privacy_notice",
        "plan_intro",
        "agreement",
        "sharing_choice",
    }


def test_activity_kinds_are_named_once_in_a_pack(pack: Pack) -> None:
    codes = [kind.code for action in pack.actions for kind in action.activity_kinds]
    assert len(codes) == len(set(codes))


def test_each_expected_result_says_how_it_is_counted(pack: Pack) -> None:
    for result in pack.expected_results:
        assert result.description.endswith(".")


@pytest.mark.covers("A01")
def test_usciamo_insieme_promises() -> None:
    wanted = targets("usciamo-insieme")
    assert wanted["nuclei-presi-in-carico"] == 10
    assert wanted["contratti-di-lavoro"] == 11
    assert wanted["iscrizioni-formazione"] == 3
    assert wanted["politiche-attive"] == 2


def test_sosteniamoci_promises() -> None:
    pack = load_pack(PACKS / "sosteniamoci")
    assert targets("sosteniamoci")["percorsi-individuali"] == 20
    budgets = {budget.payer: budget for budget in pack.actions[0].hours_budgets}
    assert set(budgets) == {"funder", "person", "referring_service"}
    assert not budgets["funder"].extra
    assert budgets["person"].extra
    assert pack.protection.protected_address


def test_reti_trains_for_105_hours_in_three_areas() -> None:
    training = load_pack(PACKS / "reti-delle-opportunita").operators_training
    assert training is not None
    assert len(training.course.areas) == 3
    assert sum(area.hours for area in training.course.areas) == 105
    assert training.gate
    assert training.accompaniment is not None


def test_in_lav_promises() -> None:
    pack = load_pack(PACKS / "in-lav")
    assert [action.case_unit for action in pack.actions] == ["person", "person"]
    assert list(targets("in-lav").values()) == [30, 30, 10, 10, 5, 15, 3, 15, 1]
    assert sorted(len(place.municipalities) for place in pack.places) == [8, 9]
    protocol = next(result for result in pack.expected_results if result.code == "protocollo")
    assert protocol.measure.where["approved_by"] == ["comuni-insieme", "sercop", "asst-rhodense"]


def test_step_by_step_has_four_phases_and_three_territories() -> None:
    pack = load_pack(PACKS / "step-by-step")
    assert [phase.code for phase in pack.actions[0].phases] == [
        "lettura-bisogno",
        "lettura-multidisciplinare",
        "integrazione-saperi",
        "costruzione-percorso",
    ]
    assert len(pack.places) == 3


def test_prerequisites_sheet_rolls_up_to_six_areas() -> None:
    sheet = next(i for i in library_instruments() if i.code == "work-prerequisites")
    scales = [item for item in sheet.items if item.kind == "scale"]
    assert len(scales) == 22
    assert all([anchor.value for anchor in item.anchors] == [0, 1, 2, 3, 4] for item in scales)
    assert [area.title for area in sheet.scores] == [
        "Continuità",
        "Regole",
        "Relazioni",
        "Autonomia",
        "Tenuta",
        "Cura di sé",
    ]
    assert sum(len(area.items) for area in sheet.scores) == 22


def test_needs_reading_has_twelve_areas() -> None:
    sheet = next(i for i in library_instruments() if i.code == "needs-reading")
    assert len(sheet.radar) == 12
