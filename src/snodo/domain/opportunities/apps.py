from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "snodo.domain.opportunities"
    label = "opportunities"
