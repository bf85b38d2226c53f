"""The real web server, as deploy/ starts it, on the database of the test that asks."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[1]
STARTED = "Listening at"
FORM = "application/x-www-form-urlencoded"


def database_url(folder: Path) -> str:
    """The address of the test's database for another process: SQLite's lies in memory, and is copied to a file."""
    kept = connection.settings_dict
    if connection.vendor == "postgresql":
        who = f"{quote(kept['USER'])}:{quote(kept['PASSWORD'])}@{kept['HOST']}:{kept['PORT'] or 5432}"
        return f"postgresql://{who}/{kept['NAME']}"
    connection.ensure_connection()
    with sqlite3.connect(folder / "site.sqlite3") as copy:
        connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{folder / 'site.sqlite3'}"


class Server:
    """gunicorn with two processes. `port` answers once the server listens."""

    def __init__(self, folder: Path, url: str, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "learningloop.web.wsgi"],
            cwd=ROOT, env=self._environment(folder, url) | environment, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        for line in self._stderr():
            if STARTED in line:
                break
        self._reader = Thread(target=lambda: list(self._stderr()))
        self._reader.start()

    def _environment(self, folder: Path, url: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "DATABASE_URL": url, "LEARNINGLOOP_DATA": str(folder / "data"),
            "LEARNINGLOOP_SECRET_KEY": settings.SECRET_KEY, "LEARNINGLOOP_HOSTS": "127.0.0.1",
            "LEARNINGLOOP_DEMO": "1", "LEARNINGLOOP_HTTPS": "0", "LEARNINGLOOP_BIND": f"127.0.0.1:{self.port}",
            "LEARNINGLOOP_STATIC": str(folder / "static"),
        }  # fmt: skip

    def _stderr(self) -> Iterator[str]:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line)
            yield line

    def kill(self) -> None:
        """The power is gone: master and workers end where they stand."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        self.process.wait(timeout=60)
        self._reader.join(timeout=60)
        assert self.process.stderr
        self.process.stderr.close()

    def told(self) -> list[dict[str, Any]]:
        """The lines of the log; what a killed process was writing is left out."""
        return [json.loads(line) for line in self.lines if line.endswith("}\n")]


@contextmanager
def served(folder: Path, url: str, **environment: str) -> Iterator[Server]:
    server = Server(folder, url, **environment)
    try:
        yield server
    finally:
        server.stop()


class Visitor:
    """A signed-in browser without a window: one connection, kept open."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: "a" * 32}

    def close(self) -> None:
        self.connection.close()

    def send(self, path: str, **form: str | list[str]) -> int | None:
        """The status of the answer, or nothing when the server went away before it answered."""
        body = urlencode(form | {"csrfmiddlewaretoken": "a" * 32}, doseq=True)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.connection.request("POST", path, body, {"Cookie": cookie, "Content-Type": FORM})
            return _read(self.connection.getresponse())
        except (OSError, HTTPException):
            self.connection.close()
            return None


def _read(response: HTTPResponse) -> int:
    response.read()
    return response.status
