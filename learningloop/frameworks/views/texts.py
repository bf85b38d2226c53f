"""A section of the draft as text, for what no form asks."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.frameworks.exports import section_as_yaml
from learningloop.frameworks.forms import SectionTextForm
from learningloop.frameworks.imports import FaultyFramework, read_section
from learningloop.frameworks.operations import FrameworkDoesNotHold
from learningloop.frameworks.operations.drafts import ChangedMeanwhile, change_part
from learningloop.frameworks.policy import FRAMEWORK_DRAFT
from learningloop.frameworks.rules.drafting import EDITABLE, state_at
from learningloop.frameworks.rules.faults import Fault
from learningloop.frameworks.schema import Framework
from learningloop.frameworks.views.showing import draft_or_404
from learningloop.kit.forms import posted
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board


@board_page(FRAMEWORK_DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: Request, board: Board, section: str) -> HttpResponse:
    """Every fault is told with its line and how to mend it; what was typed stays."""
    draft = draft_or_404(board)
    if section not in EDITABLE:
        raise Http404
    place, faults, theirs = (section,), list[Fault](), ""
    initial = {"text": section_as_yaml(draft.document, section), "seen": state_at(draft.content, place)}
    form = SectionTextForm(posted(request), initial=initial)
    form.fields["text"].required = Framework.model_fields[section].is_required()
    if form.is_valid():
        try:
            part = read_section(form.cleaned_data["text"], section, draft.content)
            change_part(draft=draft, place=place, part=part, seen=form.cleaned_data["seen"], by=request.user)
        except (FaultyFramework, FrameworkDoesNotHold) as wrong:
            faults = wrong.faults
            form.add_error("text", "Mend what is listed below the heading, then save again")
        except ChangedMeanwhile as refused:
            draft.refresh_from_db()
            theirs = section_as_yaml(draft.document, section)
            form.begin_again(state_at(draft.content, place))
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The section is saved.")
            return redirect("frameworks:draft_section", board.slug, section)
    context = {"form": form, "faults": faults, "theirs": theirs, "section": section}
    context["title"] = Framework.model_fields[section].title
    return render(request, "frameworks/draft_text.html", context)
