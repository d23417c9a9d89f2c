from typing import Any
from uuid import UUID

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "snodo.domain.people"
    label = "people"

    def ready(self) -> None:
        from snodo.domain.audit.queries import know_lives_by
        from snodo.domain.audit.verbs import register_kinds, register_verbs
        from snodo.domain.documents import access as documents
        from snodo.domain.people.states import Section

        register_verbs(
            {
                "person.register": "Ha aggiunto una persona",
                "person.update": "Ha corretto i dati di una persona",
                "person.add_identifier": "Ha aggiunto un codice",
                "person.admit_organisation": "Ha ammesso un ente a vedere una persona",
                "person.release_organisation": "Ha tolto a un ente la vista su una persona",
                "person.information_given": "Ha registrato l'informazione data",
                "person.name_guardian": "Ha scritto chi decide per una persona",
                "person.end_guardian": "Ha scritto che qualcuno non decide più per una persona",
                "person.look_for_guardian": "Cerca chi possa decidere per una persona",
                "person.stop_looking": "Non cerca più chi possa decidere per una persona",
                "household.name_reference": "Ha cambiato l'adulto di riferimento di un nucleo",
                "household.change_member": "Ha cambiato ruolo o convivenza in un nucleo",
                "household.correct_member": "Ha corretto un componente di un nucleo",
                "household.split": "Ha diviso un nucleo",
                "person.sharing_choice": "Ha registrato una scelta sulla condivisione",
                "person.open_section": "Ha aperto una parte riservata",
                "person.write_section": "Ha scritto in una parte riservata",
                "person.grant_sections": "Ha aperto parti riservate a un ente",
                "person.revoke_grant": "Ha tolto a un ente parti riservate",
                "person.duplicate_check": "Ha controllato se una persona era già conosciuta",
                "emergency.open": "Ha aperto una scheda in emergenza",
                "emergency.close": "Ha chiuso un accesso d'emergenza",
                "emergency.read": "Ha letto una scheda in emergenza",
                "person.protect": "Ha messo una persona sotto protezione",
                "person.lift_protection": "Ha tolto la protezione a una persona",
                "person.open_identity": "Ha aperto l'identità riservata",
                "person.correct_identity": "Ha scritto nell'identità riservata",
                "person.safe_contact": "Ha scritto quando e come chiamare",
                "person.merge": "Ha unito due schede della stessa persona",
                "person.unmerge": "Ha annullato l'unione di due schede",
                "person.two_persons": "Ha scritto che due schede sono di persone diverse",
                "person.ask_pair": "Ha chiesto a un altro ente se è la stessa persona",
                "person.answer_pair": "Ha risposto a un altro ente se è la stessa persona",
                "person.sought": "Ha cercato una persona protetta",
                "household.register": "Ha creato un nucleo",
                "household.add_member": "Ha aggiunto un componente al nucleo",
                "household.hide_member": "Ha cambiato chi può sapere di un componente del nucleo",
                "household.end_member": "Ha registrato un'uscita dal nucleo",
            }
        )
        register_kinds({"people.person": "Persona", "people.household": "Nucleo"})
        know_lives_by(_lives)
        documents.register_subject_rule("people.person", _sees_person)
        for section in Section.values:
            documents.register_section_rule(section, _opens_section)


def _lives(pk: UUID) -> list[UUID]:
    from snodo.domain.people import queries

    return queries.lives_of(pk)


def _sees_person(actor: Any, pk: UUID) -> bool:
    from snodo.domain.people import access

    return access.people_visible_to(actor).filter(pk=pk).exists()


def _opens_section(actor: Any, document: Any) -> bool:
    """A paper of a restricted section opens only to who may open that section of that person."""
    from snodo.domain.people import access

    return document.person_id is not None and access.can_open_section(
        actor, document.person_id, document.section
    )
