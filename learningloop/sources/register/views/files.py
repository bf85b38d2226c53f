"""The files of a source."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.people.gate import Request, record_page
from learningloop.records.operations.removal import remove_file
from learningloop.records.queries import send_file
from learningloop.sources.register.forms import FilesForm
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import add_files
from learningloop.sources.register.policy import SOURCE_EDIT, SOURCE_VIEW
from learningloop.trail.operations import Refused, log_reading


@record_page(SOURCE_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def file_add(request: Request, source: Source) -> HttpResponse:
    form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    if form.is_valid():
        try:
            added = add_files(source=source, uploads=form.cleaned_data["uploads"], by=request.user)
        except Refused as refused:
            form.refuse("uploads", str(refused))
        else:
            number = len(added)
            messages.success(request, "1 file is added." if number == 1 else f"{number} files are added.")
            return redirect("register:detail", source.board.slug, source.reference)
    return render(request, "register/file_add.html", {"form": form, "source": source})


@record_page(SOURCE_VIEW)
@require_safe
def file(request: Request, source: Source, key: UUID) -> FileResponse:
    """The file itself, for whoever may open the source."""
    found = get_object_or_404(source.files, key=key)
    if source.is_restricted:
        log_reading(found, by=request.user)
    return send_file(found)


@record_page(SOURCE_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def file_remove(request: Request, source: Source, key: UUID) -> HttpResponse:
    found = get_object_or_404(source.files, key=key)
    if request.method == "POST":
        remove_file(record=source, file=found, why=f"Taken off {source.reference}", by=request.user)
        messages.success(
            request, f"{found.name} is removed from {source.reference}. The board’s unit can put it back."
        )
        return redirect("register:detail", source.board.slug, source.reference)
    return render(request, "register/file_remove.html", {"file": found, "source": source})
