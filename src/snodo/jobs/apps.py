from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "snodo.jobs"
    label = "jobs"

    def ready(self) -> None:
        from snodo.jobs import actors
        from snodo.kernel import background

        background.load_actors_with(actors.load)
