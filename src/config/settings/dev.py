"""A machine on which one tries the product: demo, development."""

from config.settings.base import *
from config.settings.parts.environment import env

# Only for a machine nobody else reaches; `./snodo run` makes and keeps real ones.
SECRET_KEY = env.str("SNODO_SECRET_KEY", default="only-for-development-" + "x" * 50)
SNODO_KEYRING = env.str(
    "SNODO_KEYRING",
    default='{"current": "k1", "keys": {"k1": "b25seSBmb3IgdGVzdHMgYW5kIGRldmVsb3BtZW50IDE="},'
    ' "index": "b25seSBmb3IgdGVzdHMgYW5kIGRldmVsb3BtZW50IDI="}',
)

DEBUG = env.bool("SNODO_DEBUG", default=False)
