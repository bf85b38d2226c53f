"""The register as a spreadsheet."""

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.kit.downloads import table_file
from learningloop.people.models import Board
from learningloop.sources.register.models import Source

COLUMNS = (
    "Reference", "Title", "Kind", "Began", "Completed", "Group", "Lead", "Agencies", "Themes", "Open to", "Link",
)  # fmt: skip


def register_file(board: Board, rows: QuerySet[Source], form: str) -> HttpResponse:
    """The sources of a list, one a line. Summaries stay on the sources' own pages."""
    return table_file(f"sources-{board.slug}", COLUMNS, rows, _cells, form)


def _cells(source: Source) -> tuple[object, ...]:
    return (
        source.reference,
        source.title,
        source.kind_told.name,
        source.started_on,
        source.completed_on,
        source.group and source.group.name,
        source.lead and source.lead.name,
        [agency.name for agency in source.agencies.all()],
        [theme.name for theme in source.themes.all()],
        source.get_sensitivity_display(),
        source.origin,
    )
