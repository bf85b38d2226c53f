"""Searching a board. The words are kept, sealed, in the session under a key: an address never bears them."""

import secrets

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import list_ranked
from learningloop.kit.sealed import seal, unseal
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import BOARD_VIEW
from learningloop.search.exports import found_file
from learningloop.search.forms import LONGEST, SearchFilters, SearchForm
from learningloop.search.queries import Asked, find, kinds_for, results
from learningloop.search.rules.words import question

KEPT, MOST_KEPT = "searches", 10
"""Where the session keeps the last searches, so that several windows and the way back work."""


@board_page(BOARD_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request, board: Board) -> HttpResponse:
    """What was asked comes by POST; the answer has an address with the search's key, its filters and its page."""
    if request.method == "POST":
        return redirect(f"{reverse('search:search', args=[board.slug])}?s={_keep(request)}")
    key = request.GET.get("s", "")
    words = unseal(request.session.get(KEPT, {}).get(key, ""), KEPT)
    kinds = kinds_for(request.user, board)
    filters = SearchFilters(request.GET, kinds=[(one.kind, one.names) for one in kinds])
    filters.is_valid()
    told = filters.cleaned_data
    asked = question(words)
    found = find(request.user, board, Asked(asked, told.get("kind") or (), told.get("first"), told.get("last")))
    if form := form_asked(request):
        return found_file(board, results(board, found.keys, asked, by_beginning=found.by_beginning), form)
    listing = list_ranked(found.keys, request.GET, filters)
    context = {
        "listing": listing,
        "found": found,
        "results": results(board, list(listing.page), asked, by_beginning=found.by_beginning),
        "words": words,
        "kinds": ", ".join(one.names.lower() for one in kinds),
        "asked": asked,
        "key": key,
        "ended": bool(key) and not words,
        "longest": LONGEST,
    }
    return render(request, "search/search.html", context)


def _keep(request: Request) -> str:
    """Keep what was typed, as far as it is allowed to be long, and give its key."""
    form = SearchForm(request.POST)
    form.is_valid()
    words = form.cleaned_data.get("words") or request.POST.get("words", "")[:LONGEST].replace("\0", "")
    key = secrets.token_urlsafe(6)
    kept = [*request.session.get(KEPT, {}).items(), (key, seal(words, KEPT))]
    request.session[KEPT] = dict(kept[-MOST_KEPT:])
    return key
