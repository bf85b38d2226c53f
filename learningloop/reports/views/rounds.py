"""The report of a round of returns, on the page and to take away."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learningloop.kit.documents import render_html
from learningloop.kit.downloads import document_file, paper_asked
from learningloop.people.gate import Request, record_page
from learningloop.reports.exports.rounds import round_document
from learningloop.reports.queries.rounds import round_told
from learningloop.sources.assessments.models import Round
from learningloop.sources.assessments.policy import ROUND_VIEW


@record_page(ROUND_VIEW)
@require_safe
def report(request: Request, round_: Round) -> HttpResponse:
    """The report of a round; the same as a file with `format`."""
    document = round_document(round_told(round_, request.user))
    if form := paper_asked(request):
        return document_file(document, f"{round_.reference}-report", form)
    context = {"round": round_, "document": document, "report": render_html(document)}
    return render(request, "reports/round.html", context)
