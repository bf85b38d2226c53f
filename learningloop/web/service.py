"""What a site in service must be told before it starts: all that is missing is named at once."""

from collections.abc import Iterator, Mapping

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
MAKE_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
BEGINNING = "Learning Loop does not start, because its settings are not ready for service:"
ENDING = "docs/deploy.md tells of each. On a developer's own machine set LEARNINGLOOP_DEBUG=1 instead."


def insist(given: Mapping[str, str], *, demo: bool) -> None:
    """Raise ImproperlyConfigured with everything that is missing and what to set."""
    faults = [*_always(given), *([] if demo else _with_real_records(given))]
    if faults:
        raise ImproperlyConfigured("\n".join([BEGINNING, *(f"  - {fault}" for fault in faults), ENDING]))


def _always(given: Mapping[str, str]) -> Iterator[str]:
    key, hosts = given.get("LEARNINGLOOP_SECRET_KEY", ""), given.get("LEARNINGLOOP_HOSTS", "")
    if len(key) < SHORTEST_KEY:
        wrong = "is too short" if key else "is not set"
        yield (
            f"LEARNINGLOOP_SECRET_KEY {wrong}. Give it a random text of {SHORTEST_KEY} characters or more, kept "
            f"out of every file that others read. {MAKE_KEY} makes one."
        )
    if not hosts.strip(" ,"):
        yield "LEARNINGLOOP_HOSTS is not set. Name the hosts that people type, parted by commas: loop.example.org"
    elif "*" in hosts:
        yield "LEARNINGLOOP_HOSTS lets any host in. Name each: links in mails carry the name that a request gave."


def _with_real_records(given: Mapping[str, str]) -> Iterator[str]:
    """The demonstration may do with the embedded database, and print its mail; real records may not."""
    if not given.get("DATABASE_URL"):
        yield (
            "DATABASE_URL is not set. Name the database: postgresql://user:password@host:5432/name. To serve from "
            "the embedded database on purpose, say so: sqlite:////var/lib/learningloop/learningloop.sqlite3"
        )
    if not (given.get("LEARNINGLOOP_EMAIL_HOST") or given.get("LEARNINGLOOP_EMAIL_BACKEND")):
        yield (
            "LEARNINGLOOP_EMAIL_HOST is not set. Name the server that takes mail, with LEARNINGLOOP_EMAIL_PORT, "
            "LEARNINGLOOP_EMAIL_USER and LEARNINGLOOP_EMAIL_PASSWORD where it asks for them."
        )
    if not given.get("LEARNINGLOOP_FROM"):
        yield (
            "LEARNINGLOOP_FROM is not set. Name the sender of the mails: Learning Loop <learningloop@example.org>"
        )
