"""Themes of a research: declared before, brought by who was there, heard in a meeting."""

from collections.abc import Iterable

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.outreach import access
from snodo.domain.outreach.models import Theme, ThemeVoice
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.programmes.access import require_open
from snodo.domain.programmes.models import Programme
from snodo.domain.tables.models import Table
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.kernel.text import search_form

DECLARES = "I temi li dichiara chi coordina, in un ente del programma."
WRITES = "I temi di un incontro li scrive chi l'ha convocato."
LONGEST_LIST = 30


@transaction.atomic
def declare_themes(*, programme: Programme, titles: Iterable[str], actor: Actor) -> list[Theme]:
    """The list one starts with. What is taken off it stays a theme if somebody spoke of it."""
    access.require(access.can_declare_themes(actor, programme), DECLARES)
    require_open(programme)
    wanted = {search_form(title)[:80]: title.strip() for title in titles if search_form(title)}
    if not 1 <= len(wanted) <= LONGEST_LIST:
        raise InputRefused({"titles": f"Scrivi da uno a {LONGEST_LIST} temi, uno per riga."})
    if any(len(title) > 80 for title in wanted.values()):
        raise InputRefused({"titles": "Un tema si dice in poche parole: al massimo 80 caratteri."})
    standing = {row.key: row for row in Theme.objects.select_for_update().filter(programme=programme)}
    for key, title in wanted.items():
        theme = standing.get(key) or Theme(programme=programme, key=key)
        theme.title, theme.declared = title, True
        save_checked(theme)
    for key, row in standing.items():
        if key in wanted:
            continue
        if ThemeVoice.objects.filter(theme=row).exists():
            row.declared = False
            row.save(update_fields=["declared"])
        else:
            row.delete()
    audit.record(
        actor=actor, verb="outreach.declare_themes", subject=programme, changes={"themes": len(wanted)}
    )
    return list(Theme.objects.filter(programme=programme, declared=True))


@transaction.atomic
def hear_theme(
    *, table: Table, theme: Theme | None = None, title: str = "", voices: int, words: str = "", actor: Actor
) -> ThemeVoice:
    """A theme came up in a meeting: one of the list, or another by its title. Again, to correct it.

    Raises InputRefused, NotAllowed.
    """
    access.require(access.can_write_themes(actor, table), WRITES)
    problems: dict[str, str] = {}
    if table.starts_at > clock.now():
        problems[""] = "L'incontro non si è ancora tenuto: i temi si scrivono dopo."
    if (theme is None) == (not title.strip()):
        problems["theme"] = "Scegli un tema dell'elenco, oppure scrivine un altro."
    if theme is not None and theme.programme_id != table.programme_id:
        problems["theme"] = "Questo tema è di un altro programma."
    if not 1 <= voices <= 99:
        problems["voices"] = "Scrivi quanti ne hanno parlato, da 1 a 99."
    refuse(problems)
    theme = theme or _brought(table.programme, title)
    voice = ThemeVoice.objects.select_for_update(of=("self",)).filter(table=table, theme=theme).first()
    voice = voice or ThemeVoice(table=table, theme=theme)
    voice.voices, voice.words = voices, words
    save_checked(voice)
    audit.record(actor=actor, verb="outreach.hear_theme", subject=table, changes={"voices": voices})
    return voice


def _brought(programme: Programme, title: str) -> Theme:
    """A theme nobody had declared; written alike it is the same one."""
    key = search_form(title)[:80]
    if not key:
        raise InputRefused({"title": "Scrivi il tema con parole."})
    theme = Theme.objects.filter(programme=programme, key=key).first()
    if theme is None:
        theme = Theme(programme=programme, key=key, title=title.strip())
        save_checked(theme)
    return theme


@transaction.atomic
def unhear_theme(*, voice: ThemeVoice, actor: Actor) -> None:
    """It had not come up after all. A theme nobody declared and nobody speaks of goes with it."""
    access.require(access.can_write_themes(actor, voice.table), WRITES)
    theme = voice.theme
    voice.delete()
    if not theme.declared and not ThemeVoice.objects.filter(theme=theme).exists():
        theme.delete()
    audit.record(actor=actor, verb="outreach.unhear_theme", subject=voice.table)
