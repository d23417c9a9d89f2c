"""Outgoing e-mail. Without a server, messages are kept as files."""

from config.settings.parts.environment import ROOT, env

EMAIL_URL = env.str("SNODO_EMAIL_URL", default="")
if EMAIL_URL:
    globals().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = env.str("SNODO_MAIL_DIR", default=str(ROOT / "var" / "mail"))

DEFAULT_FROM_EMAIL = env.str("SNODO_FROM_EMAIL", default="Snodo <non-rispondere@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
