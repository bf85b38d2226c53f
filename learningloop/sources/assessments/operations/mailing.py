"""Mails about a return to those who answer for its agency. They name no round and nobody, and lead to its page."""

from collections.abc import Iterable
from logging import getLogger
from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string

from learningloop.people.models import Person
from learningloop.sources.assessments.models import Return

logger = getLogger(__name__)


def write_to(people: Iterable[Person], return_: Return, words: str, url: str) -> int:
    """Write to each of these people; how many messages could be sent. `words` is the mail's name: asked, chase."""
    told = {"board": return_.board, "due_on": return_.due_on, "url": url}
    subject, body = render_to_string(f"assessments/email/{words}.txt", told).split("\n", 1)
    return sum(_sent(person, subject, body.strip() + "\n") for person in people)


def _sent(person: Person, subject: str, body: str) -> bool:
    try:
        return bool(send_mail(subject, body, None, [person.email]))
    except (OSError, SMTPException):
        logger.exception("A message about a return could not be sent")
        return False
