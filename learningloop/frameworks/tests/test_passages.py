"""Every passage that a pack quotes stands in its board's own document."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
PACKS = sorted((HERE.parent / "packs").glob("*.yaml"))
PLAIN_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "*": None, "\u00ad": None}
)


def plain(text: str) -> str:
    """The words alone: no mark-up, list bullets, line breaks or kinds of quotation mark and dash."""
    text = re.sub(r"<[^>]*>", "", text)
    text = re.sub(r"^\s*[-•]\s+", "", text, flags=re.MULTILINE)
    return " ".join(text.translate(PLAIN_MARKS).split())


def quotes(part: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "quote":
                yield path, value
            yield from quotes(value, f"{path}.{key}")
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from quotes(value, f"{path}[{number}]")


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.stem)
def test_every_quote_occurs_in_the_document(pack: Path) -> None:
    document = plain((HERE / "documents" / f"{pack.stem}.txt").read_text(encoding="utf-8"))
    found = list(quotes(yaml.safe_load(pack.read_text(encoding="utf-8"))))
    assert found, "a pack quotes its document"
    assert [(path, quote) for path, quote in found if plain(quote) not in document] == []
