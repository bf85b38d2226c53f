"""What a web process costs: how long until its first answer, and its memory before and after many requests."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.test import Client
from run_site import CHECKOUT, HOST, CannotStart

PATIENCE = 60.0
REQUESTS = 1000
PLACES = ("", "actions/", "people/", "framework/", "sources/")
"""Pages of a board, asked for in turn."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def get(port: int, address: str, session: str = "") -> int:
    """The status of an answer."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def first_answer(port: int, server: "subprocess.Popen[bytes]") -> float:
    """Seconds from now until the server answers. Raises CannotStart when it stops or says nothing."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE and server.poll() is None:
        try:
            if get(port, "/healthz") == 200:
                return time.monotonic() - began
        except ConnectionError:
            time.sleep(0.01)
    raise CannotStart("The web server did not answer. Run make run and read what it says.")


def memory(server: "subprocess.Popen[bytes]") -> float:
    """The resident memory of the one worker, in MB."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    lines = Path(f"/proc/{children[0]}/status").read_text().splitlines()
    [resident] = [int(line.split()[1]) for line in lines if line.startswith("VmRSS:")]
    return resident / 1024


def show(client: Client, board: str) -> None:
    """Start a web server with one process, ask it for pages as a signed-in person, and print what it took."""
    port, session = free_port(), client.cookies["sessionid"].value
    command = ["-m", "gunicorn", "--config", "tools/gunicorn_conf.py", "--bind", f"{HOST}:{port}"]
    server = subprocess.Popen(
        [sys.executable, *command, "learningloop.web.wsgi:application"],
        cwd=CHECKOUT,
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
    )
    try:
        cold = first_answer(port, server)
        sizes = [memory(server)]
        for turn in range(2 * REQUESTS):
            if turn in (REQUESTS // 10, REQUESTS):
                sizes.append(memory(server))
            get(port, f"/{board}/{PLACES[turn % len(PLACES)]}", session)
        sizes.append(memory(server))
    finally:
        server.terminate()
        server.wait()
    told = ", ".join(f"{size:.0f}" for size in sizes)
    print(f"\nweb process: first answer after {cold:.1f} s")
    print(f"memory in MB at the start, after {REQUESTS // 10}, {REQUESTS} and {2 * REQUESTS} requests: {told}")
