"""Start the site with the demo on this machine: what `make run` calls.

Fills the database and gathers the static files when what they are made from has changed, then becomes the
web server. The address is the last line printed. Ctrl-C stops the server.

The site runs as it does in service, with two differences: the demo's "Sign in as" page is open, and cookies
travel without HTTPS because it listens to this machine only. LEARNINGLOOP_DEBUG=1 makes it a developer's site
that shows faults in the page and loads changed code by itself.
"""

import hashlib
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
DEFAULT_PORT = 8000
FILLS_DATABASE = ("**/migrations/*.py", "frameworks/packs/*", "**/demo/**/*", "**/demo.py")
FILLS_STATIC = ("**/static/**/*", "../requirements/app.txt")


class CannotStart(Exception):
    """A sentence that says what is wrong and what to do."""


def read_port(environment: Mapping[str, str]) -> int:
    text = environment.get("LEARNINGLOOP_PORT", "") or str(DEFAULT_PORT)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotStart(
            f"LEARNINGLOOP_PORT is {text!r}, which is no port. "
            "Choose a number from 1024 to 65535: LEARNINGLOOP_PORT=8001 make run"
        )
    return int(text)


def require_free(port: int) -> None:
    with socket.socket() as probe:
        # As the web server does, so that a port which was just given back counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise CannotStart(
                f"Port {port} needs an administrator. Choose another: LEARNINGLOOP_PORT=8001 make run"
            ) from error
        except OSError as error:
            other = port + 1 if port < 65535 else DEFAULT_PORT
            raise CannotStart(
                f"Port {port} is in use by another program. "
                f"Stop that program, or choose another port: LEARNINGLOOP_PORT={other} make run"
            ) from error


def fingerprint(patterns: tuple[str, ...], place: str) -> str:
    """One word for the files that match, and for the place that is filled from them."""
    digest = hashlib.sha256(place.encode())
    package = CHECKOUT / "learningloop"
    for path in sorted({path for pattern in patterns for path in package.glob(pattern)}):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def manage(*command: str) -> None:
    # In a session of its own, so that Ctrl-C reaches this program only and the command leaves no traceback.
    line = [sys.executable, "-m", "learningloop", *command]
    if subprocess.run(line, cwd=CHECKOUT, start_new_session=True).returncode:
        raise CannotStart(
            f"“learningloop {' '.join(command)}” failed: read the lines above. If the data in your folder "
            "came from an older version and you do not need it, delete var/ and try again."
        )


def fill_database(folder: Path) -> None:
    url = os.environ.get("DATABASE_URL", "")
    stamp = folder / "database-filled-from"
    wanted = fingerprint(FILLS_DATABASE, url)
    is_there = bool(url) or any(folder.glob("*.sqlite3"))
    if is_there and stamp.exists() and stamp.read_text() == wanted:
        return
    print("Filling the database with the five boards and the demo. This takes about a minute, once.", flush=True)
    manage("migrate", "--verbosity", "0")
    manage("demo")
    stamp.write_text(wanted)


def gather_static_files(folder: Path) -> None:
    stamp = folder / "static-gathered-from"
    wanted = fingerprint(FILLS_STATIC, os.environ.get("LEARNINGLOOP_STATIC", ""))
    if stamp.exists() and stamp.read_text() == wanted:
        return
    manage("collectstatic", "--noinput", "--verbosity", "0")
    stamp.write_text(wanted)


def secret_key(folder: Path) -> str:
    """This site's own secret, made once, so that people stay signed in over a restart."""
    path = folder / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def prepare(folder: Path) -> None:
    set_environment(folder)
    fill_database(folder)
    gather_static_files(folder)


def set_environment(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("LEARNINGLOOP_DEMO", "1")
    os.environ.setdefault("LEARNINGLOOP_DEBUG", "0")
    os.environ.setdefault("LEARNINGLOOP_HTTPS", "0")
    os.environ.setdefault("LEARNINGLOOP_HOSTS", "localhost,127.0.0.1")
    os.environ.setdefault("LEARNINGLOOP_LOG_LEVEL", "WARNING")
    os.environ.setdefault("LEARNINGLOOP_SECRET_KEY", secret_key(folder))


def serve(port: int) -> None:
    """Become the web server; the hook in gunicorn_conf.py prints the address when it listens."""
    os.chdir(CHECKOUT)
    options = ["--config", "tools/gunicorn_conf.py", "--bind", f"{HOST}:{port}"]
    server = [sys.executable, "-m", "gunicorn", *options, "learningloop.web.wsgi:application"]
    os.execv(sys.executable, server)


def main() -> int:
    try:
        port = read_port(os.environ)
        require_free(port)
        prepare(Path(os.environ.get("LEARNINGLOOP_DATA", "") or CHECKOUT / "var"))
        serve(port)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0  # stopping is no error, and make would call anything else one
    return 0


if __name__ == "__main__":
    sys.exit(main())
