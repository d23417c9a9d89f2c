"""Entry point of the ASGI server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_asgi_application()

from snodo.web.ready import make_ready  # noqa: E402 - models are known only now

make_ready()
