from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "snodo.domain.tables"
    label = "tables"
