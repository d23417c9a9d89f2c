"""The texts of a programme in its languages: notices, agreements, introductions."""

from snodo.domain.programmes.models import Programme, ProgrammePartner
from snodo.domain.programmes.queries.acts import partners_of
from snodo.domain.programmes.states import CONTROLLERS, Circle, PartnerRole
from snodo.kernel.packfile import build, shapes

KEPT_FOR = {
    "it": "il tempo indicato nel registro dei trattamenti",
    "en": "the time set in the record of processing activities",
    "fr": "la durée indiquée dans le registre des traitements",
}


def text_of(programme: Programme, kind: str, language: str = "it") -> shapes.Translation | None:
    """A document text of the programme in a language, or in Italian where that is missing."""
    for data in programme.definition.get("texts", []):
        if data["kind"] == kind:
            text = build(shapes.DocumentText, data)
            named = {translation.language: translation for translation in text.languages}
            return named.get(language, text.languages[0])
    return None


def filled_text(programme: Programme, kind: str, language: str = "it", *, kept_for: str = "") -> str:
    """The body of a text with the programme's names in it; empty when the programme has no such text."""
    text = text_of(programme, kind, language)
    if text is None:
        return ""
    partners = list(partners_of(programme))
    lead = next((p.organisation for p in partners if p.role == PartnerRole.LEAD), None)
    contact = " · ".join(part for part in (lead.name, lead.email, lead.phone) if part) if lead else ""
    names = {p.organisation_id: p.organisation.name for p in controllers_among(partners)}
    values = {
        "{programma}": programme.title,
        "{titolari}": ", ".join(names.values()),
        "{contatto}": contact,
        "{conservazione}": kept_for or KEPT_FOR.get(text.language, KEPT_FOR["it"]),
    }
    body = text.body
    for mark, value in values.items():
        body = body.replace(mark, value)
    return body


def controllers_among(partners: list[ProgrammePartner]) -> list[ProgrammePartner]:
    """Who answers for the data; the whole partnership while nobody has decided who is what."""
    decided = [p for p in partners if p.privacy_role in CONTROLLERS]
    return decided or [p for p in partners if p.circle == Circle.PARTNERSHIP]


def text_version(programme: Programme, kind: str) -> str:
    """Code and version of a text, to be kept beside who was given it."""
    for data in programme.definition.get("texts", []):
        if data["kind"] == kind:
            return f"{data['code']} v{data['version']}"
    return ""
