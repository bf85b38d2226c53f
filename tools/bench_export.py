"""One file of all answers of a round, in a process of its own: what `bench_returns` starts to see its memory."""

import sys
import time
from importlib import import_module
from pathlib import Path

import django

FULL = 1024
PEAK = "VmHWM:"
"""The most memory that the process had, in kB. What `getrusage` tells counts whoever started it too."""


def main(slug: str, address: str) -> None:
    """Print the seconds that a page took by the clock and of work; in MB what it gave, its memory, the most."""
    django.setup()
    main_pages = import_module("main_pages")
    client = main_pages.sign_in(main_pages.holder("business-manager", slug))
    client.get(f"/{slug}/")
    before, began, work = _memory(), time.perf_counter(), time.process_time()
    answer = client.get(address)
    taken, worked = time.perf_counter() - began, time.process_time() - work
    print(
        answer.status_code,
        f"{taken:.1f} {worked:.1f} {len(answer.content) / FULL**2:.1f} {before:.0f} {_memory():.0f}",
    )


def _memory() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(PEAK)) / FULL


if __name__ == "__main__":
    main(*sys.argv[1:])
