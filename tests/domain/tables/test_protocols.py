"""Protocols: in force when every body named has approved."""

import pytest

from snodo.domain.tables import access, actions, queries, states
from snodo.domain.tables.models import Protocol
from snodo.kernel.errors import InputRefused, NotAllowed, TransitionRefused
from snodo.kernel.tenancy import acting
from tests.domain.tables.scene import Scene, make_scene
from tests.factories.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def draft(scene: Scene) -> Protocol:
    world, marta = scene.world, scene.world.actor("marta")
    with acting(marta):
        return actions.draft_protocol(
            programme=scene.programme,
            title="Linee operative socio-sanitarie",
            text="Chi fa che cosa.",
            approval_by=[world.organisations["lead"], world.organisations["other_coop"]],
            actor=marta,
        )


@pytest.mark.covers("E20", "E39", "E40")
def test_in_force_when_all_named_have_approved(scene: Scene) -> None:
    protocol, world = draft(scene), scene.world
    marta, bruno = world.actor("marta"), world.actor("bruno")
    with acting(marta):
        with pytest.raises(TransitionRefused):
            actions.approve_protocol(protocol=protocol, actor=marta)
        actions.submit_protocol(protocol=protocol, actor=marta)
        waiting = actions.approve_protocol(protocol=protocol, actor=marta)
        assert waiting.state == states.ProtocolState.UNDER_APPROVAL
        with pytest.raises(NotAllowed):
            actions.approve_protocol(protocol=protocol, actor=marta)
        with pytest.raises(TransitionRefused):
            actions.change_protocol(
                protocol=protocol, text="Altro", approval_by=[world.organisations["lead"]], actor=marta
            )
    with acting(bruno):
        actions.comment_protocol(protocol=protocol, text="Va bene così.", actor=bruno)
        assert actions.approve_protocol(protocol=protocol, actor=bruno).state == states.ProtocolState.IN_FORCE
        both = [world.organisations["lead"].pk, world.organisations["other_coop"].pk]
        assert queries.protocols_in_force(scene.programme, approved_by=both).count() == 1
        assert not queries.protocols_in_force(
            scene.programme, approved_by=[world.organisations["health"].pk]
        ).exists()
    with acting(marta):
        newer = actions.draft_protocol(
            programme=scene.programme,
            title="",
            text="Seconda stesura.",
            approval_by=[world.organisations["lead"]],
            replaces=protocol,
            actor=marta,
        )
        assert newer.version == 2
        actions.submit_protocol(protocol=newer, actor=marta)
        actions.approve_protocol(protocol=newer, actor=marta)
        protocol.refresh_from_db()
        assert protocol.state == states.ProtocolState.REPLACED


def test_neighbours_see_a_draft_only_if_they_must_approve(scene: Scene) -> None:
    protocol, world = draft(scene), scene.world
    for who, seen in (("marta", True), ("bruno", True), ("elena", False), ("dario", False)):
        with acting(world.actor(who)):
            assert access.protocols_visible_to(world.actor(who)).exists() is seen, who
    nadia = world.actor("nadia")
    with acting(nadia), pytest.raises(NotAllowed):
        actions.approve_protocol(protocol=protocol, actor=nadia)
    with acting(world.actor("stranger")):
        assert not Protocol.objects.exists()


def test_bad_input(scene: Scene) -> None:
    marta, sara = scene.world.actor("marta"), scene.world.actor("sara")
    given = {"programme": scene.programme, "title": "T", "text": "Testo", "actor": marta}
    given["approval_by"] = [scene.world.organisations["lead"]]
    with acting(marta), pytest.raises(InputRefused) as refusal:
        actions.draft_protocol(**{**given, "title": ""})
    assert "title" in refusal.value.problems
    with acting(marta), pytest.raises(InputRefused) as refusal:
        actions.draft_protocol(**{**given, "approval_by": []})
    assert "approval_by" in refusal.value.problems
    with acting(sara), pytest.raises(NotAllowed):
        actions.draft_protocol(**{**given, "actor": sara})
