"""The parts of a draft, each on a page of its own: the whole, a section, a question, a scale."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from learningloop.instruments.forms.asking import QuestionForm
from learningloop.instruments.forms.scales import ScaleForm, TakeScaleForm
from learningloop.instruments.forms.writing import PartForm, SectionForm, WholeForm
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import QuestionsDoNotHold
from learningloop.instruments.operations.drafting import TakenOutMeanwhile, add_part, change_part
from learningloop.instruments.policy import QUESTIONS_CHANGE
from learningloop.instruments.queries import before_of, shipped_scales
from learningloop.instruments.rules.drafting import name_of, place_of, state_of_part
from learningloop.instruments.schema import Question
from learningloop.instruments.views.showing import to_draft, too_late
from learningloop.kit.forms import posted
from learningloop.kit.parts import Place, find, free_key
from learningloop.people.gate import Request, record_page
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change

asked = require_http_methods(["GET", "HEAD", "POST"])
Make = Callable[[Any, dict[str, Any], int], PartForm]
"""A form from what was sent, the part as it stands, and its state."""


@record_page(QUESTIONS_CHANGE, passed=too_late)
@asked
def whole(request: Request, version: QuestionSetVersion) -> HttpResponse:
    def make(data: Any, part: dict[str, Any], seen: int) -> WholeForm:
        told = {**part, "signed_by": "\n".join(part["signed_by"]), "seen": seen}
        return WholeForm(data, initial=told)

    return _change(request, version, (), make, "instruments/whole.html")


@record_page(QUESTIONS_CHANGE, passed=too_late)
@asked
def section(request: Request, version: QuestionSetVersion, heading: str) -> HttpResponse:
    def make(data: Any, part: dict[str, Any], seen: int) -> SectionForm:
        return SectionForm(data, initial={**part, "seen": seen})

    return _change(request, version, ("sections", heading), make, "instruments/section.html")


@record_page(QUESTIONS_CHANGE, passed=too_late)
@asked
def question(request: Request, version: QuestionSetVersion, asks: str) -> HttpResponse:
    def make(data: Any, part: dict[str, Any], seen: int) -> QuestionForm:
        return _question_form(version, data, earlier=_before(version, asks), question=part, seen=seen)

    return _change(request, version, place_of(version.content, asks), make, "instruments/question.html")


@record_page(QUESTIONS_CHANGE, passed=too_late)
@asked
def scale(request: Request, version: QuestionSetVersion, grading: str) -> HttpResponse:
    def make(data: Any, part: dict[str, Any], seen: int) -> ScaleForm:
        return ScaleForm(data, scale=part, seen=seen)

    return _change(request, version, ("scales", grading), make, "instruments/scale.html")


@record_page(QUESTIONS_CHANGE, passed=too_late)
@asked
def add_section(request: Request, version: QuestionSetVersion) -> HttpResponse:
    form = SectionForm(posted(request))
    taken = {one["key"] for one in version.content["sections"]}

    def made() -> dict[str, Any]:
        return {**form.told(), "key": free_key(form.cleaned_data["title"], taken), "questions": []}

    return _add(request, version, ("sections",), form, made, "instruments/section.html")


@record_page(QUESTIONS_CHANGE, passed=too_late)
@asked
def add_question(request: Request, version: QuestionSetVersion, heading: str) -> HttpResponse:
    into = ("sections", heading, "questions")
    if find(version.content, into[:2]) is None:
        return too_late(request, version)
    form = _question_form(version, posted(request), earlier=_until(version, heading))
    return _add(request, version, into, form, form.told, "instruments/question.html")


@record_page(QUESTIONS_CHANGE, passed=too_late)
@asked
def add_scale(request: Request, version: QuestionSetVersion) -> HttpResponse:
    taken = {one["key"] for one in version.content["scales"]}
    form = ScaleForm(posted(request), scale=None)
    offered = [(key, one.name) for key, one in shipped_scales().items() if key not in taken]
    more = {"taking": TakeScaleForm(None, offered=offered) if offered else None}
    return _add(request, version, ("scales",), form, lambda: form.told(taken), "instruments/scale.html", more)


@record_page(QUESTIONS_CHANGE, passed=too_late)
@require_POST
def take_scale(request: Request, version: QuestionSetVersion) -> HttpResponse:
    """One of the scales that come with the software becomes one of the draft's."""
    found = shipped_scales().get(request.POST.get("scale", ""))
    if found is None:
        messages.error(request, "Choose one of the scales.")
        return to_draft(version)
    try:
        add_part(version=version, into=("scales",), part=found.model_dump(mode="json"), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Added: {found.name}.")
    return to_draft(version, found.key)


def _question_form(
    version: QuestionSetVersion, data: Any, *, earlier: list[Question], **told: Any
) -> QuestionForm:
    before = before_of(version)
    return QuestionForm(
        data, draft=version.document, earlier=earlier, before=before.document if before else None, **told
    )


def _before(version: QuestionSetVersion, key: str) -> list[Question]:
    """The questions that are asked before the one with a key."""
    everything = list(version.document.questions())
    keys = [one.key for one in everything]
    return everything[: keys.index(key)]


def _until(version: QuestionSetVersion, heading: str) -> list[Question]:
    """The questions of the sections up to and with one."""
    sections = version.document.sections
    last = [one.key for one in sections].index(heading)
    return [one for section in sections[: last + 1] for one in section.questions]


def _change(
    request: Request, version: QuestionSetVersion, place: Place | None, make: Make, template: str
) -> HttpResponse:
    """A part's form, and what is saved of it. Both answers are shown when somebody else changed it meanwhile."""
    part = None if place is None else find(version.content, place)
    if place is None or part is None:
        return too_late(request, version)
    form = make(posted(request), part, state_of_part(part))
    if form.is_valid():
        told = {"part": {**part, **form.told()}, "seen": form.cleaned_data["seen"]}
        try:
            change_part(version=version, place=place, **told, by=request.user)
        except QuestionsDoNotHold as wrong:
            form.add_faults(wrong.faults)
        except ChangedMeanwhile:
            form.collide(*last_change(version))
        except TakenOutMeanwhile:
            return too_late(request, version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Saved: {name_of(told['part'])}.")
            return to_draft(version, place[-1] if place else "")
    return render(request, template, {"version": version, "form": form, "name": name_of(part)})


def _add(
    request: Request, version: QuestionSetVersion, into: Place, form: PartForm,
    made: Callable[[], dict[str, Any]], template: str, more: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    if form.is_valid():
        part = made()
        try:
            add_part(version=version, into=into, part=part, by=request.user)
        except QuestionsDoNotHold as wrong:
            form.add_faults(wrong.faults)
        except TakenOutMeanwhile:
            return too_late(request, version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Added: {name_of(part)}.")
            return to_draft(version, part["key"])
    return render(request, template, {"version": version, "form": form, **(more or {})})
