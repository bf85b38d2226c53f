"""What happens to a return before the panel: allocated, agreed, read by its agency."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from learningloop.kit.forms import posted
from learningloop.people.gate import Request, record_page
from learningloop.scrutiny import operations, policy, queries
from learningloop.scrutiny.forms import AllocateForm
from learningloop.scrutiny.queries.sheet import sheet_of
from learningloop.sources.assessments.models import Return
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change, state_of

METHODS = ["GET", "HEAD", "POST"]


@record_page(policy.RETURN_ALLOCATE)
@require_http_methods(METHODS)
def allocate(request: Request, return_: Return) -> HttpResponse:
    """Name who scrutinises a return."""
    form = _allocate_form(request, return_)
    if form.is_valid():
        try:
            operations.allocate_return(
                return_=return_, on=timezone.localdate(), by=request.user, **form.cleaned_data
            )
        except ChangedMeanwhile:
            form = _allocate_form(request, return_)
            form.is_valid()
            held = queries.scrutiny_of(return_)
            form.collide(*(last_change(held) if held else ("Somebody else", None)))
        except Refused as refused:
            form.add_error("panel", str(refused))
        else:
            messages.success(request, "It is allocated. Who was chosen sees it on their home page.")
            return redirect("scrutiny:return", request.board.slug, return_.reference)
    return render(request, "scrutiny/allocate.html", {"form": form, "return": return_})


def _allocate_form(request: Request, return_: Return) -> AllocateForm:
    held = queries.scrutiny_of(return_)
    initial = {"panel": list(held.panel.all()) if held else [], "seen": state_of(held) if held else 0}
    return AllocateForm(posted(request), people=queries.eligible(return_), initial=initial)


@record_page(policy.RETURN_MODERATE)
@require_http_methods(METHODS)
def conclude(request: Request, return_: Return) -> HttpResponse:
    """Agree a return, after a look at what it comes to."""
    if request.method == "POST":
        try:
            operations.conclude_scrutiny(return_=return_, on=timezone.localdate(), by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "The return is agreed. The agency sees it on its home page.")
        return redirect("scrutiny:return", request.board.slug, return_.reference)
    return render(request, "scrutiny/conclude.html", {"return": return_, "sheet": sheet_of(return_)})


@record_page(policy.RETURN_ACKNOWLEDGE)
@require_POST
def acknowledge(request: Request, return_: Return) -> HttpResponse:
    """Note that the agency read what was agreed."""
    try:
        operations.note_read(return_=return_, on=timezone.localdate(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Noted. It is no longer on your home page.")
    return redirect("scrutiny:return", request.board.slug, return_.reference)
