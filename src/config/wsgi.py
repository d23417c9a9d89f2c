"""Entry point of the WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

from snodo.web.ready import make_ready  # noqa: E402 - models are known only now

make_ready()
