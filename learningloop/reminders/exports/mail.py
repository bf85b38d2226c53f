"""The day's mail: what waits, in words that may leave the site. No title, no name, nothing that was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from learningloop.kit.dates import day, due
from learningloop.kit.slots import Waiting
from learningloop.reminders.models import Digest
from learningloop.reminders.queries.mail import Share

UNSAID = "Something waits for you"
"""What a mail says of a thing whose stage has no words for it that may leave the site."""


@dataclass(frozen=True)
class Line:
    """One thing that waits: what is asked, of which record, by when, and where."""

    asked: str
    reference: str
    when: str
    is_late: bool
    url: str


def digest_mail(digest: Digest, shares: Sequence[Share]) -> EmailMultiAlternatives:
    """The mail of a day to a person, as plain text and HTML."""
    boards = [(share.board, [_line(one, digest.on) for one in share.items]) for share in shares]
    lines = [line for _, found in boards for line in found]
    context: dict[str, Any] = {
        "boards": boards,
        "on": day(digest.on),
        "number": len(lines),
        "late": sum(1 for line in lines if line.is_late),
        "choice_url": address(reverse("reminders:mail")),
    }
    mail = EmailMultiAlternatives(
        subject=_subject(len(lines)),
        body=render_to_string("reminders/mail/digest.txt", context),
        to=[digest.person.email],
        headers={
            # The same at every try, so that a mail that was sent twice after a crash shows once.
            "Message-ID": f"<{digest.key}@{settings.SITE_ADDRESS.partition('://')[2].partition(':')[0]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("reminders/mail/digest.html", context), "text/html")
    return mail


def address(path: str) -> str:
    """The whole address of a page, for who reads it outside the site."""
    return settings.SITE_ADDRESS.rstrip("/") + path


def _subject(number: int) -> str:
    return "1 thing waits for you" if number == 1 else f"{number} things wait for you"


def _line(one: Waiting, today: date) -> Line:
    when = ""
    if one.by:
        told = due(one.by, today)
        when = told if day(one.by) in told else f"{told} ({day(one.by)})"
    return Line(one.asked or UNSAID, one.reference, when, bool(one.by and one.by < today), address(one.url))
