"""The site's addresses, and what the others are measured by: a bare signed-in page, and bare forms."""

from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from learningloop.instruments.events import TALLIES_MENDED
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board, Person
from learningloop.people.policy import BOARD_VIEW
from learningloop.trail.operations import Actor, log, operation
from learningloop.web import urls


@board_page(BOARD_VIEW)
def bare(request: Request, board: Board) -> HttpResponse:
    return render(request, "kit/page.html")


@board_page(BOARD_VIEW)
def bare_post(request: Request, board: Board) -> HttpResponse:
    """Updates one row, and says so in a word."""
    with transaction.atomic():
        Person.objects.filter(pk=request.user.pk).update(name=F("name"))
    return HttpResponse("Saved")


@board_page(BOARD_VIEW)
def bare_operation(request: Request, board: Board) -> HttpResponse:
    """Updates one row as this site writes: by an operation that leaves an event."""
    touch(board=board, by=request.user)
    return HttpResponse("Saved")


@operation
def touch(*, board: Board, by: Actor) -> None:
    Person.objects.filter(pk=by.pk).update(name=F("name"))
    log(TALLIES_MENDED, board, number=0)


urlpatterns = [
    path("bare/<slug:board>/operation/", bare_operation),
    path("bare/<slug:board>/", bare),
    path("bare/<slug:board>/post/", bare_post),
    *urls.urlpatterns,
]
