"""Drawing many findings, making many recommendations, giving many responses at once.

Each takes records that are not saved yet and holds them to the rules of its single form.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from learningloop.kit.portions import AT_ONCE
from learningloop.learning import events
from learningloop.learning.models import Finding, Recommendation, Response
from learningloop.learning.operations import (
    AgenciesMissing,
    AlreadyAnswered,
    AnsweredTooEarly,
    DrawnTooEarly,
    FindingsOfSeveralBoards,
    MadeTooEarly,
    NoFinding,
    NotInFramework,
    ReasonMissing,
)
from learningloop.learning.rules import (
    ASK_REASON,
    agencies_disagree,
    ask_later,
    drawn_too_early,
    made_too_early,
    not_in_framework,
    reason_is_missing,
)
from learningloop.people.models import Agency, Board
from learningloop.people.operations import give_references
from learningloop.sources.register.models import Theme
from learningloop.trail.operations import Actor, Noted, Related, create_many, log_many, operation


@dataclass(frozen=True)
class NewFinding:
    """A finding that is not saved yet, with what it shall be tied to; without a reference it gets the next."""

    finding: Finding
    themes: Sequence[Theme] = ()
    agencies: Sequence[Agency] = ()


@operation
def draw_findings(*, board: Board, new: Sequence[NewFinding], by: Actor) -> None:
    """Draw many findings on one board. Raises as draw_finding does."""
    now = timezone.now()
    for one in new:
        _check_finding(one)
        one.finding.board, one.finding.recorded_at = board, now
    findings = [one.finding for one in new]
    give_references(board=board, letters="F", made=((finding, finding.drawn_on.year) for finding in findings))
    related: Related = {"themes": [one.themes for one in new], "agencies": [one.agencies for one in new]}
    create_many(events.FINDING_DRAWN, findings, related=related)


def _check_finding(new: NewFinding) -> None:
    finding = new.finding
    told = finding.priority, finding.domain, finding.good_statement
    if wrong := agencies_disagree(finding.multi_agency, len(new.agencies)):
        raise AgenciesMissing(wrong)
    if wrong := not_in_framework(finding.source.framework, *told):
        raise NotInFramework(wrong)
    if wrong := drawn_too_early(finding.drawn_on, finding.source.started_on):
        raise DrawnTooEarly(wrong)


@dataclass(frozen=True)
class NewRecommendation:
    """A recommendation that is not saved yet, and the findings on which it shall rest."""

    recommendation: Recommendation
    findings: Sequence[Finding]
    agencies: Sequence[Agency] = ()


@operation
def make_recommendations(*, board: Board, new: Sequence[NewRecommendation], by: Actor) -> None:
    """Make many recommendations on one board. Raises as make_recommendation does."""
    now = timezone.now()
    for one in new:
        _check_recommendation(one, board)
        one.recommendation.board, one.recommendation.recorded_at = board, now
    made = [one.recommendation for one in new]
    give_references(board=board, letters="RC", made=((one, one.made_on.year) for one in made))
    related: Related = {"findings": [one.findings for one in new], "agencies": [one.agencies for one in new]}
    create_many(events.RECOMMENDATION_MADE, made, related=related)


def _check_recommendation(new: NewRecommendation, board: Board) -> None:
    if not new.findings:
        raise NoFinding("Choose at least one finding on which the recommendation rests.")
    if {finding.board_id for finding in new.findings} != {board.pk}:
        raise FindingsOfSeveralBoards("The findings belong to several boards. Choose findings of one board.")
    if wrong := made_too_early(new.recommendation.made_on, min(finding.drawn_on for finding in new.findings)):
        raise MadeTooEarly(wrong)


@operation
def respond_to_recommendations(*, responses: Sequence[Response], by: Actor) -> None:
    """Give many responses that are not saved yet, each to its recommendation. Raises as the single form does."""
    now = timezone.now()
    for response in responses:
        _check_response(response)
        response.recorded_at = now
    _unanswered([response.recommendation_id for response in responses])
    Response.objects.bulk_create(responses, batch_size=AT_ONCE)
    told = (
        Noted(response.recommendation, facts={"decision": response.get_decision_display().lower()})
        for response in responses
    )
    log_many(events.RECOMMENDATION_ANSWERED, told)


def _check_response(response: Response) -> None:
    if reason_is_missing(response.decision, response.reason):
        raise ReasonMissing(ASK_REASON)
    if response.decided_on < response.recommendation.made_on:
        raise AnsweredTooEarly(ask_later(response.recommendation.made_on))


def _unanswered(recommendations: Sequence[int]) -> None:
    """Whoever else answers one of these waits here until this is done."""
    for start in range(0, len(recommendations), AT_ONCE):
        some = recommendations[start : start + AT_ONCE]
        list(Recommendation.objects.select_for_update().filter(pk__in=some).values_list("pk"))
        if Response.objects.filter(recommendation__in=some).exists():
            raise AlreadyAnswered("The board has answered one of these already. Its answer stands.")
