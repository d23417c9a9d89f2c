"""Sign-in through an OpenID Connect gateway: the honest way, and every dishonest answer refused."""

import re
import time
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from Cryptodome.PublicKey import RSA
from django.core import mail
from django.test import Client

from snodo.domain.audit.models import Entry
from snodo.domain.network import queries
from snodo.domain.network.models import Invitation, User
from snodo.kernel import tenancy
from tests.factories.world import PASSWORD, World
from tests.web.sso.conftest import CODE, SARA
from tests.web.sso.provider import L1, OIDCProvider

pytestmark = pytest.mark.django_db

START = "/accesso/identita/spid/"
NOT_VALID = "la risposta non era valida"


def leave(client: Client, to: str = "", **data: str) -> str:
    """Press the button; the address one is sent to."""
    page = client.post(START + to, data)
    assert page.status_code == 200, page.content
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found
    return unescape(found[1])


def come_back(client: Client, provider: OIDCProvider, who: str = "sara", **data: str) -> Any:
    back = urlsplit(provider.sign_in(leave(client, **data), who))
    return client.get(f"{back.path}?{back.query}")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_nothing_of_it_is_there_unless_configured(client: Client) -> None:
    assert "Entra con" not in client.get("/accesso/").content.decode()
    for path in ("", "ritorno/", "saml/", "saml/fine/", "metadati/", "uscita/"):
        assert client.get(START + path).status_code in (404, 405), path
        assert client.post(START + path).status_code in (404, 405), path


def test_the_verified_address_of_an_invited_user_opens(
    client: Client, provider: OIDCProvider, sara: User
) -> None:
    assert "Entra con SPID o CIE" in client.get("/accesso/").content.decode()
    answer = come_back(client, provider, next="/accesso/profilo/")
    assert (answer.status_code, answer["Location"]) == (302, "/accesso/profilo/")
    assert "Cooperativa Il Ponte" in client.get("/").content.decode()
    assert "SpidL2" in provider.acr_asked
    assert provider.challenge_asked == "S256"


def test_nothing_of_the_identity_is_kept(client: Client, provider: OIDCProvider, sara: User) -> None:
    come_back(client, provider)
    account = SocialAccount.objects.get()
    assert account.extra_data == {}
    assert re.fullmatch(r"[0-9a-f]{64}", account.uid)
    assert CODE not in str(dict(client.session))


def test_the_log_says_that_an_identity_was_joined_used_and_refused(
    client: Client, provider: OIDCProvider, sara: User, world: World
) -> None:
    come_back(client, provider)
    sara.tax_code_index = queries.tax_code_index("VRDLGI75C15F205A")
    sara.save()
    come_back(Client(), provider)
    with tenancy.acting(world.founder):
        lines = Entry.objects.filter(act="sign_in", created_by=sara.pk).order_by("created_at", "id")
        assert [line.verb for line in lines] == ["identity.link", "signin.success", "signin.gateway_refused"]
        assert lines[1].changes == {"how": "spid", "second_factor": True}


def test_the_second_time_it_is_known_again_even_under_another_address(
    client: Client, provider: OIDCProvider, sara: User
) -> None:
    come_back(client, provider)
    provider.people["sara"]["email"] = "nuova@altrove.example"
    again = Client()
    come_back(again, provider)
    assert again.session["_auth_user_id"] == str(sara.pk)
    assert SocialAccount.objects.count() == 1


def test_nobody_gets_an_account_by_signing_in(client: Client, provider: OIDCProvider, sara: User) -> None:
    provider.people["nora"] = {"email": "nora@altrove.example", "email_verified": True}
    before = User.objects.count()
    answer = come_back(client, provider, who="nora")
    assert answer.status_code == 403
    assert "nessun accesso a Snodo è collegato" in answer.content.decode()
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_an_address_nobody_verified_opens_nothing(client: Client, provider: OIDCProvider, sara: User) -> None:
    for verified in (False, None, "no"):
        provider.people["sara"]["email_verified"] = verified
        assert come_back(client, provider).status_code == 403
        assert not is_in(client)


