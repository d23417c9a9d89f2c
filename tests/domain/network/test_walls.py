"""Two walls around every tenant row, tried from the nearest side."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from snodo.domain.network import actions
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.network.walls import raise_walls, walled_models
from snodo.kernel import tenancy
from snodo.kernel.errors import Conflict, InputRefused, NoNetworkBound, NotAllowed
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from tests.conftest import OWNER, _reconnected
from tests.factories.world import World, build_world


def test_without_a_bound_network_python_refuses(world: World) -> None:
    with pytest.raises(NoNetworkBound):
        Organisation.objects.count()


def test_without_context_every_tenant_table_shows_no_row(world: World) -> None:
    with connection.cursor() as cursor:
        for model in walled_models():
            tenancy.set_database_context(None, None)
            cursor.execute(f'SELECT count(*) /* network_id */ FROM "{model._meta.db_table}"')
            assert cursor.fetchone() == (0,), model._meta.label


def test_the_other_network_is_not_there(world: World) -> None:
    other = world.elsewhere
    assert other is not None
    with tenancy.acting(world.actor("marta")):
        assert Organisation.objects.filter(pk=other.organisations["coop"].pk).count() == 0
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM network_organisation WHERE network_id = %s", [other.network.pk]
            )
            assert cursor.fetchone() == (0,)


def test_a_row_cannot_be_written_for_another_network(world: World) -> None:
    other = world.elsewhere
    assert other is not None
    with (
        tenancy.acting(world.actor("marta")),
        pytest.raises(Exception, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE network_organisation SET network_id = %s WHERE id = %s AND network_id = %s",
            [other.network.pk, world.organisations["coop"].pk, world.network.pk],
        )


def test_a_link_cannot_cross_networks(world: World) -> None:
    other = world.elsewhere
    assert other is not None
    with tenancy.acting(world.founder):
        membership = Membership.objects.get(pk=world.memberships["sara"].pk)
        membership.organisation_id = other.organisations["coop"].pk
        with pytest.raises(IntegrityError), transaction.atomic():
            _save_and_check(membership)


def _save_and_check(membership: Membership) -> None:
    """Keys are checked at the end of a transaction: here at once."""
    membership.save()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_tenant_table_has_its_walls(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)"
        )
        walled = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f'")
        keys = {name for (name,) in cursor.fetchall()}
    for model in walled_models():
        assert model._meta.db_table in walled
        expected = [f for f in model._meta.local_fields if isinstance(f, TenantForeignKey)]
        standing = [k for k in keys if k.startswith(model._meta.db_table[:40])]
        assert len(standing) >= len(expected), model._meta.label


def test_the_runtime_role_can_neither_bypass_nor_own(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_unique_constraints_and_indexes_start_with_the_network() -> None:
    for model in apps.get_models():
        if not issubclass(model, TenantModel):
            continue
        for constraint in model._meta.constraints:
            fields = list(getattr(constraint, "fields", ()))
            assert not fields or fields[0] == "network_id", (model._meta.label, constraint.name)
        for index in model._meta.indexes:
            assert index.fields[0] in ("network_id", "user"), (model._meta.label, index.name)
        for column in model._meta.local_fields:
            assert not column.unique or column.primary_key, (model._meta.label, column.name)


@pytest.mark.covers("C11")
def test_a_malformed_vat_number_is_refused_with_a_sentence(world: World) -> None:
    with tenancy.acting(world.founder), pytest.raises(InputRefused) as refusal:
        actions.register_organisation(name="Nuova", kind="company", vat_number="123", actor=world.founder)
    assert "vat_number" in refusal.value.problems


def test_only_administrators_and_own_coordinators_invite(world: World) -> None:
    with tenancy.acting(world.actor("bruno")):
        invitation, token = actions.invite_member(
            organisation=world.organisations["other_coop"],
            email="nuova@rhodense.example",
            role="operator",
            actor=world.actor("bruno"),
        )
        assert token not in str(invitation.__dict__)
        with pytest.raises(NotAllowed):
            actions.invite_member(
                organisation=world.organisations["coop"],
                email="altra@rhodense.example",
                role="operator",
                actor=world.actor("bruno"),
            )


def test_an_invitation_opens_once(world: World) -> None:
    with tenancy.acting(world.founder):
        _, token = actions.invite_member(
            organisation=world.organisations["coop"],
            email="luca@rhodense.example",
            role="operator",
            actor=world.founder,
        )
    wanted = {"first_name": "Luca", "last_name": "Prova", "password": "Strada-lunga-42", "signed_in": None}
    membership = actions.accept_invitation(network_id=world.network.pk, token=token, **wanted)  # type: ignore[arg-type]
    assert membership.role == "operator"
    with pytest.raises(Conflict):
        actions.accept_invitation(network_id=world.network.pk, token=token, **wanted)  # type: ignore[arg-type]


def test_nobody_ends_their_own_membership(world: World) -> None:
    with tenancy.acting(world.founder), pytest.raises(NotAllowed):
        actions.end_membership(membership=world.memberships["ada"], actor=world.founder)


def test_a_key_of_a_new_table_is_held_against_rows_of_every_network(transactional_db: None) -> None:
    """A migration that makes a table and fills it leaves rows that no bound network shows all of."""
    build_world()
    key, table = "network_membership_organisation_id_net_fk", "network_membership"
    with _reconnected(**OWNER):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {key}, DISABLE ROW LEVEL SECURITY")
        raise_walls()
        with connection.cursor() as cursor:
            cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = %s", [key])
            assert cursor.fetchone() == (True,)
            cursor.execute(
                "SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class"
                " WHERE relname IN ('network_membership', 'network_organisation')"
            )
            assert cursor.fetchone() == (True,)
