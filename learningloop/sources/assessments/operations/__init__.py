"""Opening a round of returns, asking more agencies, closing it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from learningloop.instruments.models import AnswerSet, QuestionSetVersion
from learningloop.instruments.operations.answering import open_answers
from learningloop.people.models import Agency, Board
from learningloop.people.operations import give_references
from learningloop.sources.assessments import events, rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations.leading import follow, hold_together, leading_returns
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import Actor, Refused, change, create_many, log, operation


class NotPublished(Refused):
    """Only a published version of a question set is asked."""


class NobodyAsked(Refused):
    """A round is asked of at least one agency that is not asked yet."""


class RoundDatesDisagree(Refused):
    """The round would close before it opens."""


class NotTheSameQuestions(Refused):
    """The round before was of another question set."""


class RoundClosed(Refused):
    """The round is closed: nothing can be answered in it any more."""


@operation
def open_round(
    *,
    board: Board,
    version: QuestionSetVersion,
    kind: str,
    title: str,
    agencies: Sequence[Agency],
    opens_on: date,
    closes_on: date,
    signed_by: str,
    before: Round | None = None,
    joins: Round | None = None,
    instructions: str = "",
    reminders: Sequence[str] = (),
    by: Actor,
    **cover_sheet: Any,
) -> Round:
    """Open a round: its cover sheet in the register, and a return for each agency; with none, nobody is asked yet.

    `kind` is a kind of source of the framework; `before` the round whose answers are shown to be confirmed again;
    `joins` the round of another board that it is held together with (`join_round` sees to what must hold then);
    `reminders` are keys of rules.REMINDERS.
    Raises NotPublished, RoundDatesDisagree, NotTheSameQuestions, and as record_source does.
    """
    if version.is_draft:
        raise NotPublished("Publish this version of the question set first.")
    if wrong := rules.dates_disagree(opens_on, closes_on):
        raise RoundDatesDisagree(wrong)
    if before and before.version.key != version.key:
        raise NotTheSameQuestions("The round before was of another question set. Its answers cannot be compared.")
    source = record_source(
        board=board, kind=kind, title=title, started_on=opens_on, agencies=agencies, by=by, **cover_sheet
    )
    round_: Round = Round.objects.create(
        board=board, reference=source.reference, source=source, version=version, before=before, joins=joins,
        opens_on=opens_on, closes_on=closes_on, signed_by=signed_by, instructions=instructions,
        reminders=list(reminders),
    )  # fmt: skip
    log(events.ROUND_OPENED, round_, number=len(agencies))
    if agencies:
        _ask(round_, agencies, {})
    return round_


@operation
def ask_more(
    *, round_: Round, agencies: Sequence[Agency], due: Mapping[int, date] | None = None, by: Actor
) -> None:
    """Ask agencies that were not asked yet; `due` are days of their own, by the agency's key.

    Raises NobodyAsked, RoundClosed.
    """
    hold_open(round_)
    asked = set(round_.returns.values_list("agency", flat=True))
    fresh = [agency for agency in agencies if agency.pk not in asked]
    log(events.ROUND_EXTENDED, round_, number=len(fresh))
    _ask(round_, fresh, due or {})
    round_.source.agencies.add(*fresh)


def _ask(round_: Round, agencies: Sequence[Agency], due: Mapping[int, date]) -> None:
    if not agencies:
        raise NobodyAsked("Choose at least one agency that is not asked yet.")
    leading = leading_returns(round_, agencies)
    returns = [
        Return(board=round_.board, round=round_, agency=agency, due_on=due.get(agency.pk, round_.closes_on))
        for agency in agencies
    ]
    give_references(board=round_.board, letters="AR", made=((one, round_.opens_on.year) for one in returns))
    for one in returns:
        if one.agency_id in leading:
            follow(one, leading[one.agency_id])
    own = [one for one in returns if one.agency_id not in leading]
    former = _answered_before(round_, agencies)
    sets = open_answers(
        board=round_.board,
        version=round_.version,
        asked=[(one.reference, one.agency, former.get(one.agency_id)) for one in own],
    )
    for one, answer_set in zip(own, sets, strict=True):
        one.answer_set = answer_set
    create_many(events.RETURN_ASKED, returns, facts=lambda one: {"agency": one.agency.name})


def _answered_before(round_: Round, agencies: Iterable[Agency]) -> dict[int, AnswerSet]:
    """What each agency submitted in the round before."""
    if round_.before is None:
        return {}
    submitted = round_.before.returns.filter(state=rules.SUBMITTED, agency__in=agencies)
    return {one.agency_id: one.answer_set for one in submitted.select_related("answer_set")}


@operation
def close_round(*, round_: Round, on: date, by: Actor) -> Round:
    """Close a round: what is not submitted by now stays as it is. Raises RoundClosed."""
    hold_open(round_)
    states = list(round_.returns.exclude(state=rules.WITHDRAWN).values_list("state", flat=True))
    told = {"submitted": states.count(rules.SUBMITTED), "number": len(states)}
    change(events.ROUND_CLOSED, round_, facts=told, closed_on=on)
    return round_


def hold_open(round_: Round) -> None:
    """Keep others from changing the round, and those held with it, until this is done. Raises RoundClosed."""
    hold_together(round_)
    if Round.objects.get(pk=round_.pk).closed_on:
        raise RoundClosed("This round is closed.")
