"""Sign-in through a SAML gateway: signed assertions in, everything forged out."""

import base64
import copy
import re
from html import unescape
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Saml

from snodo.domain.network.models import User
from tests.web.sso.conftest import CODE, SARA
from tests.web.sso.idp import L2, NS, IdentityProvider, Said, packed

pytestmark = pytest.mark.django_db

START = "/accesso/identita/gateway/"
NOT_VALID = "la risposta non era valida"
ATTRIBUTES = {"email": SARA, "email_verified": "true", "fiscalNumber": f"TINIT-{CODE}"}


@pytest.fixture(scope="session")
def _idp() -> IdentityProvider:
    return IdentityProvider()


@pytest.fixture
def idp(_idp: IdentityProvider, settings: Any) -> IdentityProvider:
    cache.clear()
    settings.SSO_GATEWAYS = [
        {
            "kind": "saml",
            "id": "gateway",
            "name": "SPID o CIE",
            "idp_metadata": _idp.metadata,
            "tax_code": "fiscalNumber",
        }
    ]
    return _idp


def leave(client: Client, idp: IdentityProvider) -> str:
    page = client.post(START).content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found
    return idp.read_request(unescape(found[1]))


def deliver(client: Client, answer: Any) -> Any:
    text = answer if isinstance(answer, str) else packed(answer)
    response = client.post(f"{START}saml/", {"SAMLResponse": text})
    return client.get(response["Location"]) if response.status_code == 302 else response


def refused(client: Client, answer: Any) -> bool:
    response = deliver(client, answer)
    return NOT_VALID in response.content.decode() and "_auth_user_id" not in client.session


def test_a_signed_assertion_opens(client: Client, idp: IdentityProvider, sara: User) -> None:
    number = leave(client, idp)
    assert idp.levels_asked == [L2]
    response = deliver(client, idp.sign_assertion(idp.answer(number, Said(ATTRIBUTES))))
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(sara.pk)
    account = SocialAccount.objects.get()
    assert (account.extra_data, len(account.uid)) == ({}, 64)
    assert CODE not in str(dict(client.session))


def test_its_level_stands_for_the_second_factor_only_when_it_says_so(
    client: Client, idp: IdentityProvider, sara: User, settings: Any
) -> None:
    settings.MFA_REQUIRED = True
    for level, status in ((L2, 200), ("https://www.spid.gov.it/SpidL1", 302)):
        other = Client()
        answer = idp.answer(leave(other, idp), Said(ATTRIBUTES, level=level))
        deliver(other, idp.sign_assertion(answer))
        assert other.get("/").status_code == status, level


def test_an_unsigned_answer_is_refused(client: Client, idp: IdentityProvider, sara: User) -> None:
    assert refused(client, idp.answer(leave(client, idp), Said(ATTRIBUTES)))


def test_the_signature_of_another_key_is_refused(client: Client, idp: IdentityProvider, sara: User) -> None:
    answer = idp.answer(leave(client, idp), Said(ATTRIBUTES))
    assert refused(client, idp.sign_assertion(answer, key=idp.other_key))


def test_a_weak_signature_is_refused(client: Client, idp: IdentityProvider, sara: User) -> None:
    answer = idp.answer(leave(client, idp), Said(ATTRIBUTES))
    assert refused(client, idp.sign_assertion(answer, digest=Saml.SHA1))


def test_an_altered_assertion_is_refused(client: Client, idp: IdentityProvider, sara: User) -> None:
    other = {**ATTRIBUTES, "email": "altra@rhodense.example"}
    answer = idp.sign_assertion(idp.answer(leave(client, idp), Said(other)))
    for value in answer.iterfind(".//saml:AttributeValue", NS):
        if value.text == "altra@rhodense.example":
            value.text = SARA
    assert refused(client, answer)


def test_a_signed_assertion_wrapped_around_a_forged_one_is_refused(idp: IdentityProvider, sara: User) -> None:
    """The signature is true, and is of another assertion than the one that would be read."""
    for place in ("before", "after", "extension", "inside"):
        client = Client()
        assert refused(client, _wrapped(client, idp, place)), place


def _wrapped(client: Client, idp: IdentityProvider, place: str) -> Any:
    said = {**ATTRIBUTES, "email": "mallory@altrove.example"}
    answer = idp.sign_assertion(idp.answer(leave(client, idp), Said(said)))
    true = answer.find("saml:Assertion", NS)
    forged = copy.deepcopy(true)
    forged.remove(forged.find("ds:Signature", NS))
    for value in forged.iterfind(".//saml:AttributeValue", NS):
        if value.text == "mallory@altrove.example":
            value.text = SARA
    if place == "inside":  # same ID, the true one hidden in the signature of the forged one
        signature = copy.deepcopy(true.find("ds:Signature", NS))
        holder = etree.SubElement(signature, f"{{{Saml.NS_DS}}}Object")
        answer.replace(true, forged)
        holder.append(true)
        forged.insert(1, signature)
    elif place == "extension":
        forged.set("ID", "_forged")
        extensions = etree.Element(f"{{{Saml.NS_SAMLP}}}Extensions")
        answer.replace(true, forged)
        extensions.append(true)
        answer.insert(1, extensions)
    else:
        forged.set("ID", "_forged")
        (true.addprevious if place == "before" else true.addnext)(forged)
    return answer


def test_what_is_not_for_us_now_is_refused(idp: IdentityProvider, sara: User) -> None:
    for changed in (
        {"minutes": -10},
        {"audience": "http://altro.example/"},
        {"recipient": "http://altro.example/saml/"},
        {"issuer": "https://altro.example/"},
        {"answers": "_mai_chiesta"},
        {"answers": ""},
        {"status": Saml.STATUS_RESPONDER},
    ):
        client = Client()
        answer = idp.answer(leave(client, idp), Said(ATTRIBUTES, **changed))  # type: ignore[arg-type]
        assert refused(client, idp.sign_assertion(answer)), changed


def test_an_answer_is_good_once_and_in_one_browser(client: Client, idp: IdentityProvider, sara: User) -> None:
    answer = packed(idp.sign_assertion(idp.answer(leave(client, idp), Said(ATTRIBUTES))))
    assert refused(Client(), answer)
    deliver(client, answer)
    assert client.session["_auth_user_id"] == str(sara.pk)
    client.post("/accesso/esci/")
    assert refused(client, answer)


def test_nonsense_is_refused(client: Client, idp: IdentityProvider) -> None:
    leave(client, idp)
    for nonsense in ("", "%%%", base64.b64encode(b"<a>").decode(), "QUJD" * 100_000):
        assert refused(client, nonsense), nonsense[:20]


def test_an_xml_bomb_is_refused(client: Client, idp: IdentityProvider) -> None:
    leave(client, idp)
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert refused(client, base64.b64encode(bomb).decode())


def test_the_second_half_alone_is_nothing(client: Client, idp: IdentityProvider) -> None:
    assert NOT_VALID in client.get(f"{START}saml/fine/").content.decode()


def test_our_metadata_can_be_read(client: Client, idp: IdentityProvider) -> None:
    response = client.get(f"{START}metadati/")
    tree = etree.fromstring(response.content)
    assert tree.get("entityID") == f"http://testserver{START}metadati/"
    assert f"http://testserver{START}saml/" in response.content.decode()
