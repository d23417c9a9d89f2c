"""The notice on data as a paper to hand over, in the person's language: it speaks of no one."""

from snodo.domain.documents import papers
from snodo.domain.programmes import queries
from snodo.domain.programmes.models import NoticeVersion
from snodo.domain.programmes.states import PartnerRole


def notice_pdf(notice: NoticeVersion, language: str) -> bytes:
    """A tagged PDF, right to left where the language runs so. Needs the programme loaded."""
    text = queries.translation_of(notice, language)
    partners = queries.partners_of(notice.programme)
    since = papers.long_date(notice.in_force_from)
    lead = next((p.organisation.name for p in partners if p.role == PartnerRole.LEAD), "")
    return papers.render(
        template="programmes/typst/notice.typ",
        title=text.title,
        data={
            "lang": text.language,
            "letterhead": {"organisation": lead, "network": notice.programme.title, "lines": []},
            "parts": queries.notice_paragraphs(notice, language),
            "foot": f"{notice.title}. Versione {notice.version}, vale dal {since}.",
        },
    )
