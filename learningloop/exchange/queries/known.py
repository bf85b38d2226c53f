"""What the board has already of what a sheet tells, as far as the person who brings it may see it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from learningloop.embedding.actions.models import Action, Progress
from learningloop.embedding.actions.queries import actions_of
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.queries import evaluations_of
from learningloop.exchange.queries.drafts import Draft
from learningloop.exchange.rules.columns import Kind, Stage
from learningloop.kit.portions import portions
from learningloop.kit.spreadsheets.words import folded
from learningloop.learning.models import Finding, Recommendation
from learningloop.learning.queries import findings_of, recommendations_of
from learningloop.people.models import Board, Person
from learningloop.sources.register.models import Source
from learningloop.sources.register.queries import register_of

MODELS: dict[str, Any] = {
    "source": Source, "finding": Finding, "recommendation": Recommendation, "action": Action, "progress": Progress,
    "evaluation": Evaluation,
}  # fmt: skip
PARENT = {
    "finding": "source", "recommendation": "findings", "action": "recommendation", "progress": "action",
    "evaluation": "action",
}  # fmt: skip
"""The field by which a record of a stage knows what it follows from."""


def visible(stage: str, person: Person | None, board: Board) -> QuerySet[Any]:
    """The records of a stage that a person may see; all of them when no person asks, but the system."""
    if person is None:
        return _with_all(stage, MODELS[stage].objects.filter(**_of(stage, board)))
    rows: dict[str, Any] = {
        "source": register_of, "finding": findings_of, "recommendation": recommendations_of, "action": actions_of,
        "evaluation": evaluations_of,
    }  # fmt: skip
    if stage == "progress":
        return Progress.objects.filter(action__in=actions_of(person, board).values("pk")).select_related("action")
    return _with_all(stage, rows[stage](person, board))


def _of(stage: str, board: Board) -> dict[str, Any]:
    return {"action__board" if stage == "progress" else "board": board}


def _with_all(stage: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With everything that the sheet tells of them."""
    match stage:
        case "source":
            return rows.select_related("group", "lead", "board").prefetch_related(
                "agencies", "themes", "named_people"
            )
        case "finding":
            return rows.select_related("source", "board").prefetch_related("agencies", "themes")
        case "recommendation":
            behind: Any = Prefetch("findings", Finding.objects.select_related("source"))
            return rows.select_related("response__group", "board").prefetch_related("agencies", behind)
        case "action":
            ground: Any = Prefetch("recommendation__findings", Finding.objects.select_related("source"))
            named = rows.select_related("agency", "owner", "group", "board", "recommendation")
            return named.prefetch_related("helping_agencies", ground)
        case "evaluation":
            return rows.select_related("action", "group", "shown_by", "board")
    return rows.select_related("action")


def bare(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows without what is told of them."""
    return rows.select_related(None).prefetch_related(None)


def match(drafts: list[Draft], stage: Stage, person: Person | None, board: Board) -> None:
    """Give each draft of a stage the record that exists, by its reference or by its words."""
    if stage.key == "response":
        for draft in drafts:
            known = draft.parent.existing if draft.parent else None
            draft.existing = known.answer if known else None
        return
    named = _by_reference(drafts, stage, person, board) if stage.letters else {}
    found = named | _by_words(drafts, stage, person, board)
    records = {
        record.pk: record
        for some in portions(set(found.values()))
        for record in visible(stage.key, person, board).filter(pk__in=some)
    }
    for draft, key in found.items():
        draft.existing = records.get(key)
        if draft.existing and not draft.reference:
            draft.reference = getattr(draft.existing, "reference", "")


def _by_reference(drafts: list[Draft], stage: Stage, person: Person | None, board: Board) -> dict[Draft, int]:
    asked = {draft.reference: draft for draft in drafts if draft.reference}
    rows = bare(visible(stage.key, person, board))
    return {
        asked[reference]: key
        for some in portions(asked)
        for key, reference in rows.filter(reference__in=some).values_list("pk", "reference")
    }


def taken(drafts: list[Draft], stage: Stage, board: Board) -> set[str]:
    """The references among these that some record of the board bears, whoever may see it."""
    return {
        reference
        for some in portions(draft.reference for draft in drafts if draft.reference)
        for reference in MODELS[stage.key]
        .objects.filter(board=board, reference__in=some)
        .values_list("reference", flat=True)
    }


def _by_words(drafts: list[Draft], stage: Stage, person: Person | None, board: Board) -> dict[Draft, int]:
    """What bears no reference is the same when its words are, under the same record."""
    under = PARENT.get(stage.key)
    asked: dict[tuple[Any, ...], Draft] = {}
    for draft in [one for one in drafts if not one.reference and one.values.keys() >= set(stage.same_by)]:
        above = [parent.existing.pk for parent in draft.parents if parent.existing] if under else [None]
        asked |= {(key, *_words_of(draft)): draft for key in above}
    rows = bare(visible(stage.key, person, board)).order_by("-pk")
    fields = [under or "board", *stage.same_by, "pk"]
    groups = [{f"{under}__in": some} for some in portions({key[0] for key in asked})] if under else [{}]
    known: dict[Draft, int] = {}
    for narrowed in groups if asked else []:
        for above, *told, key in rows.filter(**narrowed).values_list(*fields):
            same = asked.get((above if under else None, *_folded(stage, told)))
            if same:
                known[same] = key
    return known


def _words_of(draft: Draft) -> tuple[Any, ...]:
    values = [draft.values.get(key) for key in draft.stage.same_by]
    return _folded(draft.stage, [getattr(value, "pk", value) for value in values])


def _folded(stage: Stage, told: Iterable[Any]) -> tuple[Any, ...]:
    columns = [stage.by_key[key] for key in stage.same_by]
    return tuple(
        folded(value or "") if column.kind is Kind.TEXT else value
        for column, value in zip(columns, told, strict=True)
    )
