"""Rounds that several boards hold together: offered by one, joined by others."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.frameworks.queries import current_framework
from learningloop.kit.answers import is_confirmed, wants_change
from learningloop.kit.forms import posted
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.sources.assessments.forms import JoinForm, OfferForm
from learningloop.sources.assessments.models import Round
from learningloop.sources.assessments.operations.joining import offer_round
from learningloop.sources.assessments.operations.telling import join_and_tell
from learningloop.sources.assessments.policy import ROUND_OFFER, ROUND_OPEN
from learningloop.sources.assessments.queries import joint
from learningloop.sources.assessments.rules import LIKELY_KINDS
from learningloop.sources.assessments.views.rounds import check_answers, page_of_a_return
from learningloop.sources.register.models import Sensitivity
from learningloop.trail.operations import Refused

METHODS = ["GET", "HEAD", "POST"]


@record_page(ROUND_OFFER)
@require_http_methods(METHODS)
def offer(request: Request, round_: Round) -> HttpResponse:
    """Let boards that share a group join the round; the offer tells its title, questions and days."""
    joined = joint.joined_by(round_)
    boards = joint.neighbours(request.board).exclude(pk__in=[one.pk for one in joined])
    form = OfferForm(posted(request), boards=boards, initial={"boards": round_.offered_to.all()})
    if form.is_valid():
        try:
            offer_round(round_=round_, boards=list(form.cleaned_data["boards"]), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved. Boards that are offered the round find it on their page of rounds.")
            return redirect("assessments:round", request.board.slug, round_.reference)
    context = {"form": form, "round": round_, "joined": joined, "neighbours": boards}
    return render(request, "assessments/offer.html", context)


@board_page(ROUND_OPEN)
@require_http_methods(METHODS)
def join(request: Request, board: Board, host: str, offered: str) -> HttpResponse:
    """Join another board's round: with our own cover sheet, for our own agencies, after a look at who is asked."""
    found = joint.offer_to(board, host, offered)
    if found is None:
        raise Http404
    likely = LIKELY_KINDS.get(found.version.key, "")
    initial = {"who": "kinds", "title": found.source.title, "kind": likely, "sensitivity": Sensitivity.BOARD}
    initial["reminders"] = found.reminders
    form = JoinForm(
        posted(request), offered=found, board=board, framework=current_framework(board), initial=initial
    )
    if form.is_valid() and not wants_change(request):
        if not is_confirmed(request):
            return check_answers(request, form, found.version, "join_check", offered=found, does="Join the round")
        try:
            to = page_of_a_return(request)
            made = join_and_tell(
                board=board, offered=found, **form.cleaned_data, url=to, on=timezone.localdate(), by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{made.reference} is open, together with {found.board.name}.")
            return redirect("assessments:round", board.slug, made.reference)
    return render(request, "assessments/join.html", {"form": form, "offered": found})
