"""Logs say what happened, never to whom: no names, addresses or form contents."""

from typing import Any

from config.settings.parts.environment import env

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "snodo.web.logs.NoPersonalData"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_personal_data"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("SNODO_LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
    },
}
