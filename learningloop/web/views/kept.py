"""What was typed before a session ended: shown to who typed it, to be saved, opened or thrown away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.kit.kept import kept_forms, throw_away
from learningloop.kit.lost import answer_to_lost, refuse
from learningloop.people.gate import Request, signed_in_page

STALE = "CSRF token from POST incorrect."
"""What Django calls a token of an earlier session of this browser, once it is sure of the page's origin."""


@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: Request) -> HttpResponse:
    """What is kept for who is signed in; nothing of what is kept for others."""
    if request.method == "POST":
        if throw_away(request, request.POST.get("key", "")):
            messages.success(request, "It is thrown away.")
        return redirect("kept")
    return render(request, "web/kept.html", {"forms": kept_forms(request)})


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not right. What was typed is kept when only the session is another by now.

    A browser tells with a form from which site it comes. Django compared that before it looked at the token;
    where nothing was told, nothing is kept.
    """
    from_here = "Origin" in request.headers or request.is_secure()
    return (answer_to_lost(request) if reason == STALE and from_here else None) or refuse(request)
