"""Whoever watches the site, or sends people to it, gets a yes or a no."""

import pytest
from django.db import OperationalError, connection

from learningloop.web import readiness


@pytest.fixture(autouse=True)
def a_process_that_just_began(monkeypatch):
    monkeypatch.setattr(readiness, "_seen", set())


@pytest.fixture
def no_database(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("no connection to the server at secret-host")

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_site_that_is_well_says_ok(db, client, path, monkeypatch):
    monkeypatch.setitem(readiness._ONCE, "static files", lambda: True)  # built before the tests in the browser
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_lost_database_is_a_no_without_detail(no_database, client, path, caplog):
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (503, b"no")
    assert "'lacking': ['database']" in caplog.text
    assert "secret-host" not in caplog.text


@pytest.mark.parametrize("name", ["migrations", "static files"])
def test_what_is_not_ready_is_named_in_the_log_and_asked_again(db, client, monkeypatch, caplog, name):
    answers = iter([False, True])
    for one in readiness._ONCE:
        monkeypatch.setitem(readiness._ONCE, one, (lambda: next(answers)) if one == name else (lambda: True))
    assert client.get("/readyz").status_code == 503
    assert f"'lacking': ['{name}']" in caplog.text
    assert client.get("/readyz").status_code == 200


def test_a_migration_that_waits_is_not_ready(db, monkeypatch):
    assert readiness._migrated()
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda self, targets: [("one", False)])
    assert not readiness._migrated()


def test_a_folder_that_takes_no_files_is_not_ready(db, client, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(readiness, "_ONCE", {})
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "no" / "where"}},
    }
    assert client.get("/readyz").status_code == 503


def test_it_is_cheap_once_it_is_ready(db, client, monkeypatch, django_assert_num_queries):
    monkeypatch.setitem(readiness._ONCE, "static files", lambda: True)
    client.get("/readyz")
    with django_assert_num_queries(1):
        client.get("/readyz")
