"""A return before the panel: as a whole, and section by section beside last time."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.people.gate import Request, record_page, sent
from learningloop.people.models import Person
from learningloop.people.policy import allow, which
from learningloop.scrutiny import operations, policy, queries, rules
from learningloop.scrutiny.forms import AnswerForm, ModerationForm
from learningloop.scrutiny.policy import RETURN_MODERATE
from learningloop.scrutiny.queries.risk import risks_of
from learningloop.scrutiny.queries.sheet import Line, Part, Sheet, areas_of, sheet_of
from learningloop.scrutiny.views.written import Written
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.policy import RETURN_VIEW

METHODS = ["GET", "HEAD", "POST"]
STEPS = [
    policy.RETURN_ALLOCATE, RETURN_MODERATE, policy.RETURN_REPLY, policy.RETURN_ACKNOWLEDGE,
    policy.RETURN_REPORT_BACK,
]  # fmt: skip


@record_page(RETURN_VIEW)
@require_safe
def detail(request: Request, return_: Return) -> HttpResponse:
    """Who scrutinises a return, what was challenged and agreed; for the panel, what is at risk."""
    sheet = sheet_of(return_)
    scrutiny = sheet.scrutiny
    reads_risk = allow(request.user, RETURN_MODERATE, return_, in_any_state=True) and return_.is_submitted
    risk = risks_of(return_.round, [return_], request.user)[return_.pk] if reads_risk else None
    agreed = areas_of(scrutiny, return_.answer_set) if scrutiny and scrutiny.is_agreed else []
    context = {
        "return": return_,
        "sheet": sheet,
        "scrutiny": scrutiny,
        "meetings": scrutiny.meetings.select_related("noted_by") if scrutiny else [],
        "risk": risk,
        "risky": _risky(risk, sheet) if risk else [],
        "may": which(request.user, return_, STEPS),
        "not_mine": _not_mine(request.user, return_, sheet),
        "developments": sheet.developments,
        "areas": agreed,
        "readable": queries.readable(return_.board, request.user, [one.finding_pk for one in agreed]),
    }
    return render(request, "scrutiny/return.html", context)


def _risky(risk: rules.Risk, sheet: Sheet) -> list[tuple[Line, str]]:
    """The questions at risk, each with the reason."""
    reasons = risk.by_question
    return [(line, reasons[line.question.key]) for line in sheet.lines if line.question.key in reasons]


def _not_mine(person: Person, return_: Return, sheet: Sheet) -> str:
    """Why a person who may moderate returns does not moderate this one; nothing when they do."""
    if sheet.scrutiny is None:
        return "It is not allocated to anybody yet."
    if wrong := rules.not_independent(return_.agency_id, queries.agencies_of([person])):
        return wrong
    return "" if person in sheet.scrutiny.panel.all() else "It is allocated to others."


@record_page(RETURN_VIEW)
@require_http_methods(METHODS)
def section(request: Request, return_: Return, standard: str) -> HttpResponse:
    """One section beside last time: forms for who it is allocated to, what was said for others."""
    sheet = sheet_of(return_)
    place = _place(sheet, standard)
    part = sheet.parts[place]
    written = Written(return_, sheet, ModerationForm, part.graded, sent(request, RETURN_MODERATE, return_))
    if request.method == "POST" and written.save(lambda form: _moderate(request, return_, form)):
        messages.success(request, "Saved.")
        after = place + 1 if "next" in request.POST else place
        if after < len(sheet.parts):
            return redirect(
                "scrutiny:section", request.board.slug, return_.reference, sheet.parts[after].section.key
            )
        return redirect("scrutiny:return", request.board.slug, return_.reference)
    if request.method == "POST":
        sheet = sheet_of(return_)
        written.forms = written.again()
    return _page(request, return_, sheet, place, written)


def _place(sheet: Sheet, standard: str) -> int:
    keys = [part.section.key for part in sheet.parts]
    if standard not in keys:
        raise Http404
    return keys.index(standard)


def _moderate(request: Request, return_: Return, form: AnswerForm) -> None:
    operations.moderate_answer(
        return_=return_, question=form.line.question.key, by=request.user, **form.cleaned_data
    )


def _page(request: Request, return_: Return, sheet: Sheet, place: int, written: Written) -> HttpResponse:
    part: Part = sheet.parts[place]
    may = allow(request.user, RETURN_MODERATE, return_) and not _not_mine(request.user, return_, sheet)
    shows_forms = may or written.errors
    context = {
        "return": return_,
        "part": part,
        "number": place + 1,
        "parts": sheet.parts,
        "before": sheet.parts[place - 1] if place else None,
        "after": sheet.parts[place + 1] if place + 1 < len(sheet.parts) else None,
        "blocks": [(line, written.forms.get(line.question.key) if shows_forms else None) for line in part.lines],
        "form": written,
        "shows_forms": shows_forms,
    }
    return render(request, "scrutiny/section.html", context)
