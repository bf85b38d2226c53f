"""Ways between the pages of a draft, and the answer to whoever comes too late to change it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from learningloop.instruments.models import QuestionSetVersion
from learningloop.kit.answers import sent
from learningloop.people.gate import Request


def to_draft(version: QuestionSetVersion, anchor: str = "") -> HttpResponse:
    """Back to the page of the draft, at one of its parts."""
    url = reverse("instruments:write", args=[version.board.slug, version.reference])
    return redirect(f"{url}#{anchor}" if anchor else url)


def too_late(request: Request, version: QuestionSetVersion) -> HttpResponse:
    """The version is published, or the part is taken out meanwhile: what was typed is shown, to be copied."""
    typed = [value for name, value in sent(request) if name != "seen" and len(value.split()) > 1]
    return render(request, "instruments/too_late.html", {"version": version, "typed": typed}, status=409)
