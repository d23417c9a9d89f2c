"""Before the first page: what every page needs is loaded, and put where the collector does not look.

Python looks now and then through all objects for those nobody needs. Addresses and templates are some 280,000
that never go away, and looking through them stops a page for a tenth of a second or more.
"""

import gc
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver


def make_ready() -> None:
    """Called once by whatever serves pages, before its workers part ways: they share what is loaded."""
    get_resolver()._populate()
    for name in template_names():
        get_template(name)
    gc.collect()
    gc.freeze()


def template_names() -> list[str]:
    """Every template of the product."""
    engine: dict[str, Any] = settings.TEMPLATES[0]
    folders = [Path(folder) for folder in engine["DIRS"]]
    return sorted(
        path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.html")
    )
