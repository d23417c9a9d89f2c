from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "snodo.domain.tables"
    label = "tables"

    def ready(self) -> None:
        from snodo.domain.audit import verbs
        from snodo.domain.documents import access as documents_access
        from snodo.domain.tables import access, messages, receivers  # noqa: F401

        documents_access.register_subject_rule("tables.table", access.may_read_minutes)
        verbs.register_kinds({"tables.table": "Tavolo", "tables.protocol": "Protocollo"})
        verbs.register_verbs(
            {
                "table.prepare": "Ha preparato un tavolo",
                "table.change": "Ha cambiato un tavolo",
                "table.convene": "Ha convocato un tavolo",
                "table.invite": "Ha invitato qualcuno a un tavolo",
                "table.change_guest": "Ha cambiato che cosa vede un invitato",
                "table.choose_points": "Ha scelto di quali punti informare un invitato",
                "table.guest_link": "Ha preparato il collegamento di un invitato",
                "table.withdraw_guest": "Ha ritirato un invito",
                "table.refused_by_person": "Ha tolto un ente da un tavolo, per scelta della persona",
                "table.answer": "Ha risposto a un invito",
                "table.add_case": "Ha portato un percorso al tavolo",
                "table.remove_case": "Ha tolto un percorso dal tavolo",
                "table.open": "Ha aperto un tavolo",
                "table.mark_presence": "Ha segnato i presenti",
                "table.take_position": "Ha scritto una posizione",
                "table.take_back_position": "Ha tolto una posizione",
                "table.put_opportunity": "Ha messo sul tavolo un'opportunità",
                "table.change_opportunity": "Ha aggiornato un'opportunità",
                "table.decide": "Ha scritto una decisione",
                "table.dissent": "Ha scritto un dissenso",
                "table.commit": "Ha scritto un impegno",
                "commitment.settle": "Ha detto com'è andato un impegno",
                "table.close": "Ha chiuso un tavolo",
                "table.approve_minutes": "Ha approvato un verbale",
                "table.print_minutes": "Ha preso un verbale senza le parti chiuse",
                "table.cancel": "Ha annullato un tavolo",
                "protocol.draft": "Ha scritto un protocollo",
                "protocol.change": "Ha cambiato un protocollo",
                "protocol.comment": "Ha commentato un protocollo",
                "protocol.submit": "Ha chiesto di approvare un protocollo",
                "protocol.approve": "Ha approvato un protocollo",
                "protocol.enter_force": "Un protocollo è entrato in vigore",
            }
        )
