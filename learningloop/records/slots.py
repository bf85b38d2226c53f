"""What the search reads beside records: their notes."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from learningloop.records.models import Note
from learningloop.search.policy import Beside


def noted(keys: Collection[int]) -> Iterable[tuple[int, str, str]]:
    """Beside which records these notes stand."""
    return Note.objects.filter(pk__in=keys).order_by().values_list("board", "kind", "reference").distinct()


def notes_on(board: int, kind: str, references: Collection[str]) -> dict[str, list[str]]:
    """The notes beside records of a kind, by the record's reference."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Note.objects.filter(board=board, kind=kind, reference__in=references)
    for reference, text in rows.values_list("reference", "text"):
        found[reference].append(text)
    return found


NOTES = Beside(Note, noted, notes_on)
