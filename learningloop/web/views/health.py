"""Whether the site is well, for whatever watches it. The answer says yes or no; the log says what is wrong."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from learningloop.people.gate import open_page
from learningloop.web.readiness import database_reached, not_ready

log = structlog.get_logger(__name__)


@open_page("a watcher has no account, and it tells nothing but that the database is reached")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process lives and reaches its database."""
    return _answer([] if database_reached() else ["database"])


@open_page("whoever sends people here has no account, and it tells nothing but yes or no")
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether people may be sent to this process."""
    return _answer(not_ready())


def _answer(lacking: list[str]) -> HttpResponse:
    if lacking:
        log.error("not ready", lacking=lacking)
    return HttpResponse("no" if lacking else "ok", content_type="text/plain", status=503 if lacking else 200)
