"""What is written down beside the answers: the panel's notes of a meeting, the agency's report back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.kit.forms import posted
from learningloop.people.gate import Request, record_page
from learningloop.scrutiny import policy, queries
from learningloop.scrutiny.forms import MeetingForm, ReportForm
from learningloop.scrutiny.operations import after
from learningloop.scrutiny.queries.sheet import areas_of
from learningloop.sources.assessments.models import Return
from learningloop.trail.operations import Refused

METHODS = ["GET", "HEAD", "POST"]


@record_page(policy.RETURN_MODERATE)
@require_http_methods(METHODS)
def meeting(request: Request, return_: Return) -> HttpResponse:
    """Note a challenge meeting."""
    form = MeetingForm(posted(request), initial={"on": timezone.localdate()})
    if form.is_valid():
        try:
            after.note_meeting(return_=return_, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The meeting is noted. The agency can read it.")
            return _to(return_)
    return render(request, "scrutiny/meeting.html", {"form": form, "return": return_})


@record_page(policy.RETURN_REPORT_BACK)
@require_http_methods(METHODS)
def report_back(request: Request, return_: Return) -> HttpResponse:
    """Say for the agency what was done about each development area."""
    scrutiny = queries.scrutiny_of(return_)
    areas = areas_of(scrutiny, return_.answer_set) if scrutiny else []
    form = ReportForm(posted(request), areas=areas)
    if form.is_valid():
        try:
            after.report_back(return_=return_, told=form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Your report is saved. The panel and the board’s office can read it.")
            return _to(return_)
    context = {"form": form, "return": return_, "blocks": [(area, form[area.question.key]) for area in areas]}
    return render(request, "scrutiny/report_back.html", context)


def _to(return_: Return) -> HttpResponse:
    return redirect("scrutiny:return", return_.board.slug, return_.reference)
