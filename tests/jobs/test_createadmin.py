"""./snodo createadmin: the first network and who runs it."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from snodo.domain.network.models import Membership, Network, User
from snodo.domain.network.states import Role
from snodo.kernel.tenancy import in_network

pytestmark = pytest.mark.django_db

WORDS = {
    "network": "Rete Bassa Valle",
    "organisation": "Ambito della Bassa Valle",
    "first_name": "Ada",
    "last_name": "Neri",
    "email": "ada.neri@esempio.example",
}


def create(monkeypatch: pytest.MonkeyPatch, password: str = "una frase lunga e mia", **changes: Any) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    out = io.StringIO()
    call_command("createadmin", **{**WORDS, **changes}, password_stdin=True, stdout=out)
    return out.getvalue()


def test_the_administrator_can_sign_in_and_administers(monkeypatch: pytest.MonkeyPatch) -> None:
    said = create(monkeypatch)

    user = User.objects.get(email=WORDS["email"])
    assert user.check_password("una frase lunga e mia")
    assert "(rete-bassa-valle)" in said
    for network_id in _networks_of(user):
        with in_network(network_id):
            assert Network.objects.get(pk=network_id).slug == "rete-bassa-valle"
            assert Membership.objects.get(user=user).role == Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "senza chiocciola"}, "non è un indirizzo"),
        ({"password": "corta"}, "password"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        create(monkeypatch, **changes)

    assert not User.objects.exists()


def test_a_second_network_of_the_same_short_name_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch)

    with pytest.raises(CommandError, match="nome breve"):
        create(monkeypatch, email="altra@esempio.example")

    assert User.objects.count() == 1


def _networks_of(user: User) -> list[Any]:
    from snodo.domain.audit import queries

    return list(queries.network_ids())
