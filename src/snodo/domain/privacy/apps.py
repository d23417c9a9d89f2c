from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "snodo.domain.privacy"
    label = "privacy"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs

        register_verbs(VERBS)
        register_kinds(KINDS)


VERBS = {
    "audit.broken": "Ha trovato il registro cambiato",
    "audit.discard": "Ha scartato un mese del registro",
}
KINDS = {"audit.discardedmonth": "Mese del registro"}
