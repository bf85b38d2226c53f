"""The agency's replies to what the panel challenged."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.people.gate import Request, record_page, sent
from learningloop.people.policy import allow
from learningloop.scrutiny import operations
from learningloop.scrutiny.forms import AnswerForm, ReplyForm
from learningloop.scrutiny.policy import RETURN_REPLY
from learningloop.scrutiny.queries.sheet import Line, Sheet, sheet_of
from learningloop.scrutiny.views.written import Written
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.policy import RETURN_VIEW


@record_page(RETURN_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: Request, return_: Return) -> HttpResponse:
    """All that was challenged on one page: what is still open takes a reply."""
    sheet = sheet_of(return_)
    written = Written(return_, sheet, ReplyForm, _asked(request, sheet), sent(request, RETURN_REPLY, return_))
    if request.method == "POST" and written.save(lambda form: _reply(request, return_, form)):
        messages.success(request, "Your replies are saved. The panel sees them.")
        return redirect("scrutiny:return", request.board.slug, return_.reference)
    if request.method == "POST":
        sheet = sheet_of(return_)
        written.forms = written.again()
    shows_forms = allow(request.user, RETURN_REPLY, return_) or written.errors
    shown = [line for line in sheet.lines if line.stand.challenged or line.question.key in written.forms]
    context = {
        "return": return_,
        "sheet": sheet,
        "blocks": [(line, written.forms.get(line.question.key) if shows_forms else None) for line in shown],
        "form": written,
        "has_forms": shows_forms and bool(written.forms),
    }
    return render(request, "scrutiny/reply.html", context)


def _asked(request: Request, sheet: Sheet) -> list[Line]:
    """The open challenges, and those that were closed while this page was open."""
    sent = request.POST if request.method == "POST" else {}
    return [line for line in sheet.lines if line.stand.is_open or f"{line.question.key}-seen" in sent]


def _reply(request: Request, return_: Return, form: AnswerForm) -> None:
    operations.reply_to_challenge(
        return_=return_, question=form.line.question.key, by=request.user, **form.cleaned_data
    )
