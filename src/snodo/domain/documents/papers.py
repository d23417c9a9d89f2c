"""Papers: tagged PDF (PDF/UA-1) made by Typst from a template of the product and plain data.

Data travel as JSON and are never read as markup. A template is a file under `src/snodo/domain`, for example
"placements/typst/agreement.typ", and starts with `#import "/documents/typst/base.typ": *`.
"""

import datetime
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, cast

from django.core.serializers.json import DjangoJSONEncoder

from snodo.kernel import clock

DOMAIN = Path(__file__).resolve().parent.parent
PLAIN = "documents/typst/plain.typ"
FONTS = DOMAIN / "documents" / "typst" / "fonts"

_MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto"),
    *("settembre", "ottobre", "novembre", "dicembre"),
)


class _Compiler(Protocol):
    def compile(self, **options: Any) -> bytes: ...


_lock = threading.Lock()
_compiler: _Compiler | None = None


def long_date(day: datetime.date) -> str:
    """ "3 marzo 2026", "1º marzo 2026"."""
    return f"{'1º' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def render(*, template: str, title: str, data: Mapping[str, Any], qr_link: str = "") -> bytes:
    """The PDF. Raises typst.TypstError when a template is wrong, which is a defect of ours."""
    place = (DOMAIN / template).resolve()
    if DOMAIN not in place.parents or place.suffix != ".typ":
        raise ValueError("A template lies under src/snodo/domain and ends in .typ.")
    now = clock.now()
    payload = {
        **data,
        "title": title,
        "today": long_date(clock.local_date(now)),
        "qr": _qr_svg(qr_link) if qr_link else "",
        "qr_link": qr_link,
    }
    with _lock:
        return _the_compiler().compile(
            input=str(place),
            format="pdf",
            sys_inputs={"data": json.dumps(payload, cls=DjangoJSONEncoder, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=now.astimezone(clock.ROME).replace(microsecond=0, tzinfo=_fixed_offset(now)),
        )


def _the_compiler() -> _Compiler:
    global _compiler  # noqa: PLW0603 - making one costs more than a page
    if _compiler is None:
        import typst

        _compiler = cast(
            _Compiler, typst.Compiler(root=str(DOMAIN), ignore_system_fonts=True, font_paths=[FONTS])
        )
    return _compiler


def _fixed_offset(instant: datetime.datetime) -> datetime.timezone:
    offset = instant.astimezone(clock.ROME).utcoffset()
    return datetime.timezone(offset or datetime.timedelta())


def _qr_svg(link: str) -> str:
    import segno

    svg: str = segno.make(link, error="m", micro=False).svg_inline(border=2, scale=4)
    return svg
