"""The draft of the next version: begun, looked over, replaced by a file, given to the chair, thrown away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.frameworks.exports import as_yaml
from learningloop.frameworks.forms import UploadForm
from learningloop.frameworks.imports import FaultyFramework, read_pack
from learningloop.frameworks.operations.drafts import (
    offer_draft,
    replace_draft,
    start_draft,
    throw_draft_away,
)  # fmt: skip
from learningloop.frameworks.policy import FRAMEWORK_APPROVE, FRAMEWORK_DRAFT, FRAMEWORK_READ_DRAFT
from learningloop.frameworks.queries import draft_of, faults_between, latest_version, missed_by
from learningloop.frameworks.rules.differences import by_section, compare
from learningloop.frameworks.rules.drafting import EDITABLE
from learningloop.frameworks.schema import Framework
from learningloop.frameworks.views.showing import draft_or_404
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import allow
from learningloop.trail.operations import Refused


@board_page(FRAMEWORK_READ_DRAFT)
@require_safe
def draft(request: Request, board: Board) -> HttpResponse:
    """Where the draft stands, what is still wrong with it, what it changes, and every section to go on with."""
    found = draft_of(board)
    may = {
        "may_draft": allow(request.user, FRAMEWORK_DRAFT, board),
        "may_approve": allow(request.user, FRAMEWORK_APPROVE, board),
    }
    newest = latest_version(board.slug)
    if found is None or newest is None:
        return render(request, "frameworks/no_draft.html", {**may, "newest": newest})
    told = compare(newest.document, found.document)
    context = {
        "draft": found,
        "newest": newest,
        "faults": [(fault, fault.place[0]) for fault in faults_between(found.content)],
        "missed": missed_by(found, request.user),
        "number": len(told),
        "told": by_section(told),
        "sections": _sections(found.content),
        **may,
    }
    return render(request, "frameworks/draft.html", context)


def _sections(content: dict[str, object]) -> list[tuple[str, str, str, int | None]]:
    """Each section that can be changed: its name, title and description, and how many entries it has."""
    rows = ((name, Framework.model_fields[name], content.get(name)) for name in EDITABLE)
    return [
        (name, field.title or name, field.description or "", len(value) if isinstance(value, list) else None)
        for name, field, value in rows
    ]


@board_page(FRAMEWORK_DRAFT)
@require_http_methods(["POST"])
def start(request: Request, board: Board) -> HttpResponse:
    try:
        start_draft(board=board, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The draft begins as a copy. Nothing changes for anybody until it is approved.")
    return redirect("frameworks:draft", board.slug)


@board_page(FRAMEWORK_READ_DRAFT)
@require_safe
def download(request: Request, board: Board) -> HttpResponse:
    """The draft as a pack, to be worked on elsewhere and brought back."""
    headers = {"Content-Disposition": f'attachment; filename="{board.slug}-framework-draft.yaml"'}
    return HttpResponse(as_yaml(draft_or_404(board).document), content_type="application/yaml", headers=headers)


@board_page(FRAMEWORK_DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, board: Board) -> HttpResponse:
    """Put a file in the place of the draft; every fault of it is told with its line."""
    found, faults = draft_or_404(board), []
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            framework = read_pack(form.cleaned_data["file"].read())
            replace_draft(draft=found, framework=framework, by=request.user)
        except FaultyFramework as faulty:
            faults = faulty.faults
            form.add_error("file", f"The file has {_faults(len(faults))}. Mend it, then choose it again")
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, "The draft says now what the file says.")
            return redirect("frameworks:draft", board.slug)
    return render(request, "frameworks/draft_upload.html", {"form": form, "faults": faults})


def _faults(number: int) -> str:
    return "1 fault" if number == 1 else f"{number} faults"


@board_page(FRAMEWORK_DRAFT)
@require_http_methods(["POST"])
def offer(request: Request, board: Board) -> HttpResponse:
    try:
        offer_draft(draft=draft_or_404(board), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The draft waits for the independent chair to approve it.")
    return redirect("frameworks:draft", board.slug)


@board_page(FRAMEWORK_DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def throw_away(request: Request, board: Board) -> HttpResponse:
    found = draft_or_404(board)
    if request.method != "POST":
        number = len(compare(found.base.document, found.document))
        return render(request, "frameworks/draft_throw_away.html", {"draft": found, "number": number})
    throw_draft_away(draft=found, by=request.user)
    messages.success(request, "The draft is thrown away. The framework in force is as it was.")
    return redirect("frameworks:detail", board.slug)
