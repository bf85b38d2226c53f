"""Changes to what was learned."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from learningloop.learning import events
from learningloop.learning.models import Finding, Recommendation, Response
from learningloop.learning.queries import state_of
from learningloop.learning.rules import (
    ASK_REASON,
    agencies_disagree,
    ask_later,
    drawn_too_early,
    made_too_early,
    not_in_framework,
    reason_is_missing,
)
from learningloop.people.models import Agency, Group
from learningloop.people.operations import next_reference
from learningloop.sources.register.models import Source, Theme
from learningloop.trail.operations import Actor, ChangedMeanwhile, Refused, change, log, operation


class NoFinding(Refused):
    """A recommendation rests on at least one finding."""


class FindingsOfSeveralBoards(Refused):
    """A recommendation is made within one board."""


class AlreadyAnswered(Refused):
    """The board gave its response; it is not changed afterwards."""


class ReasonMissing(Refused):
    """Not accepting, or accepting in part, needs its reason."""


class AgenciesMissing(Refused):
    """A single-agency finding names its agency; a multi-agency one names two or more, or none."""


class NotInFramework(Refused):
    """The framework under which the source began has no such priority, domain or statement."""


class DrawnTooEarly(Refused):
    """A finding is drawn from what has begun."""


class MadeTooEarly(Refused):
    """A recommendation follows what it rests on."""


class AnsweredTooEarly(Refused):
    """A response follows its recommendation."""


@operation
def draw_finding(
    *,
    source: Source,
    kind: str,
    statement: str,
    multi_agency: bool,
    drawn_on: date,
    evidence: str = "",
    passage: str = "",
    voice: str = "",
    priority: str = "",
    domain: str = "",
    good_statement: str = "",
    themes: Iterable[Theme] = (),
    agencies: Sequence[Agency] = (),
    by: Actor,
) -> Finding:
    """Draw a finding, a strength or a need, from a source.

    Raises AgenciesMissing, NotInFramework, DrawnTooEarly.
    """
    _names_its_agencies(multi_agency, agencies)
    _stands_in_framework(source, priority, domain, good_statement)
    _follows_its_source(source, drawn_on)
    finding: Finding = Finding.objects.create(
        board=source.board,
        reference=next_reference(board=source.board, letters="F", year=drawn_on.year),
        source=source,
        kind=kind,
        statement=statement,
        evidence=evidence,
        passage=passage,
        voice=voice,
        priority=priority,
        domain=domain,
        good_statement=good_statement,
        multi_agency=multi_agency,
        drawn_on=drawn_on,
        recorded_at=timezone.now(),
    )
    finding.themes.set(themes)
    finding.agencies.set(agencies)
    log(events.FINDING_DRAWN, finding)
    return finding


@operation
def edit_finding(
    *,
    finding: Finding,
    themes: Iterable[Theme],
    agencies: Sequence[Agency],
    seen: int | None = None,
    by: Actor,
    **fields: Any,
) -> Finding:
    """Change a finding. Raises ChangedMeanwhile, and as draw_finding does.

    `seen` is the state (`state_of`) that the editor began from.
    """
    Finding.objects.select_for_update().get(pk=finding.pk)  # another's change waits here for this one
    _still(finding, seen)
    _names_its_agencies(fields.get("multi_agency", finding.multi_agency), agencies)
    told = [fields.get(name, getattr(finding, name)) for name in ("priority", "domain", "good_statement")]
    _stands_in_framework(finding.source, *told)
    _follows_its_source(finding.source, fields.get("drawn_on", finding.drawn_on))
    change(events.FINDING_EDITED, finding, related={"themes": themes, "agencies": agencies}, **fields)
    return finding


def _still(thing: Finding | Recommendation, seen: int | None) -> None:
    if seen is not None and seen != state_of(thing):
        raise ChangedMeanwhile(
            "Somebody else changed this after you opened it. Nothing of theirs or yours is lost: look at the "
            "history on its page, then save this to put your answers in place of theirs."
        )


def _names_its_agencies(multi_agency: bool, agencies: Sequence[Agency]) -> None:
    if wrong := agencies_disagree(multi_agency, len(agencies)):
        raise AgenciesMissing(wrong)


def _stands_in_framework(source: Source, priority: str, domain: str, good_statement: str) -> None:
    if wrong := not_in_framework(source.framework, priority, domain, good_statement):
        raise NotInFramework(wrong)


def _follows_its_source(source: Source, drawn_on: date) -> None:
    if wrong := drawn_too_early(drawn_on, source.started_on):
        raise DrawnTooEarly(wrong)


@operation
def make_recommendation(
    *,
    findings: Sequence[Finding],
    text: str,
    made_on: date,
    passage: str = "",
    agencies: Iterable[Agency] = (),
    by: Actor,
) -> Recommendation:
    """Recommend what should change, or be kept and spread.

    Raises NoFinding, FindingsOfSeveralBoards, MadeTooEarly.
    """
    board = _one_board(findings)
    _follows_a_finding(findings, made_on)
    recommendation: Recommendation = Recommendation.objects.create(
        board=board,
        reference=next_reference(board=board, letters="RC", year=made_on.year),
        text=text,
        passage=passage,
        made_on=made_on,
        recorded_at=timezone.now(),
    )
    recommendation.findings.set(findings)
    recommendation.agencies.set(agencies)
    log(events.RECOMMENDATION_MADE, recommendation)
    return recommendation


@operation
def edit_recommendation(
    *,
    recommendation: Recommendation,
    findings: Sequence[Finding],
    agencies: Iterable[Agency],
    seen: int | None = None,
    by: Actor,
    **fields: Any,
) -> Recommendation:
    """Change a recommendation that has had no response.

    `seen` is the state (`state_of`) that the editor began from. Raises AlreadyAnswered, ChangedMeanwhile and as
    make_recommendation does.
    """
    if _is_answered(recommendation):
        raise AlreadyAnswered("The board has answered this recommendation, so it stays as it is. Make a new one.")
    _still(recommendation, seen)
    _one_board(findings)
    _follows_a_finding(findings, fields.get("made_on", recommendation.made_on))
    change(events.RECOMMENDATION_EDITED, recommendation, related={"agencies": agencies}, **fields)
    _rest_on(recommendation, findings)
    return recommendation


def _rest_on(recommendation: Recommendation, findings: Sequence[Finding]) -> None:
    """Let it rest on these findings. The trail names them by reference alone: one may be closed to its readers."""
    held = {finding.reference for finding in recommendation.findings.all()}
    wanted = {finding.reference for finding in findings}
    if held != wanted:
        recommendation.findings.set(findings)
        log(
            events.RECOMMENDATION_RESTED,
            recommendation,
            before={"findings": sorted(held)},
            after={"findings": sorted(wanted)},
        )


def _follows_a_finding(findings: Sequence[Finding], made_on: date) -> None:
    if wrong := made_too_early(made_on, min(finding.drawn_on for finding in findings)):
        raise MadeTooEarly(wrong)


def _is_answered(recommendation: Recommendation) -> bool:
    """Whether the board gave its response; who else answers or changes it waits here until this is done."""
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    return Response.objects.filter(recommendation=recommendation).exists()


def _one_board(findings: Sequence[Finding]) -> Any:
    if not findings:
        raise NoFinding("Choose at least one finding on which the recommendation rests.")
    if len({finding.board_id for finding in findings}) > 1:
        raise FindingsOfSeveralBoards("The findings belong to several boards. Choose findings of one board.")
    return findings[0].board


@operation
def respond_to_recommendation(
    *,
    recommendation: Recommendation,
    decision: str,
    decided_on: date,
    reason: str = "",
    group: Group | None = None,
    by: Actor,
) -> Response:
    """Give the board's response. Raises AlreadyAnswered, ReasonMissing, AnsweredTooEarly."""
    if _is_answered(recommendation):
        raise AlreadyAnswered("The board has answered this recommendation already. Its answer stands.")
    if reason_is_missing(decision, reason):
        raise ReasonMissing(ASK_REASON)
    if decided_on < recommendation.made_on:
        raise AnsweredTooEarly(ask_later(recommendation.made_on))
    response = Response.objects.create(
        recommendation=recommendation,
        decision=decision,
        reason=reason,
        group=group,
        decided_on=decided_on,
        recorded_at=timezone.now(),
    )
    log(events.RECOMMENDATION_ANSWERED, recommendation, decision=response.get_decision_display().lower())
    return response
