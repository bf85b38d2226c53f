"""Times pages in rounds: in each round every page once, so that a busy moment of the machine strikes all alike."""

import statistics
import time
from dataclasses import dataclass, field

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from run_site import CannotStart

WARM_UPS = 3
ROUNDS = 30
FEWEST = 8
LONGEST = 40.0
"""Seconds after which no new round begins, once the fewest are done."""


@dataclass
class Measured:
    """A page's SQL queries, and the time that each visit took, in milliseconds."""

    queries: int
    taken: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return statistics.median(self.taken)

    @property
    def slow(self) -> float:
        """The 95th percentile."""
        return statistics.quantiles(self.taken, n=20, method="inclusive")[-1]


def visit(client: Client, address: str) -> float:
    """Open a page; how many milliseconds it took. Raises CannotStart when it does not open."""
    began = time.perf_counter()
    status = client.get(address).status_code
    taken = (time.perf_counter() - began) * 1000
    if status != 200:
        raise CannotStart(
            f"{address} answered {status} instead of 200. Mend the page or its line in bench_pages.py."
        )
    return taken


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        visit(client, address)
    return len(captured)


def measure(client: Client, pages: dict[str, str]) -> dict[str, Measured]:
    """Every page in every round, one request after the other through the whole application in this process."""
    for _ in range(WARM_UPS):
        for address in pages.values():
            visit(client, address)
    measured = {name: Measured(queries(client, address)) for name, address in pages.items()}
    began = time.monotonic()
    for turn in range(ROUNDS):
        if turn >= FEWEST and time.monotonic() - began > LONGEST:
            break
        for name, address in pages.items():
            measured[name].taken.append(visit(client, address))
    return measured
