"""What somebody is shown who does something to a return that has moved on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from learningloop.people.gate import Request
from learningloop.sources.assessments.models import Return


def moved_on(request: Request, return_: Return) -> HttpResponse:
    """The return’s own page, with how it stands by now: a colleague, or a second press, was faster."""
    messages.info(request, f"{_stands(return_)}, so nothing was changed.")
    return redirect("assessments:return", request.board.slug, return_.reference)


def _stands(return_: Return) -> str:
    if return_.led_by:
        return f"This is answered once, for {return_.led_by.board.name}"
    if return_.round.closed_on:
        return "The round is closed by now"
    return f"This return is “{return_.get_state_display().lower()}” by now"
