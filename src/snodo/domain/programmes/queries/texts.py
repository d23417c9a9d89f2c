"""The texts of a programme in its languages: notices, agreements, introductions."""

from uuid import UUID

from django.db.models import QuerySet

from snodo.domain.programmes.models import NoticeVersion, Programme, ProgrammePartner
from snodo.domain.programmes.queries.acts import partners_of
from snodo.domain.programmes.states import CONTROLLERS, Circle, PartnerRole
from snodo.kernel import clock
from snodo.kernel.packfile import build, shapes

RIGHT_TO_LEFT = frozenset({"ar", "ur"})
PRIVACY_NOTICE = "privacy_notice"
MARKS = ("{programma}", "{titolari}", "{contatto}", "{conservazione}")
KEPT_FOR = {
    "it": "il tempo indicato nel registro dei trattamenti",
    "ar": "المدة المحددة في سجل معالجة البيانات",
    "en": "the time set in the record of processing activities",
    "es": "el tiempo indicado en el registro de tratamientos",
    "fr": "la durée indiquée dans le registre des traitements",
    "uk": "стільки, скільки визначено в реєстрі обробки даних",
}


def text_of(programme: Programme, kind: str, language: str = "it") -> shapes.Translation | None:
    """A document text of the programme in a language, or in Italian where that is missing."""
    notice = notice_in_force(programme) if kind == PRIVACY_NOTICE else None
    if notice is not None:
        return translation_of(notice, language)
    for data in programme.definition.get("texts", []):
        if data["kind"] == kind:
            text = build(shapes.DocumentText, data)
            named = {translation.language: translation for translation in text.languages}
            return named.get(language, text.languages[0])
    return None


def filled_text(programme: Programme, kind: str, language: str = "it", *, kept_for: str = "") -> str:
    """The body of a text with the programme's names in it; empty when the programme has no such text."""
    text = text_of(programme, kind, language)
    return "" if text is None else _filled(programme, text, kept_for)


def _filled(programme: Programme, text: shapes.Translation, kept_for: str = "") -> str:
    partners = list(partners_of(programme))
    lead = next((p.organisation for p in partners if p.role == PartnerRole.LEAD), None)
    contact = " · ".join(part for part in (lead.name, lead.email, lead.phone) if part) if lead else ""
    names = {p.organisation_id: p.organisation.true_name for p in controllers_among(partners)}
    values = (
        programme.title,
        ", ".join(names.values()),
        contact,
        kept_for or KEPT_FOR.get(text.language, KEPT_FOR["it"]),
    )
    body = text.body
    for mark, value in zip(MARKS, values, strict=True):
        body = body.replace(mark, _isolated(value) if text.language in RIGHT_TO_LEFT else value)
    return body


def _isolated(value: str) -> str:
    """Names and numbers keep their own direction inside a text that runs the other way."""
    return f"\N{FIRST STRONG ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if value else ""


def controllers_among(partners: list[ProgrammePartner]) -> list[ProgrammePartner]:
    """Who answers for the data; the whole partnership while nobody has decided who is what."""
    decided = [p for p in partners if p.privacy_role in CONTROLLERS]
    return decided or [p for p in partners if p.circle == Circle.PARTNERSHIP]


def text_version(programme: Programme, kind: str) -> str:
    """Code and version of a text, to be kept beside who was given it."""
    notice = notice_in_force(programme) if kind == PRIVACY_NOTICE else None
    if notice is not None:
        return f"{notice.code} v{notice.version}"
    for data in programme.definition.get("texts", []):
        if data["kind"] == kind:
            return f"{data['code']} v{data['version']}"
    return ""


# Notices on data, version by version


def notice_in_force(programme: Programme) -> NoticeVersion | None:
    """The newest version that holds today."""
    return notices_of(programme).filter(in_force_from__lte=clock.today()).first()


def notices_of(programme: Programme) -> QuerySet[NoticeVersion]:
    """All versions, the newest first."""
    return NoticeVersion.objects.filter(programme=programme).order_by("-version")


def notices_in_force(programmes: QuerySet[Programme]) -> list[NoticeVersion]:
    """The notice of each of these programmes, in one statement."""
    newest: dict[UUID, NoticeVersion] = {}
    rows = NoticeVersion.objects.filter(programme__in=programmes, in_force_from__lte=clock.today())
    for row in rows.select_related("programme").order_by("programme__title", "version"):
        newest[row.programme_id] = row
    return list(newest.values())


def translation_of(notice: NoticeVersion, language: str) -> shapes.Translation:
    """A version in a language, or in Italian."""
    named = {row["language"]: row for row in notice.languages}
    return build(shapes.Translation, named.get(language, notice.languages[0]))


def notice_paragraphs(notice: NoticeVersion, language: str) -> list[tuple[str, str]]:
    """Headings and paragraphs of a notice, with the programme's names in them.

    A first line without a full stop, with more under it, is a heading.
    """
    body = _filled(notice.programme, translation_of(notice, language))
    parts = []
    for block in body.strip().split("\n\n"):
        first, _, rest = block.partition("\n")
        heading = bool(rest) and not first.rstrip().endswith((".", ":"))
        parts.append((first.strip(), rest.strip()) if heading else ("", block.strip()))
    return parts
