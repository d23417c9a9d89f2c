from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "snodo.domain.skills"
    label = "skills"
