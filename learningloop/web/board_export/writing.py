"""Writing the archive: a CSV and JSON Lines for each kind of record, the frameworks, the files, a README."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage
from django.utils import timezone
from django_scopes import scope

from learningloop.frameworks.exports import as_yaml
from learningloop.frameworks.models import FrameworkVersion
from learningloop.kit.snapshot import one_moment
from learningloop.kit.spreadsheets import render_csv
from learningloop.people.models import Board, Person
from learningloop.records.models import StoredFile
from learningloop.web.backup.archive import Writer, pieces_of
from learningloop.web.board_export.tables import Table, left_out, tables_of

README = """# {name}

All that {name} holds in Learning Loop, as it was on {at}.{closed}

| table | what it is | rows |
| --- | --- | --- |
{tables}

Each table stands here twice, with the same content: `tables/<table>.csv` for a spreadsheet, and
`tables/<table>.jsonl` with one JSON object a line. `columns.csv` tells of every column what it holds. Where a
row names another, it does so by its reference, or by its name if it has none. In the CSV, text that a spreadsheet
would take for a formula begins with an apostrophe, and several values in a cell are parted by "; ". A reference
that begins with the name of another board (`westshire/AR-2026-004`) is of what the two boards hold together: the
answers of an agency that answered once for both in a joint round, with the questions and the evidence.

- `frameworks/` holds each version of the board's framework as YAML.
- `files/` holds each file under its key and name; `tables/stored-files` tells its SHA-256 and who added it.
- `tables/events` and `tables/readings` are the trail: what was done, and who opened what. `position`, `salt`,
  `digest` and `link` are its chain, by which anybody can prove that nothing was changed.
- `SHA256SUMS` lets you check that this archive is whole: `sha256sum -c SHA256SUMS`.
{lost}"""


def write_export(file: Path | IO[bytes], board: Board, reader: Person | None = None) -> dict[str, int]:
    """Write all that a board holds into an archive; the number of rows by table.

    With a reader, restricted records that they may not open are left out, and the README says how many.
    """
    with one_moment(), scope(board=board), ZipFile(file, "w", ZIP_DEFLATED) as archive:
        writer = Writer(archive, {})
        tables = tables_of(board, reader)
        numbers = {table.name: _write_table(writer, table) for table in tables}
        _write_frameworks(writer, board)
        stored = next(table.rows for table in tables if table.rows.model is StoredFile)
        lost = [str(one.key) for one in stored.iterator() if not _write_file(writer, one)]
        writer.add("columns.csv", _columns(tables))
        writer.add("README.md", [_readme(board, reader, tables, numbers, lost).encode("utf-8")])
        sums = "".join(f"{told['sha256']}  {name}\n" for name, told in sorted(writer.members.items()))
        archive.writestr("SHA256SUMS", sums)
    return numbers


def _write_table(writer: Writer, table: Table) -> int:
    """Both forms of a table, in two readings of its rows, so that memory does not grow with them."""
    names = [column.name for column in table.columns]
    writer.add(f"tables/{table.name}.csv", _csv(table, names))
    counted = 0

    def lines() -> Iterator[bytes]:
        nonlocal counted
        for row in table.lines():
            counted += 1
            yield json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n"

    writer.add(f"tables/{table.name}.jsonl", lines())
    return counted


def _csv(table: Table, names: list[str]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + render_csv(names, []).encode("utf-8")
    for row in table.lines():
        cells = [json.dumps(one, ensure_ascii=False) if isinstance(one, dict) else one for one in row.values()]
        yield render_csv(cells, []).encode("utf-8")


def _write_frameworks(writer: Writer, board: Board) -> None:
    for version in FrameworkVersion.objects.filter(board=board).order_by("number"):
        writer.add(f"frameworks/version-{version.number}.yaml", [as_yaml(version.document).encode("utf-8")])


def _write_file(writer: Writer, stored: StoredFile) -> bool:
    """Whether the store has the file."""
    place = str(stored.file.name)
    if not default_storage.exists(place):
        return False
    safe = stored.name.replace("/", "-").replace("\\", "-")
    with default_storage.open(place, "rb") as content:
        writer.add(f"files/{stored.key}-{safe}", pieces_of(content))
    return True


def _columns(tables: list[Table]) -> list[bytes]:
    rows = [(table.name, one.name, one.kind, one.meaning) for table in tables for one in table.columns]
    return [b"\xef\xbb\xbf" + render_csv(("table", "column", "kind", "meaning"), rows).encode("utf-8")]


def _readme(
    board: Board, reader: Person | None, tables: list[Table], numbers: dict[str, int], lost: list[str]
) -> str:  # fmt: skip
    closed = left_out(board, reader) if reader else 0
    told = f" Left out are {closed} restricted records that {reader} may not open." if closed else ""
    return README.format(
        name=board.name,
        at=timezone.localtime().strftime("%-d %B %Y, %H:%M"),
        closed=told,
        tables="\n".join(f"| {one.name} | {_one_line(one.meaning)} | {numbers[one.name]} |" for one in tables),
        lost="".join(f"- The store has lost the file {key}.\n" for key in lost),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")
