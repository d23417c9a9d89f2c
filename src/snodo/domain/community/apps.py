from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "snodo.domain.community"
    label = "community"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs
        from snodo.domain.community import receivers  # noqa: F401

        register_kinds(
            {
                "community.networkactivity": "Attività di rete",
                "community.activityparticipant": "Presenza a un'attività di rete",
            }
        )
        register_verbs(
            {
                "community.plan": "Ha messo in diario un'attività di rete",
                "community.change": "Ha corretto un'attività di rete",
                "community.tell": "Ha raccontato com'è andata un'attività di rete",
                "community.cancel": "Ha annullato un'attività di rete",
                "community.plan_again": "Ha rimesso in programma un'attività di rete",
                "community.add_partner": "Ha aggiunto un ente a un'attività di rete",
                "community.remove_partner": "Ha tolto un ente da un'attività di rete",
                "community.add_participant": "Ha segnato chi c'era a un'attività di rete",
                "community.remove_participant": "Ha tolto una presenza da un'attività di rete",
            }
        )
