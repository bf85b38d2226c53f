"""What a stranger meets who types `make run`: plain sentences when something is missing; a clean stop."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
ORDINARY_COMMANDS = ("sh", "make", "find", "mkdir", "touch")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the set-up's own files and nothing set up yet."""
    folder = tmp_path / "checkout"
    shutil.copytree(CHECKOUT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "Makefile", folder)
    (folder / "requirements").mkdir()
    for name in (
        "requirements/app.txt",
        "requirements/dev.txt",
        "pyproject.toml",
        "package.json",
        "package-lock.json",
    ):
        (folder / name).touch()
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The folder of commands of a machine that has neither Python nor Node."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for command in ORDINARY_COMMANDS:
        found = shutil.which(command)
        assert found, f"this test needs {command}"
        (folder / command).symlink_to(found)
    return folder


@pytest.fixture
def run(checkout: Path, machine: Path) -> Run:
    def run_in_checkout(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        variables = {"PATH": str(machine), "HOME": str(checkout), **environment}
        return subprocess.run(command, cwd=checkout, env=variables, capture_output=True, text=True, timeout=60)

    return run_in_checkout


def install(machine: Path, command: str, script: str) -> None:
    """Put a command that runs this shell script on the machine."""
    path = machine / command
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_missing_python_is_one_sentence_that_says_what_to_do(run: Run, checkout: Path) -> None:
    done = run("make", "run")

    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == (
        "Learning Loop needs Python 3.11 and found no Python. "
        "Install Python 3.11, or say where it is: PYTHON=/path/to/python3.11 make run"
    )
    assert not (checkout / ".stamps" / "python").exists()


def test_wrong_python_is_named(run: Run, machine: Path) -> None:
    install(machine, "python3", '[ "$1" = --version ] && echo Python 3.9.2')

    done = run("make", "test")

    assert done.returncode != 0
    assert "needs Python 3.11 and found Python 3.9.2." in done.stderr.splitlines()[0]


def test_python_without_venv_is_told_the_package_to_install(run: Run, machine: Path) -> None:
    install(machine, "python3.11", 'case "$2" in *ensurepip*) exit 1 ;; esac')

    done = run("make", "run")

    assert done.returncode != 0
    assert "apt-get install python3.11-venv" in done.stderr.splitlines()[0]


@pytest.mark.parametrize(
    ("node", "npm", "sentence"),
    [
        (
            None,
            None,
            "needs Node 20 or newer to build its style sheets and found none. Install Node 20 and try again.",
        ),
        ("v18.19.0", "9.2.0", "needs Node 20 or newer to build its style sheets and found Node v18.19.0."),
        ("v20.20.2", None, "needs npm, which comes with Node, and found none. Install npm and try again."),
    ],
    ids=["no Node", "old Node", "no npm"],
)
def test_missing_node_is_one_sentence(
    run: Run, machine: Path, node: str | None, npm: str | None, sentence: str
) -> None:
    for command, version in (("node", node), ("npm", npm)):
        if version:
            install(machine, command, f"echo {version}")

    done = run("make", ".stamps/assets")

    assert done.returncode != 0
    assert done.stdout == ""
    assert sentence in done.stderr.splitlines()[0]


def test_node_20_builds_from_the_lock_file(run: Run, machine: Path, checkout: Path) -> None:
    install(machine, "node", "echo v22.1.0")
    install(machine, "npm", 'echo "$@" >> npm-calls')

    assert run("make", ".stamps/assets").returncode == 0
    assert (checkout / "npm-calls").read_text().splitlines() == [
        "--version",
        "ci --silent",
        "run --silent build",
    ]


def test_what_is_set_up_is_not_set_up_again(run: Run, checkout: Path) -> None:
    (checkout / ".stamps").mkdir()
    for stamp in ("python", "assets"):
        (checkout / ".stamps" / stamp).touch()

    done = run("make", "setup")  # on a machine without Python and Node, so that any work would fail

    assert done.returncode == 0
    assert done.stderr == ""


def test_missing_chromium_is_one_sentence(run: Run) -> None:
    done = run("tools/find_chromium.sh")

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("The browser tests need Chromium. Install it")


def test_help_names_every_target(run: Run) -> None:
    shown = run("make", PATH=os.environ["PATH"]).stdout

    for target in ("run", "test", "check", "format", "test-browser", "bench", "pictures", "lock", "clean"):
        assert f"\n{target} " in f"\n{shown}"


# The site itself, with an application that only notes what it was asked to do.

APPLICATION = {
    "__init__.py": "",
    "__main__.py": """
import sys
from pathlib import Path
with Path("commands").open("a") as log:
    print(*sys.argv[1:], file=log)
Path("var/learningloop.sqlite3").touch()
""",
    "web/__init__.py": "",
    "web/wsgi.py": """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"well"]
""",
    "frameworks/packs/sandwell.yaml": "board: sandwell",
}


@pytest.fixture
def site(checkout: Path) -> Path:
    for name, text in APPLICATION.items():
        path = checkout / "learningloop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return checkout


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    yield number


def start(site: Path, port: object) -> subprocess.Popen[str]:
    environment = {"PATH": os.environ["PATH"], "LEARNINGLOOP_PORT": str(port)}
    return subprocess.Popen(
        [sys.executable, "tools/run_site.py"],
        cwd=site,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )


def hear_ctrl_c() -> None:
    """Whoever runs the tests in the background of a script lets them, and what they start, ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start_and_stop(site: Path, port: int) -> tuple[str, str, int]:
    """Start the site, visit it once it says where it is, press Ctrl-C."""
    with start(site, port) as process:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "http://" in line:
                break
        visit(port)
        os.killpg(process.pid, signal.SIGINT)
        rest, complaints = process.communicate(timeout=60)
        return said + rest, complaints, process.returncode


def visit(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as visitor:
        visitor.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b"200 OK" in visitor.recv(1000)


def test_the_address_is_the_last_word_and_ctrl_c_stops_quietly(site: Path, port: int) -> None:
    said, complaints, code = start_and_stop(site, port)

    assert said.splitlines()[-1] == f"Learning Loop is running at http://127.0.0.1:{port}/ (Ctrl-C stops it)"
    assert complaints == ""
    assert code == 0


def test_the_database_is_filled_once_and_again_when_a_pack_changes(site: Path, port: int) -> None:
    commands = site / "commands"

    start_and_stop(site, port)
    once = ["migrate --verbosity 0", "demo", "collectstatic --noinput --verbosity 0"]
    assert commands.read_text().splitlines() == once

    said, _, _ = start_and_stop(site, port)
    assert commands.read_text().splitlines() == once
    assert len(said.splitlines()) == 1

    (site / "learningloop/frameworks/packs/sandwell.yaml").write_text("board: sandwell-2")
    start_and_stop(site, port)
    assert commands.read_text().splitlines() == [*once, "migrate --verbosity 0", "demo"]


def test_a_deleted_database_is_filled_again(site: Path, port: int) -> None:
    start_and_stop(site, port)
    (site / "var/learningloop.sqlite3").unlink()

    start_and_stop(site, port)

    assert (site / "commands").read_text().splitlines().count("demo") == 2


def test_style_sheets_are_gathered_again_when_one_changes(site: Path, port: int) -> None:
    start_and_stop(site, port)
    (site / "learningloop/kit/static/kit").mkdir(parents=True)
    (site / "learningloop/kit/static/kit/kit.css").write_text("a { color: black }")

    start_and_stop(site, port)

    commands = (site / "commands").read_text()
    assert commands.count("collectstatic") == 2
    assert commands.count("demo") == 1


def test_the_secret_stays_the_same_and_is_for_the_owner_only(site: Path, port: int) -> None:
    start_and_stop(site, port)
    path = site / "var" / "secret-key"
    first = path.read_text()
    start_and_stop(site, port)

    assert len(first) > 60
    assert path.read_text() == first
    assert path.stat().st_mode & 0o077 == 0


def test_a_failed_command_stops_the_start_and_is_tried_again(site: Path, port: int) -> None:
    (site / "learningloop/__main__.py").write_text("raise SystemExit('no such table')")

    for _ in range(2):
        with start(site, port) as process:
            said, complaints = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "“learningloop migrate --verbosity 0” failed: read the lines above." in complaints


def test_ctrl_c_while_the_database_is_filled_stops_quietly(site: Path, port: int) -> None:
    (site / "learningloop/__main__.py").write_text("print('begun', flush=True)\nimport signal\nsignal.pause()")

    with start(site, port) as process:
        assert process.stdout
        assert any(line == "begun\n" for line in process.stdout)
        os.killpg(process.pid, signal.SIGINT)
        _, complaints = process.communicate(timeout=60)

    assert complaints == ""
    assert process.returncode == 0


def test_a_busy_port_is_one_sentence_with_another_port(site: Path) -> None:
    with socket.socket() as other_program:
        other_program.bind(("127.0.0.1", 0))
        other_program.listen()
        port = other_program.getsockname()[1]
        with start(site, port) as process:
            said, complaints = process.communicate(timeout=60)

    assert process.returncode == 1
    assert said == ""
    assert complaints.startswith(
        f"Port {port} is in use by another program. Stop that program, or choose another port:"
    )
    assert complaints.count("\n") == 1


@pytest.mark.parametrize("port", ["eight thousand", "0", "65536", "-1"])
def test_a_port_that_is_none_is_one_sentence(site: Path, port: str) -> None:
    with start(site, port) as process:
        said, complaints = process.communicate(timeout=60)

    assert process.returncode == 1
    assert complaints.startswith(
        f"LEARNINGLOOP_PORT is '{port}', which is no port. Choose a number from 1024 to 65535"
    )
