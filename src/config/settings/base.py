"""What holds everywhere. Each part of the settings has its own file in `parts/`."""

from config.settings.parts.apps import *  # noqa: F403
from config.settings.parts.database import *  # noqa: F403
from config.settings.parts.environment import env
from config.settings.parts.locale import *  # noqa: F403
from config.settings.parts.logs import *  # noqa: F403
from config.settings.parts.mail import *  # noqa: F403
from config.settings.parts.security import *  # noqa: F403
from config.settings.parts.signin import *  # noqa: F403
from config.settings.parts.static import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = env.list("SNODO_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_ADDRESS = env.str("SNODO_ADDRESS", default="http://127.0.0.1:8000")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
