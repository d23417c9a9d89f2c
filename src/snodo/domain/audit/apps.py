from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "snodo.domain.audit"
    label = "audit"
