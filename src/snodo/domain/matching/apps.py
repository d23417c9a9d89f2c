from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "snodo.domain.matching"
    label = "matching"