def test_the_codice_fiscale_of_the_invitation_opens_whatever_the_address(
    client: Client, provider: OIDCProvider, sara: User
) -> None:
    sara.tax_code_index = queries.tax_code_index(CODE)
    sara.save()
    provider.people["sara"] |= {"email": "privata@altrove.example", "email_verified": False}
    come_back(client, provider)
    assert client.session["_auth_user_id"] == str(sara.pk)


def test_an_invitation_may_carry_the_codice_fiscale(
    client: Client,
    provider: OIDCProvider,
    world: World,
    sign_in: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = f"/rete/{world.organisations['coop'].pk}/invita/"
    asked = {"email": "nora@ente.example", "role": "operator", "job_title": ""}
    ada = sign_in("ada")
    wrong = ada.post(page, {**asked, "tax_code": "RSSMRA80A01H501X"})
    assert "rileggilo" in wrong.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        ada.post(page, {**asked, "tax_code": CODE.lower()})
    with tenancy.acting(world.founder):
        assert CODE not in str(Invitation.objects.values().get(email="nora@ente.example"))
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link
    words = {"first_name": "Nora", "last_name": "Blu", "password": PASSWORD, "again": PASSWORD}
    Client().post(link[1], words)
    provider.people["sara"] |= {"email": "privata@altrove.example"}
    other = Client()
    come_back(other, provider)
    assert other.session["_auth_user_id"] == str(User.objects.get(email="nora@ente.example").pk)


def test_the_right_address_with_the_codice_fiscale_of_another_is_refused(
    client: Client, provider: OIDCProvider, sara: User
) -> None:
    sara.tax_code_index = queries.tax_code_index("VRDLGI75C15F205A")
    sara.save()
    answer = come_back(client, provider)
    assert "non è quella della persona" in answer.content.decode()
    assert not is_in(client)


def test_a_second_person_with_the_same_address_is_refused(
    client: Client, provider: OIDCProvider, sara: User
) -> None:
    come_back(client, provider)
    provider.people["omonima"] = {"email": SARA, "email_verified": True}
    other = Client()
    assert "non è quella della persona" in come_back(other, provider, who="omonima").content.decode()
    assert not is_in(other)


def test_a_closed_access_stays_closed(client: Client, provider: OIDCProvider, sara: User) -> None:
    sara.is_active = False
    sara.save()
    assert "è stato chiuso" in come_back(client, provider).content.decode()
    assert not is_in(client)


def test_where_to_go_next_stays_with_us(client: Client, provider: OIDCProvider, sara: User) -> None:
    answer = come_back(client, provider, next="https://evil.example/")
    assert answer["Location"] == "/"


def test_the_session_key_changes(client: Client, provider: OIDCProvider, sara: User) -> None:
    address = leave(client)
    before = client.session.session_key
    back = urlsplit(provider.sign_in(address, "sara"))
    client.get(f"{back.path}?{back.query}")
    assert is_in(client)
    assert client.session.session_key != before


# The second factor


@pytest.fixture
def _second_factor_asked(settings: Any) -> None:
    settings.MFA_REQUIRED = True


@pytest.mark.usefixtures("_second_factor_asked")
class TestAssurance:
    def test_level_two_stands_for_our_second_factor(
        self, client: Client, provider: OIDCProvider, sara: User
    ) -> None:
        TOTP.activate(sara, "JBSWY3DPEHPK3PXP")
        come_back(client, provider)
        assert client.get("/").status_code == 200

    def test_level_one_does_not(self, client: Client, provider: OIDCProvider, sara: User) -> None:
        provider.level = L1
        come_back(client, provider)
        assert client.get("/")["Location"] == "/accesso/due-passaggi/"

    def test_level_one_with_an_app_asks_its_code(
        self, client: Client, provider: OIDCProvider, sara: User
    ) -> None:
        TOTP.activate(sara, "JBSWY3DPEHPK3PXP")
        provider.level = L1
        assert come_back(client, provider)["Location"] == "/accesso/due-passaggi/codice/"
        assert not is_in(client)

    def test_which_levels_count_is_configured(
        self, client: Client, provider: OIDCProvider, sara: User, settings: Any
    ) -> None:
        settings.SSO_GATEWAYS[0]["levels_as_second_factor"] = []
        come_back(client, provider)
        assert client.get("/")["Location"] == "/accesso/due-passaggi/"


# Hostile answers


def _with(**changed: Any) -> Any:
    return lambda claims: {**claims, **changed}


def _without(name: str) -> Any:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


LIES = {
    "another nonce": _with(nonce="un-altro"),
    "no nonce": _without("nonce"),
    "another audience": _with(aud="un-altro-servizio"),
    "made for another party": _with(aud=["snodo", "altro"], azp="altro"),
    "another issuer": _with(iss="https://altro.example"),
    "expired": _with(exp=int(time.time()) - 120),
    "without end": _without("exp"),
    "about nobody": _without("sub"),
    "made in the future": _with(iat=int(time.time()) + 3600),
    "not yet good": _with(nbf=int(time.time()) + 3600),
}


def test_a_claim_that_does_not_hold_is_refused(provider: OIDCProvider, sara: User) -> None:
    accepted = []
    for name, provider.lie_in_claims in LIES.items():
        client = Client()
        answer = come_back(client, provider)
        if is_in(client) or answer.status_code != 403 or NOT_VALID not in answer.content.decode():
            accepted.append(name)
    assert not accepted


def _unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})


