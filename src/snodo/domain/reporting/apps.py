from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "snodo.domain.reporting"
    label = "reporting"
