"""Who belongs to a board, its agencies and its groups, as files."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.kit.downloads import table_file
from learningloop.people.models import Agency, Appointment, Board, Group

ROLES = ("Name", "Role", "Group or agency", "Post", "Deputy", "Why", "Since", "Until")
AGENCIES = ("Agency", "Kind", "Locality", "Who speaks for it")
GROUPS = ("Group", "Reports to", "Chair", "Members", "Serves", "Purpose")


def roles_file(board: Board, rows: QuerySet[Appointment], form: str) -> HttpResponse:
    """The roles of a list, one a line. Mail addresses are not among them."""
    return table_file(f"people-{board.slug}", ROLES, rows, _role, form)


def _role(held: Appointment) -> tuple[object, ...]:
    return (
        held.person.name,
        held.role_held.name,
        str(held.group or held.agency or held.board),
        held.post,
        held.deputy,
        held.why,
        held.started_on,
        held.ended_on,
    )


def agencies_file(board: Board, rows: QuerySet[Agency], form: str) -> HttpResponse:
    """The agencies of a list, one a line."""
    return table_file(f"agencies-{board.slug}", AGENCIES, rows, _agency, form)


def _agency(agency: Any) -> tuple[object, ...]:
    spoken_for = [held.person.name for held in agency.representatives]
    return agency.name, agency.get_kind_display(), agency.locality, spoken_for


def groups_file(board: Board, rows: Iterable[Group], form: str) -> HttpResponse:
    """A board's groups, one a line, each under the one that it reports to."""
    return table_file(f"groups-{board.slug}", GROUPS, rows, _group, form)


def _group(group: Any) -> tuple[object, ...]:
    return (
        group.name,
        group.reports_to.name if group.reports_to else "",
        [f"{one.person.name} (deputy)" if one.deputy else one.person.name for one in group.chairs],
        len(group.seats),
        [str(one) for one in group.boards.all()],
        group.purpose,
    )
