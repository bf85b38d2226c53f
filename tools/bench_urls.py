"""The site's addresses, and a bare signed-in page of the same layout to measure the others by."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import BOARD_VIEW
from learningloop.web import urls


@board_page(BOARD_VIEW)
def bare(request: Request, board: Board) -> HttpResponse:
    return render(request, "kit/page.html")


urlpatterns = [path("bare/<slug:board>/", bare), *urls.urlpatterns]
