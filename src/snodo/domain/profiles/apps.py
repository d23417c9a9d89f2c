from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "snodo.domain.profiles"
    label = "profiles"
