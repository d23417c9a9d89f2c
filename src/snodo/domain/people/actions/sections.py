"""Restricted sections of a file: opened on purpose, written version by version."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from snodo.domain.audit import actions as audit
from snodo.domain.documents import actions as documents
from snodo.domain.documents.actions import UploadedFile
from snodo.domain.documents.models import Document
from snodo.domain.people import access
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.people.models import SECTION_TABLES, Person, SectionText
from snodo.domain.people.states import Section
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict

SECTION_PAPER = "section_paper"
CLOSED = "Questa parte è riservata: la apre chi ha in carico la persona, o un ente a cui è stata aperta."
ONLY_IN_CHARGE = "Può scriverla solo chi ha in carico la persona."
MOVED = (
    "Nel frattempo qualcun altro ha scritto in questa parte. Aprila di nuovo, guarda com'è ora e aggiungi "
    "solo quello che manca."
)


@dataclass(frozen=True, slots=True)
class OpenedSection:
    """What is written in a section: the current version first, then those before it."""

    section: str
    versions: list[SectionText]
    papers: list[Document]

    @property
    def current(self) -> SectionText | None:
        return self.versions[0] if self.versions else None

    @property
    def number(self) -> int:
        return self.versions[0].number if self.versions else 0


@transaction.atomic
def open_section(*, person: Person, section: str, ground: str, actor: Actor) -> OpenedSection:
    """The text of a restricted section. The reading is written down with its reason. Raises InputRefused."""
    access.require(section in Section.values and access.can_open_section(actor, person.pk, section), CLOSED)
    problems: dict[str, str] = {}
    if not ground.strip():
        problems["ground"] = "Scrivi perché ti serve aprirla oggi."
    refuse(problems)
    audit.record_read(
        actor=actor,
        verb="person.open_section",
        subject=person,
        section=section,
        ground=ground,
        person_id=person.pk,
    )
    versions = (
        SECTION_TABLES[section]
        .objects.filter(person=person)
        .select_related("author__user", "author__organisation")
        .order_by("-number")
    )
    return OpenedSection(section, list(versions), list(_papers(person, section)))


@transaction.atomic
def attach_to_section(*, person: Person, section: str, file: UploadedFile, actor: Actor) -> Document:
    """Keep a paper in a restricted section: encrypted, it opens to whom the section opens.

    Its title says neither what it is nor of which section: titles are not under seal. Raises InputRefused
    under "file".
    """
    allowed = section in Section.values and access.can_write_section(actor, person.pk, section)
    access.require(allowed, ONLY_IN_CHARGE)
    number = _papers(person, section).count() + 1
    return documents.store_upload(
        file=file,
        title=f"Documento riservato {number}",
        kind=SECTION_PAPER,
        subject=person,
        section=section,
        person_id=person.pk,
        actor=actor,
    )


def _papers(person: Person, section: str) -> QuerySet[Document]:
    papers = Document.objects.filter(subject_kind="people.person", subject_id=person.pk, section=section)
    return papers.filter(kind=SECTION_PAPER).order_by("-created_at")


@transaction.atomic
def write_section(*, person: Person, section: str, text: str, number: int, actor: Actor) -> SectionText:
    """Write a new version; the former one is kept as it was.

    `number` is the version that was read, 0 for none: Conflict when somebody wrote since. May raise
    InputRefused.
    """
    allowed = section in Section.values and access.can_write_section(actor, person.pk, section)
    access.require(allowed, ONLY_IN_CHARGE)
    problems: dict[str, str] = {}
    if not text.strip():
        problems["text"] = "Scrivi il testo: una parte vuota non dice niente a chi viene dopo."
    refuse(problems)
    table = SECTION_TABLES[section]
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    standing = table.objects.filter(person=person, current=True)
    before = standing.values_list("number", flat=True).first() or 0
    if before != number:
        raise Conflict(MOVED)
    standing.update(current=False)
    written = table(person=person, number=before + 1, text=text, author_id=actor.membership_id)
    save_checked(written)
    audit.record(
        actor=actor,
        verb="person.write_section",
        subject=person,
        section=section,
        person_id=person.pk,
        changes={"version": written.number},
    )
    return written
