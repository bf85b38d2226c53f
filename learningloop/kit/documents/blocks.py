"""The blocks. A document says what stands in it; how it looks is the renderers' matter."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

SHADES = ("#fbeae5", "#fff4d6", "#f6f5f1", "#e8f1e5")
"""The grounds of the four bands of a heat map, the lowest first, as on the site's pages."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no file can hold; such characters come from pasted text and mean nothing."""


def clean(text: str) -> str:
    """A text as a file can hold it."""
    return UNPRINTABLE.sub("", text)


@dataclass(frozen=True)
class Shaded:
    """A cell of a heat map: what it says, and which of the four `SHADES` it stands on."""

    text: str
    band: int


Cell = str | tuple[str, ...] | list[str] | Shaded
"""A cell's text, or several that are shown as a bulleted list, or a text on a shade."""


@dataclass(frozen=True)
class Heading:
    """Level 1 stands under the document's title, down to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class BulletList:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with a header row; `caption` says what it shows, `widths` are shares of the line."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"A row has {len(row)} cells where the header has {len(self.header)}: {row!r}")


@dataclass(frozen=True)
class Chart:
    """Numbers as a picture; its `table` holds the same numbers and stands under it.

    `title` says what it shows, `alt` what somebody who cannot see it should know. Of `header`, the first names
    the rows and the others the series. `bars` stand beside one another, `stacks` make up a whole, a `line` runs
    through the rows in order. `colours` are those of the series; without them the kit's own are taken. Where the
    rows of a line are days, `days` tells which, so that they stand as far apart as they are.
    """

    title: str
    alt: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    form: Literal["bars", "stacks", "line"] = "bars"
    unit: str = ""
    colours: tuple[str, ...] = ()
    days: tuple[date, ...] = ()

    @property
    def table(self) -> Table:
        """The numbers, a line a row."""
        told = ((name, *(self._words(number) for number in numbers)) for name, numbers in self.rows)
        return Table(
            self.header,
            tuple(told),
            caption=f"{self.title}: the numbers",
            widths=(2, *(1.0,) * (len(self.header) - 1)),
        )

    def _words(self, number: int | None) -> str:
        return "–" if number is None else f"{number}{self.unit}"


Block = Heading | Paragraph | BulletList | Table | Chart


@dataclass(frozen=True)
class Document:
    """`owner` is the board, `note` a line under the title (what it was made from), `made` when."""

    title: str
    blocks: tuple[Block, ...]
    owner: str = ""
    note: str = ""
    made: datetime | None = None
    wide: bool = False
    """Landscape in print, for tables with many columns."""
