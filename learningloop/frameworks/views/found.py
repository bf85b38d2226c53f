"""Setting up a board: asked on one page, shown once more, done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.frameworks.forms import FoundForm
from learningloop.frameworks.imports import FaultyFramework, read_framework, read_pack
from learningloop.frameworks.operations.founding import First, found_board
from learningloop.frameworks.queries import PACKS, shipped_packs
from learningloop.frameworks.rules.faults import Fault
from learningloop.frameworks.rules.taking_over import left_over, taken_over
from learningloop.frameworks.schema import Board, Framework
from learningloop.kit.answers import is_confirmed, wants_change
from learningloop.people.gate import Request, founder_page, sign_in_url
from learningloop.people.policy import boards_of
from learningloop.people.rules import BUSINESS_MANAGER, INDEPENDENT_CHAIR
from learningloop.trail.operations import Refused


@founder_page
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: Request) -> HttpResponse:
    packs = {pack.slug: f"{pack.name}: {pack.title}" for pack in shipped_packs()}
    initial = {"manager_email": request.user.email, "begin_with": "working-together-2023"}
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FoundForm(*posted, packs=packs, initial=initial)
    faults: list[Fault] = []
    if form.is_valid() and not wants_change(request):
        try:
            framework, left = _framework(form.cleaned_data)
        except FaultyFramework as faulty:
            faults = faulty.faults
            form.add_error("file", "The file has faults. They are listed below: mend them, then choose it again")
        else:
            return _check_or_found(request, form, framework, left)
    return render(request, "frameworks/found.html", {"form": form, "faults": faults})


def _framework(told: dict[str, Any]) -> tuple[Framework, list[str]]:
    """The board's framework as it will begin, and where another board's name still stands in it."""
    given = (
        read_pack(told["pack"].encode()) if told["pack"] else read_framework(PACKS / f"{told['begin_with']}.yaml")
    )
    board = Board(
        slug=told["slug"], name=told["name"], short_name=told["short_name"], area=told["area"],
        source=given.board.source,
    )  # fmt: skip
    if told["pack"]:
        return given.model_copy(update={"board": board}), []
    begun = taken_over(given, board)
    return begun, left_over(begun, given.board)


def _check_or_found(request: Request, form: FoundForm, framework: Framework, left: list[str]) -> HttpResponse:
    told = form.cleaned_data
    if not is_confirmed(request):
        context = {"form": form, "framework": framework, "left": left, "address": request.build_absolute_uri("/")}
        return render(request, "frameworks/found_check.html", context)
    first = [First(BUSINESS_MANAGER, told["manager_email"], told["manager_name"])]
    if told["chair_email"]:
        first.append(First(INDEPENDENT_CHAIR, told["chair_email"], told["chair_name"]))
    try:
        version = found_board(framework=framework, first=first, sign_in_url=sign_in_url(request), by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(request, "frameworks/found.html", {"form": form, "faults": []})
    messages.success(request, f"{version.board.name} is set up.")
    request.user.__dict__.pop("appointments", None)
    if boards_of(request.user).filter(pk=version.board_id).exists():
        return redirect("begin", version.board.slug)
    messages.info(request, f"{told['manager_email']} is its business manager, and was told by mail.")
    return redirect("boards")
