from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "snodo.web"
    label = "web"

    def ready(self) -> None:
        from snodo.web.account import receivers  # noqa: F401
        from snodo.web.sso import checks  # noqa: F401
