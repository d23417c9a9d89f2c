from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "snodo.domain.outreach"
    label = "outreach"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs
        from snodo.domain.outreach import receivers  # noqa: F401

        register_kinds(
            {
                "outreach.possiblerecipient": "Possibile destinatario",
                "outreach.priorinterview": "Colloquio prima del percorso",
                "outreach.publicsheet": "Scheda pubblica di un programma",
                "outreach.territoryreply": "Scheda del territorio",
                "outreach.callrequest": "Richiesta di essere richiamati",
            }
        )
        register_verbs(
            {
                "outreach.note": "Ha segnato un possibile destinatario",
                "outreach.change": "Ha corretto un possibile destinatario",
                "outreach.inform": "Ha scritto di aver informato un possibile destinatario",
                "outreach.book": "Ha fissato un colloquio con un possibile destinatario",
                "outreach.take_off": "Ha tolto un possibile destinatario dall'elenco",
                "outreach.refer": "Ha cominciato una segnalazione da un possibile destinatario",
                "outreach.hold_interview": "Ha scritto un colloquio prima del percorso",
                "outreach.drop_interview": "Ha tolto un colloquio scritto per sbaglio",
                "outreach.allow_carrying": "Ha scritto se i colloqui passano nel percorso",
                "outreach.write_sheet": "Ha scritto la scheda pubblica di un programma",
                "outreach.publish_sheet": "Ha pubblicato la scheda di un programma",
                "outreach.take_down_sheet": "Ha tolto dal pubblico la scheda di un programma",
                "outreach.ask_to_be_called": "Ha chiesto di essere richiamata dalla scheda pubblica",
                "outreach.settle_call": "Ha richiamato chi lo chiedeva dalla scheda pubblica",
                "outreach.declare_themes": "Ha dichiarato i temi di una ricerca",
                "outreach.hear_theme": "Ha scritto un tema sentito in un incontro",
                "outreach.unhear_theme": "Ha tolto un tema da un incontro",
                "outreach.fill_territory_sheet": "Ha compilato una scheda del territorio",
                "outreach.drop_reply": "Ha tolto una scheda del territorio",
                "outreach.carry": "Ha portato nel percorso i colloqui di prima",
                "outreach.expire": "Ha cancellato nomi e parole scaduti prima di un percorso",
            }
        )
