"""An open invitation: sent again, or withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.people.forms import WithdrawForm
from learningloop.people.gate import Request, board_page, sign_in_url
from learningloop.people.models import Board, Invitation, Person
from learningloop.people.operations.invitations import send_invitation, withdraw_invitation
from learningloop.people.policy import ROLE_GRANT
from learningloop.people.queries import invitation_of, somebody_of
from learningloop.trail.operations import Refused


def tell_of_message(request: HttpRequest, invitation: Invitation | None) -> None:
    """Say whether the invitation has left; of somebody who has been here before there is none."""
    if invitation and invitation.sent_at:
        messages.info(request, f"The invitation was sent to {invitation.person.email}.")
    elif invitation:
        messages.warning(request, "The invitation could not be sent. The role stands. Send it again later.")


@board_page(ROLE_GRANT)
@require_http_methods(["GET", "POST"])
def send(request: Request, board: Board, person: UUID) -> HttpResponse:
    somebody = get_object_or_404(somebody_of(board), key=person)
    invitation = invitation_of(somebody, board)
    if not invitation:
        return _nothing_open(request, board, somebody)
    if request.method == "GET":
        return render(request, "people/invitation_send.html", {"person": somebody, "invitation": invitation})
    try:
        send_invitation(invitation=invitation, sign_in_url=sign_in_url(request), by=request.user)
        tell_of_message(request, invitation)
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("people:detail", board.slug, somebody.key)


@board_page(ROLE_GRANT)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, board: Board, person: UUID) -> HttpResponse:
    somebody = get_object_or_404(somebody_of(board), key=person)
    invitation = invitation_of(somebody, board)
    if not invitation:
        return _nothing_open(request, board, somebody)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        try:
            withdraw_invitation(invitation=invitation, why=why, on=timezone.localdate(), by=request.user)
            messages.success(request, f"The invitation of {somebody} is withdrawn.")
            return redirect("people:detail", board.slug, somebody.key)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "people/invitation_withdraw.html", {"form": form, "person": somebody})


def _nothing_open(request: Request, board: Board, somebody: Person) -> HttpResponse:
    messages.info(request, f"{somebody} has no open invitation.")
    return redirect("people:detail", board.slug, somebody.key)
