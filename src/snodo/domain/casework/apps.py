from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "snodo.domain.casework"
    label = "casework"
