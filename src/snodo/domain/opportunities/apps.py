from uuid import UUID

from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "snodo.domain.opportunities"
    label = "opportunities"

    def ready(self) -> None:
        from snodo.domain.audit import verbs
        from snodo.domain.documents import access as documents
        from snodo.domain.opportunities import access
        from snodo.kernel.actor import Actor

        def may_open(actor: Actor, card_id: UUID) -> bool:
            return access.cards_visible_to(actor).filter(pk=card_id).exists()

        documents.register_subject_rule("opportunities.card", may_open)
        verbs.register_kinds(
            {"opportunities.opportunity": "Opportunità", "opportunities.card": "Tessera delle opportunità"}
        )
        verbs.register_verbs(
            {
                "opportunity.offer": "Ha offerto un'opportunità",
                "opportunity.update": "Ha corretto un'opportunità",
                "opportunity.confirm": "Ha confermato un'opportunità",
                "opportunity.activate": "Ha attivato un'opportunità",
                "opportunity.put_aside": "Ha reso attivabile un'opportunità",
                "opportunity.close": "Ha chiuso un'opportunità",
                "opportunity.put_on_table": "Ha portato un'opportunità del catalogo a un tavolo",
                "card.from_table": "Ha portato sulla tessera ciò che ha deciso un tavolo",
                "card.draft": "Ha iniziato una tessera",
                "card.update": "Ha cambiato una tessera",
                "card.add_line": "Ha aggiunto un'opportunità alla tessera",
                "card.remove_line": "Ha tolto un'opportunità dalla tessera",
                "card.issue": "Ha consegnato una tessera",
                "card.answer": "Ha registrato una risposta sulla tessera",
                "card.end": "Ha ritirato una tessera",
                "card.code_tell": "Ha letto il codice di una tessera",
                "card.code_change": "Ha cambiato il codice di una tessera",
                "card.code_try": "Ha provato un codice sbagliato",
                "card.link_revoke": "Ha chiuso la pagina personale di una tessera",
            }
        )
