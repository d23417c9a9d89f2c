from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "snodo.domain.desk"
    label = "desk"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs
        from snodo.domain.desk import receivers  # noqa: F401

        register_kinds(
            {
                "desk.desk": "Sportello",
                "desk.visit": "Turno allo sportello",
                "desk.access": "Accesso allo sportello",
                "desk.contact": "Contatto leggero",
                "desk.deskquestion": "Domanda allo sportello",
                "desk.questionpage": "Pagina per le domande allo sportello",
            }
        )
        register_verbs(
            {
                "desk.open": "Ha aperto uno sportello",
                "desk.close": "Ha chiuso uno sportello",
                "desk.change_words": "Ha cambiato le voci di uno sportello",
                "desk.add_place": "Ha aggiunto un luogo allo sportello",
                "desk.change_hours": "Ha cambiato gli orari di uno sportello",
                "desk.plan_shift": "Ha messo qualcuno di turno allo sportello",
                "desk.cancel_shift": "Ha tolto un turno allo sportello",
                "question.open_page": "Ha aperto la pagina per le domande allo sportello",
                "question.close_page": "Ha chiuso la pagina per le domande allo sportello",
                "question.ask": "Ha fatto una domanda allo sportello",
                "question.answer": "Ha risposto a una domanda allo sportello",
                "question.close": "Ha chiuso una domanda allo sportello senza rispondere",
                "question.sweep": "Domande allo sportello scadute ed eliminate",
                "visit.join": "Ha messo qualcuno in fila",
                "visit.book": "Ha fissato un appuntamento allo sportello",
                "visit.arrive": "Ha segnato l'arrivo di qualcuno",
                "visit.take": "Ha chiamato un turno",
                "visit.give_back": "Ha rimesso un turno in fila",
                "visit.leave": "Ha segnato che qualcuno è andato via",
                "visit.miss": "Ha segnato che qualcuno non è venuto",
                "visit.cancel": "Ha annullato un appuntamento allo sportello",
                "access.record": "Ha registrato un accesso allo sportello",
                "access.correct": "Ha corretto un accesso allo sportello",
                "access.withdraw": "Ha tolto un accesso allo sportello",
                "access.settle": "Ha segnato come fatto il prossimo passo di un accesso",
                "access.make_known": "Ha scritto chi è venuto allo sportello",
                "access.refer": "Ha preparato una segnalazione da un accesso",
                "access.take_in_charge": "Ha aperto un percorso da un accesso",
            }
        )
