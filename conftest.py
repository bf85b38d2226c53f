"""Fixtures for every test: the guard that only operations write, and the world."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.test import Client
from django_scopes import scope
from hypothesis import HealthCheck
from hypothesis import settings as examples

from learningloop.frameworks.models import read_version
from learningloop.instruments.models import read_published
from learningloop.people.models import Person
from learningloop.trail import operations
from tests.world import World, build

examples.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("busy machine")
WRITE = re.compile(r'^\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"(?P<table>\w+)"', re.IGNORECASE)
NOT_OURS = ("django_", "auth_", "account_", "mfa_", "usersessions_", "socialaccount_")

SENT_BACK = "/accounts/organisation/back/"
"""Where a provider of OpenID Connect sends people back: it signs them in by a GET, as the protocol has it."""


@pytest.fixture(autouse=True)
def only_operations_write(request: pytest.FixtureRequest) -> Iterator[None]:
    """Any write to our tables outside an operation fails the test, wherever it comes from."""

    def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        match = WRITE.match(sql)
        if match and not match["table"].startswith(NOT_OURS) and not operations.is_running():
            raise AssertionError(f"{match['table']} was written outside an operation")
        return execute(sql, params, many, context)

    if "db" not in request.fixturenames and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    with connection.execute_wrapper(guard):
        yield


@pytest.fixture(autouse=True)
def a_get_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a page writes nothing but the session and the log of what was read."""
    sends = Client.request

    def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        match = WRITE.match(sql)
        if match and match["table"] not in ("django_session", "trail_reading", "trail_chain"):
            raise AssertionError(f"{match['table']} was written by opening a page")
        return execute(sql, params, many, context)

    def request(client: Client, **environ: Any) -> Any:
        if environ.get("REQUEST_METHOD") not in ("GET", "HEAD") or environ.get("PATH_INFO") == SENT_BACK:
            return sends(client, **environ)
        with connection.execute_wrapper(guard):
            return sends(client, **environ)

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(autouse=True)
def tries_are_counted_anew(request: pytest.FixtureRequest, only_operations_write: None) -> None:
    """Where a test's writes are not rolled back, its tries at signing in would count in the next."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()


@pytest.fixture(autouse=True)
def documents_are_read_anew() -> None:
    """A test database gives the same rows to other versions."""
    read_version.cache_clear()
    read_published.cache_clear()


@pytest.fixture(autouse=True)
def files_in_a_folder_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is replaced itself: it reads its settings once in a process."""
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(tmp_path / "files"))


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Two boards and the cast, with Eastshire's scope open."""
    built = build()
    with scope(board=built.board):
        yield built


@pytest.fixture
def signed_in(client: Client) -> Callable[[Person], Client]:
    """The test client, signed in as somebody."""

    def sign_in(person: Person) -> Client:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-access", action="store_true", help="Write docs/access.md from the policies")
