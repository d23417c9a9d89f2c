from typing import Any
from uuid import UUID

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "snodo.domain.privacy"
    label = "privacy"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs
        from snodo.domain.documents import access as documents

        register_verbs(VERBS)
        documents.register_subject_rule("programmes.programme", _reads_papers_of)
        documents.register_subject_rule("privacy.retentionfile", _decides_file)
        register_kinds(KINDS)
        # The files of a copy are taken by its own pages, where what is left out is left out.
        documents.register_subject_rule("privacy.datacopy", lambda actor, pk: False)


def _reads_papers_of(actor: Any, pk: UUID) -> bool:
    from snodo.domain.privacy import access
    from snodo.domain.programmes.models import Programme

    programme = Programme.objects.filter(pk=pk).first()
    return programme is not None and access.can_prepare_papers(actor, programme)


def _decides_file(actor: Any, pk: UUID) -> bool:
    from snodo.domain.privacy import access

    return access.files_visible_to(actor).filter(pk=pk).exists()


VERBS = {
    "emergency.identify": "Ha cercato una persona per un accesso d'emergenza",
    "emergency.judge": "Ha esaminato un accesso d'emergenza",
    "ledger.read": "Ha letto il registro di una persona",
    "ledger.own": "Ha letto il proprio registro",
    "ledger.find": "Ha cercato il registro di una persona",
    "ledger.print": "Ha stampato il registro di una persona",
    "ledger.link_give": "Ha dato alla persona il collegamento al suo registro",
    "ledger.link_revoke": "Ha tolto il collegamento al registro della persona",
    "ledger.code_tell": "Ha mostrato il codice del collegamento al registro",
    "ledger.code_try": "Ha scritto un codice sbagliato",
    "copy.prepare": "Ha cominciato a preparare la copia dei dati di una persona",
    "copy.collect": "Ha raccolto i dati di una persona per la sua copia",
    "copy.review": "Ha riletto la copia dei dati di una persona",
    "copy.omit": "Ha lasciato fuori qualcosa da una copia",
    "copy.restore": "Ha rimesso qualcosa in una copia",
    "copy.accept": "Ha finito di rileggere una copia",
    "copy.compose": "Ha composto la copia dei dati di una persona",
    "copy.reopen": "Ha riaperto una copia per rileggerla",
    "copy.withdraw": "Ha annullato una copia",
    "copy.download": "Ha scaricato la copia dei dati di una persona",
    "copy.deliver": "Ha consegnato la copia dei dati",
    "copy.link_give": "Ha dato alla persona il collegamento alla sua copia",
    "copy.code_tell": "Ha mostrato il codice del collegamento alla copia",
    "copy.code_try": "Ha scritto un codice sbagliato",
    "copy.own": "Ha aperto la pagina della propria copia",
    "copy.fetch": "Ha scaricato la propria copia",
    "copy.empty": "Ha cancellato i file di una copia scaduta",
    "request.letter": "Ha stampato la lettera di una richiesta",
    "request.receive": "Ha registrato una richiesta sui dati",
    "request.check": "Ha verificato chi fa una richiesta sui dati",
    "request.take": "Ha preso in carico una richiesta sui dati",
    "request.prolong": "Ha prolungato il tempo di una richiesta sui dati",
    "request.correct": "Ha corretto un dato come chiesto dalla persona",
    "request.stop": "Ha fermato delle condivisioni come chiesto dalla persona",
    "request.keep_using": "Ha spiegato alla persona perché l'uso dei dati continua",
    "request.ask": "Ha chiesto un contributo per una richiesta sui dati",
    "request.contribute": "Ha dato un contributo a una richiesta sui dati",
    "request.answer": "Ha risposto a una richiesta sui dati",
    "request.refuse": "Non ha accolto una richiesta sui dati",
    "request.lift_restriction": "Ha tolto la limitazione ai dati di una persona",
    "request.restrict": "Ha limitato l'uso dei dati di una persona",
    "retention.again": "Ha ripetuto una cancellazione dopo il ripristino di una copia",
    "retention.due": "Ha trovato fascicoli il cui tempo è passato",
    "retention.erase": "Ha cancellato un fascicolo",
    "retention.freeze": "Ha chiuso a tutti un fascicolo",
    "retention.hold": "Ha fermato la cancellazione di un fascicolo",
    "retention.lift_hold": "Ha tolto il blocco a un fascicolo",
    "retention.rule": "Ha scritto una regola di conservazione",
    "retention.strip": "Ha lasciato di un fascicolo le sole statistiche",
    "retention.thaw": "Ha riaperto un fascicolo",
    "unusual.see": "Ha visto una lettura insolita",
    "unusual.ask": "Ha chiesto spiegazioni su una lettura insolita",
    "unusual.explain": "Ha registrato la spiegazione di una lettura insolita",
    "audit.broken": "Ha trovato il registro cambiato",
    "audit.discard": "Ha scartato un mese del registro",
}
KINDS = {
    "audit.discardedmonth": "Mese del registro",
    "people.emergencyaccess": "Accesso d'emergenza",
    "privacy.datacopy": "Copia dei dati di una persona",
    "privacy.emergencyreview": "Esame di un accesso d'emergenza",
    "privacy.personrequest": "Richiesta di una persona",
    "privacy.retentionfile": "Fascicolo da non tenere più",
    "privacy.retentionrule": "Regola di conservazione",
    "privacy.unusualreading": "Lettura insolita",
}
