"""What every page shows around itself: the board, the way about, who is signed in."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from learningloop.kit.kept import is_anything_kept
from learningloop.people.models import Board, Person
from learningloop.web.queries.ways import way

PLACES = [
    ("home", "Home"),
    ("reports:loop", "The loop"),
    ("register:list", "Sources"),
    ("assessments:rounds", "Rounds"),
    ("assessments:returns", "Returns"),
    ("learning:finding_list", "Findings"),
    ("learning:recommendation_list", "Recommendations"),
    ("actions:list", "Actions"),
    ("sharing:list", "Shared learning"),
    ("evaluation:list", "Evaluations"),
    ("programmes:list", "Quality assurance"),
    ("instruments:list", "Question sets"),
    ("frameworks:detail", "Framework"),
    ("people:list", "People"),
]
"""The main navigation: URL name and text. Each URL takes the board."""
ON_ONE_LINE = 10
"""So many places stand on one line of a desk's window."""
ASIDE = ("programmes:list", "instruments:list", "frameworks:detail", "people:list")
"""Places that are folded under “More” for whoever has more than that: what one comes to less often.

So are returns for whoever has rounds, which lead to them; an agency, which has none, keeps its returns in sight.
"""

PURPOSE = "What was learned, what was done about it, and what changed for children."
DEMO = (
    "Demonstration. The frameworks and Ofsted’s findings are published and real. "
    "All people, answers, actions, sharing and verdicts are invented."
)


def page(request: HttpRequest) -> dict[str, Any]:
    context: dict[str, Any] = {
        "demo": DEMO if settings.DEMO else "",
        "home_url": "/",
        "footer_words": PURPOSE,
        "footer_links": [{"url": reverse("sign-in-as"), "text": "Sign in as somebody else"}]
        if settings.DEMO
        else [],
    }
    person, board = getattr(request, "user", None), getattr(request, "board", None)
    if person and person.is_authenticated:
        context |= _of_person(person)
        context["kept_url"] = resolve_url(settings.KEPT_URL) if is_anything_kept(request) else ""
    if board and person:
        context |= _of_board(request, person, board)
        context["footer_links"] += _at_the_foot(person, board)
    return context


def _of_person(person: Person) -> dict[str, Any]:
    return {
        "signed_in_name": person.display_name,
        "sign_out_url": reverse("account_logout"),
        "boards_url": reverse("boards"),
        "account_url": reverse("account"),
    }


def _of_board(request: HttpRequest, person: Person, board: Board) -> dict[str, Any]:
    ways: Any = SimpleLazyObject(partial(_navigation, request, person, board))
    return {
        "board": board,
        "board_name": board.name,
        "home_url": reverse("home", args=[board.slug]),
        # asked only where it is shown: a fragment shows no way about
        "navigation": SimpleLazyObject(lambda: ways["navigation"]),
        "navigation_more": SimpleLazyObject(lambda: ways["navigation_more"]),
        "search_url": way(board, person, "search:search"),
    }


def _at_the_foot(person: Person, board: Board) -> list[dict[str, Any]]:
    begin = way(board, person, "begin")
    return [
        {"url": reverse("tour", args=[board.slug]), "text": "A tour in five steps"},
        *_sheet(person, board),
        *([{"url": begin, "text": "First things first"}] if begin else []),
    ]


def _sheet(person: Person, board: Board) -> list[dict[str, Any]]:
    """The way to the board's records as a spreadsheet, for whoever may take them along."""
    url = way(board, person, "exchange:sheet")
    return [{"url": url, "text": "Records as a spreadsheet"}] if url else []


def _navigation(request: HttpRequest, person: Person, board: Board) -> dict[str, Any]:
    """Only the places that the person's roles open; where they are many, some of them aside."""
    found = [(name, text, url) for name, text in PLACES if (url := way(board, person, name))]
    through_rounds = ("assessments:returns",) if "assessments:rounds" in {name for name, *_ in found} else ()
    aside = (*ASIDE, *through_rounds) if len(found) > ON_ONE_LINE else ()
    home = reverse("home", args=[board.slug])

    def told(text: str, url: str) -> dict[str, Any]:
        active = request.path == url if url == home else request.path.startswith(url)
        return {"url": url, "text": text, "active": active}

    return {
        "navigation": [told(text, url) for name, text, url in found if name not in aside],
        "navigation_more": [told(text, url) for name, text, url in found if name in aside],
    }
