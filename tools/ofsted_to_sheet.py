"""Turn Ofsted's recommendations to safeguarding boards, a JSON object a line, into a sheet that can be brought in.

    python tools/ofsted_to_sheet.py recommendations.jsonl sheet.csv
    learningloop import learning sheet.csv --board sandwell --dry-run

Beside the file lie the reviews from which the lines were cut; the first line of each says where it is published.
What Ofsted asks for names the need and the means in one sentence: it stands as the finding and as the
recommendation.
"""

import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from learningloop.kit.dates import day, read
from learningloop.kit.spreadsheets.files import render_csv

HEADER = (
    "Source kind", "Source title", "Source began", "Source completed", "Published at", "Licence",
    "Strength or need", "What was learned", "Where it stands", "Recommendation", "Where it is made",
)  # fmt: skip
NAMED = re.compile(r"(?P<area>[a-z_]+?)_(?P<day>\d{2})_(?P<month>[a-z]+)_(?P<year>\d{4})\.txt")
ORIGIN = re.compile(r"original: (https?://\S+?)\)")
SMALL = {"and", "of", "upon"}


def rows(lines: Path) -> Iterator[tuple[str, ...]]:
    """A row for each recommendation."""
    for line in lines.read_text("utf-8").splitlines():
        told = json.loads(line)
        area, published = _review(told["file"])
        text = " ".join(told["text"].split())
        place = ", ".join(part for part in (f"Paragraph {told['para']}", told["group"]) if part)
        yield (
            "Inspection",
            f"Ofsted’s review of the safeguarding board, {area}, {day(published)}",
            published.isoformat(),
            published.isoformat(),
            _origin(lines.parent / told["file"]),
            "Open Government Licence v3",
            "Need",
            text,
            place,
            text,
            place,
        )


def _review(file: str) -> tuple[str, date]:
    """The area and the day that a review's file is named after."""
    named = NAMED.fullmatch(file)
    published = read("{day} {month} {year}".format(**named.groupdict())) if named else None
    if named is None or published is None:
        raise SystemExit(f"{file} is not named like barnsley_08_august_2014.txt")
    words = (word if word in SMALL else word.capitalize() for word in named["area"].split("_"))
    return " ".join(words), published


def _origin(review: Path) -> str:
    found = ORIGIN.search(review.read_text("utf-8").partition("\n")[0]) if review.is_file() else None
    return found[1] if found else ""


def main() -> None:
    lines, sheet = map(Path, sys.argv[1:])
    sheet.write_text(render_csv(HEADER, rows(lines)), "utf-8-sig")


if __name__ == "__main__":
    main()
