"""The door: sign-in, lockout, second factor, devices, new password."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

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


def sign_in_with(client: Client, password: str = PASSWORD, email: str = EMAIL, **more: str) -> Any:
    return client.post("/accesso/", {"login": email, "password": password, **more})


def confirm_it_is_me(client: Client) -> None:
    """Changing how one enters asks for the password again."""
    client.post("/accesso/conferma/", {"password": PASSWORD, "next": "/accesso/due-passaggi/"})


def test_the_right_password_opens_the_page_that_was_asked(client: Client, sara: Any) -> None:
    response = sign_in_with(client, next="/accesso/profilo/")
    assert response.status_code == 302
    assert response["Location"] == "/accesso/profilo/"
    assert "Cooperativa Il Ponte" in client.get("/").content.decode()


def test_the_address_may_be_written_in_capitals(client: Client, sara: Any) -> None:
    assert sign_in_with(client, email=" Sara@Rhodense.Example").status_code == 302


def test_an_address_elsewhere_is_not_followed(client: Client, sara: Any) -> None:
    assert sign_in_with(client, next="https://example.org/")["Location"] == "/"


@pytest.mark.parametrize("email", [EMAIL, "nessuno@rhodense.example"])
def test_a_wrong_password_and_an_unknown_address_answer_alike(client: Client, sara: Any, email: str) -> None:
    page = sign_in_with(client, password="sbagliata", email=email).content.decode()
    assert "Indirizzo o password non corrispondono" in page
    assert f'value="{email}"' in page
    assert "sbagliata" not in page


def test_nul_and_nonsense_are_refused_without_harm(client: Client, sara: Any) -> None:
    for email in ("a\x00b@c.it", "x" * 100_000, "' or 1=1 --", ""):
        assert sign_in_with(client, email=email).status_code == 200


def test_six_wrong_passwords_lock_the_address_also_for_the_right_one(client: Client, sara: Any) -> None:
    for _ in range(6):
        response = sign_in_with(client, password="sbagliata")
    assert response.status_code == 429
    assert "Troppi tentativi" in response.content.decode()
    response = sign_in_with(client)
    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_locked_address_does_not_lock_the_others(client: Client, sara: Any, world: World) -> None:
    for _ in range(6):
        sign_in_with(client, password="sbagliata", email="omar@rhodense.example")
    assert sign_in_with(client).status_code == 302


def test_a_closed_account_does_not_enter(client: Client, sara: Any) -> None:
    sara.is_active = False
    sara.save()
    sign_in_with(client)
    assert "_auth_user_id" not in client.session


def test_nobody_registers_alone(client: Client) -> None:
    assert "Si entra su invito" in client.get("/accesso/nuovo/").content.decode()
    client.post("/accesso/nuovo/", {"email": "x@y.it", "password1": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_leaving_is_a_post_and_ends_the_session(client: Client, sara: Any) -> None:
    sign_in_with(client)
    assert client.get("/accesso/esci/").status_code == 200
    assert client.post("/accesso/esci/").status_code == 302
    assert client.get("/").status_code == 302


def test_sign_in_changes_the_session_key(client: Client, sara: Any) -> None:
    client.get("/accesso/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in_with(client)
    assert client.session.session_key != before


# Second factor


@pytest.fixture
def _second_factor_asked(settings: Any) -> None:
    settings.MFA_REQUIRED = True


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.usefixtures("_second_factor_asked")
class TestSecondFactor:
    def test_a_role_that_reads_files_must_set_it_up_first(self, client: Client, sara: Any) -> None:
        sign_in_with(client)
        response = client.get("/", follow=True)
        assert response.redirect_chain[-1][0] == "/accesso/due-passaggi/"
        assert "Prima di continuare attiva la verifica" in response.content.decode()

    @pytest.mark.parametrize(
        ("who", "asked"),
        [
            ("ada", True),
            ("marta", True),
            ("omar", True),
            ("paola", True),
            ("elena", False),
            ("gino", False),
            ("tina", False),
        ],
    )
    def test_which_roles_need_it(self, client: Client, world: World, who: str, asked: bool) -> None:
        client.force_login(world.user(who))
        assert (client.get("/").status_code == 302) is asked

    def test_no_action_goes_through_without_it(self, client: Client, sara: Any) -> None:
        sign_in_with(client)
        assert client.post("/", {}).status_code == 302

    @pytest.mark.django_db(transaction=True)
    def test_setting_up_the_app_opens_the_door_and_gives_recovery_codes(
        self, client: Client, sara: Any
    ) -> None:
        sign_in_with(client)
        assert client.get("/accesso/due-passaggi/app/attiva/")["Location"].startswith("/accesso/conferma/")
        confirm_it_is_me(client)
        page = client.get("/accesso/due-passaggi/app/attiva/").content.decode()
        found = re.search(r"<code>([A-Z2-7]+)</code>", page)
        assert found
        response = client.post("/accesso/due-passaggi/app/attiva/", {"code": code_of(found[1])})
        assert response.status_code == 302
        codes = client.get("/accesso/due-passaggi/recupero/").content.decode()
        assert len(re.findall(r"<li>\d{8}</li>", codes)) == 10
        assert client.get("/").status_code == 200

    def test_with_the_app_the_password_alone_is_not_enough(self, client: Client, sara: Any) -> None:
        secret = "JBSWY3DPEHPK3PXP"
        TOTP.activate(sara, secret)
        response = sign_in_with(client)
        assert response["Location"] == "/accesso/due-passaggi/codice/"
        assert client.get("/").status_code == 302
        wrong = client.post("/accesso/due-passaggi/codice/", {"code": "000000"}).content.decode()
        assert "Il codice non è giusto o è scaduto" in wrong
        client.post("/accesso/due-passaggi/codice/", {"code": code_of(secret)})
        assert client.get("/").status_code == 200

    def test_taking_away_the_last_one_asks_again(
        self, client: Client, sara: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        secret = "JBSWY3DPEHPK3PXP"
        TOTP.activate(sara, secret)
        sign_in_with(client)
        client.post("/accesso/due-passaggi/codice/", {"code": code_of(secret)})
        confirm_it_is_me(client)
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/accesso/due-passaggi/app/disattiva/")
        assert not Authenticator.objects.filter(user=sara).exists()
        assert client.get("/").status_code == 302


def test_every_page_of_the_second_factor_opens(client: Client, sara: Any) -> None:
    sign_in_with(client)
    confirm_it_is_me(client)
    for path in ("", "app/attiva/", "chiavi/", "chiavi/aggiungi/"):
        assert client.get(f"/accesso/due-passaggi/{path}").status_code == 200, path
    TOTP.activate(sara, "JBSWY3DPEHPK3PXP")
    for path in ("app/disattiva/", "recupero/nuovi/"):
        assert client.get(f"/accesso/due-passaggi/{path}").status_code == 200, path


# Devices and passwords


def test_devices_are_listed_and_the_others_can_be_closed(client: Client, sara: Any) -> None:
    other = Client()
    sign_in_with(other)
    sign_in_with(client)
    page = client.get("/accesso/sessioni/").content.decode()
    assert "Chiudi le altre sessioni" in page
    client.post("/accesso/sessioni/")
    assert other.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_a_forgotten_password_is_replaced_by_a_link_good_once(client: Client, sara: Any) -> None:
    client.post("/accesso/password/dimenticata/", {"email": EMAIL})
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "Snodo: Nuova password"
    found = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert found
    page = client.get(found[1], follow=True)
    assert "Scegli la nuova password" in page.content.decode()
    form_url = page.redirect_chain[-1][0]
    new = "Un-altro-cammino-2026"
    done = client.post(form_url, {"password1": new, "password2": new}, follow=True)
    assert "Password cambiata" in done.content.decode()
    assert sign_in_with(client, password=new).status_code == 302
    again = Client().get(found[1], follow=True).content.decode()
    assert "Il collegamento non vale più" in again


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client, sara: Any) -> None:
    response = client.post("/accesso/password/dimenticata/", {"email": "nessuno@x.it"}, follow=True)
    assert "Controlla la posta" in response.content.decode()
    assert not mail.outbox


def test_a_weak_password_is_refused_in_italian(client: Client, sara: Any) -> None:
    sign_in_with(client)
    page = client.post(
        "/accesso/password/", {"oldpassword": PASSWORD, "password1": "password", "password2": "password"}
    ).content.decode()
    assert "12 caratteri" in page
    assert "This password" not in page
