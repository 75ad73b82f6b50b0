"""All settings. The environment is read here and nowhere else.

Two sizes, one code. Embedded (no ``DATABASE_URL``): SQLite, one process, no
Redis, plain HTTP on the venue's network. Full size (``DATABASE_URL`` names a
PostgreSQL): several processes behind TLS, Redis between them.
"""

from operator import methodcaller
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from live.secret_files import is_weak, read_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def read_number(name: str, default: float, kind: type = int) -> Any:
    """Return the number that the environment gives ``name``, of ``kind`` int or float."""
    try:
        return env.get_value(name, cast=kind, default=kind(default))
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must be a number, such as {name}={default}, not “{env.str(name)}”."
        ) from None


#: Folder of the embedded database and of what the server writes.
DATA = Path(env.str("DATA", default=str(BASE_DIR / "data"))).expanduser().absolute()

#: PostgreSQL of a full-size installation; unset, the embedded SQLite in ``DATA``.
DATABASE_URL = env.str("DATABASE_URL", default="")
EMBEDDED = not DATABASE_URL

#: Redis between the processes of a full-size installation.
REDIS_URL = env.str("REDIS_URL", default="")

#: The embedded secret lies outside ``DATA``, so that a copy of the data alone opens nothing.
SECRET_FILE = Path(
    env.str("SECRET_FILE", default=str(Path.home() / ".config" / "show-of-hands" / "secret"))
).expanduser()


#: Signs tokens and sessions. Required in full size; embedded, made at the first start.
SECRET_KEY = env.str("SECRET_KEY", default="") or (
    read_secret("SECRET_FILE", SECRET_FILE) if EMBEDDED else ""
)

#: The embedded secret of the ballots: outside ``DATA`` too, and in a file of its own.
BALLOT_SECRET_FILE = (
    Path(
        env.str(
            "BALLOT_SECRET_FILE",
            default=str(SECRET_FILE.with_name(f"{SECRET_FILE.name}-of-ballots")),
        )
    )
    .expanduser()
    .absolute()
)


def read_ballot_secret() -> str:
    """Return the embedded secret of the ballots, which must not lie beside them."""
    if BALLOT_SECRET_FILE.resolve().is_relative_to(DATA.resolve()):
        raise ImproperlyConfigured(
            f"{BALLOT_SECRET_FILE} lies in DATA, where whoever copies the ballots copies their "
            "secret too: name a file elsewhere, such as BALLOT_SECRET_FILE=~/ballot-secret"
        )
    return read_secret("BALLOT_SECRET_FILE", BALLOT_SECRET_FILE)


#: Wraps the keys of rounds, which make the pseudonyms of ballots until they are sealed. Never in
#: the database. Required in full size; embedded, made at the first start.
BALLOT_SECRET = env.str("BALLOT_SECRET", default="") or (read_ballot_secret() if EMBEDDED else "")


if not EMBEDDED:
    for _name, _secret in (("SECRET_KEY", SECRET_KEY), ("BALLOT_SECRET", BALLOT_SECRET)):
        if is_weak(_secret):
            raise ImproperlyConfigured(
                f"{_name} must be set to at least 50 random characters when DATABASE_URL is set: "
                'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
            )
    if not REDIS_URL:
        raise ImproperlyConfigured(
            "REDIS_URL must name the Redis between the processes when DATABASE_URL is set, "
            "such as redis://localhost:6379/0."
        )

if BALLOT_SECRET == SECRET_KEY:
    raise ImproperlyConfigured(
        "BALLOT_SECRET must be another than SECRET_KEY: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    )

#: Seconds after which a closed round is sealed; until then it can be reopened.
SEAL_AFTER = read_number("SEAL_AFTER", 15 * 60)

DEBUG = False

#: Whether clients reach this server by TLS: secure cookies, redirect, HSTS.
TLS = env.bool("TLS", default=not EMBEDDED)

#: Names that a full-size installation answers to; an embedded one takes this machine's.
ALLOWED_HOSTS = ["*"] if EMBEDDED else env.list("ALLOWED_HOSTS", default=[])
if not EMBEDDED and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS must list the names that delegates type, such as vote.example.org."
    )

#: Further origins that may open sockets, such as https://vote.example.org.
ALLOWED_ORIGINS = env.list("ALLOWED_ORIGINS", default=[])
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS

#: The address that delegates use, where it is not this machine's own: https://vote.example.org.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")

#: Which of this machine's addresses to announce, where it has several.
ADDRESS = env.str("ADDRESS", default="")

#: The port that the server listens on.
PORT = read_number("PORT", 8000)

#: Whether a proxy in front sets X-Forwarded-Proto; only then is it believed.
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

