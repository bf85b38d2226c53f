"""A site in service starts only when it is told all it needs, and names at once what is missing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from learningloop.web.service import insist

WHOLE = {
    "LEARNINGLOOP_SECRET_KEY": "0123456789" * 6,
    "LEARNINGLOOP_HOSTS": "loop.example.org",
    "DATABASE_URL": "postgresql://loop@db.example.org/loop",
    "LEARNINGLOOP_EMAIL_HOST": "mail.example.org",
    "LEARNINGLOOP_FROM": "Learning Loop <loop@example.org>",
}
SERVER = ["-m", "gunicorn", "--bind", "127.0.0.1:0", "learningloop.web.wsgi"]
COMMANDS = [
    ["-m", "learningloop", "migrate"],
    ["-m", "learningloop", "runserver", "127.0.0.1:0", "--noreload"],
    ["-m", "learningloop", "framework", "show", "sandwell"],
]


def run(tmp_path, arguments, **given):
    # A folder of its own for data: a start that should be refused must leave nothing behind.
    environment = {"PATH": os.environ["PATH"], "LEARNINGLOOP_DATA": str(tmp_path / "data"), **given}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("arguments", [*COMMANDS, SERVER], ids=lambda arguments: " ".join(arguments[1:3]))
def test_nothing_starts_that_was_told_nothing_and_all_is_named_at_once(tmp_path, arguments):
    done = run(tmp_path, arguments, LEARNINGLOOP_DEBUG="0")
    assert done.returncode != 0
    assert "its settings are not ready for service" in done.stderr
    assert [name for name in WHOLE if name not in done.stderr] == []
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_the_web_server_is_in_service_unless_told_otherwise(tmp_path):
    assert "not ready for service" in run(tmp_path, SERVER).stderr


def test_a_whole_set_up_has_nothing_that_a_deployment_should_not(tmp_path):
    done = run(tmp_path, ["-m", "learningloop", "check", "--deploy", "--fail-level", "INFO"], **WHOLE | {
        "LEARNINGLOOP_DEBUG": "0",
    })  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", WHOLE)
def test_one_that_is_missing_is_named_and_no_other(name):
    with pytest.raises(ImproperlyConfigured) as refused:
        insist({key: value for key, value in WHOLE.items() if key != name}, demo=False)
    assert [key for key in WHOLE if f"- {key}" in str(refused.value)] == [name]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"LEARNINGLOOP_SECRET_KEY": "short"}, "too short"),
        ({"LEARNINGLOOP_HOSTS": "*"}, "lets any host in"),
        ({"LEARNINGLOOP_HOSTS": "loop.example.org,*"}, "lets any host in"),
    ],
)
def test_what_protects_nothing_is_refused(changes, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        insist(WHOLE | changes, demo=False)


def test_the_embedded_database_and_printed_mail_serve_when_they_are_asked_for():
    del_mail = {key: value for key, value in WHOLE.items() if key != "LEARNINGLOOP_EMAIL_HOST"}
    asked = {"DATABASE_URL": "sqlite:////srv/loop.sqlite3", "LEARNINGLOOP_EMAIL_BACKEND": "a.module.Backend"}
    insist(del_mail | asked, demo=False)


def test_the_demonstration_needs_only_its_key_and_its_hosts():
    insist({key: WHOLE[key] for key in ("LEARNINGLOOP_SECRET_KEY", "LEARNINGLOOP_HOSTS")}, demo=True)
    with pytest.raises(ImproperlyConfigured, match="LEARNINGLOOP_HOSTS"):
        insist({"LEARNINGLOOP_SECRET_KEY": WHOLE["LEARNINGLOOP_SECRET_KEY"]}, demo=True)


ROOT = Path(__file__).parents[1]
SETTINGS = (ROOT / "learningloop/web/settings.py").read_text("utf-8")
DOCS = "".join(page.read_text("utf-8") for page in (ROOT / "docs").rglob("*.md"))


@pytest.mark.parametrize("name", sorted({*re.findall(r"LEARNINGLOOP_[A-Z_]+", SETTINGS)}))
def test_every_setting_is_told_of(name):
    assert name in DOCS or f"`_{name.rpartition('_')[2]}`" in DOCS


def test_what_the_security_page_points_to_is_there():
    told = re.findall(r"`([\w/.]+\.(?:py|conf))`", (ROOT / "docs/security.md").read_text("utf-8"))
    assert len(told) > 30
    assert [path for path in told if not ((ROOT / path).exists() or (ROOT / "learningloop" / path).exists())] == []
