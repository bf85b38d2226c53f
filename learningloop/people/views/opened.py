"""Who has opened a restricted record."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learningloop.kit.back import way_back
from learningloop.kit.lists import Sort, make_listing
from learningloop.kit.spreadsheets import render_csv
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import READINGS_VIEW, allowed, sight_of
from learningloop.trail.queries import people_among, readings

SORTS = [Sort("at", "When", "at", "pk", descending=True), Sort("who", "Who", "actor_name", "at")]


@board_page(READINGS_VIEW)
@require_safe
def opened(request: Request, board: Board, kind: str, reference: str) -> HttpResponse:
    """Each time it was opened, by whom and in which role, for whoever may open it; as CSV with `format=csv`."""
    sight = sight_of(kind)
    if sight is None:
        raise Http404
    record = get_object_or_404(allowed(request.user, sight).filter(board=board), reference=reference)
    rows = readings(record)
    if request.GET.get("format") == "csv":
        lines = rows.order_by("at", "pk").values_list("at", "actor_name", "role")
        text = render_csv(
            ("When", "Who", "Role"), ((timezone.localtime(at), who, role) for at, who, role in lines)
        )
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="opened-{reference}.csv"'
        return response
    context = {
        "listing": make_listing(rows, request.GET, sorts=SORTS),
        "people": people_among(rows),
        "back": way_back(request, f"/{board.slug}/"),
        "record": record,
    }
    return render(request, "people/opened.html", context)
