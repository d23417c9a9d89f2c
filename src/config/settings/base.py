"""What holds everywhere. Each part of the settings has its own file in `parts/`."""

from config.settings.parts.apps import *
from config.settings.parts.database import *
from config.settings.parts.environment import env
from config.settings.parts.locale import *
from config.settings.parts.logs import *
from config.settings.parts.mail import *
from config.settings.parts.security import *
from config.settings.parts.signin import *
from config.settings.parts.sso import *
from config.settings.parts.static import *

DEBUG = False
ALLOWED_HOSTS = env.list("SNODO_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_ADDRESS = env.str("SNODO_ADDRESS", default="http://127.0.0.1:8000")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
