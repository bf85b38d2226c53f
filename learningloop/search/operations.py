"""Keeping the index: in the transaction of every change, and built again by a command."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django_scopes import scopes_disabled

from learningloop.kit.bulk import insert_values
from learningloop.kit.portions import portions
from learningloop.people.models import Board
from learningloop.search import events
from learningloop.search.models import Indexed, Place, Stem
from learningloop.search.policy import BESIDE, SEARCHED, Searched
from learningloop.search.queries import read_anew
from learningloop.search.rules.words import weights
from learningloop.trail.models import Event
from learningloop.trail.operations import Actor, log, operation

PLACE = [Place._meta.get_field(name) for name in ("stem", "indexed", "weight")]
Touched = dict[tuple[int, str], set[int]]
"""The keys of records by their board and kind."""


def index_changes(happened: Sequence[Event]) -> None:
    """Bring the index up to what an operation has done; called at its end, in its transaction."""
    with scopes_disabled():
        for (board, kind), keys in _touched(happened).items():
            _index(board, SEARCHED[kind], keys)


def _touched(happened: Sequence[Event]) -> Touched:
    """The records that the events are about, or that have something beside them that an event is about."""
    by_label: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for event in happened:
        by_label[event.thing][event.board].add(event.thing_id)
    touched: Touched = defaultdict(set)
    for searched in SEARCHED.values():
        for slug, keys in by_label.get(searched.model._meta.label_lower, {}).items():
            touched[_board(slug), searched.kind] |= keys
    for beside in BESIDE:
        for keys in by_label.get(beside.model._meta.label_lower, {}).values():
            for board, kind, reference in beside.of(keys):
                if kind in SEARCHED:
                    rows = SEARCHED[kind].model.objects.filter(board=board, reference=reference)
                    touched[board, kind].update(rows.values_list("pk", flat=True))
    return touched


def _board(slug: str) -> int:
    return Board.objects.values_list("pk", flat=True).get(slug=slug)


@operation
def rebuild_index(*, board: Board, by: Actor) -> int:
    """Build a board's index again from its records; gives their number."""
    with scopes_disabled():
        Indexed.objects.filter(board=board).delete()
        Stem.objects.filter(board=board).delete()
        for searched in SEARCHED.values():
            keys = searched.model.objects.filter(board=board).order_by("pk").values_list("pk", flat=True)
            _index(board.pk, searched, list(keys))
        number: int = Indexed.objects.filter(board=board).count()
    log(events.INDEX_REBUILT, board, records=number)
    return number


def _index(board: int, searched: Searched, keys: Collection[int]) -> None:
    for some in portions(sorted(keys)):
        _write(board, searched, some)


def _write(board: int, searched: Searched, keys: Collection[int]) -> None:
    """Read the records and write what they say. Whoever indexes one of them at the same moment waits here."""
    known = Indexed.objects.filter(board=board, kind=searched.kind, record__in=keys)
    list(known.select_for_update().order_by("pk").values_list("pk", flat=True))
    read = read_anew(board, searched, keys)
    known.exclude(record__in=[one.record for one in read]).delete()
    rows = Indexed.objects.bulk_create(
        read,
        update_conflicts=True,
        unique_fields=["board", "kind", "record"],
        update_fields=["reference", "on", "title", "body", "plain"],
    )
    _write_places(board, rows)


def _write_places(board: int, rows: Iterable[Indexed]) -> None:
    told = {row.pk: weights(*row.words) for row in rows}
    stems = _stems(board, {stem for found in told.values() for stem in found})
    wanted = {(row, stems[stem]): weight for row, found in told.items() for stem, weight in found.items()}
    held = Place.objects.filter(indexed__in=told).values_list("pk", "indexed", "stem", "weight")
    stale = [pk for pk, row, stem, weight in held if not _stands(wanted, (row, stem), weight)]
    Place.objects.filter(pk__in=stale).delete()
    insert_values(Place, PLACE, ((stem, row, weight) for (row, stem), weight in wanted.items()))


def _stands(wanted: dict[tuple[int, int], int], place: tuple[int, int], weight: int) -> bool:
    """Whether a place stands as it should; then it need not be written."""
    if wanted.get(place) != weight:
        return False
    del wanted[place]
    return True


def _stems(board: int, texts: Collection[str]) -> dict[str, int]:
    """The keys of stems. New ones are added in one order, so that two who add them do not wait in a ring."""
    rows = Stem.objects.filter(board=board, text__in=texts)
    found: dict[str, int] = dict(rows.values_list("text", "pk"))
    new = sorted(set(texts) - found.keys())
    if new:
        Stem.objects.bulk_create([Stem(board_id=board, text=text) for text in new], ignore_conflicts=True)
        found |= dict(Stem.objects.filter(board=board, text__in=new).values_list("text", "pk"))
    return found
