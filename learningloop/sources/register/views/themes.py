"""A board's themes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.kit.forms import posted
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import allow
from learningloop.sources.register import queries
from learningloop.sources.register.forms import ThemeForm
from learningloop.sources.register.operations import add_theme
from learningloop.sources.register.policy import SOURCE_VIEW, THEME_ADD
from learningloop.trail.operations import Refused


@board_page(SOURCE_VIEW)
@require_safe
def themes(request: Request, board: Board) -> HttpResponse:
    """Each theme, with the number of sources on it that this person may open."""
    context = {
        "counted": queries.themes_counted(request.user, board),
        "may_add": allow(request.user, THEME_ADD, board),
    }
    return render(request, "register/themes.html", context)


@board_page(THEME_ADD)
@require_http_methods(["GET", "HEAD", "POST"])
def theme_add(request: Request, board: Board) -> HttpResponse:
    form = ThemeForm(posted(request))
    if form.is_valid():
        try:
            theme = add_theme(
                board=board, slug=slugify(form.cleaned_data["name"])[:60], **form.cleaned_data, by=request.user
            )
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"The theme {theme.name} is added.")
            return redirect("register:themes", board.slug)
    return render(request, "register/theme_add.html", {"form": form})
