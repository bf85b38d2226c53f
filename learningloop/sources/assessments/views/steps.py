"""What happens to a return: sections given to people, signed, submitted, withdrawn; chased, given more time."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.kit.forms import Form, posted
from learningloop.people.gate import Request, record_page
from learningloop.people.policy import allow
from learningloop.sources.assessments import forms, policy
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.operations import returns as operations
from learningloop.sources.assessments.operations.chasing import chase_returns
from learningloop.sources.assessments.queries import answering, answering_for, asked_today, colleagues
from learningloop.sources.assessments.views.passed import moved_on
from learningloop.sources.assessments.views.rounds import page_of_a_return
from learningloop.trail.operations import Refused

METHODS = ["GET", "HEAD", "POST"]


@record_page(policy.RETURN_SHARE_OUT, passed=moved_on)
@require_http_methods(METHODS)
def share_out(request: Request, return_: Return) -> HttpResponse:
    """Name who answers which section."""
    people = colleagues(return_)
    named = {key: [str(one.pk) for one in some] for key, some in answering.named_to(return_).items()}
    sections = [(one.section.key, one.section.title) for one in answering.lines_of(return_, request.user)]
    form = forms.ShareOutForm(posted(request), sections=sections, people=people, initial=named)
    if form.is_valid():
        by_key = {str(person.pk): person for person in people}
        try:
            chosen = {key: [by_key[one] for one in form.cleaned_data[key]] for key in form.changed_data}
            if chosen:
                operations.share_out_sections(return_=return_, named=chosen, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Who answers which section is saved.")
            return _to(return_)
    may_invite = allow(request.user, policy.RETURN_INVITE, return_)
    context = {"form": form, "return": return_, "people": people, "may_invite": may_invite}
    return render(request, "assessments/share_out.html", context)


@record_page(policy.RETURN_SIGN, passed=moved_on)
@require_http_methods(METHODS)
def sign(request: Request, return_: Return) -> HttpResponse:
    """Note who signed. Nothing can be changed from then on, unless the signature is taken back."""
    form = forms.SignForm(posted(request), initial={"on": timezone.localdate(), "post": return_.round.signed_by})
    paper = answering.paper_of(return_)

    def do(agrees: bool, **signed: Any) -> Return:
        return operations.sign_return(return_=return_, **signed, by=request.user)

    done = "It is signed. Submit it now, so that the board has it."
    return _take(request, return_, form, "sign", do, done, missing=paper.missing)


@record_page(policy.RETURN_SUBMIT, passed=moved_on)
@require_http_methods(METHODS)
def take_back(request: Request, return_: Return) -> HttpResponse:
    if request.method != "POST":
        return render(request, "assessments/take_back.html", {"return": return_})
    return _do(request, return_, operations.take_back, "The signature is taken back. Answers can be changed.")


@record_page(policy.RETURN_SUBMIT, passed=moved_on)
@require_http_methods(METHODS)
def submit(request: Request, return_: Return) -> HttpResponse:
    if request.method != "POST":
        return render(request, "assessments/submit.html", {"return": return_})

    def do(**told: Any) -> Return:
        return operations.submit_return(on=timezone.localdate(), **told)

    return _do(request, return_, do, f"{return_.reference} is submitted. {request.board.name} has it now.")


@record_page(policy.RETURN_WITHDRAW, passed=moved_on)
@require_http_methods(METHODS)
def withdraw(request: Request, return_: Return) -> HttpResponse:
    """What was submitted stays; another return goes on from its answers."""
    form = forms.WhyForm(posted(request))
    if form.is_valid():
        try:
            again = operations.withdraw_return(return_=return_, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"{return_.reference} is withdrawn. Change its answers here and submit again."
            )
            return _to(again)
    return render(request, "assessments/withdraw.html", {"form": form, "return": return_})


@record_page(policy.RETURN_MOVE)
@require_http_methods(METHODS)
def move(request: Request, return_: Return) -> HttpResponse:
    """Give one agency more time."""
    form = forms.MoveForm(posted(request), initial={"due_on": return_.due_on})

    def do(**moved: Any) -> Return:
        return operations.move_return(return_=return_, **moved, by=request.user)

    seen = "" if return_.led_by_id else " The agency sees it on its home page."
    return _take(request, return_, form, "move", do, f"The day is moved.{seen}")


@record_page(policy.RETURN_CHASE)
@require_http_methods(METHODS)
def chase(request: Request, return_: Return) -> HttpResponse:
    """Write once more to those who answer for one agency."""
    if request.method != "POST":
        context = {
            "return": return_,
            "people": answering_for([return_])[return_.agency_id],
            "is_asked": bool(asked_today([return_], timezone.localdate())),
        }
        return render(request, "assessments/chase_one.html", context)

    def do(return_: Return, by: Any) -> int:
        return chase_returns(returns=[return_], url=page_of_a_return(request), on=timezone.localdate(), by=by)

    return _do(request, return_, do, f"{return_.agency} is asked once more.")


def _do(request: Request, return_: Return, do: Callable[..., Any], done: str) -> HttpResponse:
    try:
        do(return_=return_, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return _to(return_)


def _take(
    request: Request,
    return_: Return,
    form: Form,
    step: str,
    do: Callable[..., Any],
    done: str,
    **context: Any,
) -> HttpResponse:
    """Do it when the answers are good; otherwise the form, with all that was typed."""
    if form.is_valid():
        try:
            do(**form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return _to(return_)
    return render(request, f"assessments/{step}.html", {"form": form, "return": return_, **context})


def _to(return_: Return) -> HttpResponse:
    return redirect("assessments:return", return_.board.slug, return_.reference)
