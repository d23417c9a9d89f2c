"""The step of sign-in at which a second factor is asked."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from snodo.web.acting import ASSURED


class SecondFactorStage(AuthenticateStage):
    """Our second factor, unless the gateway has already seen one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        coming = (self.login.signal_kwargs or {}).get("sociallogin")
        if coming is not None and coming.state.get(ASSURED):
            return False
        return bool(super()._should_handle(request))
