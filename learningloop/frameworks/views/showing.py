"""How one version of a framework is shown and sent."""

from typing import Any

from django.http import Http404, HttpResponse

from learningloop.frameworks.exports import TYPES, WRITERS, file_name
from learningloop.frameworks.models import FrameworkDraft, FrameworkVersion
from learningloop.frameworks.queries import Period, draft_of
from learningloop.frameworks.rules.reading import hierarchy, sections
from learningloop.people.models import Board

FORMS = [("YAML", "yaml"), ("JSON", "json"), ("Markdown", "md")]


def shown(period: Period) -> dict[str, Any]:
    """What the page of a version needs."""
    framework = period.version.document
    return {
        "period": period,
        "version": period.version,
        "framework": framework,
        "sections": sections(framework),
        "hierarchy": hierarchy(framework.groups),
        "forms": FORMS,
    }


def downloaded(version: FrameworkVersion, form: str) -> HttpResponse:
    """A version as a file."""
    if form not in WRITERS:
        raise Http404
    name = file_name(version.board.slug, version.number, form)
    return HttpResponse(
        WRITERS[form](version.document),
        content_type=f"{TYPES[form]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def draft_or_404(board: Board) -> FrameworkDraft:
    """The draft of the board's next version."""
    draft = draft_of(board)
    if draft is None:
        raise Http404
    return draft
