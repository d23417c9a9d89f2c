from uuid import UUID

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "snodo.domain.training"
    label = "training"

    def ready(self) -> None:
        from snodo.domain.audit import verbs
        from snodo.domain.documents import access as documents
        from snodo.domain.training import access
        from snodo.kernel.actor import Actor

        def may_open(actor: Actor, enrolment_id: UUID) -> bool:
            return access.enrolments_visible_to(actor).filter(pk=enrolment_id).exists()

        documents.register_subject_rule("training.enrolment", may_open)
        verbs.register_kinds(
            {
                "training.course": "Corso per operatori",
                "training.coursesession": "Incontro del corso",
                "training.enrolment": "Iscrizione al corso",
                "training.shadowing": "Affiancamento",
            }
        )
        verbs.register_verbs(
            {
                "course.open": "Ha aperto il corso",
                "course.plan_session": "Ha fissato un incontro del corso",
                "course.cancel_session": "Ha annullato un incontro del corso",
                "course.enrol": "Ha iscritto un operatore",
                "course.withdraw": "Ha segnato che un operatore lascia il corso",
                "course.hold_session": "Ha registrato le presenze al corso",
                "course.complete": "Ha certificato la fine del corso",
                "course.conclude": "Ha concluso il corso",
                "shadowing.start": "Ha avviato un affiancamento",
                "shadowing.log": "Ha scritto nel diario di affiancamento",
                "shadowing.sign_off": "Ha concluso un affiancamento",
                "shadowing.stop": "Ha interrotto un affiancamento",
            }
        )
