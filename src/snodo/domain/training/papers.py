"""The certificate of a completed course."""

from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.documents.papers import long_date
from snodo.domain.training.models import Enrolment
from snodo.domain.training.queries import Progress
from snodo.kernel import clock
from snodo.kernel.actor import Actor


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}".replace(".", ",")


def certificate(enrolment: Enrolment, progress: Progress, actor: Actor) -> Document:
    """Hours attended in each area, out of those due."""
    user = enrolment.membership.user
    course = enrolment.course
    return documents.generate_paper(
        title="Attestato di frequenza",
        kind="training_certificate",
        subject=enrolment,
        data={
            "subtitle": course.title,
            "sections": [
                {
                    "fields": [
                        ("Rilasciato a", user.get_full_name()),
                        ("Ente", enrolment.membership.organisation.name),
                        ("Ruolo", course.role or "Operatore"),
                        ("Programma", course.programme.title),
                        ("Concluso il", long_date(enrolment.completed_on or clock.today())),
                    ]
                },
                {
                    "heading": "Ore frequentate",
                    "table": {
                        "header": ["Area", "Ore frequentate", "Ore previste"],
                        "rows": [
                            [row.area.title, _hours(row.minutes), _hours(row.area.minutes)]
                            for row in progress.areas
                        ]
                        + [
                            [
                                "In tutto",
                                _hours(progress.minutes),
                                _hours(sum(r.area.minutes for r in progress.areas)),
                            ]
                        ],
                    },
                },
            ],
            "signatures": [{"role": "Per la formazione", "name": actor.user_name}],
        },
        actor=actor,
    )
