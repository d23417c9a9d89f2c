from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "snodo.domain.instruments"
    label = "instruments"
