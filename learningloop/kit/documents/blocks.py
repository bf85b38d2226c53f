"""The blocks. A document says what stands in it; how it looks is the renderers' matter."""

from dataclasses import dataclass
from datetime import datetime

Cell = str | tuple[str, ...] | list[str]
"""A cell's text, or several that are shown as a bulleted list."""


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


Block = Heading | Paragraph | BulletList | Table


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
