"""Reads of the index: searching it, and proving that it says what the records say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum

from learningloop.people.models import Board, Person
from learningloop.people.policy import allowed, holds_on
from learningloop.search.models import Indexed, Place, Stem
from learningloop.search.policy import BESIDE, SEARCHED, Searched
from learningloop.search.rules.passages import Part, hits, passage
from learningloop.search.rules.words import Question, plain, weights

MOST = 500
"""So many results are ranked and can be paged through; whoever finds more adds a word."""
LIKELY = 4 * MOST
"""So many places of words that begin as asked are tried before all of them are."""
RARE = 1000
"""Beyond so many records a word counts as common."""
SHORTEST_BEGINNING = 3
LONGEST_TITLE = 300


@dataclass(frozen=True)
class Asked:
    """A question, and what narrows it: kinds of record, the first and the last year."""

    question: Question
    kinds: Collection[str] = ()
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Found:
    """The keys of what was found in the index, the best first; `by_beginning` when no whole word was found."""

    keys: list[int] = field(default_factory=list)
    more: bool = False
    by_beginning: bool = False


def kinds_for(person: Person, board: Board) -> list[Searched]:
    """The kinds of record of which a person's roles on this board let them read any."""
    return [one for one in SEARCHED.values() if holds_on(person, one.permission, board)]


def find(person: Person, board: Board, asked: Asked) -> Found:
    """What a person may read and the question asks for. At most so many queries, and one more for each word.

    Words that stand nowhere they may read are tried as beginnings: what is hidden from them cannot change that.
    """
    if asked.question.empty:
        return Found()
    visible = _visible(person, board, asked)
    ids = _ids(board, asked.question.stems)
    found = _ranked(_whole(ids, visible), ids) if all(ids) else []
    by_beginning = not found
    if by_beginning:
        ids = _beginnings(board, asked.question.words)
        found = _ranked(_begun(ids, visible), ids) if all(ids) else []
    first = _of_reference(board, asked.question.reference, visible)
    keys = list(dict.fromkeys([*first, *found]))
    return Found(keys[:MOST], len(keys) > MOST, by_beginning and bool(found))


Ids = list[list[int]]
"""For each word of the question the stems that stand for it."""


def _ids(board: Board, stems: list[str]) -> Ids:
    known = dict(Stem.objects.filter(board=board, text__in=stems).values_list("text", "pk"))
    return [[known[stem]] if stem in known else [] for stem in stems]


def _beginnings(board: Board, words: Iterable[str]) -> Ids:
    """For each word the stems that begin with it."""
    words = [word for word in words if len(word) >= SHORTEST_BEGINNING]
    begun = reduce(or_, (Q(text__startswith=word) for word in words), Q(pk__in=()))
    rows = list(Stem.objects.filter(begun, board=board).values_list("text", "pk"))
    return [[pk for text, pk in rows if text.startswith(word)] for word in words] or [[]]


def _visible(person: Person, board: Board, asked: Asked) -> Q:
    """What a place must fulfil: narrowed as asked, its phrases there, and its record open to the person."""
    narrowed = Q(indexed__board=board)
    if asked.first:
        narrowed &= Q(indexed__on__year__gte=asked.first)
    if asked.last:
        narrowed &= Q(indexed__on__year__lte=asked.last)
    for phrase in asked.question.phrases:
        narrowed &= Q(indexed__plain__contains=phrase)
    kinds = [one for one in kinds_for(person, board) if not asked.kinds or one.kind in asked.kinds]
    return narrowed & reduce(or_, (_open(person, board, one) for one in kinds), Q(pk__in=()))


def _open(person: Person, board: Board, searched: Searched) -> Q:
    rows = allowed(person, searched.permission).filter(board=board, pk=OuterRef("indexed__record"))
    return Q(indexed__kind=searched.kind) & Q(Exists(rows))


def _whole(ids: Ids, visible: Q) -> list[int]:
    """The best of the records that have every word, as the rarest word ranks them."""
    rarest, *others = sorted(ids, key=_commonness) if len(ids) > 1 else ids
    rows = _having(Place.objects.filter(stem=rarest[0]), others).filter(visible)
    return list(rows.order_by("-weight", "-indexed").values_list("indexed", flat=True)[: MOST + 1])


def _commonness(stems: list[int]) -> int:
    return Place.objects.filter(stem__in=stems).order_by()[:RARE].count()


def _begun(ids: Ids, visible: Q) -> list[int]:
    """The best of the records that have, for every word, one that begins so: as its best word ranks each.

    Most readers may read enough of the best places of all, and only of these is asked what they may read. Where
    that gives too few, every place is asked: nothing is missed.
    """
    first, *others = sorted(ids, key=len)
    rows = _having(Place.objects.filter(stem__in=first), others)
    likely = list(rows.order_by("-weight", "-indexed").values_list("indexed", flat=True)[:LIKELY])
    seen = set(rows.filter(visible, indexed__in=set(likely)).order_by().values_list("indexed", flat=True))
    found = [key for key in dict.fromkeys(likely) if key in seen]
    if len(found) > MOST or len(likely) < LIKELY:
        return found[: MOST + 1]
    best = rows.filter(visible).order_by().values("indexed").annotate(best=Max("weight"))
    return list(best.order_by("-best", "-indexed").values_list("indexed", flat=True)[: MOST + 1])


