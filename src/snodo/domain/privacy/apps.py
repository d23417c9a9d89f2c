from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "snodo.domain.privacy"
    label = "privacy"
