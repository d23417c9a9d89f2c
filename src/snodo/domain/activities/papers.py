"""The certificate of attendance of a group."""

from collections.abc import Sequence

from snodo.domain.activities.models import Attendance, GroupMember
from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.documents.papers import long_date
from snodo.kernel import clock
from snodo.kernel.actor import Actor


def make_certificate(member: GroupMember, attended: Sequence[Attendance], *, actor: Actor) -> Document:
    """Says which meetings the person attended and for how long; nothing about why."""
    minutes = sum(row.minutes for row in attended)
    first, last = (clock.local_date(row.session.starts_at) for row in (attended[0], attended[-1]))
    hours, rest = divmod(minutes, 60)
    rows = [
        [
            long_date(clock.local_date(row.session.starts_at)),
            row.session.topic or member.group.title,
            f"{row.minutes} min",
        ]
        for row in attended
    ]
    return documents.generate_paper(
        title="Attestato di frequenza",
        kind="attendance_certificate",
        data={
            "subtitle": member.group.title,
            "intro": f"{member.person.name} ha frequentato il percorso indicato qui sotto.",
            "sections": [
                {
                    "fields": [
                        ["Periodo", f"dal {long_date(first)} al {long_date(last)}"],
                        ["Incontri frequentati", str(len(attended))],
                        ["Durata complessiva", f"{hours} ore" + (f" e {rest} minuti" if rest else "")],
                    ]
                },
                {"heading": "Incontri", "table": {"header": ["Giorno", "Argomento", "Durata"], "rows": rows}},
            ],
            "signatures": [
                {"role": "Per l'ente", "name": ""},
                {"role": "Chi ha condotto il percorso", "name": ""},
            ],
        },
        subject=member,
        person_id=member.person_id,
        actor=actor,
    )
