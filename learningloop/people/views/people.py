"""Who has which role on a board, and why."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.exports import roles_file
from learningloop.people.forms import AppointmentFilters
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board, Person
from learningloop.people.policy import PEOPLE_VIEW, ROLE_GRANT, allow
from learningloop.people.queries import (
    appointments_on,
    closing_of,
    invitation_of,
    may_remove,
    narrow_appointments,
    with_grantor,
    with_invited,
)

SORTS = [
    Sort("name", "Name", "person__name", "pk"),
    Sort("role", "Role", "role", "person__name"),
    Sort("since", "Since", "started_on", "pk", descending=True),
]


@board_page(PEOPLE_VIEW)
def list_(request: Request, board: Board) -> HttpResponse:
    filters = AppointmentFilters(request.GET, board=board)
    rows = with_invited(appointments_on(board), board)
    listing = make_listing(rows, request.GET, sorts=SORTS, filters=filters, narrow=narrow_appointments)
    if form := form_asked(request):
        return roles_file(board, listing.found, form)
    context = {"listing": listing, "may_grant": allow(request.user, ROLE_GRANT, board)}
    return render(request, "people/list.html", context)


@board_page(PEOPLE_VIEW)
def detail(request: Request, board: Board, person: UUID) -> HttpResponse:
    """What somebody is and was on this board. Who has never held a role here is not known of here."""
    rows = with_grantor(appointments_on(board).filter(person__key=person))
    appointments = list(rows.order_by("-started_on", "-pk"))
    somebody = get_object_or_404(Person, key=person, pk__in={one.person_id for one in appointments})
    context = {
        "person": somebody,
        "now": [(one, may_remove(one, board)) for one in appointments if not one.ended_on],
        "invitation": invitation_of(somebody, board),
        "closing": closing_of(somebody),
        "past": [one for one in appointments if one.ended_on],
        "may_grant": allow(request.user, ROLE_GRANT, board),
    }
    return render(request, "people/detail.html", context)
