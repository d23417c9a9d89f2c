from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "snodo.domain.training"
    label = "training"
