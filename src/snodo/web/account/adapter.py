"""Sign-in by the rules of this product: nobody registers alone, every sentence is Italian."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from snodo.web.sso import gateways
from snodo.web.sso.identity import CAME_THROUGH

SENTENCES = {
    "email_password_mismatch": "Indirizzo o password non corrispondono. Controlla e riprova.",
    "username_password_mismatch": "Indirizzo o password non corrispondono. Controlla e riprova.",
    "invalid_login": "Indirizzo o password non corrispondono. Controlla e riprova.",
    "too_many_login_attempts": "Troppi tentativi in poco tempo. Aspetta qualche minuto e riprova.",
    "rate_limited": "Troppi tentativi in poco tempo. Aspetta qualche minuto e riprova.",
    "enter_current_password": "Questa non è la tua password attuale.",
    "incorrect_password": "La password non è giusta.",
    "invalid_password_reset": "Il collegamento non è più valido: chiedine uno nuovo.",
    "account_inactive": "Questo accesso è stato chiuso.",
    "unknown_email": "Non conosciamo questo indirizzo.",
    "email_taken": "Questo indirizzo è già in uso.",
}


class SnodoAccountAdapter(DefaultAccountAdapter):
    """Hooks of the sign-in library."""

    error_messages = {**DefaultAccountAdapter.error_messages, **SENTENCES}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are born by invitation."""
        return False

    def get_login_stages(self) -> list[str]:
        """The library's, but a gateway that has seen a second factor spares ours."""
        ours = "snodo.web.sso.stages.SecondFactorStage"
        return [
            ours if path == "allauth.mfa.stages.AuthenticateStage" else path
            for path in super().get_login_stages()
        ]

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Who came through a gateway that can be left is shown the way out of there."""
        gateway = gateways.find(request.session.get(CAME_THROUGH, ""))
        if gateway is not None and gateway.ask_logout:
            return reverse("account_gateway_left", args=[gateway.id])
        return str(super().get_logout_redirect_url(request))

    def add_message(
        self, request: Any, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Entering and leaving are plain enough without a line that says so."""
        if message_template and message_template.endswith(("logged_in.txt", "logged_out.txt")):
            return
        super().add_message(request, level, message_template, *args, **kwargs)


class SnodoMFAAdapter(DefaultMFAAdapter):
    """Second factor: our words, and the person's name in their app."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Il codice non è giusto o è scaduto: scrivi quello che vedi ora.",
        "cannot_delete_authenticator": "Questo secondo passaggio non si può togliere.",
        "cannot_generate_recovery_codes": "Prima attiva l'app o una chiave, poi fai i codici.",
    }
