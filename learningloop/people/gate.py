"""The door of every page: it asks who is there, opens the board, and declares which permission the page needs.

Outside your board, or your clearance: 404. Inside, without the permission: 403. Who is shown a restricted record
is noted.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache, wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django_htmx.middleware import HtmxDetails
from django_scopes import scope

from learningloop.kit.answers import AGAIN, LOOK, NOT_YET
from learningloop.kit.asked import asked_once
from learningloop.kit.kept import once
from learningloop.kit.lost import answer_to_lost, refuse, to_sign_in
from learningloop.kit.stamps import is_anothers
from learningloop.people.models import Board, Person
from learningloop.people.policy import (
    PERMISSIONS,
    Permission,
    allow,
    allowed,
    boards_of,
    holds,
    may_also,
    may_found_boards,
)  # fmt: skip
from learningloop.trail.operations import Refused, log_reading, withheld

SHOWS_NOTHING = {*range(300, 400), HTTPStatus.METHOD_NOT_ALLOWED}
"""A way on to another page, and the answer to a browser that opens what is only sent to."""
Rest = ParamSpec("Rest")
View = Callable[..., HttpResponseBase]
FOUNDING = "Set up a board on this site"
NO_LOOK = "This cannot be looked at before it is saved. It is still kept."


class Request(HttpRequest):
    """A request as our views get it."""

    user: Person
    board: Board
    htmx: HtmxDetails
    is_noted: bool = False
    """Whether the page is about a restricted record, so that who opens it is noted."""


def open_page(why: str) -> Callable[[Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]], View]:
    """A page for anybody, signed in or not; say why it may be."""

    def decorate(view: Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]) -> View:
        return _declare(view, f"open: {why}")

    return decorate


def signed_in_page(view: Callable[Concatenate[Request, Rest], HttpResponseBase]) -> View:
    """A page for anybody who is signed in, outside any board."""

    @wraps(view)
    def enter(request: Request, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return _declare(_for_its_reader(enter), "signed in")


def founder_page(view: Callable[Concatenate[Request, Rest], HttpResponseBase]) -> View:
    """A page for who may set up boards on this site."""

    @wraps(view)
    def enter(request: Request, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        if not may_found_boards(request.user):
            raise PermissionDenied(FOUNDING)
        return view(request, *args, **kwargs)

    return _declare(_for_its_reader(enter), "may set up boards", keeps=FOUNDING)


def sign_in_url(request: HttpRequest) -> str:
    """Where the invited signs in, as a message can tell it."""
    return request.build_absolute_uri(resolve_url(settings.LOGIN_URL))


def board_page(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Request, Board, Rest], HttpResponseBase]], View]:
    """A page of a board: `view(request, board, …)`. Its URL bears `<slug:board>`.

    When the permission is about boards it is asked of this board; when it is about records, the page is a list and
    shows `allowed(request.user, permission)`.
    """

    def decorate(view: Callable[Concatenate[Request, Board, Rest], HttpResponseBase]) -> View:
        @wraps(view)
        def enter(request: Request, board: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            request.board = get_object_or_404(boards_of(request.user), slug=board)
            with scope(board=request.board), _asking(request):
                _permit(request.user, permission, request.board)
                return view(request, request.board, *args, **kwargs)

        return _declare(_for_its_reader(enter), permission, keeps=_typed_there(permission))

    return decorate


def record_page(
    permission: Permission,
    *,
    by: str = "reference",
    along: tuple[str, ...] = (),
    passed: Callable[[Request, Any], HttpResponseBase] | None = None,
) -> Callable[[Callable[Concatenate[Request, Any, Rest], HttpResponseBase]], View]:
    """A page about one record of a board: `view(request, record, …)`. Its URL bears `<slug:board>` and `<…:{by}>`.

    Who may not see the record (its `.view` permission) gets 404; who may see it but not do this gets 403, or what
    `passed` answers when their role would let them, had the record's state not moved on. `along` are the records
    that it points to and that the page shows too: they come with it in one query.
    """

    def decorate(view: Callable[Concatenate[Request, Any, Rest], HttpResponseBase]) -> View:
        @wraps(view)
        def enter(request: Request, board: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            request.board = get_object_or_404(boards_of(request.user), slug=board)
            value = kwargs.pop(by)
            with scope(board=request.board), _asking(request):
                record = _see(request.user, permission, request.board, {by: value}, along)
                if permission is _sight(permission) or allow(request.user, permission, record):
                    request.is_noted = record.is_noted
                    return _noted(request, record, view(request, record, *args, **kwargs))
                if passed and allow(request.user, permission, record, in_any_state=True):
                    return passed(request, record)
                raise PermissionDenied(permission.sentence)

        return _declare(_for_its_reader(enter), permission, keeps=_typed_there(permission))

    return decorate


def sent(request: Request, permission: Permission, record: Any) -> QueryDict | None:
    """What was sent, by somebody whose role lets them do this, to a page that others read; None when nothing was.

    The record's state is not asked: the operation says why it cannot be done just now, and nothing typed is lost.
    """
    if request.method != "POST":
        return None
    if not may_also(request.user, permission, record):
        raise PermissionDenied(permission.sentence)
    return request.POST


def _see(
    person: Person, permission: Permission, board: Board, lookup: dict[str, Any], along: tuple[str, ...]
) -> Any:
    """The record, if the person may know of it: drawing a finding is asked of a source; `source.view` opens it."""
    sight = _sight(permission)
    on_board = {sight.access.board: board}
    rows = allowed(person, sight).filter(**on_board, **lookup)
    rows = rows.select_related(*along) if along else rows
    restricted = sight.access.model._base_manager.filter(sight.access.restricted, pk=OuterRef("pk"))
    record = rows.annotate(is_noted=Exists(restricted)).first()
    if record is None:
        raise Http404
    if sight.access.board == "board":
        record.board = board
    return record


@cache
def _sight(permission: Permission) -> Permission:
    """The permission that opens the records which a permission is about."""
    return next(
        one
        for one in PERMISSIONS.values()
        if one.access.model is permission.access.model and one.key.endswith(".view")
    )


def _asking(request: HttpRequest) -> AbstractContextManager[None]:
    """Opening a page changes nothing, so who may see what is worked out once for it."""
    return asked_once() if request.method in ("GET", "HEAD") else nullcontext()


def _noted(request: Request, record: Any, response: HttpResponseBase) -> HttpResponseBase:
    """The response, once it is noted who was shown a restricted record, where the response shows something."""
    if record.is_noted and response.status_code not in SHOWS_NOTHING:
        log_reading(record, by=request.user)
    return response


def _permit(person: Person, permission: Permission, board: Board) -> None:
    about_boards = permission.access.model is Board
    if not (allow(person, permission, board) if about_boards else holds(person, permission)):
        raise PermissionDenied(permission.sentence)


def _declare(view: View, permission: Permission | str, *, keeps: str = "") -> View:
    """`keeps` says what is done there, in words, where a form that comes too late is kept.

    No page of the account is among those: passwords and codes are typed there.
    """
    view.permission, view.keeps = permission, keeps  # type: ignore[attr-defined]
    return view


def _typed_there(permission: Permission) -> str:
    """What is done on a page, when it is more than reading."""
    return "" if permission.key.endswith(".view") else permission.sentence


def _for_its_reader(enter: View) -> View:
    """Asks who is there. A form whose reader is not signed in any more is kept for them (`kit.kept`)."""

    @wraps(enter)
    def guard(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _anonymous(request):
            return to_sign_in(request)
        if is_anothers(request):
            return answer_to_lost(request) or refuse(request)
        if AGAIN not in request.POST:
            return enter(request, *args, **kwargs)
        return once(request, lambda: _again(request, enter, *args, **kwargs))

    return guard


def _again(request: Request, enter: View, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """A form that was kept, sent again: to be saved, or to be looked at first with nothing saved."""
    if LOOK not in request.POST:
        return enter(request, *args, **kwargs)
    try:
        with withheld(NOT_YET):
            return enter(request, *args, **kwargs)
    except Refused:
        messages.info(request, NO_LOOK)
        return redirect(settings.KEPT_URL)


def _anonymous(request: HttpRequest) -> bool:
    return not request.user.is_authenticated
