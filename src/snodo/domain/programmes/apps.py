from typing import Any
from uuid import UUID

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "snodo.domain.programmes"
    label = "programmes"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs
        from snodo.domain.documents import access as documents
        from snodo.domain.people import access as people
        from snodo.domain.people import duties
        from snodo.domain.programmes import messages  # noqa: F401 - known before any is sent
        from snodo.domain.programmes.access import acts_of_circle, bodies_without_act

        duties.register_acts(_acts_today)

        documents.register_subject_rule("programmes.programmepartner", _reads_act)
        people.hold_circle_to(acts_of_circle, bodies_without_act)
        register_verbs(
            {
                "programme.start": "Ha avviato un programma",
                "programme.conclude": "Ha concluso un programma",
                "programme.export": "Ha esportato un pacchetto",
                "programme.revise_target": "Ha cambiato un valore atteso",
                "programme.publish_notice": "Ha pubblicato una versione dell'informativa",
                "programme.promise_time": "Ha scritto un tempo promesso",
                "programme.lead_step": "Ha deciso quando un ritardo arriva al capofila",
                "programme.route": "Ha indicato chi riceve un comune",
                "programme.withdraw_route": "Ha tolto una riga di chi riceve un comune",
                "programme.routing_rule": "Ha stabilito che cosa decide chi riceve",
                "partner.add": "Ha aggiunto un ente",
                "partner.renew_act": "Ha rinnovato l'atto di un ente",
                "partner.amend_act": "Ha corretto l'atto di un ente",
                "partner.end_act": "Ha chiuso prima l'atto di un ente",
                "criterion.revise": "Ha cambiato un criterio di ingresso",
            }
        )
        register_kinds(
            {
                "programmes.programme": "Programma",
                "programmes.programmepartner": "Ente del programma",
                "programmes.promisedtime": "Tempo promesso",
                "programmes.leadstep": "Quando un ritardo arriva al capofila",
                "programmes.route": "Chi riceve un comune",
                "programmes.routingrule": "Regola di chi riceve",
                "programmes.expectedresult": "Risultato atteso",
            }
        )


def _reads_act(actor: Any, pk: UUID) -> bool:
    from snodo.domain.programmes import access
    from snodo.domain.programmes.models import ProgrammePartner

    act = ProgrammePartner.objects.select_related("programme").filter(pk=pk).first()
    return act is not None and access.can_read_act(actor, act)


def _acts_today() -> Any:
    """The acts that hold today, in any programme."""
    from snodo.domain.programmes import access

    return access.acts_in_force()
