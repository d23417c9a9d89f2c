from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "snodo.domain.people"
    label = "people"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs

        register_verbs(
            {
                "person.register": "Ha aggiunto una persona",
                "person.update": "Ha corretto i dati di una persona",
                "person.add_identifier": "Ha aggiunto un codice",
                "person.admit_organisation": "Ha ammesso un ente a vedere una persona",
                "person.release_organisation": "Ha tolto a un ente la vista su una persona",
                "person.information_given": "Ha registrato l'informazione data",
                "person.sharing_choice": "Ha registrato una scelta sulla condivisione",
                "person.duplicate_check": "Ha controllato se una persona era già conosciuta",
                "household.register": "Ha creato un nucleo",
                "household.add_member": "Ha aggiunto un componente al nucleo",
                "household.end_member": "Ha registrato un'uscita dal nucleo",
            }
        )
        register_kinds({"people.person": "Persona", "people.household": "Nucleo"})
