"""How a source met the principles of its framework."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.kit.forms import posted
from learningloop.people.gate import Request, record_page
from learningloop.people.policy import allow
from learningloop.sources.register import queries
from learningloop.sources.register.forms import PrinciplesForm
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import tell_principles
from learningloop.sources.register.policy import SOURCE_EDIT, SOURCE_VIEW
from learningloop.trail.operations import ChangedMeanwhile
from learningloop.trail.queries import last_change, state_of


@record_page(SOURCE_VIEW)
@require_safe
def principles(request: Request, source: Source) -> HttpResponse:
    """Every principle of the framework under which the source began, the gaps showing."""
    context = {
        "source": source,
        "principles": queries.principles_of(source),
        "may_tell": allow(request.user, SOURCE_EDIT, source),
    }
    return render(request, "register/principles.html", context)


@record_page(SOURCE_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def principles_tell(request: Request, source: Source) -> HttpResponse:
    form = PrinciplesForm(posted(request), told=queries.principles_of(source).told, state=state_of(source))
    if form.is_valid():
        try:
            _tell(request, source, form)
        except ChangedMeanwhile:
            form.collide(*last_change(source))
        else:
            return redirect("register:principles", source.board.slug, source.reference)
    return render(request, "register/principles_tell.html", {"form": form, "source": source})


def _tell(request: Request, source: Source, form: PrinciplesForm) -> None:
    if form.changed:
        tell_principles(source=source, told=form.changed, seen=form.cleaned_data["seen"], by=request.user)
        messages.success(request, "How the principles were met is kept.")
    else:
        messages.info(request, "Nothing was changed.")
