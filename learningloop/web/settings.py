"""The one settings file. What differs between places comes from `LEARNINGLOOP_*` and `DATABASE_URL`."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.urls import reverse_lazy

from learningloop.web import environment, logs, service

ROOT = Path(__file__).resolve().parents[2]
DEBUG = environment.flag("LEARNINGLOOP_DEBUG", default=True)
DEMO = environment.flag("LEARNINGLOOP_DEMO")
HTTPS = environment.flag("LEARNINGLOOP_HTTPS", default=not DEBUG)
if not DEBUG:
    service.insist(os.environ, demo=DEMO)
DATA = environment.folder("LEARNINGLOOP_DATA", ROOT / "var")
SECRET_KEY_FALLBACKS = environment.names("LEARNINGLOOP_OLD_SECRET_KEYS")
SECRET_KEY = environment.text("LEARNINGLOOP_SECRET_KEY", "not-a-secret-development-only-0123456789abcdefghijklmn")
ALLOWED_HOSTS = environment.names("LEARNINGLOOP_HOSTS") or (
    ["localhost", "127.0.0.1", "[::1]", "testserver"] if DEBUG else []
)

INSTALLED_APPS = [
    "learningloop.web",
    "learningloop.reminders",
    "learningloop.exchange",
    "learningloop.reports",
    "learningloop.evaluation",
    "learningloop.embedding.sharing",
    "learningloop.embedding.actions",
    "learningloop.scrutiny",
    "learningloop.learning",
    "learningloop.sources.assessments",
    "learningloop.sources.programmes",
    "learningloop.sources.register",
    "learningloop.instruments",
    "learningloop.frameworks",
    "learningloop.records",
    "learningloop.search",
    "learningloop.people",
    "learningloop.trail",
    "learningloop.kit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "learningloop.web.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "learningloop.web.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "learningloop.web.middleware.RefuseNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "learningloop.web.middleware.RefuseTooMuch",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "learningloop.web.entrance.EndOldSessions",
    "learningloop.web.entrance.SecondFactorFirst",
]
ROOT_URLCONF = "learningloop.web.urls"
WSGI_APPLICATION = "learningloop.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["learningloop.kit.templatetags.stamped"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "learningloop.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "learningloop.kit.forms.Renderer"

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA / 'learningloop.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
CACHES = {  # tries at signing in, kept forms that were sent: all processes see the same, and forget none early
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "learningloop.web.accounts.Adapter"
ACCOUNT_FORMS = {
    "login": "learningloop.web.forms.LoginForm",
    "change_password": "learningloop.web.forms.ChangePasswordForm",
    "set_password": "learningloop.web.forms.SetPasswordForm",
    "reset_password": "learningloop.web.forms.ResetPasswordForm",
    "reset_password_from_key": "learningloop.web.forms.ResetPasswordKeyForm",
    "reauthenticate": "learningloop.web.forms.ReauthenticateForm",
    "request_login_code": "learningloop.web.forms.RequestCodeForm",
    "confirm_login_code": "learningloop.web.forms.ConfirmCodeForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "learningloop.web.accounts.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Learning Loop"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_FORMS = {
    "authenticate": "learningloop.web.forms.SecondFactorForm",
    "reauthenticate": "learningloop.web.forms.SecondFactorAgainForm",
    "activate_totp": "learningloop.web.forms.SetUpAppForm",
    "add_webauthn": "learningloop.web.forms.AddKeyForm",
}
ORGANISATION = environment.text("LEARNINGLOOP_OIDC_NAME", "your organisation")
ORGANISATION_URL = environment.text("LEARNINGLOOP_OIDC_URL", "")
ORGANISATION_DOMAINS = [domain.lower() for domain in environment.names("LEARNINGLOOP_OIDC_DOMAINS")]
SOCIALACCOUNT_ADAPTER = "learningloop.web.organisation.OrganisationSignIn"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": ORGANISATION,
                "client_id": environment.text("LEARNINGLOOP_OIDC_CLIENT", ""),
                "secret": environment.text("LEARNINGLOOP_OIDC_SECRET", ""),
                "settings": {"server_url": ORGANISATION_URL},
            }
        ],
    }
}
SECOND_FACTOR_REQUIRED = environment.flag("LEARNINGLOOP_SECOND_FACTOR", default=not (DEBUG or DEMO))
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("LEARNINGLOOP_PROXIES", 0)
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
KEPT_URL = reverse_lazy("kept")
CSRF_FAILURE_VIEW = "learningloop.web.views.kept.refused"
SESSION_COOKIE_AGE = SESSION_LONGEST = 12 * 60 * 60
SESSION_IDLE = 60 * environment.number("LEARNINGLOOP_IDLE_MINUTES", 60)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = [
    "security.W021"
]  # preloading HSTS binds the whole domain: its owner's decision, not ours
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *environment.origins("LEARNINGLOOP_OIDC_URL")],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LOGGING = logs.configuration(debug=DEBUG, level=environment.one_of("LEARNINGLOOP_LOG_LEVEL", "INFO", logs.LEVELS))
logs.set_up()

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
DATE_FORMAT = "j F Y"

STATIC_URL = "/static/"
STATIC_ROOT = environment.folder("LEARNINGLOOP_STATIC", DATA / "static")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LARGEST = 20 * 1024 * 1024
UPLOAD_ROOM = environment.number("LEARNINGLOOP_BOARD_GB", 20) * 1024**3
CLAMAV = environment.socket_address("LEARNINGLOOP_CLAMAV")
REQUEST_LARGEST = 5 * UPLOAD_LARGEST
REQUEST_LARGEST_SIGNED_OUT = 512 * 1024  # a long form that comes after its session ended
EMAIL_HOST = environment.text("LEARNINGLOOP_EMAIL_HOST", "")
EMAIL_BACKEND = environment.text(
    "LEARNINGLOOP_EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
)
EMAIL_PORT = environment.number("LEARNINGLOOP_EMAIL_PORT", 587)
EMAIL_HOST_USER = environment.text("LEARNINGLOOP_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = environment.text("LEARNINGLOOP_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("LEARNINGLOOP_EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
SITE_ADDRESS = environment.text(  # for links in mails
    "LEARNINGLOOP_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if HTTPS and ALLOWED_HOSTS else "http://127.0.0.1:8000"
)
WORKER = environment.flag("LEARNINGLOOP_WORKER")
TASKS_DONE_BY = "django_tasks_db.DatabaseBackend" if WORKER else "django_tasks.backends.immediate.ImmediateBackend"
TASKS = {"default": {"BACKEND": TASKS_DONE_BY}}
DEFAULT_FROM_EMAIL = environment.text("LEARNINGLOOP_FROM", "Learning Loop <learningloop@localhost>")
