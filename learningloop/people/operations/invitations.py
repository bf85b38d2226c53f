"""Inviting by mail somebody who has never been here, and telling who has that there is a new role.

The message bears no secret: its link leads to a page that mails a code to whoever owns the address, and opens
nothing by itself. `sign_in_url` is the address of the sign-in page; the page of an invitation stands under it.
"""

from datetime import date
from functools import partial
from logging import getLogger
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlencode

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from learningloop.people import events
from learningloop.people.models import Appointment, Board, Invitation, Person
from learningloop.people.operations import appoint, remove_role
from learningloop.people.queries import has_account, has_come, link_key
from learningloop.people.rules import Role
from learningloop.trail.operations import SYSTEM, Actor, Refused, change, log, operation

logger = getLogger(__name__)


class InvitationClosed(Refused):
    """The invited has come, or the invitation was withdrawn."""


@operation
def invite(
    *, to: Board, email: str, name: str, role: Role, sign_in_url: str, by: Actor, **appointment: Any
) -> Appointment:
    """Grant a role and write to its holder: an invitation to who has never been here, a note to who has.

    Raises what `appoint` raises. The message is sent once everything is saved.
    """
    new = not has_account(email)
    made = appoint(email=email, name=name, role=role, by=by, **appointment)
    if new or not has_come(made.person):
        invite_person(person=made.person, to=to, sign_in_url=sign_in_url, by=by)
    else:
        told = {"role": made.role_held, "board": to, "by": by.display_name, "url": sign_in_url}
        transaction.on_commit(partial(_post, "joined", made.person.email, told))
    return made


@operation
def invite_person(*, person: Person, to: Board, sign_in_url: str, by: Actor) -> Invitation:
    """Invite somebody who holds a role already; an open invitation is sent again."""
    invitation, new = Invitation.objects.open().get_or_create(
        person=person, board=to, defaults={"invited_by": by.display_name, "invited_at": timezone.now()}
    )
    if new:
        log(events.INVITED, invitation)
    send_invitation(invitation=invitation, sign_in_url=sign_in_url, by=by)
    return invitation


@operation
def send_invitation(*, invitation: Invitation, sign_in_url: str, by: Actor) -> None:
    """Send an open invitation, once more if it was sent before. Raises InvitationClosed."""
    _still_open(invitation)
    change(events.INVITATION_SENT, invitation, sent_at=None)
    transaction.on_commit(partial(_send, invitation, sign_in_url))


@task
def deliver_invitation(invitation: int, sign_in_url: str, page: str, asked: str) -> None:
    """Send one of many invitations, unless it was sent or is not open any more.

    `page` is where it leads once they have signed in; `asked` a sentence on what for, which names nobody.
    """
    found = Invitation.objects.open().filter(pk=invitation, sent_at=None).select_related("board", "person").first()
    if found:
        _send(found, sign_in_url, page, asked)


def _send(invitation: Invitation, sign_in_url: str, page: str = "", asked: str = "") -> None:
    link = f"{sign_in_url}invited/{link_key(invitation)}/" + (f"?{urlencode({'next': page})}" if page else "")
    told = {"board": invitation.board, "by": invitation.invited_by, "url": link, "asked": asked}
    if _post("invitation", invitation.person.email, told):
        _note_sent(invitation=invitation, by=SYSTEM)


@operation
def _note_sent(*, invitation: Invitation, by: Actor) -> None:
    change(events.INVITATION_LEFT, invitation, sent_at=timezone.now())


@operation
def withdraw_invitation(*, invitation: Invitation, why: str, on: date, by: Actor) -> None:
    """Take back an invitation and the roles on its board. Raises InvitationClosed, OnlyManager."""
    _still_open(invitation)
    for appointment in Appointment.objects.current().on(invitation.board).filter(person=invitation.person):
        if appointment.home == invitation.board:
            remove_role(appointment=appointment, why=why, on=on, by=by)
    change(events.INVITATION_WITHDRAWN, invitation, facts={"why": why}, withdrawn_at=timezone.now())


def _still_open(invitation: Invitation) -> None:
    if not Invitation.objects.open().select_for_update().filter(pk=invitation.pk).exists():
        raise InvitationClosed("They have come meanwhile, or the invitation was withdrawn. Nothing was changed.")


def _post(template: str, to: str, told: dict[str, Any]) -> bool:
    """Send a message; that it could not be sent is logged without its address, and told by what has no date."""
    subject, body = render_to_string(f"people/email/{template}.txt", told).split("\n", 1)
    try:
        return bool(send_mail(subject, body.strip() + "\n", None, [to]))
    except (OSError, SMTPException):
        logger.exception("A message about a role could not be sent")
        return False
