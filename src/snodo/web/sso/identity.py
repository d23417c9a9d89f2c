"""What a gateway said of a person, and whom of ours that is."""

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin

from snodo.kernel import crypto, identifiers
from snodo.web.acting import ASSURED
from snodo.web.sso.gateways import Gateway

# In the session of who came through a gateway: which one, to say on leaving that one is still in there.
CAME_THROUGH = "snodo_gateway"


@dataclass(frozen=True, slots=True)
class Identity:
    """Used once and forgotten: only a keyed hash of `subject` is ever stored."""

    issuer: str
    subject: str
    email: str = ""
    email_is_verified: bool = False
    tax_code: str = ""
    level: str = ""

    @property
    def mark(self) -> str:
        """Equal for the same person at the same gateway, telling nothing else."""
        return crypto.blind_index(f"{self.issuer}\0{self.subject}", "sso.subject")


def tax_code_of(value: Any) -> str:
    """`TINIT-RSSMRA80A01H501U` → the codice fiscale in its one form; empty when it is none."""
    text = str(value or "").upper().removeprefix("TINIT-")
    checked = identifiers.codice_fiscale(text)
    return checked.canonical if checked.ok else ""


def said_true(value: Any) -> bool:
    """Some gateways write booleans as words."""
    return value is True or str(value).lower() == "true"


def begin_login(provider: Any, gateway: Gateway, identity: Identity, state: dict[str, Any]) -> SocialLogin:
    """The library's object for somebody who comes back from a gateway; nothing about them is kept in it."""
    state[ASSURED] = gateway.is_strong(identity.level)
    login = SocialLogin(
        provider=provider,
        account=SocialAccount(provider=gateway.id, uid=identity.mark, extra_data={}),
    )
    login.user = get_adapter().new_user(provider.request, login)
    login.user.set_unusable_password()
    login.state = state
    login.identity = identity
    return login
