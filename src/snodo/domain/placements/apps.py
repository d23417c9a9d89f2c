from typing import Any
from uuid import UUID

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "snodo.domain.placements"
    label = "placements"

    def ready(self) -> None:
        from snodo.domain.audit import verbs
        from snodo.domain.documents import access as documents
        from snodo.domain.people import events as people
        from snodo.domain.placements import access, receivers  # noqa: F401
        from snodo.kernel.actor import Actor

        def may_open(actor: Actor, internship_id: UUID) -> bool:
            return access.internships_visible_to(actor).filter(pk=internship_id).exists()

        documents.register_subject_rule("placements.internship", may_open)
        people.person_protected.connect(_conceal, dispatch_uid="placements.conceal")
        verbs.register_kinds({"placements.internship": "Tirocinio"})
        verbs.register_verbs(
            {
                "internship.draft": "Ha preparato un tirocinio",
                "internship.update": "Ha corretto un tirocinio",
                "internship.propose": "Ha dato per pronto un tirocinio",
                "internship.drop": "Ha segnato un tirocinio come non avviato",
                "internship.start": "Ha avviato un tirocinio",
                "internship.plan_meetings": "Ha programmato gli incontri di un tirocinio",
                "internship.record_meeting": "Ha registrato un incontro di monitoraggio",
                "internship.miss_meeting": "Ha segnato un incontro come mancato",
                "internship.move_meeting": "Ha spostato un incontro di monitoraggio",
                "internship.record_days": "Ha compilato il registro di un tirocinio",
                "internship.suspend": "Ha sospeso un tirocinio",
                "internship.resume": "Ha fatto riprendere un tirocinio",
                "internship.extend": "Ha prorogato un tirocinio",
                "internship.complete": "Ha concluso un tirocinio",
                "internship.refused_by_person": "Ha rimesso un tirocinio alla decisione con la persona",
                "internship.interrupt": "Ha interrotto un tirocinio",
                "internship.attest": "Ha rilasciato l'attestazione di un tirocinio",
                "internship_rule.load": "Ha caricato le regole dei tirocini",
                "internship_rule.add": "Ha aggiunto le regole dei tirocini di una regione",
                "internship_rule.revise": "Ha aggiornato le regole dei tirocini",
            }
        )


def _conceal(*, person: Any, actor: Any, **_: Any) -> None:
    from snodo.domain.placements import actions

    actions.conceal_hosts(person=person, actor=actor)
