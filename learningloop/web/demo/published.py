"""Ofsted's published findings and recommendations on the five boards' areas."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from learningloop.learning.models import Finding, Recommendation
from learningloop.learning.operations import draw_finding, make_recommendation
from learningloop.people.models import Agency, Board, Group
from learningloop.sources.register.models import Source, Theme
from learningloop.sources.register.operations import add_theme, record_source
from learningloop.trail.operations import SYSTEM
from learningloop.web.demo.ofsted_schema import OfstedFile, OfstedFinding, OfstedRecommendation, OfstedSource

HERE = Path(__file__).parent
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def add_themes(board: Board) -> dict[str, Theme]:
    told = yaml.safe_load((HERE / "themes.yaml").read_text("utf-8"))
    return {
        theme["slug"]: add_theme(
            board=board, slug=theme["slug"], name=theme["name"], description=theme["description"], by=SYSTEM
        )
        for theme in told["themes"]
    }


def read_ofsted(board: Board) -> list[OfstedSource]:
    """The board's inspections, oldest first."""
    text = (HERE / "ofsted" / f"{board.slug}.yaml").read_text("utf-8")
    told = OfstedFile.model_validate(yaml.safe_load(text))
    return sorted(told.sources, key=lambda source: source.published_on)


@dataclass(frozen=True)
class Inspection:
    """An inspection as recorded.

    `unanswered` are the findings on which no recommendation rests; `again` are the recommendations that repeat one
    of the inspection before, by its key.
    """

    source: Source
    recommendations: dict[str, Recommendation]
    unanswered: list[Finding]
    again: dict[str, Recommendation]


def record_inspection(board: Board, told: OfstedSource, themes: dict[str, Theme], inspected: Agency) -> Inspection:
    """An inspection as a source, with its findings and recommendations as printed.

    `inspected` is the agency that learns alone from what is not multi-agency.
    """
    source = record_source(
        board=board,
        kind="inspection",
        title=told.title,
        started_on=told.published_on,
        completed_on=told.published_on,
        group=Group.objects.filter(home=board, level="board").first(),
        themes={themes[slug] for finding in told.findings for slug in finding.themes},
        summary=told.summary,
        origin=told.url,
        licence=told.licence,
        by=SYSTEM,
    )
    findings = {finding.key: _draw(source, finding, themes, inspected) for finding in told.findings}
    made = {one.key: _recommend(source, one, findings) for one in told.recommendations}
    answered = {key for one in told.recommendations for key in one.answers}
    return Inspection(
        source,
        made,
        unanswered=[finding for key, finding in findings.items() if key not in answered],
        again={key: made[one.key] for one in told.recommendations for key in one.repeats},
    )


def _draw(source: Source, told: OfstedFinding, themes: dict[str, Theme], inspected: Agency) -> Finding:
    return draw_finding(
        source=source,
        kind=told.kind,
        statement=told.statement,
        passage=told.passage,
        voice=told.voice,
        themes=[themes[slug] for slug in told.themes],
        multi_agency=told.multi_agency,
        agencies=[] if told.multi_agency else [inspected],
        drawn_on=source.started_on,
        by=SYSTEM,
    )


def _recommend(source: Source, told: OfstedRecommendation, findings: dict[str, Finding]) -> Recommendation:
    return make_recommendation(
        findings=[findings[key] for key in told.answers],
        text=told.text,
        passage=told.passage,
        made_on=source.started_on,
        by=SYSTEM,
    )
