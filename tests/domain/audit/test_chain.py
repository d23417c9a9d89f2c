"""Sealing and tampering, on a real database, with the owner's powers."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from snodo.domain.audit import actions, queries, verifying
from snodo.domain.audit.models import Entry, Seal
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting, in_network
from tests.domain.audit.settle import settle
from tests.factories.world import World, build_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Tamper = Callable[..., Any]
COPY_LINE = """INSERT INTO audit_entry (id, network_id, created_at, created_by, act, verb, actor_label,
 subject_kind, section, ground, changes, origin, txid, epoch)
 SELECT %s, network_id, created_at, created_by, act, verb, actor_label,
 subject_kind, section, ground, changes, origin, txid, {epoch}
 FROM audit_entry WHERE network_id = %s AND id = %s"""


@pytest.fixture
def sealed() -> World:
    """A network whose log has three seals of some lines each."""
    world = build_world()
    sara = world.actor("sara")
    for _ in range(3):
        for number in range(4):
            with acting(sara):
                actions.record(actor=sara, verb=f"thing.do_{number}", changes={"n": number})
        settle()
        with acting(sara):
            assert actions.seal_entries() >= 4
    return world


@pytest.fixture
def tamper(sealed: World) -> Iterator[Tamper]:
    """Somebody with the owner's password and psql."""
    url = os.environ.get("SNODO_OWNER_URL") or os.environ["DATABASE_URL"]
    settings = connection.settings_dict
    parts = psycopg.conninfo.conninfo_to_dict(url.replace("postgres://", "postgresql://"))
    with psycopg.connect(**{**parts, "dbname": settings["NAME"]}, autocommit=True) as link:  # type: ignore[arg-type]
        link.execute("SELECT set_config('snodo.network', %s, false)", [str(sealed.network.pk)])
        yield lambda sql, *values: link.execute(sql, values)


def verdict(world: World, **known: Any) -> verifying.Verdict:
    with in_network(world.network.pk):
        return verifying.verify_chain(**known)


def lines_of(world: World, number: int) -> list[Entry]:
    with in_network(world.network.pk):
        seal = Seal.objects.get(number=number)
        found = Entry.objects.filter(txid__gt=seal.from_txid, txid__lte=seal.to_txid)
        return list(found.order_by("txid", "id"))


def broken_at(world: World, number: int, says: str, **known: Any) -> None:
    found = verdict(world, **known).broken
    assert found is not None
    assert found.seal_number == number
    assert says in found.sentence


def test_an_untouched_log_is_whole(sealed: World) -> None:
    outcome = verdict(sealed)
    assert outcome.broken is None
    assert outcome.seals == 3
    assert outcome.lines >= 12
    assert verdict(sealed.elsewhere).broken is None  # type: ignore[arg-type]


def test_sealing_again_adds_nothing(sealed: World) -> None:
    with in_network(sealed.network.pk):
        assert actions.seal_entries() == 0


def test_a_transaction_still_open_is_not_sealed_and_holds_up_nobody(sealed: World, tamper: Tamper) -> None:
    sara = sealed.actor("sara")
    with acting(sara):
        actions.record(actor=sara, verb="in.progress")
        assert actions.seal_entries() == 0
    settle()
    with acting(sara):
        assert actions.seal_entries() == 1
    assert verdict(sealed).broken is None


def test_an_edited_line(sealed: World, tamper: Tamper) -> None:
    line = lines_of(sealed, 2)[1]
    tamper(
        "UPDATE audit_entry SET changes = '{\"n\": 9}' WHERE network_id = %s AND id = %s",
        line.network_id,
        line.pk,
    )
    broken_at(sealed, 2, "modificate")


def test_every_column_counts(sealed: World, tamper: Tamper) -> None:
    line = lines_of(sealed, 2)[0]
    texts = ("verb", "actor_label", "ground", "section", "origin", "act", "subject_kind")
    identities = ("created_by", "membership_id", "organisation_id", "subject_id", "person_id")
    for column in (*texts, *identities):
        change = f"UPDATE audit_entry SET {column} = %s WHERE network_id = %s AND id = %s"
        tamper(change, "altro" if column in texts else uuid7(), line.network_id, line.pk)
        broken_at(sealed, 2, "modificate")
        tamper(change, getattr(line, column), line.network_id, line.pk)
        assert verdict(sealed).broken is None


def test_a_moved_time(sealed: World, tamper: Tamper) -> None:
    line = lines_of(sealed, 2)[0]
    tamper(
        "UPDATE audit_entry SET created_at = created_at + interval '1 microsecond'"
        " WHERE network_id = %s AND id = %s",
        line.network_id,
        line.pk,
    )
    broken_at(sealed, 2, "modificate")


def test_a_deleted_line(sealed: World, tamper: Tamper) -> None:
    line = lines_of(sealed, 1)[-1]
    tamper("DELETE FROM audit_entry WHERE network_id = %s AND id = %s", line.network_id, line.pk)
    broken_at(sealed, 1, "cancellata")


