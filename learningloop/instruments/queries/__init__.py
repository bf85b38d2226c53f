"""The question sets and scales that come with Learning Loop, and those of a board."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import QuerySet
from pydantic import TypeAdapter

from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.schema import QuestionSet, Scale
from learningloop.kit.parts import free_key
from learningloop.people.models import Board

SETS = Path(__file__).parents[1] / "sets"
SCALES = SETS / "scales.yaml"


@lru_cache(maxsize=1)
def shipped_scales() -> dict[str, Scale]:
    """The scales that real tools grade with, by key."""
    scales = TypeAdapter(tuple[Scale, ...]).validate_python(_read(SCALES))
    return {scale.key: scale for scale in scales}


@lru_cache(maxsize=1)
def shipped_sets() -> dict[str, QuestionSet]:
    """The question sets, by key. In their files scales stand by their keys; `defaults` hold for every question."""
    files = sorted(path for path in SETS.glob("*.yaml") if path != SCALES)
    return {path.stem: QuestionSet.model_validate(_whole(_read(path))) for path in files}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def _whole(written: dict[str, Any]) -> dict[str, Any]:
    defaults = written.pop("defaults", {})
    scales = [shipped_scales()[key].model_dump() for key in written.get("scales", [])]
    sections = [
        {**section, "questions": [defaults | question for question in section["questions"]]}
        for section in written["sections"]
    ]
    return {**written, "scales": scales, "sections": sections}


def newest_published(board: Board, key: str) -> QuestionSetVersion | None:
    """The version of a set that is asked now, if one was published."""
    versions = QuestionSetVersion.objects.filter(board=board, key=key)
    found: QuestionSetVersion | None = versions.exclude(published_on=None).order_by("-number").first()
    return found


def draft_of(board: Board, key: str) -> QuestionSetVersion | None:
    """The version of a set that is being written, if one is."""
    found: QuestionSetVersion | None = QuestionSetVersion.objects.filter(
        board=board, key=key, published_on=None
    ).first()
    return found


def key_for(board: Board, title: str) -> str:
    """A key made from a title, that no question set of the board has, nor one that may be taken up."""
    taken = set(QuestionSetVersion.objects.filter(board=board).values_list("key", flat=True))
    return free_key(title, taken | shipped_sets().keys())


def before_of(draft: QuestionSetVersion) -> QuestionSetVersion | None:
    """The published version that a draft follows."""
    return newest_published(draft.board, draft.key)


def newest_versions(board: Board) -> list[QuestionSetVersion]:
    """What can be asked now: the newest published version of each set, by title. One query."""
    versions = QuestionSetVersion.objects.filter(board=board).exclude(published_on=None).defer("content")
    newest: dict[str, QuestionSetVersion] = {}
    for version in versions.order_by("title", "-number"):
        newest.setdefault(version.key, version)
    return list(newest.values())


def not_taken_up(board: Board) -> list[QuestionSet]:
    """The shipped sets that the board has no version of."""
    taken = set(QuestionSetVersion.objects.filter(board=board).values_list("key", flat=True))
    return [question_set for key, question_set in shipped_sets().items() if key not in taken]


def versions_of(version: QuestionSetVersion) -> QuerySet[QuestionSetVersion]:
    """Every version of the same set, the newest first."""
    found: QuerySet[QuestionSetVersion] = QuestionSetVersion.objects.filter(
        board=version.board_id, key=version.key
    )
    return found.defer("content").order_by("-number")
