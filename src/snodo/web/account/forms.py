"""The forms of sign-in, with our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms

from snodo.web.forms import MESSAGES, REQUIRED, LineField, SnodoForm

LENGTH_HELP = "Almeno 12 caratteri. Una frase che ricordi va benissimo."


def _say(form: forms.BaseForm, name: str, label: str, help_text: str = "", **attrs: str) -> None:
    """Our label and help on a field of the library; no placeholder standing for a label."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.error_messages["required"] = REQUIRED
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", "Posta elettronica", autocomplete="username", autofocus="autofocus")
        _say(self, "password", "Password")
        self.fields["login"].error_messages["invalid"] = MESSAGES[forms.EmailField]["invalid"]


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "email", "Posta elettronica", autocomplete="username")


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", "Nuova password", LENGTH_HELP)
        if "password2" in self.fields:
            _say(self, "password2", "Ripeti la nuova password")


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", "Password attuale")
        _say(self, "password1", "Nuova password", LENGTH_HELP)
        if "password2" in self.fields:
            _say(self, "password2", "Ripeti la nuova password")


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", "Password")


CODE_HELP = "Le sei cifre che vedi ora nell'app, oppure uno dei codici di recupero."


class AuthenticateForm(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", "Codice", CODE_HELP, inputmode="numeric", autofocus="autofocus")


class MFAReauthenticateForm(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", "Codice", CODE_HELP, inputmode="numeric")


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            "code",
            "Codice",
            "Le sei cifre che l'app mostra dopo aver letto il disegno.",
            inputmode="numeric",
        )


class AcceptInvitationForm(SnodoForm):
    """Who a new member is."""

    first_name = LineField(label="Nome", max_length=80)
    last_name = LineField(label="Cognome", max_length=80)
    password = forms.CharField(
        label="Password",
        help_text=LENGTH_HELP,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Ripeti la password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "Le due password non sono uguali: riscrivile.")
        return data
