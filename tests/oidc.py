"""A provider of OpenID Connect of our own, in a process of its own, answering over HTTP on this machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import DEVNULL, PIPE, Popen
from typing import Any

import requests

PROVIDER = """
import sys
from oidc_provider_mock import run_server_in_thread
with run_server_in_thread() as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
"""
"""Says where it listens, and ends when nobody holds its input any more."""


@contextmanager
def provider(accounts: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Its address. `accounts`: what it says of whom, by the name that people sign in with there."""
    command = [sys.executable, "-W", "ignore", "-c", PROVIDER]
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True) as running:
        assert running.stdin and running.stdout
        address = f"http://localhost:{running.stdout.readline().strip()}"
        for name, claims in accounts.items():
            requests.put(f"{address}/users/{name}", json=claims, timeout=10).raise_for_status()
        yield address
        running.stdin.close()
