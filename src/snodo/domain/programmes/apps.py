from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "snodo.domain.programmes"
    label = "programmes"