def _shared_secret(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "un-segreto-di-prova" * 3, algorithm="HS256", headers={"kid": "k1"})


def _other_key(claims: dict[str, Any]) -> str:
    return jwt.encode(
        claims, RSA.generate(2048).export_key().decode(), algorithm="RS256", headers={"kid": "k1"}
    )


def _unknown_key(claims: dict[str, Any]) -> str:
    return jwt.encode(
        claims, RSA.generate(2048).export_key().decode(), algorithm="RS256", headers={"kid": "k2"}
    )


def test_a_signature_that_does_not_hold_is_refused(provider: OIDCProvider, sara: User) -> None:
    accepted = []
    for sign in (_unsigned, _shared_secret, _other_key, _unknown_key, lambda claims: "non.un.token"):
        provider.sign_again, client = sign, Client()
        answer = come_back(client, provider)
        if is_in(client) or NOT_VALID not in answer.content.decode():
            accepted.append(sign)
    assert not accepted


def test_user_info_about_somebody_else_is_refused(client: Client, provider: OIDCProvider, sara: User) -> None:
    provider.lie_in_userinfo = _with(sub="un-altro")
    assert NOT_VALID in come_back(client, provider).content.decode()
    assert not is_in(client)


def test_a_code_is_good_once(client: Client, provider: OIDCProvider, sara: User) -> None:
    back = urlsplit(provider.sign_in(leave(client), "sara"))
    client.get(f"{back.path}?{back.query}")
    assert is_in(client)
    client.post("/accesso/esci/")
    assert NOT_VALID in client.get(f"{back.path}?{back.query}").content.decode()
    # With a state of its own the code is refused by the gateway; without our verifier, too.
    stolen = dict(pair.split("=") for pair in back.query.split("&"))["code"]
    state = dict(pair.split("=") for pair in urlsplit(leave(client)).query.split("&"))["state"]
    assert NOT_VALID in client.get(f"{back.path}?code={stolen}&state={state}").content.decode()
    assert not is_in(client)


def test_a_code_of_another_browser_is_refused(client: Client, provider: OIDCProvider, sara: User) -> None:
    """Sign-in forged on somebody: the address of the attacker's own return opened by the victim."""
    back = urlsplit(provider.sign_in(leave(Client()), "sara"))
    assert NOT_VALID in client.get(f"{back.path}?{back.query}").content.decode()
    state = dict(pair.split("=") for pair in urlsplit(leave(client)).query.split("&"))["state"]
    code = dict(pair.split("=") for pair in back.query.split("&"))["code"]
    assert NOT_VALID in client.get(f"{back.path}?code={code}&state={state}").content.decode()
    assert not is_in(client)


