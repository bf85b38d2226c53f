"""Measure the main pages against a bare signed-in page, and what a web process costs.

`make bench` measures at the size of the demo, with SIZE=ten-years on a board of ten years, with SIZE=ten-times on
one ten times as large; with SIZE=import what it costs to bring in a large sheet; with SIZE=schools a round of 500
schools, with SIZE=national one of all in England. docs/performance.md tells what is measured and how.
"""

import os
import sys
from importlib import import_module

import bench_process
import bench_rounds
import django
import main_pages
import run_site
from django.test.utils import override_settings
from run_site import CannotStart

ROLES = ("business-manager", "agency-lead", "contributor")
"""The board's unit, the lead of an agency, and a school's safeguarding lead."""
BARE = "bare page"
HEAD = f"{'page':<18}{'SQL':>5}{'p50 ×':>8}{'p95 ×':>8}{'p50 ms':>9}{'p95 ms':>9}"


TIMES = {"ten-years": 1, "ten-times": 10}
"""The boards that are made for measuring: the slug, which is the size's name too, and how many times ten years."""
IMPORT = "import"
"""A board with people and agencies, and no records: sheets are brought in to it."""
ROUNDS = {"schools": 1, "national": 150}
"""The boards whose schools answer a round: the slug of the first, which is the size's name too, and how many."""


def open_size(size: str) -> str:
    """Fill the data of a size and Django's settings; the slug of the board to measure."""
    if size == "demo":
        main_pages.open_demo()
        return main_pages.BOARD
    known = (*TIMES, IMPORT, *ROUNDS)
    if size not in known:
        raise CannotStart(f"SIZE is {size!r}. Choose one of: demo, {', '.join(known)}.")
    if size == "national" and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise CannotStart("SIZE=national needs PostgreSQL. Set DATABASE_URL to an empty database of its own.")
    folder = run_site.CHECKOUT / "build" / size
    os.environ["LEARNINGLOOP_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "learningloop.web.settings"
    run_site.set_environment(folder)
    run_site.manage("migrate", "--verbosity", "0")
    run_site.gather_static_files(folder)
    django.setup()
    if size == IMPORT:
        return size
    if size in ROUNDS:
        import_module("schools").fill(size, ROUNDS[size])
        return size
    print("Filling the board, if it is not there yet: up to a minute, ten for SIZE=ten-times.", flush=True)
    import_module("ten_years").fill(size, TIMES[size])
    return size


def show(role: str, board: str) -> None:
    """Measure and print what somebody in a role opens."""
    person = main_pages.holder(role, board)
    bench_pages = import_module("bench_pages")  # it imports models, which need Django set up
    client = main_pages.sign_in(person)
    with override_settings(ROOT_URLCONF="bench_urls"):
        pages = bench_pages.opened_by(person, board) | bench_pages.searched_by(client, board)
        measured = bench_rounds.measure(client, {BARE: f"/bare/{board}/", **pages})
    print(f"\n{role}\n{HEAD}")
    bare = measured[BARE]
    for name, page in measured.items():
        ratios = f"{page.middle / bare.middle:>8.1f}{page.slow / bare.slow:>8.1f}"
        print(f"{name:<18}{page.queries:>5}{ratios}{page.middle:>9.1f}{page.slow:>9.1f}", flush=True)


def main() -> int:
    try:
        board = open_size(sys.argv[1] if len(sys.argv) > 1 else "demo")
        if board == IMPORT:
            import_module("bench_import").show(board)
            return 0
        if board in ROUNDS:
            import_module("bench_returns").show(board)
            import_module("bench_closing").show(board)
            return 0
        for role in ROLES:
            show(role, board)
        bench_process.show(main_pages.sign_in(main_pages.holder(ROLES[0], board)), board)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
