"""Installed applications, middleware and templates."""

from importlib.util import find_spec

from config.settings.parts.environment import SOURCE

# From top to bottom: the same order as the import contract.
CONTEXTS = [
    "reporting",
    "outreach",
    "privacy",
    "placements",
    "matching",
    "opportunities",
    "employers",
    "activities",
    "tables",
    "community",
    "services",
    "desk",
    "intake",
    "casework",
    "training",
    "programmes",
    "profiles",
    "people",
    "network",
    "skills",
    "instruments",
    "messaging",
    "documents",
    "audit",
]

# A context that only says what it will own has no apps.py and is not an application yet.
_LIVE_CONTEXTS = [
    f"snodo.domain.{name}" for name in CONTEXTS if find_spec(f"snodo.domain.{name}.apps") is not None
]

INSTALLED_APPS = [
    "snodo.web",
    "snodo.jobs",
    *_LIVE_CONTEXTS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    # Both would rewrite the template loaders by themselves: SimpleAppConfig keeps them quiet.
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "snodo.web.middleware.SessionLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "snodo.web.middleware.NoStoreMiddleware",
    "snodo.web.middleware.ActingMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATE_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "snodo" / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("snodo.web.quick.loader.Loader", TEMPLATE_LOADERS)],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.static",
                "snodo.web.templatetags.snodo",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "snodo.web.context.shell",
            ],
        },
    }
]

FORM_RENDERER = "snodo.web.renderers.SnodoRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
