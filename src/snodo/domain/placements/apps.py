from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "snodo.domain.placements"
    label = "placements"
