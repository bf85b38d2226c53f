"""The activity table as a spreadsheet and as a document."""

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.kit.documents import Document, Paragraph, Table
from learningloop.kit.downloads import table_file
from learningloop.kit.spreadsheets import Sheet, render_csv, render_xlsx
from learningloop.people.models import Board, Person
from learningloop.reports.models import Standing
from learningloop.reports.queries.activity import Activity
from learningloop.reports.queries.standings import Standings
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import note_taken

NOTHING = "-"
"""What stands where a framework's table has no activity, as the boards print it."""
COLUMNS = ("type", "description", "who", "reporting", "activity")


THREADS = (
    "Finding", "What was learned", "Stands at", "Last moved", "Next due", "Found", "Source",
    "Title of the source",
)  # fmt: skip
UNTOUCHED = ("Source", "Title", "Began", "Group", "Status")


def activity_csv(told: Activity) -> str:
    """Columns type, description, who, reporting, activity; the items of a list joined by `; `."""
    return render_csv(COLUMNS, _activity(told))


def activity_xlsx(told: Activity) -> bytes:
    """The same table for Excel."""
    return render_xlsx(Sheet(told.year, COLUMNS, _activity(told)))


def _activity(told: Activity) -> list[tuple[str, ...]]:
    return [
        (
            row.type,
            row.description,
            "; ".join(row.who),
            "; ".join(row.reporting),
            "; ".join(row.activity) or NOTHING,
        )
        for row in told.rows
    ]


def threads_file(
    board: Board, rows: QuerySet[Standing], standings: Standings, form: str, *, by: Person
) -> HttpResponse:
    """The threads of a list, one a line, each where it stands for its reader. Restricted ones are noted."""
    behind: set[Source] = set()

    def cells(row: Standing) -> tuple[object, ...]:
        finding, stand = row.finding, standings.stand_of(row)
        behind.add(finding.source)
        told = (stand.position.label, stand.moved_on, stand.awaited_on, finding.drawn_on)
        return (finding.reference, finding.statement, *told, finding.source.reference, finding.source.title)

    made = table_file(f"threads-{board.slug}", THREADS, rows, cells, form)
    note_taken(behind, by=by)
    return made


def untouched_file(board: Board, rows: QuerySet[Source], form: str) -> HttpResponse:
    """The sources of a list from which nothing has been drawn yet."""
    return table_file(f"untouched-{board.slug}", UNTOUCHED, rows, _untouched, form)


def _untouched(source: Source) -> tuple[object, ...]:
    return source.reference, source.title, source.started_on, source.group and source.group.name, source.status


def activity_document(told: Activity, board: Board) -> Document:
    """The table as the frameworks print it, with the year over its last column."""
    header = ("Type of review", "Description", "Who", "Reporting", f"{told.year} activity")
    rows = tuple((row.type, row.description, row.who, row.reporting, row.activity or NOTHING) for row in told.rows)
    table = Table(header, rows, caption=f"Reviews of safeguarding practice, {told.year}", widths=(2, 4, 2, 2, 4))
    note = f"{told.left_out} that are not open to the whole board are not listed." if told.left_out else ""
    return Document(
        title=f"Learning and improvement activity {told.year}",
        blocks=(table, Paragraph(note)) if note else (table,),
        owner=board.name,
        note="Made from the sources that the board recorded for the year.",
        wide=True,
    )
