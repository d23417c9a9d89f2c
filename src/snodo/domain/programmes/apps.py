from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "snodo.domain.programmes"
    label = "programmes"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs

        register_verbs(
            {
                "programme.start": "Ha avviato un programma",
                "programme.conclude": "Ha concluso un programma",
                "programme.export": "Ha esportato un pacchetto",
                "programme.revise_target": "Ha cambiato un valore atteso",
                "programme.route": "Ha indicato chi riceve un comune",
                "partner.add": "Ha aggiunto un ente",
                "partner.amend_act": "Ha cambiato l'atto di un ente",
                "partner.end_act": "Ha chiuso l'atto di un ente",
                "criterion.revise": "Ha cambiato un criterio di ingresso",
            }
        )
        register_kinds(
            {
                "programmes.programme": "Programma",
                "programmes.programmepartner": "Ente del programma",
                "programmes.expectedresult": "Risultato atteso",
            }
        )