def _having(rows: QuerySet[Place], others: Ids) -> QuerySet[Place]:
    for stems in others:
        rows = rows.filter(Exists(Place.objects.filter(stem__in=stems, indexed=OuterRef("indexed"))))
    return rows


def _ranked(found: list[int], ids: Ids) -> list[int]:
    """By what all the words count in each; of equals the latest first."""
    if not found:
        return []
    rows = Place.objects.filter(indexed__in=found, stem__in=[stem for stems in ids for stem in stems])
    counted = rows.order_by().values("indexed").annotate(score=Sum("weight"))
    ranked = counted.order_by("-score", "-indexed__on", "-indexed")
    return list(ranked.values_list("indexed", flat=True))


def _of_reference(board: Board, reference: str, visible: Q) -> list[int]:
    if not reference:
        return []
    rows = Place.objects.filter(visible, indexed__board=board, indexed__reference=reference)
    return list(rows.order_by("indexed").values_list("indexed", flat=True).distinct())


def read_anew(board: int, searched: Searched, keys: Collection[int]) -> list[Indexed]:
    """What these records say now, as the index should hold it; nothing is written."""
    told = list(searched.tell(searched.model.objects.filter(board=board, pk__in=keys)))
    references = [one.record.reference for one in told]
    beside = [texts.tell(board, searched.kind, references) for texts in BESIDE]
    read = []
    for one in told:
        more = [text for texts in beside for text in texts.get(one.record.reference, ())]
        body = "\n".join(text for text in [*one.texts, *more] if text)
        read.append(
            Indexed(
                board_id=board,
                kind=searched.kind,
                record=one.record.pk,
                reference=one.record.reference,
                on=one.on,
                title=one.title,
                body=body,
                plain=plain(one.title) + plain(body),
            )  # fmt: skip
        )
    return read


def faults(board: Board) -> Iterator[str]:
    """Where the index does not say what the records say, in words; it should give nothing."""
    for searched in SEARCHED.values():
        records = set(searched.model.objects.filter(board=board).values_list("pk", flat=True))
        held = dict(Indexed.objects.filter(board=board, kind=searched.kind).values_list("record", "reference"))
        for key in sorted(held.keys() - records):
            yield f"{searched.name} {held[key]} stands in the index, but is no record any more."
        keys = sorted(records)
        for start in range(0, len(keys), MOST):
            yield from _unlike(board, searched, keys[start : start + MOST])


def _unlike(board: Board, searched: Searched, keys: list[int]) -> Iterator[str]:
    rows = Indexed.objects.filter(board=board, kind=searched.kind, record__in=keys)
    held, weighed = {row.record: row for row in rows}, _weighed(rows)
    for one in read_anew(board.pk, searched, keys):
        row = held.get(one.record)
        if row is None:
            yield f"{searched.name} {one.reference} is not in the index."
        elif _said(row) != _said(one) or weighed.get(row.pk, {}) != weights(*one.words):
            yield f"{searched.name} {one.reference} says something else in the index."


def _said(row: Indexed) -> tuple[Any, ...]:
    return row.reference, row.on, row.title, row.body, row.plain


def _weighed(rows: QuerySet[Indexed]) -> dict[int, dict[str, int]]:
    """What each stem counts in each of these rows, by the row's key."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    places = Place.objects.filter(indexed__in=rows.order_by().values("pk"))
    for key, text, weight in places.values_list("indexed", "stem__text", "weight"):
        found[key][text] = weight
    return found


@dataclass(frozen=True)
class Result:
    """One record that was found, with the words in context; of a restricted record its title alone."""

    searched: Searched
    reference: str
    on: date
    title: list[Part]
    passage: list[Part]
    restricted: bool


def results(board: Board, keys: list[int], asked: Question, *, by_beginning: bool) -> list[Result]:
    """What a page of results shows, in the order of its keys. One query, and one for each kind of record on it."""
    held = Indexed.objects.filter(board=board).in_bulk(keys)
    rows = [held[key] for key in keys if key in held]
    closed = {kind: SEARCHED[kind].restricted(_records(rows, kind)) for kind in {row.kind for row in rows}}
    beginnings = [word for word in asked.words if len(word) >= SHORTEST_BEGINNING] if by_beginning else []
    return [_result(row, row.record in closed[row.kind], asked.stems, beginnings) for row in rows]


def _records(rows: list[Indexed], kind: str) -> list[int]:
    return [row.record for row in rows if row.kind == kind]


def _result(row: Indexed, restricted: bool, stems: list[str], beginnings: list[str]) -> Result:
    title = passage(row.title, hits(row.title, stems, beginnings), LONGEST_TITLE)
    text = [] if restricted or not row.body else passage(row.body, hits(row.body, stems, beginnings))
    return Result(SEARCHED[row.kind], row.reference, row.on, title, text, restricted)
