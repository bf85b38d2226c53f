"""The register: its list, and a source's own page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learningloop.frameworks.queries import current_framework, period_of_version
from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.kit.slots import SOURCE_PAGE, SOURCE_TABS
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board, Person
from learningloop.people.policy import allow, number_allowed, which
from learningloop.sources.register import queries
from learningloop.sources.register.exports import register_file
from learningloop.sources.register.forms import RegisterFilters
from learningloop.sources.register.models import Source
from learningloop.sources.register.policy import (
    SOURCE_COMPLETE,
    SOURCE_EDIT,
    SOURCE_RECORD,
    SOURCE_REMOVE,
    SOURCE_VIEW,
)
from learningloop.sources.register.rules import WHO_OPENS

SORTS = [
    Sort("began", "Began", "started_on", "pk", descending=True),
    Sort("title", "Title", "title", "pk"),
    Sort("reference", "Reference", "reference"),
]


@board_page(SOURCE_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    """The register, narrowed by its filters; the same rows as a file with `format`."""
    framework = current_framework(board)
    whole = queries.register_of(request.user, board)
    filters = RegisterFilters(request.GET, board=board, framework=framework, years=queries.years_of(whole))
    filters.is_valid()
    rows = queries.narrow_register(whole, filters.cleaned_data, framework)
    total = None if any(filters.cleaned_data.values()) else number_allowed(request.user, SOURCE_VIEW)
    facts = queries.facts(rows, total)
    listing = make_listing(queries.listed(rows), request.GET, sorts=SORTS, filters=filters, total=facts.total)
    if form := form_asked(request):
        return register_file(board, listing.found, form)
    context = {
        "listing": listing,
        "facts": facts,
        "may_record": allow(request.user, SOURCE_RECORD, board),
    }
    return render(request, "register/list.html", context)


@record_page(SOURCE_VIEW)
@require_safe
def detail(request: Request, source: Source) -> HttpResponse:
    """A source's page. Opening a restricted one is noted."""
    context = {
        "source": source,
        "may": which(request.user, source, [SOURCE_EDIT, SOURCE_COMPLETE, SOURCE_REMOVE]),
        "principles": queries.principles_of(source),
        "independence": queries.independence_of(source),
        "agencies": list(source.agencies.all()),
        "themes": list(source.themes.all()),
        "files": list(source.files.all()),
        "named": list(source.named_people.all()) if source.is_restricted else [],
        "who_acts": source.lead or source.group or "The board’s unit",
        "period": period_of_version(source.board, source.framework_version_id),
        "who_opens": WHO_OPENS[source.sensitivity],
        **_from_elsewhere(source, request.user),
    }
    return render(request, "register/detail.html", context)


def _from_elsewhere(source: Source, person: Person) -> dict[str, Any]:
    """What later stages made of it, and the page of its own kind where there is one."""
    tabs = [filler(source, person) for filler in SOURCE_TABS.fillers()]
    pages = [filler(source, person) for filler in SOURCE_PAGE.fillers()]
    told = [tab for tab in tabs if tab]
    grown = any(tab.count for tab in told)
    return {"tabs": told, "has_grown": grown, "page": next((page for page in pages if page), None)}
