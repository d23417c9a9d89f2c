from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "snodo.domain.activities"
    label = "activities"
