from uuid import UUID

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "snodo.domain.activities"
    label = "activities"

    def ready(self) -> None:
        from snodo.domain.activities import access, receivers  # noqa: F401
        from snodo.domain.audit import verbs
        from snodo.domain.documents import access as documents_access
        from snodo.kernel.actor import Actor

        def may_read_certificate(actor: Actor, member_id: UUID) -> bool:
            return access.can_see_member(actor, member_id)

        documents_access.register_subject_rule("activities.groupmember", may_read_certificate)
        verbs.register_kinds(
            {
                "activities.appointment": "Appuntamento",
                "activities.group": "Gruppo",
                "activities.session": "Incontro di un gruppo",
            }
        )
        verbs.register_verbs(
            {
                "appointment.plan": "Ha fissato un appuntamento",
                "appointment.done": "Ha registrato un appuntamento",
                "appointment.missed": "Ha registrato un appuntamento mancato",
                "appointment.moved": "Ha spostato un appuntamento",
                "appointment.cancelled": "Ha annullato un appuntamento",
                "group.form": "Ha formato un gruppo",
                "group.change": "Ha cambiato un gruppo",
                "group.add_member": "Ha inserito una persona in un gruppo",
                "group.remove_member": "Ha registrato un'uscita da un gruppo",
                "group.plan_sessions": "Ha messo in calendario gli incontri",
                "group.end": "Ha concluso un gruppo",
                "group.issue_certificate": "Ha rilasciato un attestato di frequenza",
                "session.hold": "Ha compilato un registro",
                "session.cancel": "Ha annullato un incontro",
                "extra_hours.request": "Ha chiesto ore in più",
                "extra_hours.decide": "Ha risposto a una richiesta di ore",
            }
        )
