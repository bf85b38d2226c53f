"""The thread page, the product's heart, and the list of threads."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learningloop.frameworks.queries import current_framework
from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.learning.models import Finding
from learningloop.learning.policy import FINDING_VIEW
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board, Person
from learningloop.reports.exports import threads_file
from learningloop.reports.forms import ThreadFilters, narrow_threads
from learningloop.reports.models import Standing
from learningloop.reports.policy import LOOP_VIEW
from learningloop.reports.queries.loop import patience
from learningloop.reports.queries.next_step import next_step
from learningloop.reports.queries.standings import Standings, standings_for, standings_seen
from learningloop.reports.queries.story import Entry, entries, story_of
from learningloop.reports.rules import Position

SORTS = [
    Sort("drawn", "Found", "drawn_on", "pk", descending=True),
    Sort("source", "Source", "finding__source__title", "pk"),
]


@board_page(LOOP_VIEW)
@require_safe
def threads(request: Request, board: Board) -> HttpResponse:
    filters = ThreadFilters(request.GET, board)
    filters.is_valid()
    chosen = filters.cleaned_data
    standings = _standings(narrow_threads(standings_seen(request.user), chosen), board, request.user)
    rows = standings.narrowed(_asked_for(chosen), stuck=bool(chosen.get("stuck")))
    listing = make_listing(rows.select_related("finding__source"), request.GET, sorts=SORTS, filters=filters)
    if form := form_asked(request):
        return threads_file(board, listing.found, standings, form, by=request.user)
    shown = standings.among(listing.page)
    told = [
        (row.finding, stand, shown.stuck_since(stand)) for row in listing.page for stand in [shown.stand_of(row)]
    ]
    return render(request, "reports/threads.html", {"listing": listing, "rows": told})


def _standings(rows: QuerySet[Any], board: Board, reader: Person) -> Standings:
    return standings_for(reader, rows, timezone.localdate(), patience(current_framework(board)))


def _asked_for(chosen: dict[str, Any]) -> list[Position]:
    """The positions that the filters leave."""
    return [
        position
        for position in Position
        if chosen.get("at") in (None, "", position.key) and chosen.get("stage") in (None, "", position.stage)
    ]


@record_page(FINDING_VIEW)
@require_safe
def thread(request: Request, finding: Finding) -> HttpResponse:
    """A finding with what grew from it, as far as the reader may open it. Opening a restricted one is noted."""
    board = request.board
    story = story_of(finding, request.user)
    standings = _standings(Standing.objects.filter(pk=finding.pk), board, request.user)
    stand = standings.stand_of(standings.kept.get())
    step = next_step(stand, story, request.user, board)
    line = entries(story, board)
    if step:
        line.append(Entry(stand.position.stage, step.by, step.what, who=step.who, missing=True))
    context = {
        "finding": finding,
        "story": story,
        "standing": stand,
        "stuck_since": standings.stuck_since(stand),
        "step": step,
        "entries": [vars(entry) for entry in line],
    }
    return render(request, "reports/thread.html", context)
