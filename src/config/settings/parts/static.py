"""Static files: our own, and the fonts and icons of the Italian public design system."""

from importlib.util import find_spec
from pathlib import Path

from config.settings.parts.environment import ROOT, env

STATIC_URL = "/static/"
STATIC_ROOT = env.str("SNODO_STATIC_ROOT", default=str(ROOT / "var" / "static"))
MEDIA_ROOT = env.str("SNODO_FILES", default=str(ROOT / "var" / "files"))


def _design_static() -> Path:
    spec = find_spec("bootstrap_italia_template")
    if spec is None or spec.origin is None:
        raise RuntimeError("design-django-theme is not installed: fonts and icons are missing")
    return Path(spec.origin).parent / "static"


_DESIGN = _design_static()

# Only what the pages use: its own page templates and scripts are left out.
STATICFILES_DIRS: list[tuple[str, str]] = [
    ("fonts/Titillium_Web", str(_DESIGN / "fonts" / "Titillium_Web")),
    ("svg", str(_DESIGN / "svg")),
]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
