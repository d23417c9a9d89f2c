"""Who may open a document: the context that owns its subject says so, by a rule it registers.

Registered from an upper context's `apps.ready`:

    documents_access.register_subject_rule("casework.case", lambda actor, case_id: ...)

A subject whose kind has no rule is nobody's business: its documents are closed to all.
"""

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet

from snodo.domain.documents.models import Document
from snodo.kernel.actor import Actor
from snodo.kernel.errors import NotAllowed

SubjectRule = Callable[[Actor, UUID], bool]
SectionRule = Callable[[Actor, Document], bool]

_SUBJECT_RULES: dict[str, SubjectRule] = {}
_SECTION_RULES: dict[str, SectionRule] = {}
_CLOSED: set[str] = set()


def register_subject_rule(subject_kind: str, rule: SubjectRule) -> None:
    """Who may open the documents of subjects of this kind (model label in lower case)."""
    _SUBJECT_RULES[subject_kind.lower()] = rule


def register_section_rule(section: str, rule: SectionRule, *, closed: bool = True) -> None:
    """A second rule that documents of a section must pass as well.

    `closed`: the section is shut to who sees the subject, and stays so whatever happens to its papers.
    """
    _SECTION_RULES[section] = rule
    if closed:
        _CLOSED.add(section)


def closed_sections() -> list[str]:
    """Sections that open only by a duty or a grant of their own."""
    return sorted(_CLOSED)


def can_read(actor: Actor, document: Document) -> bool:
    """Whether the actor may open this document."""
    rule = _SUBJECT_RULES.get(document.subject_kind)
    if document.network_id != actor.network_id or rule is None:
        return False
    section_rule = _SECTION_RULES.get(document.section)
    return rule(actor, document.subject_id) and (section_rule is None or section_rule(actor, document))


def require(allowed: bool) -> None:
    """Raises NotAllowed with a sentence."""
    if not allowed:
        raise NotAllowed("Non puoi aprire questo documento: chiedi a chi segue il percorso.")


def readable_document(actor: Actor, pk: UUID) -> Document | None:
    """The document with this id if it exists for the actor."""
    found: Document | None = Document.objects.filter(pk=pk).first()
    return found if found is not None and can_read(actor, found) else None


def documents_of(subject_kind: str, subject_id: UUID) -> QuerySet[Document]:
    """The documents of one subject, newest first; to be asked by who already may see the subject."""
    documents: QuerySet[Document] = Document.objects.filter(
        subject_kind=subject_kind.lower(), subject_id=subject_id
    )
    return documents.order_by("-created_at", "-id")


def readable_documents_of(actor: Actor, subject_kind: str, subject_id: UUID) -> list[Document]:
    """The documents of one subject that the actor may open."""
    return [document for document in documents_of(subject_kind, subject_id) if can_read(actor, document)]
