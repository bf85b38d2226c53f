"""How a framework is laid out to be read."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from learningloop.frameworks.schema import Clock, Entry, Framework, Group


@dataclass(frozen=True)
class Section:
    """One part of the framework on the page: its name in a pack, its heading, its entries."""

    name: str
    title: str
    entries: Sequence[Entry]


def sections(framework: Framework) -> list[Section]:
    """The parts that this framework has, in the order of a pack."""
    parts = (
        (name, field.title or name, getattr(framework, name)) for name, field in Framework.model_fields.items()
    )
    return [
        Section(name, title, entries) for name, title, entries in parts if isinstance(entries, tuple) and entries
    ]


@dataclass(frozen=True)
class Branch:
    """A group and those under it."""

    group: Group
    under: "list[Branch]"


def hierarchy(groups: Iterable[Group]) -> list[Branch]:
    """Who reports to whom: a group stands under the one it reports to, or else the one it is part of."""
    groups = list(groups)
    return _under(None, groups, {group.key for group in groups})


def _under(key: str | None, groups: list[Group], known: set[str]) -> list[Branch]:
    found = [group for group in groups if _above(group, known) == key]
    return [Branch(group, _under(group.key, groups, known)) for group in found]


def _above(group: Group, known: set[str]) -> str | None:
    return next((key for key in (group.reports_to, group.part_of) if key in known), None)


def time_limit(clock: Clock) -> str:
    """within 14 days, for at least 12 months"""
    unit = clock.unit.replace("-", " ").removesuffix("s") + ("" if clock.number == 1 else "s")
    return f"{'within' if clock.direction == 'within' else 'for at least'} {clock.number} {unit}"


def printed_date(written: str) -> str:
    """A date as exactly as the document gives it: 30 September 2017, September 2017, 2017, or nothing."""
    if not written:
        return ""
    year, month, day = [*map(int, written.split("-")), 0, 0][:3]
    return " ".join(str(part) for part in (day, MONTHS[month], year) if part)


def last_day(written: str) -> date | None:
    """The last day of a date as exactly as the document gives it: 2017-09 ends on 30 September 2017.

    Nothing for nothing, and for a date that there is not, such as 2017-02-30.
    """
    if not written:
        return None
    year, month, day = [*map(int, written.split("-")), 0, 0][:3]
    try:
        return date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return None


MONTHS = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
