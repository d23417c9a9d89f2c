"""The other side of SAML: an identity provider that reads our request and signs its answer with XML-DSig."""

import base64
import datetime
import zlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Saml
from onelogin.saml2.utils import OneLogin_Saml2_Utils

ENTITY = "https://gateway.example/metadata"
L2 = "https://www.spid.gov.it/SpidL2"
NS = {"samlp": Saml.NS_SAMLP, "saml": Saml.NS_SAML, "ds": Saml.NS_DS}


def _key_and_certificate() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway.example")])
    start = datetime.datetime(2026, 1, 1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


@dataclass
class Said:
    """What an answer says; tests change one thing at a time."""

    attributes: dict[str, str] = field(default_factory=dict)
    audience: str = "http://testserver/accesso/identita/gateway/metadati/"
    recipient: str = "http://testserver/accesso/identita/gateway/saml/"
    issuer: str = ENTITY
    level: str = L2
    subject: str = "anna-1"
    minutes: int = 5
    status: str = Saml.STATUS_SUCCESS
    answers: str | None = None


class IdentityProvider:
    def __init__(self) -> None:
        self.key, self.certificate = _key_and_certificate()
        self.other_key, self.other_certificate = _key_and_certificate()
        self.levels_asked: list[str] = []

    @property
    def metadata(self) -> str:
        bare = "".join(self.certificate.splitlines()[1:-1])
        return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
<ds:X509Certificate>{bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="{Saml.BINDING_HTTP_REDIRECT}" Location="https://gateway.example/sso"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""

    def read_request(self, address: str) -> str:
        """The number of the request in the address one was sent to."""
        packed = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
        request = etree.fromstring(zlib.decompress(base64.b64decode(packed), -15))
        self.levels_asked = [str(one.text) for one in request.iterfind(".//saml:AuthnContextClassRef", NS)]
        return str(request.get("ID"))

    def answer(self, request_id: str, said: Said) -> Any:
        """The answer, unsigned."""
        now = datetime.datetime.now(datetime.UTC)
        stamp = "%Y-%m-%dT%H:%M:%SZ"
        end = (now + datetime.timedelta(minutes=said.minutes)).strftime(stamp)
        begun = (now - datetime.timedelta(minutes=10)).strftime(stamp)
        reply = f'InResponseTo="{request_id if said.answers is None else said.answers}"'
        attributes = "".join(
            f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue>'
            "</saml:Attribute>"
            for name, value in said.attributes.items()
        )
        number = OneLogin_Saml2_Utils.generate_unique_id()
        return etree.fromstring(
            f"""<samlp:Response xmlns:samlp="{Saml.NS_SAMLP}" xmlns:saml="{Saml.NS_SAML}" ID="_r{number}"
Version="2.0" IssueInstant="{now.strftime(stamp)}" Destination="{said.recipient}" {reply}>
<saml:Issuer>{said.issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="{said.status}"/></samlp:Status>
<saml:Assertion ID="_a{number}" Version="2.0" IssueInstant="{now.strftime(stamp)}">
<saml:Issuer>{said.issuer}</saml:Issuer>
<saml:Subject><saml:NameID Format="{Saml.NAMEID_PERSISTENT}">{said.subject}</saml:NameID>
<saml:SubjectConfirmation Method="{Saml.CM_BEARER}"><saml:SubjectConfirmationData
 NotOnOrAfter="{end}" Recipient="{said.recipient}" {reply}/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{begun}" NotOnOrAfter="{end}"><saml:AudienceRestriction>
<saml:Audience>{said.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now.strftime(stamp)}" SessionIndex="_s{number}"><saml:AuthnContext>
<saml:AuthnContextClassRef>{said.level}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>{attributes}</saml:AttributeStatement>
</saml:Assertion></samlp:Response>"""
        )

    def sign_assertion(self, answer: Any, *, key: str = "", digest: str = Saml.SHA256) -> Any:
        """Sign the assertion inside an answer, where it stands."""
        bare = answer.find("saml:Assertion", NS)
        signed = OneLogin_Saml2_Utils.add_sign(
            etree.tostring(bare),
            key or self.key,
            self.certificate,
            sign_algorithm=Saml.RSA_SHA256 if digest == Saml.SHA256 else Saml.RSA_SHA1,
            digest_algorithm=digest,
        )
        answer.replace(bare, etree.fromstring(signed))
        return answer


def packed(answer: Any) -> str:
    return base64.b64encode(etree.tostring(answer)).decode()
