"""Two networks on the same few connections: what one bound, the next does not find."""

import pytest

from snodo.kernel import tenancy
from tests.bench import walls
from tests.factories.world import build_world

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_context_leaks_between_turns_on_pooled_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some turns here; `./snodo bench walls` does ten thousand. And the test can fail."""
    world = build_world()
    assert world.elsewhere is not None
    networks = [world.network.pk, world.elsewhere.network.pk]
    outcome = walls.interleave(networks, 600)
    assert not outcome.errors
    assert not outcome.leaks
    assert outcome.rounds == 600
    assert 1 <= len(outcome.servers) <= walls.CONNECTIONS

    def for_the_session(network_id: object, user_id: object) -> None:
        """What a careless SET would do."""
        with walls.connections["default"].cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, false)", [str(network_id or "")])

    monkeypatch.setattr(tenancy, "set_database_context", for_the_session)
    assert walls.interleave(networks, 40).leaks
