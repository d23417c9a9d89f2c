"""./snodo audit seal, verify, head."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from snodo.domain.audit import actions
from snodo.domain.audit.models import Entry, Seal
from snodo.domain.messaging.messages import unfit
from snodo.domain.messaging.models import Notification
from snodo.domain.privacy.messages import LogBroken
from snodo.jobs import sealing, tasks, watching
from snodo.kernel.tenancy import acting, in_network
from tests.conftest import OWNER, _reconnected
from tests.domain.audit.settle import settle
from tests.factories.world import World, build_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def run(*words: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("audit", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def world() -> World:
    world = build_world()
    for number in range(3):
        with acting(world.actor("sara")):
            actions.record(actor=world.actor("sara"), verb=f"x.do_{number}")
    settle()
    return world


def test_seal_then_verify(world: World) -> None:
    out, _ = run("seal")
    assert "in 2 reti" in out
    out, _ = run("verify")
    assert "Rete Rhodense: 1 sigilli" in out
    assert "Registro integro" in out


def test_heads_are_kept_and_compared(world: World, tmp_path: Path) -> None:
    file = tmp_path / "fuori" / "teste.json"
    run("seal")
    run("head", file)
    assert len(json.loads(file.read_text())["heads"]) == 2
    run("verify", "--head", file)
    content = json.loads(file.read_text())
    content["heads"][str(world.network.pk)]["number"] = 1
    content["heads"][str(world.network.pk)]["hash"] = "0" * 64
    file.write_text(json.dumps(content))
    with pytest.raises(CommandError, match="firma"):
        run("verify", "--head", file)


def test_a_head_no_longer_found_ends_with_one(world: World, tmp_path: Path) -> None:
    file = tmp_path / "teste.json"
    run("seal")
    heads = sealing.present_heads()
    heads[str(world.network.pk)] = {"number": 9, "hash": "0" * 64}
    file.write_text(json.dumps({"heads": heads, "signature": sealing._signature(heads)}))
    err = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("audit", "verify", "--head", file, stdout=StringIO(), stderr=err)
    assert end.value.code == 1
    assert "Rete Rhodense: sigillo 2: il sigillo numero 9" in err.getvalue()
    assert "tagliata" in err.getvalue()


def test_the_clock_seals_every_network_and_keeps_heads(world: World, settings: Any, tmp_path: Path) -> None:
    settings.SNODO_AUDIT_HEADS = str(tmp_path / "teste.json")
    tasks.seal_audit.func(timestamp=0)
    for each in (world, world.elsewhere):
        assert each is not None
        with in_network(each.network.pk):
            assert sum(Seal.objects.values_list("count", flat=True)) == Entry.objects.count() > 0
    assert sealing.read_heads(tmp_path / "teste.json").keys() == sealing.present_heads().keys()


def test_every_night_a_break_is_told_in_neutral_words(world: World) -> None:
    run("seal")
    watching.verify_log()
    with acting(world.actor("paola")):
        assert Notification.objects.count() == 0
    with in_network(world.network.pk):
        seal = Seal.objects.get()
    with _reconnected(**OWNER), in_network(world.network.pk):
        Seal.objects.filter(pk=seal.pk).update(count=seal.count + 1)
    assert watching.verify_log() == 1
    with acting(world.actor("paola")):
        told = Notification.objects.filter(kind="privacy.log_broken")
        assert {row.recipient_id for row in told} == {world.user("paola").pk, world.user("ada").pk}
        assert Entry.objects.filter(verb="audit.broken").count() == 1
    assert unfit(LogBroken) == ""
