"""Writing a question set: begun, looked over, its parts moved and taken out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learningloop.instruments.forms.writing import StartForm
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations.drafting import (
    DraftThere,
    KeyTaken,
    move_part,
    start_next_version,
    start_questions,
    take_part_out,
)  # fmt: skip
from learningloop.instruments.policy import QUESTIONS_CHANGE, QUESTIONS_PUBLISH, QUESTIONS_WRITE
from learningloop.instruments.queries import before_of, key_for
from learningloop.instruments.rules.drafting import NOUNS, faults_of, mentions, name_of, place_of_fault
from learningloop.instruments.rules.succession import predecessors
from learningloop.instruments.views.showing import to_draft, too_late
from learningloop.kit.forms import posted
from learningloop.kit.parts import Content, Place, find
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import allow
from learningloop.trail.operations import Refused

STEPS = {"up": -1, "down": 1}


@board_page(QUESTIONS_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request, board: Board) -> HttpResponse:
    """A question set from nothing."""
    form = StartForm(posted(request))
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("title", "purpose")}
        key = form.cleaned_data["key"] or key_for(board, told["title"])
        try:
            draft = start_questions(board=board, key=key, told=told, by=request.user)
        except KeyTaken as taken:
            form.add_error("key", str(taken))
        else:
            messages.success(request, f"{draft.title} is begun. Add a section, then questions to it.")
            return to_draft(draft)
    return render(request, "instruments/start.html", {"form": form})


@board_page(QUESTIONS_WRITE)
@require_POST
def start_next(request: Request, board: Board, key: str) -> HttpResponse:
    """The next version, as a copy of the published one."""
    try:
        draft = start_next_version(board=board, key=key, by=request.user)
    except DraftThere as there:
        messages.warning(request, str(there))
        return to_draft(there.draft)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("instruments:list", board.slug)
    messages.success(
        request, f"Version {draft.number} begins as a copy. Nobody is asked it until it is published."
    )
    return to_draft(draft)


@record_page(QUESTIONS_CHANGE, passed=too_late)
@require_safe
def write(request: Request, version: QuestionSetVersion) -> HttpResponse:
    """The draft as it stands: what is to mend, its sections with their questions, its scales."""
    before = before_of(version)
    document = before.document if before else None
    faults = faults_of(version.content, document)
    was = predecessors(document, version.document) if document else {}
    context = {
        "version": version,
        "question_set": version.document,
        "before": before,
        "new": {one.key for one in version.document.questions()} - was.keys() if before else set(),
        "faults": [(fault, *_faulty(version.content, place_of_fault(version.content, fault))) for fault in faults],
        "may_publish": allow(request.user, QUESTIONS_PUBLISH, version),
    }
    return render(request, "instruments/write.html", context)


def _faulty(content: Content, place: Place) -> tuple[str, str, str]:
    """What a faulty part is called, which page changes it, and its key."""
    if not place:
        return "The whole set", "", ""
    return name_of(find(content, place)), f"instruments:{NOUNS[place[-2]]}", place[-1]


@record_page(QUESTIONS_CHANGE, passed=too_late)
@require_POST
def move(request: Request, version: QuestionSetVersion, way: str, part: str) -> HttpResponse:
    place = tuple(part.split("/"))
    if way not in STEPS or not _is_place(place):
        raise Http404
    try:
        move_part(version=version, place=place, step=STEPS[way], by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    return to_draft(version, place[-1])


@record_page(QUESTIONS_CHANGE, passed=too_late)
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: Request, version: QuestionSetVersion, part: str) -> HttpResponse:
    """Take a part out, after a look at what rests on it."""
    place = tuple(part.split("/"))
    found = find(version.content, place) if _is_place(place) and find(version.content, place[:-2] or ()) else None
    if found is None:
        return too_late(request, version)
    if request.method == "POST":
        try:
            take_part_out(version=version, place=place, by=request.user)
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, f"Taken out: {name_of(found)}.")
        return to_draft(version)
    return render(request, "instruments/take_out.html", _resting(version, place, found))


def _is_place(place: Place) -> bool:
    return place[::2] in {("sections",), ("scales",), ("sections", "questions")} and len(place) % 2 == 0


def _resting(version: QuestionSetVersion, place: Place, part: dict[str, Any]) -> dict[str, Any]:
    """What rests on a part that may be taken out."""
    question_set, before = version.document, before_of(version)
    told = [(question_set.question(key), how) for key, how in mentions(version.content, place)]
    gone = {place[-1]} if len(place) == 4 else {one["key"] for one in part.get("questions", ())}
    was = predecessors(before.document, question_set) if before else {}
    return {
        "version": version,
        "name": name_of(part),
        "noun": NOUNS[place[-2]],
        "number": len(part.get("questions", ())),
        "resting": told,
        "compared": sorted(was.keys() & gone),
        "before": before,
    }
