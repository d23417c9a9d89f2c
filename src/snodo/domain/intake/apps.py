from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "snodo.domain.intake"
    label = "intake"
