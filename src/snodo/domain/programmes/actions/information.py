"""What people are told of their data: a new version, in its languages."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.programmes import access, queries
from snodo.domain.programmes.models import NoticeVersion, Programme
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.text import clean_text

WRITES = (
    "Può farlo chi coordina l'ente capofila, chi amministra la rete o chi si occupa di protezione dei dati."
)
_MARK = re.compile(r"\{[^{}\n]*\}")
LONGEST = 20_000


@transaction.atomic
def publish_notice(
    *,
    programme: Programme,
    texts: Mapping[str, tuple[str, str]],
    what_changed: str,
    in_force_from: datetime.date | None = None,
    actor: Actor,
) -> NoticeVersion:
    """A new version of the notice: language → (title, body), Italian at least.

    Whoever was told an older one is to be told again. Raises InputRefused on "body_<language>" and the like.
    """
    access.require(access.can_write_notice(actor, programme), WRITES)
    access.require_open(programme)
    Programme.objects.select_for_update(of=("self",)).only("pk").get(pk=programme.pk)
    day = in_force_from or clock.today()
    problems: dict[str, str] = {}
    if day < clock.today():
        problems["in_force_from"] = "Una versione vale da oggi o da un giorno che viene."
    if not what_changed.strip():
        problems["what_changed"] = "Scrivi in una riga che cosa cambia: lo legge chi deve spiegarla di nuovo."
    languages = _languages(texts, problems)
    if problems:
        raise InputRefused(problems)
    before = queries.notices_of(programme).first()
    notice = NoticeVersion.objects.create(
        programme=programme,
        code=before.code if before else "privacy-notice",
        version=before.version + 1 if before else 1,
        title=before.title if before else languages[0]["title"],
        languages=languages,
        in_force_from=day,
        what_changed=what_changed.strip(),
    )
    changes = {"version": notice.version, "in_force_from": day, "languages": " ".join(sorted(texts))}
    audit.record(actor=actor, verb="programme.publish_notice", subject=programme, changes=changes)
    return notice


def _languages(texts: Mapping[str, tuple[str, str]], problems: dict[str, str]) -> list[dict[str, Any]]:
    """As in the packs, Italian first."""
    if "it" not in texts:
        problems["body_it"] = "Il testo italiano serve sempre."
    found = []
    for language in sorted(texts, key=lambda one: (one != "it", one)):
        title, body = texts[language]
        for field, text in (("title", title), ("body", body)):
            if not text.strip():
                problems[f"{field}_{language}"] = "Servono il titolo e il testo, oppure nessuno dei due."
        unknown = [mark for mark in _MARK.findall(body) if mark not in queries.MARKS]
        if unknown:
            known = " ".join(queries.MARKS)
            problems[f"body_{language}"] = (
                f"Snodo non sa che cosa mettere al posto di {unknown[0]}: usa {known}."
            )
        try:
            body = clean_text(body.replace("\r\n", "\n"), LONGEST)
        except ValidationError as problem:
            problems[f"body_{language}"] = problem.messages[0]
        found.append({"language": language, "title": title.strip(), "body": body, "short": language != "it"})
    return found
