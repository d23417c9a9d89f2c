from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "snodo.domain.messaging"
    label = "messaging"
