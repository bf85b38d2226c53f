"""Findings and recommendations as spreadsheets."""

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.kit.downloads import table_file
from learningloop.learning.models import Finding, Recommendation
from learningloop.people.models import Board, Person
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import note_taken

FINDING_COLUMNS = (
    "Reference", "Strength or need", "What was learned", "Source", "Title of the source", "Where it stands",
    "Drawn", "Themes", "Priority", "Domain", "What good looks like", "One agency or several", "Agencies",
    "Recommendations",
)  # fmt: skip
RECOMMENDATION_COLUMNS = (
    "Reference", "What should change", "Where it stands", "Made", "Rests on", "Addressed to", "Response", "Reason",
    "Decided by", "Decided",
)  # fmt: skip


def findings_file(board: Board, rows: QuerySet[Finding], form: str, *, by: Person) -> HttpResponse:
    """The findings of a list, one a line. Taking a restricted source's findings along is noted."""
    behind: set[Source] = set()

    def cells(finding: Finding) -> tuple[object, ...]:
        behind.add(finding.source)
        return _finding(finding)

    made = table_file(f"findings-{board.slug}", FINDING_COLUMNS, rows, cells, form)
    note_taken(behind, by=by)
    return made


def recommendations_file(board: Board, rows: QuerySet[Recommendation], form: str, *, by: Person) -> HttpResponse:
    """The recommendations of a list, one a line. Taking those of a restricted source along is noted."""
    behind: set[Source] = set()

    def cells(recommendation: Recommendation) -> tuple[object, ...]:
        behind.update(finding.source for finding in recommendation.findings.all())
        return _recommendation(recommendation)

    made = table_file(f"recommendations-{board.slug}", RECOMMENDATION_COLUMNS, rows, cells, form)
    note_taken(behind, by=by)
    return made


def _finding(finding: Finding) -> tuple[object, ...]:
    priority, domain, good = finding.priority_told, finding.domain_told, finding.good_told
    return (
        finding.reference,
        finding.get_kind_display(),
        finding.statement,
        finding.source.reference,
        finding.source.title,
        finding.passage,
        finding.drawn_on,
        [theme.name for theme in finding.themes.all()],
        priority.name if priority else "",
        domain.name if domain else "",
        good.text if good else "",
        "Several" if finding.multi_agency else "One",
        [agency.name for agency in finding.agencies.all()],
        [recommendation.reference for recommendation in finding.recommendations.all()],
    )


def _recommendation(recommendation: Recommendation) -> tuple[object, ...]:
    answer = recommendation.answer
    return (
        recommendation.reference,
        recommendation.text,
        recommendation.passage,
        recommendation.made_on,
        [finding.reference for finding in recommendation.findings.all()],
        [agency.name for agency in recommendation.agencies.all()],
        answer.get_decision_display() if answer else "Waiting for a response",
        answer.reason if answer else "",
        answer.group.name if answer and answer.group else "",
        answer.decided_on if answer else None,
    )