def test_another_issuer_behind_the_same_address_is_refused(
    client: Client, provider: OIDCProvider, sara: User
) -> None:
    provider.lie_in_discovery = _with(issuer="https://altro.example")
    answer = client.post(START)
    assert answer.status_code == 503
    provider.lie_in_discovery = _with(token_endpoint="http://altro.example/token")
    assert client.post(START).status_code == 503


def test_a_gateway_that_is_down_says_so(client: Client, provider: OIDCProvider, settings: Any) -> None:
    settings.SSO_GATEWAYS[0]["issuer"] = "http://127.0.0.1:1"
    answer = client.post(START)
    assert answer.status_code == 503
    assert "in questo momento non risponde" in answer.content.decode()


def test_giving_up_at_the_gateway_is_said_plainly(client: Client, provider: OIDCProvider) -> None:
    state = dict(pair.split("=") for pair in urlsplit(leave(client)).query.split("&"))["state"]
    answer = client.get(f"{START}ritorno/?error=access_denied&state={state}")
    assert "Hai interrotto" in answer.content.decode()


def test_nothing_in_the_address_changes_what_is_asked(client: Client, provider: OIDCProvider) -> None:
    page = client.post(f"{START}?auth_params=acr_values%3Dx%26nonce%3Dy&scope=offline_access", {})
    assert "offline_access" not in page.content.decode()
    assert not re.search(r"nonce=y\b(?!-)", page.content.decode())  # its own begins with any letter


def test_pressing_again_and_again_is_slowed_down(client: Client, provider: OIDCProvider) -> None:
    answers = [client.post(START).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_leaving_for_the_gateway_needs_a_press(client: Client, provider: OIDCProvider) -> None:
    assert client.get(START).status_code == 405
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403


# Joining and parting


def test_who_is_at_work_joins_their_own_identity_and_parts_from_it(
    client: Client, provider: OIDCProvider, sara: User
) -> None:
    provider.people["sara"] |= {"email": "privata@altrove.example", "email_verified": False}
    client.post("/accesso/", {"login": SARA, "password": PASSWORD})
    asked = client.post(f"{START}collega/")
    assert asked["Location"].startswith("/accesso/conferma/")
    client.post(asked["Location"], {"password": PASSWORD, "next": f"{START}collega/"})
    answer = come_back(client, provider, to="collega/")
    assert answer["Location"] == "/accesso/profilo/"
    assert SocialAccount.objects.get().user == sara
    again = Client()
    come_back(again, provider)
    assert again.session["_auth_user_id"] == str(sara.pk)
    assert "collegata" in client.get("/accesso/profilo/").content.decode()
    client.post(f"{START}scollega/")
    assert not SocialAccount.objects.exists()
    assert come_back(Client(), provider).status_code == 403


def test_an_identity_opens_one_access_only(
    client: Client, provider: OIDCProvider, sara: User, world: World
) -> None:
    come_back(client, provider)
    omar = Client()
    omar.force_login(world.user("omar"))
    answer = come_back(omar, provider, to="collega/")
    assert "già collegata a un altro accesso" in answer.content.decode()
    assert SocialAccount.objects.get().user == sara
    assert omar.session["_auth_user_id"] == str(world.user("omar").pk)


def test_leaving_shows_the_way_out_of_the_gateway(client: Client, provider: OIDCProvider, sara: User) -> None:
    come_back(client, provider)
    answer = client.post("/accesso/esci/")
    assert answer["Location"] == f"{START}uscita/"
    page = client.get(answer["Location"]).content.decode()
    assert "Uscita da Snodo" in page
    assert f"{provider.issuer}/leave?client_id=snodo" in unescape(page)
