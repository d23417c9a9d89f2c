from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "snodo.domain.employers"
    label = "employers"
