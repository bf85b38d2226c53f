"""Answering a return: a section at a time, saved question by question; evidence beside an answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from learningloop.instruments.models import Evidence
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.schema import Question, Section
from learningloop.people.gate import Request, record_page, sent
from learningloop.sources.assessments.forms import FilesForm
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.operations import returns as operations
from learningloop.sources.assessments.policy import RETURN_ANSWER, RETURN_VIEW
from learningloop.sources.assessments.queries import answering
from learningloop.sources.assessments.queries.answering import Paper
from learningloop.sources.assessments.views.comments import leave_all, talks_of
from learningloop.sources.assessments.views.passed import moved_on
from learningloop.sources.assessments.views.sections import OpenQuestion, OpenSection
from learningloop.trail.operations import Refused

METHODS = ["GET", "HEAD", "POST"]


@record_page(RETURN_VIEW, along=("agency", "round__source"))
@require_http_methods(METHODS)
def section(request: Request, return_: Return, standard: str) -> HttpResponse:
    """One section: a form for who may answer it, the answers for others."""
    lines = answering.lines_of(return_, request.user)
    keys = [line.section.key for line in lines]
    if standard not in keys:
        raise Http404
    place = keys.index(standard)
    open_ = OpenSection(return_, lines[place].section, sent(request, RETURN_ANSWER, return_))
    last = answering.last_time(return_)
    talks = talks_of(return_, lines[place].section.questions, request.user, request.POST or None)
    if request.method == "POST" and all([_saved(request, open_, last), leave_all(talks.values(), request.user)]):
        after = place + 1 if "next" in request.POST else place
        if after < len(keys):
            return redirect("assessments:section", request.board.slug, return_.reference, keys[after])
        return redirect("assessments:check", request.board.slug, return_.reference)
    context = {
        "return": return_,
        "line": lines[place],
        "part": answering.SectionAsked(return_, lines[place].section),
        "count": open_.count,
        "number": place + 1,
        "lines": lines,
        "before": lines[place - 1] if place else None,
        "after": lines[place + 1] if place + 1 < len(lines) else None,
        "blocks": [(block, talks.get(block.question.key)) for block in open_.blocks(last)],
        "waiting": open_.not_asked,
        "open": open_,
        "form": open_,
        "may_answer": answering.may_answer(return_, lines[place].section, request.user) or open_.refused,
    }
    return render(request, "assessments/section.html", context)


def _saved(request: Request, open_: OpenSection, last: Any) -> bool:
    """Save the section; whether there is nothing more to see to on it."""
    asked = {question.key for question in open_.asked}
    key = request.POST.get("confirm", "")
    confirmed = last.answers.get(key) if key in asked else None
    given = {key: Given(confirmed.value, confirmed.explanation)} if confirmed else {}
    if not open_.save(given, request.user):
        return False
    if {question.key for question in open_.asked} - asked:
        messages.info(request, "Saved. Your answers open further questions in this section.")
        return False
    messages.success(request, "Saved.")
    return not confirmed


@record_page(RETURN_VIEW)
@require_http_methods(METHODS)
def question(request: Request, return_: Return, question: str) -> HttpResponse:
    """One question with all that is known of its answer; it takes an answer as soon as that is given."""
    section, found = _found(return_, question)
    if request.method == "POST":
        return _take(request, return_, section, found)
    return _page(request, return_, section, found, FilesForm())


def _take(request: Request, return_: Return, section: Section, question: Question) -> HttpResponse:
    open_ = OpenQuestion(return_, section, sent(request, RETURN_ANSWER, return_), question)
    saved = open_.save({}, request.user)
    if not request.htmx:
        return redirect("assessments:section", request.board.slug, return_.reference, section.key)
    is_settled = saved and open_.form.has_settled
    context = {
        "return": return_,
        "block": open_.block(question),
        "refused": open_.refused,
        "count": open_.count,
        "opened": [open_.block(one) for one in open_.opened],
        "closed": [one.key for one in open_.closed],
        "may_answer": True,
        "live": True,
    }
    response = render(request, f"assessments/{'_settled' if is_settled else '_taken'}.html", context)
    if open_.told_before:
        response["HX-Reswap"] = "none"  # both answers stand there: whoever is about to choose goes on choosing
    if is_settled:
        response["HX-Retarget"], response["HX-Reswap"] = f"#q-{question.key}", "outerHTML"
    return response


def _found(return_: Return, key: str) -> tuple[Section, Question]:
    for section in return_.answer_set.question_set.sections:
        for question in section.questions:
            if question.key == key:
                return section, question
    raise Http404


def _page(
    request: Request, return_: Return, section: Section, question: Question, form: FilesForm
) -> HttpResponse:
    paper, last = answering.paper_of(return_), answering.last_time(return_)
    told = answering.told(paper, question)
    context = {
        "return": return_,
        "section": section,
        "told": told,
        "before": answering.told(Paper(return_, last), question),
        "form": form,
        "talk": talks_of(return_, [question], request.user).get(question.key),
        "may_answer": answering.may_answer(return_, section, request.user),
    }
    return render(request, "assessments/question.html", context)


@record_page(RETURN_ANSWER, passed=moved_on)
@require_http_methods(METHODS)
def evidence(request: Request, return_: Return, question: str) -> HttpResponse:
    """Add files to an answer: all of them, or none."""
    section, found = _found(return_, question)
    form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    if form.is_valid():
        try:
            operations.add_files(return_=return_, question=question, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.refuse("uploads", str(refused))
        else:
            messages.success(request, "The evidence is added.")
            return _to(return_, question)
    return _page(request, return_, section, found, form)


@record_page(RETURN_ANSWER, passed=moved_on)
@require_POST
def reuse(request: Request, return_: Return, question: str) -> HttpResponse:
    """Take over the evidence of last time."""
    _found(return_, question)
    try:
        operations.reuse_files(return_=return_, question=question, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The evidence of last time is taken over, with its date.")
    return _to(return_, question)


@record_page(RETURN_ANSWER, passed=moved_on)
@require_http_methods(METHODS)
def remove(request: Request, return_: Return, question: str, key: UUID) -> HttpResponse:
    held = Evidence.objects.select_related("file").filter(
        answer_set=return_.answer_set_id, question=question, file__key=key
    )
    found = held.first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "assessments/remove.html", {"return": return_, "evidence": found})
    try:
        operations.remove_file(return_=return_, evidence=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{found.file.name} is taken away.")
    return _to(return_, question)


def _to(return_: Return, question: str) -> HttpResponse:
    return redirect("assessments:question", return_.board.slug, return_.reference, question)
