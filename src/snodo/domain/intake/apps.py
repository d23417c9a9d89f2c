from typing import Any

from django.apps import AppConfig


def _known_through_referrals(actor: Any) -> list[Any]:
    from snodo.domain.intake import access

    return access.known_through_referrals(actor)


def _opens_attachments(actor: Any, referral_id: Any) -> bool:
    from snodo.domain.intake import access

    return access.can_open_attachments(actor, referral_id)


class IntakeConfig(AppConfig):
    name = "snodo.domain.intake"
    label = "intake"

    def ready(self) -> None:
        from snodo.domain.people import duties

        duties.register_duties(_known_through_referrals)
        from snodo.domain.audit.verbs import register_kinds, register_verbs
        from snodo.domain.documents import access as documents
        from snodo.domain.intake import receivers  # noqa: F401
        from snodo.domain.people import events as people

        documents.register_subject_rule("intake.referral", _opens_attachments)
        people.person_protected.connect(_conceal, dispatch_uid="intake.conceal")
        register_verbs(
            {
                "referral.draft": "Ha scritto una bozza di segnalazione",
                "referral.send": "Ha inviato una segnalazione",
                "referral.ask_information": "Ha chiesto informazioni su una segnalazione",
                "referral.answer": "Ha risposto su una segnalazione",
                "referral.assign": "Ha affidato una segnalazione",
                "referral.accept": "Ha accolto una segnalazione",
                "referral.refuse": "Non ha accolto una segnalazione",
                "referral.queue": "Ha messo una segnalazione in lista d'attesa",
                "referral.withdraw": "Ha ritirato una segnalazione",
                "referral.release": "Ha tolto una segnalazione a un ente per una scelta della persona",
                "referral.declare_order": "Ha stabilito l'ordine di una lista d'attesa",
                "referral.bypass_route": "Ha affidato una segnalazione a un ente a cui non toccava",
                "referral.bypass_turn": "Ha fatto passare una segnalazione prima di altre in lista",
                "referral.lose": "Ha rimesso da affidare una segnalazione rimasta senza chi la seguiva",
                "referral.give_back": "Ha rimandato una segnalazione a chi l'aveva inviata",
                "referral.send_again": "Ha mandato di nuovo una segnalazione",
                "referral.propose_handover": "Ha proposto una segnalazione a un altro ente",
                "referral.accept_handover": "Ha accettato una segnalazione proposta al suo ente",
                "referral.decline_handover": "Non ha accettato una segnalazione proposta al suo ente",
                "referral.withdraw_handover": "Ha ritirato la proposta di passaggio di una segnalazione",
                "referral.lapse_handover": "Ha chiuso una proposta di passaggio rimasta senza risposta",
                "referral.give_link": "Ha dato a un servizio il collegamento per segnalare",
                "referral.revoke_link": "Ha chiuso il collegamento di un servizio",
                "referral.code_try": "Ha sbagliato il codice di un collegamento",
                "referral.link_over": "Ha aperto un collegamento scaduto o chiuso",
                "referral.message": "Ha scritto su una segnalazione",
                "referral.batch_begin": "Ha caricato un elenco di segnalazioni",
                "referral.batch_settle": "Ha scelto i cognomi in un elenco di segnalazioni",
                "referral.batch_said_no": "Ha annotato senza nomi chi non vuole essere segnalato",
                "referral.batch_send": "Ha inviato un elenco di segnalazioni",
                "referral.batch_take": "Ha scaricato le righe da correggere di un elenco",
                "referral.batch_discard": "Ha eliminato un elenco di segnalazioni",
                "referral.batch_sweep": "Un elenco di segnalazioni è scaduto ed è stato eliminato",
                "referral.said_no": "Ha annotato che una persona non vuole essere segnalata",
                "escalation.open": "Ha messo una scadenza davanti a qualcuno",
                "escalation.take": "Ha preso una scadenza",
                "escalation.agree": "Ha concordato un altro giorno",
            }
        )
        register_kinds(
            {
                "intake.referral": "Segnalazione",
                "intake.referralhandover": "Passaggio di una segnalazione",
                "intake.waitingrule": "Ordine di una lista d'attesa",
                "intake.referringlink": "Collegamento per segnalare",
                "intake.referralbatch": "Elenco di segnalazioni",
                "intake.saidno": "Persona che non vuole essere segnalata",
                "intake.escalation": "Scadenza promessa",
            }
        )


def _conceal(*, person: Any, known_as: list[str], actor: Any, **_: Any) -> None:
    from snodo.domain.intake import actions

    actions.conceal_referrals(person=person, known_as=known_as, actor=actor)