def test_a_line_slipped_in(sealed: World, tamper: Tamper) -> None:
    line = lines_of(sealed, 2)[0]
    tamper(
        COPY_LINE.format(epoch="epoch"),
        uuid7(),
        line.network_id,
        line.pk,
    )
    broken_at(sealed, 2, "aggiunta")


def test_two_lines_swapped(sealed: World, tamper: Tamper) -> None:
    one, two = lines_of(sealed, 2)[:2]
    for line, txid in ((one, two.txid), (two, one.txid)):
        tamper(
            "UPDATE audit_entry SET txid = %s WHERE network_id = %s AND id = %s",
            txid,
            line.network_id,
            line.pk,
        )
    broken_at(sealed, 2, "modificate o spostate")


def test_a_line_moved_to_another_seal(sealed: World, tamper: Tamper) -> None:
    line, other = lines_of(sealed, 1)[0], lines_of(sealed, 3)[0]
    tamper(
        "UPDATE audit_entry SET txid = %s WHERE network_id = %s AND id = %s",
        other.txid,
        line.network_id,
        line.pk,
    )
    broken_at(sealed, 1, "cancellata")


def test_a_deleted_seal(sealed: World, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_seal WHERE network_id = %s AND number = 2", sealed.network.pk)
    broken_at(sealed, 2, "manca il sigillo numero 2")


def test_an_edited_seal(sealed: World, tamper: Tamper) -> None:
    tamper("UPDATE audit_seal SET count = count - 1 WHERE network_id = %s AND number = 2", sealed.network.pk)
    broken_at(sealed, 2, "il sigillo stesso")


def test_a_seal_forged_without_the_application_key(sealed: World, tamper: Tamper, settings: Any) -> None:
    """Whoever owns the database can compute every hash, but not the signature."""
    from snodo.kernel import crypto

    real = settings.SNODO_KEYRING
    last = lines_of(sealed, 3)[0]
    tamper("DELETE FROM audit_seal WHERE network_id = %s AND number = 3", sealed.network.pk)
    tamper("DELETE FROM audit_entry WHERE network_id = %s AND id = %s", sealed.network.pk, last.pk)
    settings.SNODO_KEYRING = crypto.new_keyring()
    with in_network(sealed.network.pk):
        actions.seal_entries()
    settings.SNODO_KEYRING = real
    broken_at(sealed, 3, "non è stato messo da questo programma")


def test_a_tail_cut_with_its_seals_is_seen_against_a_head_kept_outside(sealed: World, tamper: Tamper) -> None:
    with in_network(sealed.network.pk):
        head = queries.last_seal()
    assert head is not None
    tamper("DELETE FROM audit_entry WHERE network_id = %s AND txid > %s", sealed.network.pk, head.from_txid)
    tamper("DELETE FROM audit_seal WHERE network_id = %s AND number = 3", sealed.network.pk)
    assert verdict(sealed).broken is None
    broken_at(sealed, 3, "tagliata", known_number=head.number, known_hash=head.hash)


def test_a_chain_written_again_is_seen_against_a_head_kept_outside(sealed: World) -> None:
    broken_at(sealed, 2, "riscritta", known_number=2, known_hash="0" * 64)


def test_lines_under_a_foreign_count_are_seen(sealed: World, tamper: Tamper) -> None:
    line = lines_of(sealed, 2)[0]
    tamper(
        COPY_LINE.format(epoch="7"),
        uuid7(),
        line.network_id,
        line.pk,
    )
    broken_at(sealed, 4, "fuori da ogni sigillo")


def test_after_a_restore_on_another_cluster_the_chain_goes_on(
    sealed: World, tamper: Tamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A logical restore keeps old transaction numbers while new ones start again, under another identity."""
    sara, network_id = sealed.actor("sara"), sealed.network.pk
    for verb in ("before.restore", "after.restore"):
        with acting(sara):
            actions.record(actor=sara, verb=verb)
    tamper(
        "UPDATE audit_entry SET epoch = 7, txid = 5 WHERE network_id = %s AND verb = 'after.restore'",
        network_id,
    )
    monkeypatch.setattr(queries, "horizon", lambda: queries.Horizon(epoch=7, txid=6))
    with in_network(network_id):
        assert actions.seal_entries() == 2
        epochs = list(Seal.objects.order_by("number").values_list("epoch", flat=True))
    assert epochs[2] == epochs[3] != epochs[4]
    assert epochs[4] == 7
    assert verdict(sealed).broken is None


def test_large_ranges_are_cut_but_never_within_a_transaction(sealed: World) -> None:
    sara = sealed.actor("sara")
    for _ in range(3):
        with acting(sara):
            for _ in range(4):
                actions.record(actor=sara, verb="many.lines")
    settle()
    with in_network(sealed.network.pk):
        assert actions.seal_entries(limit=5) == 12
        counts = list(Seal.objects.filter(number__gt=3).order_by("number").values_list("count", flat=True))
    assert counts == [8, 4]
    assert verdict(sealed).broken is None
