"""The framework's own layouts over the board's live records: matrix, library, domains, building blocks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learningloop.embedding.actions.policy import ACTION_VIEW
from learningloop.evaluation.policy import EVALUATION_VIEW
from learningloop.frameworks.queries import current_framework
from learningloop.learning.policy import FINDING_VIEW
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import allowed
from learningloop.reports.policy import LOOP_VIEW
from learningloop.reports.queries import shelves
from learningloop.reports.queries.loop import block_names, blocks, patience
from learningloop.reports.queries.standings import standings_for, standings_seen
from learningloop.sources.register.policy import SOURCE_VIEW


@board_page(LOOP_VIEW)
@require_safe
def matrix(request: Request, board: Board) -> HttpResponse:
    lines = shelves.matrix(
        board,
        current_framework(board),
        allowed(request.user, FINDING_VIEW),
        allowed(request.user, ACTION_VIEW),
        allowed(request.user, EVALUATION_VIEW),
    )
    return render(request, "reports/matrix.html", {"groups": lines})


@board_page(LOOP_VIEW)
@require_safe
def library(request: Request, board: Board) -> HttpResponse:
    standing = shelves.library(board, current_framework(board), allowed(request.user, SOURCE_VIEW))
    return render(request, "reports/library.html", {"shelves": standing})


@board_page(LOOP_VIEW)
@require_safe
def domains(request: Request, board: Board) -> HttpResponse:
    standing = shelves.domains(
        board, current_framework(board), allowed(request.user, SOURCE_VIEW), allowed(request.user, FINDING_VIEW)
    )
    return render(request, "reports/domains.html", {"domains": standing})


@board_page(LOOP_VIEW)
@require_safe
def building_blocks(request: Request, board: Board) -> HttpResponse:
    framework, today = current_framework(board), timezone.localdate()
    days = patience(framework)
    sources = allowed(request.user, SOURCE_VIEW)
    at = standings_for(request.user, standings_seen(request.user), today, days).places()
    found = shelves.by_kind(board, sources)
    context = {
        "blocks": blocks(at, sources, block_names(framework), days, today),
        "texts": {block.key: block for block in framework.building_blocks},
        "places": at,
        "framework": framework,
        "kinds": [(kind, found[kind.key]) for kind in framework.source_kinds],
    }
    return render(request, "reports/building_blocks.html", context)
