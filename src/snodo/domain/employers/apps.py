from uuid import UUID

from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "snodo.domain.employers"
    label = "employers"

    def ready(self) -> None:
        from snodo.domain.audit import verbs
        from snodo.domain.documents import access as documents
        from snodo.domain.employers import access
        from snodo.kernel.actor import Actor

        def may_open(actor: Actor, host_id: UUID) -> bool:
            return access.hosts_visible_to(actor).filter(pk=host_id).exists()

        documents.register_subject_rule("employers.hostprofile", may_open)
        verbs.register_kinds(
            {"employers.hostprofile": "Azienda", "employers.frameworkagreement": "Convenzione"}
        )
        verbs.register_verbs(
            {
                "host.open_profile": "Ha aperto la scheda di un'azienda",
                "host.update_profile": "Ha corretto la scheda di un'azienda",
                "host.add_contact": "Ha aggiunto una persona da contattare",
                "host.end_contact": "Ha tolto una persona da contattare",
                "host.log_contact": "Ha registrato un contatto con un'azienda",
                "agreement.record": "Ha registrato una convenzione",
                "agreement.end": "Ha chiuso una convenzione",
            }
        )
