"""Times visits in turns: in each turn every one once, so that a busy moment of the machine strikes all alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from run_site import CannotStart

WARM_UPS = 3
ROUNDS = 30
FEWEST = 8
LONGEST = 40.0
"""Seconds after which no new round begins, once the fewest are done."""
Visit = Callable[[], int]
"""Opens a page, or sends a form; gives the status."""


@dataclass
class Measured:
    """A page's SQL queries, and what each visit took, in ms: by the clock, and of this processor's work."""

    queries: int
    taken: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return statistics.median(self.taken)

    @property
    def slow(self) -> float:
        """The 95th percentile."""
        return statistics.quantiles(self.taken, n=20, method="inclusive")[-1]


def make(name: str, visit: Visit) -> tuple[float, float]:
    """Make a visit; the milliseconds that it took and worked. Raises CannotStart when it is not answered well."""
    began, worked = time.perf_counter(), time.process_time()
    status = visit()
    taken = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    if status != 200:
        raise CannotStart(f"{name} answered {status} instead of 200. Mend the page, or its line in tools/.")
    return taken


def queries(name: str, visit: Visit) -> int:
    with CaptureQueriesContext(connection) as captured:
        make(name, visit)
    return len(captured)


def measure(client: Client, pages: Mapping[str, str]) -> dict[str, Measured]:
    """Every page in every round, one request after the other through the whole application in this process."""
    return measure_visits({name: partial(_open, client, address) for name, address in pages.items()})


def _open(client: Client, address: str) -> int:
    return client.get(address).status_code


def measure_visits(visits: Mapping[str, Visit]) -> dict[str, Measured]:
    """The same of visits of any kind."""
    for _ in range(WARM_UPS):
        for name, visit in visits.items():
            make(name, visit)
    measured = {name: Measured(queries(name, visit)) for name, visit in visits.items()}
    began = time.monotonic()
    for turn in range(ROUNDS):
        if turn >= FEWEST and time.monotonic() - began > LONGEST:
            break
        for name, visit in visits.items():
            taken, worked = make(name, visit)
            measured[name].taken.append(taken)
            measured[name].worked.append(worked)
    return measured
