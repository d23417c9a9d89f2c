"""What happens at the door is in the log of each network of whom it happens to, and of no other."""

import datetime
import re
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from snodo.domain.audit.models import Entry
from snodo.domain.audit.states import Act
from snodo.domain.network import actions
from snodo.domain.privacy import effects
from snodo.kernel import clock, tenancy
from tests.factories.world import PASSWORD, World

pytestmark = pytest.mark.django_db

EMAIL = "sara@rhodense.example"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def sara(world: World) -> Any:
    user = world.user("sara")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in_with(client: Client, password: str = PASSWORD, email: str = EMAIL) -> Any:
    where = {"REMOTE_ADDR": "192.0.2.77"}
    return client.post("/accesso/", {"login": email, "password": password}, **where)  # type: ignore[arg-type]


def lines(world: World, who: str = "sara") -> list[str]:
    with tenancy.acting(world.founder):
        entries = Entry.objects.filter(act=Act.SIGN_IN, created_by=world.user(who).pk)
        return list(entries.order_by("created_at", "id").values_list("verb", flat=True))


def carry() -> int:
    """What the worker does a moment later."""
    jobs = list(ProcrastinateJob.objects.filter(task_name="privacy.attempt").order_by("id"))
    for job in jobs:
        user = job.args["user_id"]
        effects.attempt.run(**{**job.args, "user_id": UUID(user) if user else None})
    return len(jobs)


def test_coming_and_going_are_written_with_when_who_and_from_where(
    client: Client, world: World, sara: Any
) -> None:
    sign_in_with(client)
    client.post("/accesso/esci/")
    assert lines(world) == ["signin.success", "session.end"]
    with tenancy.acting(world.founder):
        entry = Entry.objects.get(verb="signin.success")
    assert entry.actor_label == "Sara Prova (Cooperativa Il Ponte)"
    assert entry.changes == {"how": "password", "second_factor": False}
    assert entry.origin.startswith("web 192.0.2.0")
    assert "192.0.2.77" not in str(vars(entry))


def test_each_network_of_the_user_gets_its_line_and_no_other(client: Client, world: World, sara: Any) -> None:
    sign_in_with(client)
    other = world.elsewhere
    assert other is not None
    with tenancy.acting(other.founder):
        assert not Entry.objects.filter(created_by=sara.pk).exists()
        actions.add_membership(
            user=sara, organisation=other.organisations["coop"], role="operator", actor=other.founder
        )
    sign_in_with(Client())
    with tenancy.acting(other.founder):
        assert Entry.objects.filter(verb="signin.success", created_by=sara.pk).count() == 1
    assert lines(world) == ["signin.success"] * 2


def test_a_wrong_password_is_written_at_its_moment(client: Client, world: World, sara: Any) -> None:
    moment = datetime.datetime(2026, 5, 4, 3, 2, 1, tzinfo=datetime.UTC)
    with clock.held(moment):
        sign_in_with(client, password="sbagliata")
    assert lines(world) == []
    assert carry() == 1
    assert lines(world) == ["signin.failure"]
    with tenancy.acting(world.founder):
        entry = Entry.objects.get(verb="signin.failure")
    assert (entry.created_at, entry.origin.split()[1]) == (moment, "192.0.2.0")


def test_an_unknown_address_does_the_same_work_and_leaves_no_line(
    client: Client, world: World, sara: Any
) -> None:
    def statements(email: str) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            sign_in_with(Client(), password="sbagliata", email=email)
        return [re.sub(r"'[^']*'|\d+", "?", one["sql"])[:60] for one in seen]

    unknown_email = "nessuno@rhodense.example"
    statements(EMAIL)  # the library that counts attempts makes its row the first time
    statements(unknown_email)
    assert statements(EMAIL) == statements(unknown_email)
    with tenancy.acting(world.founder):
        before = Entry.objects.count()
    unknown = [job.args for job in ProcrastinateJob.objects.all() if job.args["user_id"] is None]
    assert len(unknown) == 2
    assert "nessuno" not in str(unknown)
    effects.attempt.run(**unknown[0])
    with tenancy.acting(world.founder):
        assert Entry.objects.count() == before


def test_a_lock_out_is_written(client: Client, world: World, sara: Any) -> None:
    for _ in range(7):
        sign_in_with(client, password="sbagliata")
    carry()
    assert lines(world).count("signin.failure") == 5
    assert "signin.locked" in lines(world)


def test_a_wrong_second_factor_is_written(client: Client, world: World, sara: Any) -> None:
    TOTP.activate(sara, "JBSWY3DPEHPK3PXP")
    sign_in_with(client)
    client.post("/accesso/due-passaggi/codice/", {"code": "000000"})
    assert lines(world) == ["signin.second_factor"]


def test_changes_of_how_one_enters_are_written(
    client: Client, world: World, sara: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in_with(client)
    new = "Un-altro-cammino-2026"
    client.post("/accesso/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    client.post("/accesso/conferma/", {"password": new, "next": "/accesso/due-passaggi/"})
    TOTP.activate(sara, "JBSWY3DPEHPK3PXP")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accesso/due-passaggi/app/disattiva/")
    client.post("/accesso/sessioni/")
    assert lines(world) == ["signin.success", "password.change", "second_factor.remove", "session.end_others"]


def test_a_password_chosen_by_the_link_is_written(client: Client, world: World, sara: Any) -> None:
    client.post("/accesso/password/dimenticata/", {"email": EMAIL})
    found = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert found
    form = client.get(found[1], follow=True).redirect_chain[-1][0]
    new = "Un-altro-cammino-2026"
    client.post(form, {"password1": new, "password2": new})
    assert lines(world) == ["password.reset"]


def test_a_session_ended_by_the_clock_says_so(client: Client, world: World, sara: Any) -> None:
    sign_in_with(client)
    session = client.session
    session["snodo_seen"] -= 100_000
    session.save()
    client.get("/")
    assert lines(world) == ["signin.success", "session.expire"]


def test_a_removed_member_who_goes_on_clicking_is_written(client: Client, world: World, sara: Any) -> None:
    sign_in_with(client)
    client.get("/")
    with tenancy.acting(world.founder):
        actions.end_membership(membership=world.memberships["sara"], actor=world.founder)
    assert client.get("/").status_code == 403
    assert lines(world) == ["signin.success", "session.without_role"]


def test_those_who_watch_see_it_and_colleagues_do_not(world: World, sara: Any, sign_in: Any) -> None:
    sign_in_with(Client())
    page = sign_in("paola").get("/registro/?che=sign_in").content.decode()
    assert "Accesso riuscito" in page
    assert "Sara Prova" in page
    assert "Accesso riuscito" not in sign_in("omar").get("/registro/?che=sign_in").content.decode()
    assert "Accesso riuscito" in sign_in("sara").get("/registro/?che=sign_in").content.decode()
