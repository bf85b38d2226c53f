"""The board's view: the loop with live counts."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from learningloop.frameworks.queries import current_framework
from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import allowed
from learningloop.reports.exports import untouched_file
from learningloop.reports.forms import LoopFilters, UntouchedFilters, narrow_sources, narrow_threads
from learningloop.reports.policy import LOOP_VIEW
from learningloop.reports.queries.loop import block_names, blocks, patience, untouched
from learningloop.reports.queries.standings import standings_for, standings_seen
from learningloop.sources.register.policy import SOURCE_VIEW


@board_page(LOOP_VIEW)
@require_safe
def loop(request: Request, board: Board) -> HttpResponse:
    framework, today = current_framework(board), timezone.localdate()
    filters = LoopFilters(request.GET, board)
    filters.is_valid()
    days = patience(framework)
    threads = narrow_threads(standings_seen(request.user), filters.cleaned_data)
    sources = narrow_sources(allowed(request.user, SOURCE_VIEW), filters.cleaned_data)
    at = standings_for(request.user, threads, today, days).places()
    query = {name: request.GET[name] for name in filters.fields if request.GET.get(name)}
    arcs = [
        vars(block) | {"unit": block.unit, "url": _list_of(board, block.key, query)}
        for block in blocks(at, sources, block_names(framework), days, today)
    ]
    context = {
        "arcs": arcs,
        "places": at,
        "nothing_drawn": untouched(sources).exclude(completed_on=None).count(),
        "filters": filters,
        "query": urlencode(query),
        "framework": framework,
    }
    return render(request, "reports/loop.html", context)


def _list_of(board: Board, block: str, query: dict[str, str]) -> str:
    if block == "experience":
        return f"{reverse('reports:untouched', args=[board.slug])}?{urlencode({'status': 'under-way', **query})}"
    return f"{reverse('reports:threads', args=[board.slug])}?{urlencode({'stage': block, **query})}"


@board_page(LOOP_VIEW)
@require_safe
def untouched_sources(request: Request, board: Board) -> HttpResponse:
    """Sources from which nothing has been drawn yet."""
    listing = make_listing(
        untouched(allowed(request.user, SOURCE_VIEW)).select_related("group"),
        request.GET,
        sorts=[Sort("started", "Began", "started_on", "pk"), Sort("title", "Source", "title", "pk")],
        filters=UntouchedFilters(request.GET, board),
        narrow=narrow_sources,
    )
    if form := form_asked(request):
        return untouched_file(board, listing.found, form)
    return render(request, "reports/untouched.html", {"listing": listing})
