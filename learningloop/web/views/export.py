"""Taking away all that a board holds."""

from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.operations import note_export
from learningloop.people.policy import BOARD_EXPORT
from learningloop.web.board_export.tables import left_out, tables_of
from learningloop.web.board_export.writing import write_export


@board_page(BOARD_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request, board: Board) -> HttpResponseBase:
    """What would be in it; when asked for, the archive, with an event."""
    if request.method == "POST":
        note_export(board=board, by=request.user)
        # closed by the response, when it has been sent
        file = TemporaryFile()  # noqa: SIM115
        write_export(file, board, request.user)
        file.seek(0)
        name = f"{board.slug}-{timezone.localdate().isoformat()}.zip"
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    context = {
        "tables": [(table, table.rows.count()) for table in tables_of(board, request.user)],
        "left_out": left_out(board, request.user),
    }
    return render(request, "web/export.html", context)
