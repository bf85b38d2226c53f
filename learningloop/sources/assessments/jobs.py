"""What is due of rounds without anybody asking."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from learningloop.sources.assessments.operations.telling import send_notice
from learningloop.sources.assessments.queries.telling import notices_due


def tell_of_opened(today: date) -> int:
    """Tell those whose round opens by today and who were not told yet; how many messages are handed over."""
    due = [(one.pk, one.return_to.board.slug, one.return_to.reference) for one in notices_due(today)]
    for pk, board, reference in due:
        page = reverse("assessments:return", args=[board, reference])
        send_notice.enqueue(pk, settings.SITE_ADDRESS.rstrip("/") + page)
    return len(due)
