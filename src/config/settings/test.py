"""Tests: quick hashes, mail in memory, nothing forgiving."""

from config.settings.base import *
from config.settings.parts.database import database
from config.settings.parts.environment import env

SECRET_KEY = "only-for-tests-" + "x" * 50
SNODO_KEYRING = env.str(
    "SNODO_KEYRING",
    default='{"current": "k1", "keys": {"k1": "b25seSBmb3IgdGVzdHMgYW5kIGRldmVsb3BtZW50IDE="},'
    ' "index": "b25seSBmb3IgdGVzdHMgYW5kIGRldmVsb3BtZW50IDI="}',
)

# The owner makes the test database (see tests/conftest.py); tests run as the runtime role.
DATABASES = {"default": database(env.str("DATABASE_URL", default="postgresql:///snodo"))}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
DATABASES["default"]["TEST"] = {"NAME": env.str("SNODO_TEST_DB", default="test_snodo")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_ADDRESS = "http://testserver"
WHITENOISE_AUTOREFRESH = True
# Tests of sign-in turn it on; elsewhere the cast goes straight to work.
MFA_REQUIRED = False
