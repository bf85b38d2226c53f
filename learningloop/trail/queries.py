"""Reads of the trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils.timezone import localtime

from learningloop.kit.snapshot import one_moment
from learningloop.trail import events, rules
from learningloop.trail.models import Chain, Entry, Event, Reading, Traced

CHAINED: tuple[type[Entry], ...] = (Event, Reading)


def history(thing: Traced) -> QuerySet[Event]:
    """What was done to a thing, newest first."""
    return Event.objects.filter(
        board=thing.trail_board, thing=thing._meta.label_lower, thing_id=thing.pk
    ).order_by("-at", "-pk")


def state_of(thing: Traced) -> int:
    """A number that is another as soon as anybody does anything to it."""
    return history(thing).values_list("pk", flat=True).first() or 0


def last_change(thing: Traced) -> tuple[str, datetime | None]:
    """Who did the latest thing to it, and when, in local time."""
    event = history(thing).first()
    return (event.actor_name, localtime(event.at)) if event else ("Somebody else", None)


def readings(thing: Traced) -> QuerySet[Reading]:
    """The times that a thing was opened and it was noted."""
    return Reading.objects.filter(board=thing.trail_board, thing=thing._meta.label_lower, thing_id=thing.pk)


def people_among(rows: QuerySet[Reading]) -> int:
    """How many different people the readings are of."""
    return rows.order_by().values("actor_id").distinct().count()


def first_read(thing: Traced) -> dict[int, object]:
    """When each person first opened a thing, by the person's id."""
    rows = readings(thing)
    return dict(rows.values_list("actor_id").annotate(first=Min("at")))


@dataclass(frozen=True)
class Verified:
    """What was found of one chain: its end, how many entries were erased by law, the first fault in words."""

    head: rules.Head
    erased: int
    fault: str


def verify(boards: Iterable[str] | None = None, kept: Iterable[rules.Head] = ()) -> list[Verified]:
    """Look through every chain, or those of some boards; `kept` are ends that were kept outside.

    A chain that grows meanwhile is seen as it was at one moment.
    """
    with one_moment():
        return _verified(boards, kept)


def _verified(boards: Iterable[str] | None, kept: Iterable[rules.Head]) -> list[Verified]:
    known = {head.chain: head for head in kept}
    wanted = None if boards is None else set(boards)
    ends = {end.name: end.head for end in Chain.objects.order_by("name")}
    names = {*ends, *known, *_names_in_use()}
    chosen = sorted(name for name in names if wanted is None or name.partition("/")[2] in wanted)
    return [_verify(ends.get(name, rules.Head(name, 0, rules.genesis(name))), known.get(name)) for name in chosen]


def _names_in_use() -> set[str]:
    """The chains that entries claim to be in: the end of one may have been removed."""
    return {
        rules.chain_of(str(model._meta.model_name), board)
        for model in CHAINED
        for board in model.objects.order_by("board").values_list("board", flat=True).distinct()
    }


def _verify(head: rules.Head, kept: rules.Head | None) -> Verified:
    name, _, board = head.chain.partition("/")
    model = next(one for one in CHAINED if one._meta.model_name == name)
    rows = model.objects.filter(board=board).order_by("position")
    erased = _erased(head.chain, board)
    entries = (row.as_chained for row in rows.iterator(chunk_size=1000))
    fault = rules.first_fault(entries, head, erased, kept)
    return Verified(head, len(erased), _in_words(fault, model, board) if fault else "")


def _erased(chain: str, board: str) -> set[int]:
    """The positions that the board's events say were erased."""
    said = Event.objects.filter(board=board, kind=events.ERASED.name, facts__entries=chain)
    return {position for facts in said.values_list("facts", flat=True) for position in facts["positions"]}


def _in_words(fault: rules.Fault, model: type[Entry], board: str) -> str:
    row = model.objects.filter(board=board, position=fault.position).first()
    told = f" ({row}, {row.at:%-d %B %Y %H:%M})" if row else ""
    return f"{model._meta.model_name} {fault.position}{told} {fault.what}"
