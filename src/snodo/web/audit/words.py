"""Words for what the contexts that know no screen write in the log. What a context registers comes first."""

from snodo.domain.audit import verbs
from snodo.domain.intake.states import Ground

_VERBS = {
    "signin.success": "Accesso riuscito",
    "signin.failure": "Password sbagliata: accesso non riuscito",
    "signin.locked": "Accesso sospeso per troppi tentativi",
    "signin.second_factor": "Codice del secondo passaggio sbagliato",
    "signin.gateway_refused": "Identità digitale rifiutata",
    "session.end": "Uscita",
    "session.expire": "Sessione chiusa per pausa o per durata",
    "session.end_others": "Ha chiuso le altre sue sessioni",
    "session.without_role": "Ha provato a usare un incarico finito",
    "password.change": "Ha cambiato la password",
    "password.reset": "Ha scelto una nuova password con il collegamento",
    "second_factor.add": "Ha aggiunto un secondo passaggio",
    "second_factor.remove": "Ha tolto un secondo passaggio",
    "second_factor.renew": "Ha rifatto i codici di recupero",
    "identity.link": "Ha collegato un'identità digitale",
    "identity.unlink": "Ha scollegato un'identità digitale",
    "form.other_role": "Ha inviato un modulo aperto con un altro incarico",
    "network.found": "Ha aperto la rete",
    "organisation.register": "Ha registrato un'organizzazione",
    "organisation.update": "Ha aggiornato un'organizzazione",
    "territory.register": "Ha registrato un territorio",
    "membership.add": "Ha dato un incarico",
    "membership.end": "Ha chiuso un incarico",
    "invitation.send": "Ha invitato una persona a lavorare nella rete",
    "invitation.withdraw": "Ha ritirato un invito",
    "invitation.accept": "Ha accettato un invito",
    "person.register": "Ha registrato una persona",
    "person.update": "Ha aggiornato i dati di una persona",
    "person.add_identifier": "Ha aggiunto un codice a una persona",
    "person.duplicate_check": "Ha controllato se la persona è già conosciuta",
    "person.information_given": "Ha dato l'informativa",
    "person.sharing_choice": "Ha registrato una scelta sulla condivisione",
    "person.admit_organisation": "Ha aperto i dati a un'organizzazione",
    "person.release_organisation": "Ha chiuso i dati a un'organizzazione",
    "household.register": "Ha registrato un nucleo",
    "household.add_member": "Ha aggiunto una persona al nucleo",
    "household.end_member": "Ha tolto una persona dal nucleo",
    "referral.draft": "Ha preparato una segnalazione",
    "referral.send": "Ha inviato una segnalazione",
    "referral.message": "Ha scritto su una segnalazione",
    "referral.assign": "Ha assegnato una segnalazione",
    "referral.accept": "Ha accettato una segnalazione",
    "referral.decline": "Non ha accettato una segnalazione",
    "referral.withdraw": "Ha ritirato una segnalazione",
}
_KINDS = {
    "network.network": "Rete",
    "network.user": "Accesso",
    "network.organisation": "Organizzazione",
    "network.territory": "Territorio",
    "network.membership": "Incarico",
    "network.invitation": "Invito",
    "people.person": "Persona",
    "people.identifier": "Codice di una persona",
    "people.household": "Nucleo",
    "people.householdmember": "Componente del nucleo",
    "people.sharingchoice": "Scelta sulla condivisione",
    "people.informationgiven": "Informativa",
    "intake.referral": "Segnalazione",
    "casework.case": "Percorso",
}
SECTIONS = {
    "identity": "identità",
    "identifiers": "codici",
    "contacts": "contatti",
    "sections": "elenco delle parti riservate",
    "protected_address": "indirizzo protetto",
    "social": "storia sociale",
    "health": "salute",
    "judicial": "giustizia",
    "violence": "protezione",
    "economic": "situazione economica",
    "work": "profilo di lavoro",
    "documents": "documenti",
    "minutes": "verbale",
    "table": "tavolo",
    "diary": "diario",
    "notes": "note",
    "progress": "avanzamento",
    "results": "risultati",
    "card": "tessera",
    "agenda": "agenda",
    "copy": "copia dei dati",
    "retention": "conservazione dei dati",
    "today": "pagina di oggi",
    "review": "esame di un accesso",
    "ledger": "registro della persona",
    "pairs": "confronto tra due schede",
    "requests": "richieste della persona",
    "guidance": "indicazioni per il lavoro",
    "own_notes": "appunti propri",
    "plan": "piano",
    "readings": "letture e schede",
    "hours": "ore",
    "outcomes": "esiti",
    "story": "storia",
}

_GROUNDS = {
    **dict(Ground.choices),
    "programme": "Segue il programma",
}


def ground(said: str) -> str:
    """Why one was allowed: a code in Italian, a sentence as it was written."""
    return _GROUNDS.get(said, said)


def verb(name: str, *, refused: bool = False) -> str:
    """The verb in Italian, or its name where nobody has written the words."""
    said = verbs.verb_label(name)
    if said == name:
        said = _VERBS.get(name, "Ha provato qualcosa fuori dal suo ruolo" if refused else name)
    return said


def kind(name: str) -> str:
    """The kind of thing in Italian, or its name."""
    said = verbs.kind_label(name)
    return _KINDS.get(name, said) if said == name else said


_CHANGES = {"how": "con", "second_factor": "secondo passaggio", "kind": "tipo"}


def change(name: str) -> str:
    """What a detail of a line is called on screen."""
    return _CHANGES.get(name, name)


def section(name: str) -> str:
    """The section of a file in Italian, or its name."""
    return SECTIONS.get(name, name)
