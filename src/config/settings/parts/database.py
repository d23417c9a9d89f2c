"""PostgreSQL 15-18. The web runs as the runtime role, which row-level security binds."""

from typing import Any

from config.settings.parts.environment import env


def database(url: str) -> dict[str, Any]:
    config: dict[str, Any] = env.db_url_config(url)
    config["ENGINE"] = "django.db.backends.postgresql"
    # Actions and the acting middleware open their own transactions.
    config["ATOMIC_REQUESTS"] = False
    # Long enough for the plans PostgreSQL keeps with a connection to be worth their making.
    config["CONN_MAX_AGE"] = env.int("SNODO_CONN_MAX_AGE", default=600)
    config["CONN_HEALTH_CHECKS"] = True
    options = config.setdefault("OPTIONS", {})
    options.setdefault("application_name", "snodo")
    # Only statements with parameters of the protocol are prepared: those of `kernel.statements`.
    options.setdefault("prepare_threshold", 1)
    return config


DATABASES = {"default": database(env.str("DATABASE_URL", default="postgresql:///snodo"))}

# Who the web runs as; migrations run as the owner and hand this role its privileges.
SNODO_RUNTIME_ROLE = env.str("SNODO_RUNTIME_ROLE", default="snodo_app")
SNODO_OWNER_URL = env.str("SNODO_OWNER_URL", default="")
