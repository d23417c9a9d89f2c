"""Impact assessment, art. 26 agreement, art. 30 record: filled from the configuration, marked as drafts."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from snodo.domain.documents import access as documents_access
from snodo.domain.documents import actions as documents
from snodo.domain.privacy import actions
from snodo.domain.privacy.papers import agreement_data, assessment_data, record_data
from snodo.domain.privacy.papers.facts import facts_of
from snodo.domain.privacy.states import ControllersPaper
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import InputRefused, NotAllowed
from tests.factories import intake
from tests.factories.world import World


@pytest.fixture
def programme(world: World) -> Programme:
    programme = intake.start(world)
    marta, today = world.actor("marta"), clock.today()
    with tenancy.acting(marta):
        for act, role in zip(
            programme.partners.order_by("created_at")[:3], ("joint", "joint", "processor"), strict=True
        ):
            programmes.amend_act(
                partner=act,
                act_from=act.act_from,
                act_until=act.act_until,
                privacy_role=role,
                act="Accordo di rete",
                act_number="7/2026",
                act_on=today - datetime.timedelta(days=9),
                actor=marta,
            )
    return programme


def words_of(data: Any) -> str:
    """All that a paper says, in one string."""
    if isinstance(data, dict):
        return " ".join(words_of(value) for value in data.values())
    if isinstance(data, list | tuple):
        return " ".join(words_of(value) for value in data)
    return str(data)


@pytest.mark.covers("E41")
@pytest.mark.parametrize("make", [assessment_data, agreement_data, record_data])
def test_a_paper_says_what_the_configuration_says(
    world: World, programme: Programme, make: Callable[..., dict[str, Any]]
) -> None:
    with tenancy.acting(world.founder):
        data = make(facts_of(programme))
        said = words_of(data)
        joint = [act.organisation.name for act in programme.partners.filter(privacy_role="joint")]
    assert data["draft"]
    assert "Bozza" in data["intro"]
    assert programme.title in said
    assert all(name in said for name in joint)
    assert "art. 32" in said
    assert sorted(one["name"] for one in data["signatures"]) == sorted(joint)
    assert any(value == "" for section in data["sections"] for _, value in section.get("fields", []))


def test_the_assessment_names_restricted_sheets_notices_and_what_is_undecided(
    world: World, programme: Programme
) -> None:
    with tenancy.acting(world.founder):
        facts = facts_of(programme)
        said = words_of(assessment_data(facts))
        assert facts.restricted_sheets
        assert all(row[0] in said for row in facts.restricted_sheets)
        assert facts.undecided[0].organisation.name in said
    assert "versione 2" in said
    assert "ucraino" in said
    assert "Accordo di rete n. 7/2026" in said


def test_a_body_that_is_no_joint_controller_does_not_sign(world: World, programme: Programme) -> None:
    with tenancy.acting(world.founder):
        facts = facts_of(programme)
        processor = next(act.organisation.name for act in facts.acts if act.privacy_role == "processor")
        data = agreement_data(facts)
    assert processor not in words_of(data["signatures"])
    others = next(one for one in data["sections"] if one["heading"].startswith("Enti che non"))
    assert processor in words_of(others["table"])


@pytest.mark.covers("E41")
def test_the_draft_is_a_tagged_pdf_kept_for_those_who_may(world: World, programme: Programme) -> None:
    paola = world.actor("paola")
    with tenancy.acting(paola):
        paper = actions.prepare_controllers_paper(
            programme=programme, kind=ControllersPaper.ASSESSMENT, actor=paola
        )
        with pikepdf.open(io.BytesIO(documents.open_document(document=paper, actor=paola))) as pdf:
            assert bool(pdf.Root.MarkInfo.Marked)
            assert len(pdf.pages) >= 3
        for who, reads in (
            ("marta", True),
            ("ada", True),
            ("bruno", False),
            ("sara", False),
            ("gino", False),
        ):
            assert documents_access.can_read(world.actor(who), paper) is reads, who
        with pytest.raises(InputRefused):
            actions.prepare_controllers_paper(programme=programme, kind="altro", actor=paola)


@pytest.mark.parametrize("who", ["bruno", "sara", "gino", "dario"])
def test_neighbours_prepare_nothing(world: World, programme: Programme, who: str) -> None:
    actor = world.actor(who)
    with tenancy.acting(actor), pytest.raises(NotAllowed):
        actions.prepare_controllers_paper(programme=programme, kind="joint_agreement", actor=actor)


def test_the_page_prepares_drafts(programme: Programme, sign_in: Callable[[str], Any]) -> None:
    address = f"/programmi/{programme.pk}/carte/"
    client = sign_in("marta")
    assert "non hanno" in client.get(address).content.decode()  # roles still to decide
    answer = client.post(address, {"kind": "processing_record"})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200
    assert "Bozza del" in client.get(address).content.decode()
    for who, code in (("paola", 200), ("ada", 200), ("bruno", 403), ("gino", 403), ("stranger", 404)):
        assert sign_in(who).get(address).status_code == code, who
    assert sign_in("bruno").post(address, {"kind": "joint_agreement"}).status_code == 403
