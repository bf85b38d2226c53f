"""What is due of rounds without anybody asking."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django_scopes import scope

from learningloop.sources.assessments.models import Round
from learningloop.sources.assessments.operations.chasing import NobodyToChase, chase_returns
from learningloop.sources.assessments.operations.telling import send_notice
from learningloop.sources.assessments.queries.telling import notices_due, reminded, reminding
from learningloop.trail.operations import SYSTEM


def tell_of_opened(today: date) -> int:
    """Tell those whose round opens by today and who were not told yet; how many messages are handed over."""
    due = [(one.pk, one.return_to.board.slug, one.return_to.reference) for one in notices_due(today)]
    for pk, board, reference in due:
        send_notice.enqueue(pk, _page(board, reference))
    return len(due)


def remind_of_returns(today: date) -> int:
    """Ask once more, in the rounds that remind on this day; for how many returns. Twice a day it asks once."""
    return sum(_remind(round_, today) for round_ in reminding(today))


def _remind(round_: Round, today: date) -> int:
    with scope(board=round_.board):
        due = reminded(round_, today)
        try:
            return chase_returns(returns=due, url=_page(round_.board.slug, "REFERENCE"), on=today, by=SYSTEM)
        except NobodyToChase:
            return 0


def _page(board: str, reference: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + reverse("assessments:return", args=[board, reference])