#: Messages that one socket may send at once, and per second in the long run.
MESSAGE_BURST = read_number("MESSAGE_BURST", 20)
MESSAGES_PER_SECOND = read_number("MESSAGES_PER_SECOND", 5.0, float)

#: Wrong join codes that one address may try, once it has tried a hundred.
WRONG_CODES_PER_MINUTE = read_number("WRONG_CODES_PER_MINUTE", 30)

#: Votes that may wait for the database before further ones are answered ``unavailable``.
BALLOT_QUEUE = read_number("BALLOT_QUEUE", 20_000)

#: Days after the end of a conference at which its delegates are forgotten; the counts stay.
FORGET_DELEGATES_AFTER = read_number("FORGET_DELEGATES_AFTER", 30)
if not 0 <= FORGET_DELEGATES_AFTER <= 36_500:
    raise ImproperlyConfigured("FORGET_DELEGATES_AFTER must be a number of days from 0 to 36500.")

#: Seconds for which a process that is to stop goes on as before while /readyz says 503, for
#: balancers that look there before they send somebody elsewhere.
STOP_DELAY = read_number("STOP_DELAY", 0.0, float)

#: Lets ``Authorization: Bearer …`` read /metrics from elsewhere; unset, this machine alone may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

#: How verbose the server's own log is.
LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING" if EMBEDDED else "INFO")

INSTALLED_APPS = [
    "daphne",
    # Before Django's, whose commands for accounts note nothing in the log of deeds.
    "polls",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "rules.apps.AutodiscoverRulesConfig",
    "ninja",
    "live",
]

MIDDLEWARE = [
    "live.health.health_middleware",
    "live.api.refusals.answer_programs",
    "django.middleware.security.SecurityMiddleware",
    "live.origins.HostMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "polls.views.privacy.keep_private",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "polls.deeds.note_who_acts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "polls.views.missing.WayOn",
    # Last, because it is synchronous alone: the others then run in one thread too, instead of
    # each hopping to one and back, which was a third of what a page costs.
    "live.static.StaticFilesMiddleware",
]

ROOT_URLCONF = "live.urls"
ASGI_APPLICATION = "live.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

if EMBEDDED:
    #: FULL, because NORMAL can lose acknowledged votes when the power fails; IMMEDIATE,
    #: because a transaction that upgrades from reading to writing fails at once when busy.
    DATABASES: dict[str, Any] = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "show-of-hands.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    }
else:
    DATABASES = {
        "default": {
            **env.db_url_config(DATABASE_URL),
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                "pool": {
                    "min_size": 2,
                    "max_size": 10,
                    "timeout": 5,
                    # Tried every second: the pool's own pauses double, and votes would wait for
                    # about as long again as the database was away.
                    "reconnect_timeout": 1,
                    "reconnect_failed": methodcaller("check"),
                },
                "connect_timeout": 3,
                "options": "-c statement_timeout=5000",
                "tcp_user_timeout": 5000,
            },
        }
    }

CHANNEL_LAYERS: dict[str, Any] = {
    "default": (
        {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    )
}

#: What all processes remember for minutes: that a phone has reached us.
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "show-of-hands",
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

AUTH_USER_MODEL = "polls.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/organise/"
LOGOUT_REDIRECT_URL = "/"

#: Ten wrong passwords lock a person out at an address, never the whole venue's address.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "organise/locked_out.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-built"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "live.static.ModuleStaticFilesStorage"},
}
#: Static files are compressed at collectstatic and served by this server itself.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if TLS else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = TLS
SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
#: HSTS; a year, as is usual once TLS stands.
SECURE_HSTS_SECONDS = read_number("HSTS_SECONDS", 31_536_000 if TLS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_HSTS_PRELOAD = TLS

#: No request log: it would name addresses, and with their times who voted when.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processors": "ext://live.logs.processors",
            "foreign_pre_chain": "ext://live.logs.foreign_pre_chain",
            # Libraries' lines are filled in there, without what must not be in them.
            "use_get_message": False,
            "pass_foreign_args": True,
        },
    },
    "filters": {"hung_up": {"()": "live.logs.UnlessHungUp"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # No reports by mail: they quote the request.
        "django": {"handlers": [], "level": LOG_LEVEL},
        "django.request": {"level": "ERROR"},
        # Scanners ask for foreign hosts all day, and are refused.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "asyncio": {"filters": ["hung_up"]},
        # Its warnings name addresses and pages.
        "daphne": {"level": "ERROR"},
        # Its warnings quote what was typed for a name; polls.deeds notes what may be known.
        "axes": {"level": "ERROR"},
        # It writes a traceback a second while Redis is away; ``live.hints`` says so in a line.
        "channels_redis": {"level": "CRITICAL"},
    },
}
