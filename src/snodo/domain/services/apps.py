from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "snodo.domain.services"
    label = "services"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs

        register_kinds(
            {"services.service": "Servizio del territorio", "services.sending": "Invio a un servizio"}
        )
        register_verbs(
            {
                "service.list": "Ha aggiunto un servizio all'elenco",
                "service.update": "Ha corretto un servizio",
                "service.confirm": "Ha confermato un servizio",
                "service.pause": "Ha segnato un servizio come sospeso",
                "service.close": "Ha segnato un servizio come chiuso",
                "service.reopen": "Ha riaperto un servizio",
                "service.import": "Ha importato servizi da un altro elenco",
                "sending.send": "Ha mandato qualcuno a un servizio",
                "sending.outcome": "Ha scritto com'è andata con un servizio",
            }
        )
