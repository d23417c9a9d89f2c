from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "snodo.domain.people"
    label = "people"
