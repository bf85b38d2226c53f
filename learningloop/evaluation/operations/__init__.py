"""Judging effect, and calling for more evidence."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from learningloop.embedding.actions.models import Action
from learningloop.evaluation import events
from learningloop.evaluation.models import Evaluation, Verdict
from learningloop.evaluation.rules import judged_too_early, next_date_missing
from learningloop.people.models import Group, Person
from learningloop.people.operations import next_reference
from learningloop.records.operations import store_files
from learningloop.records.operations.looking import looked_at_first
from learningloop.sources.register.models import Sensitivity, Source
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import Actor, Refused, change, log, operation


class NotDoneYet(Refused):
    """The effect of an action is judged once it is done and assured."""


class JudgedTooEarly(Refused):
    """The effect of an action is judged on the day it was closed, or later."""


class NextDateMissing(Refused):
    """While the effect is not known, it says when it will be judged again."""


class AlreadyCommissioned(Refused):
    """An evaluation calls for one follow-up."""


@looked_at_first("action")
@operation
def carry_out_evaluation(
    *,
    action: Action,
    verdict: str,
    why: str,
    evidence: str,
    on: date,
    again_on: date | None = None,
    group: Group | None = None,
    shown_by: Source | None = None,
    uploads: "Sequence[UploadedFile[Any]]" = (),
    by: Person,
) -> Evaluation:
    """Judge whether a finished action changed anything. "Not improved" reopens the thread.

    Raises NotDoneYet, JudgedTooEarly, NextDateMissing, and as store_files does.
    """
    _judged_in_time(action, on)
    if missing := next_date_missing(verdict, on, again_on):
        raise NextDateMissing(missing)
    evaluation: Evaluation = Evaluation.objects.create(
        board=action.board,
        reference=next_reference(board=action.board, letters="E", year=on.year),
        action=action,
        carried_out_on=on,
        group=group,
        evidence=evidence,
        shown_by=shown_by,
        verdict=verdict,
        why=why,
        again_on=again_on,
        recorded_at=timezone.now(),
    )
    if uploads:
        evaluation.files.set(store_files(board=action.board, uploads=uploads, by=by))
    log(events.EVALUATION_CARRIED_OUT, evaluation, verdict=Verdict(verdict).label.lower())
    return evaluation


def _judged_in_time(action: Action, on: date) -> None:
    if wrong := judged_too_early(on, action.closed_on):
        raise JudgedTooEarly(wrong) if action.closed_on else NotDoneYet(wrong)


@operation
def commission_follow_up(
    *, evaluation: Evaluation, kind: str, title: str, started_on: date, group: Group | None = None, by: Actor
) -> Source:
    """Commission a source that will look again: a new row at the loop's first stage. Raises AlreadyCommissioned.

    It inherits the sensitivity of what it follows up.
    """
    now: Evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if now.commissioned_id:
        raise AlreadyCommissioned("This evaluation has commissioned a follow-up already. Open that one.")
    origin = _most_sensitive_source(evaluation)
    source = record_source(
        board=evaluation.board,
        kind=kind,
        title=title,
        started_on=started_on,
        group=group or origin.group,
        agencies=[evaluation.action.agency],
        themes=origin.themes.all(),
        sensitivity=origin.sensitivity,
        named_people=origin.named_people.all(),
        by=by,
    )
    change(events.EVALUATION_COMMISSIONED, evaluation, facts={"source": source.reference}, commissioned=source)
    return source


def _most_sensitive_source(evaluation: Evaluation) -> Source:
    """Of the sources behind what is followed up, the one that fewest people may open."""
    rank = [Sensitivity.BOARD, Sensitivity.GROUP, Sensitivity.NAMED]
    sources: list[Source] = list(
        Source.objects.filter(pk__in=evaluation.action.recommendation.findings.values("source"))
    )
    return max(sources, key=lambda source: rank.index(Sensitivity(source.sensitivity)))
