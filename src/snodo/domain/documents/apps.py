from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "snodo.domain.documents"
    label = "documents"
