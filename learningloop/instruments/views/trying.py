"""Trying a question set out as whoever will answer it: nothing is stored."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from learningloop.instruments.forms import AnswersForm, KindForm
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.policy import QUESTIONS_CHANGE, QUESTIONS_VIEW
from learningloop.instruments.rules.conditions import asked, missing
from learningloop.instruments.rules.scoring import score
from learningloop.kit.forms import posted
from learningloop.people.gate import Request, record_page
from learningloop.people.policy import allow


@record_page(QUESTIONS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: Request, version: QuestionSetVersion) -> HttpResponse:
    """The form, and after trying what would be asked, what would be missing, and the score."""
    question_set = version.document
    sent = posted(request)
    kinds = KindForm(sent, initial={"kind": next(iter(question_set.asked_of), "statutory-partner")})
    form = AnswersForm(sent, question_set=question_set)
    context = {"version": version, "question_set": question_set, "kinds": kinds, "form": form}
    context["may_change"] = allow(request.user, QUESTIONS_CHANGE, version)
    if kinds.is_valid() and form.is_valid():
        kind, answers = kinds.cleaned_data["kind"], form.given()
        sections, total = score(question_set, answers, kind)
        context |= {
            "tried": True,
            "number": sum(len(questions) for _section, questions in asked(question_set, answers, kind)),
            "missing": missing(question_set, answers, kind),
            "sections": sections,
            "total": total,
        }
    return render(request, "instruments/try.html", context)
