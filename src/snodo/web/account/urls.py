"""Italian addresses for sign-in; the names are those the sign-in library asks for."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from snodo.web.account import views
from snodo.web.sso import views as gateway

urlpatterns = [
    path("accesso/", account.login, name="account_login"),
    path("accesso/esci/", account.logout, name="account_logout"),
    path("accesso/chiuso/", account.account_inactive, name="account_inactive"),
    path("accesso/nuovo/", account.signup, name="account_signup"),
    path("accesso/conferma/", account.reauthenticate, name="account_reauthenticate"),
    path("accesso/password/", account.password_change, name="account_change_password"),
    path("accesso/password/dimenticata/", account.password_reset, name="account_reset_password"),
    path("accesso/password/inviata/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accesso/password/nuova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accesso/password/cambiata/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accesso/due-passaggi/", mfa.index, name="mfa_index"),
    path("accesso/due-passaggi/codice/", mfa.authenticate, name="mfa_authenticate"),
    path("accesso/due-passaggi/conferma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("accesso/due-passaggi/app/attiva/", totp.activate_totp, name="mfa_activate_totp"),
    path("accesso/due-passaggi/app/disattiva/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("accesso/due-passaggi/recupero/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "accesso/due-passaggi/recupero/nuovi/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "accesso/due-passaggi/recupero/scarica/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("accesso/due-passaggi/chiavi/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("accesso/due-passaggi/chiavi/aggiungi/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "accesso/due-passaggi/chiavi/conferma/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("accesso/due-passaggi/chiavi/<int:pk>/togli/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("accesso/due-passaggi/chiavi/<int:pk>/nome/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("accesso/sessioni/", views.devices, name="usersessions_list"),
    path("accesso/identita/<slug:gateway_id>/", gateway.leave, name="account_gateway"),
    path("accesso/identita/<slug:gateway_id>/ritorno/", gateway.come_back, name="account_gateway_return"),
    path("accesso/identita/<slug:gateway_id>/saml/", gateway.receive_saml, name="account_gateway_saml"),
    path(
        "accesso/identita/<slug:gateway_id>/saml/fine/", gateway.done_saml, name="account_gateway_saml_done"
    ),
    path("accesso/identita/<slug:gateway_id>/metadati/", gateway.metadata, name="account_gateway_metadata"),
    path("accesso/identita/<slug:gateway_id>/uscita/", gateway.left, name="account_gateway_left"),
    path("accesso/identita/<slug:gateway_id>/collega/", gateway.join, name="account_gateway_join"),
    path("accesso/identita/<slug:gateway_id>/scollega/", gateway.unlink, name="account_gateway_unlink"),
    path("accesso/ruolo/", views.switch, name="switch"),
    path("accesso/profilo/", views.profile, name="profile"),
    path("invito/<uuid:network_id>/<str:token>/", views.accept_invitation, name="accept_invitation"),
]
