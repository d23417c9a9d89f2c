"""A public address over HTTPS: every secret must be given, every cookie is secure."""

from config.settings.base import *
from config.settings.parts.environment import env

SECRET_KEY = env.str("SNODO_SECRET_KEY")
SNODO_KEYRING = env.str("SNODO_KEYRING")
ALLOWED_HOSTS = env.list("SNODO_HOSTS")
SITE_ADDRESS = env.str("SNODO_ADDRESS")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

DEMO = False
MFA_REQUIRED = True

SECURE_SSL_REDIRECT = env.bool("SNODO_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-snodo_sessione"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-snodo_csrf"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
