"""What no page should have to look at."""

from collections.abc import Callable
from time import perf_counter
from urllib.parse import unquote_to_bytes
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

NUL = "\0"
UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What a browser offers pages and ours never ask for. Security keys stay as they are."""
POLICY = ", ".join(f"{name}=()" for name in UNUSED)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REDIRECTED = 302
log = structlog.get_logger(__name__)


class RequestLog:
    """One line for each request: which page by its pattern, never by its address, which bears references and keys.

    Every line that is written meanwhile bears the same `request_id`, and so does the answer: whoever met a fault
    can be helped without telling what they were reading.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began, number = perf_counter(), uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=number):
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method if request.method in METHODS else "other",
                route=request.resolver_match.route if request.resolver_match else None,
                status=response.status_code,
                ms=round((perf_counter() - began) * 1000, 1),
                person=_key(getattr(request, "_cached_user", None)),
                board=getattr(getattr(request, "board", None), "slug", None),
            )
        response.headers["X-Request-ID"] = number
        return response


def _key(person: object) -> str | None:
    """The random key of whoever asked; who it is, the database knows."""
    key = getattr(person, "key", None)
    return str(key) if key else None


class Headers:
    """What every answer tells the browser besides what Django and the content policy tell it.

    A page is kept nowhere, unless its view says otherwise: on a shared computer the next person's back button
    finds nothing. Static files, which are the same for everybody, come with a rule of their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", POLICY)
        if response.status_code == REDIRECTED and request.path_info == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class RefuseTooMuch:
    """A request of more bytes than the site takes is refused before any of it is read, or kept on the disk.

    A form's files are gathered before its page is asked who may send them: whoever has not signed in may send
    the words of a long form and no more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = request.META.get("CONTENT_LENGTH") or "0"
        size = int(told) if told.isdecimal() else 0
        if size > settings.REQUEST_LARGEST_SIGNED_OUT:
            known = request.user.is_authenticated
            if not known or size > settings.REQUEST_LARGEST:
                return render(request, "413.html", {"most": settings.REQUEST_LARGEST // 1024**2}, status=413)
        return self.get_response(request)


class RefuseNul:
    """A NUL character, which nobody types and PostgreSQL cannot hold in text, is answered with 400.

    A text field says so itself and keeps what was typed; here is the rest: addresses, filters, choices.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path_info or b"\0" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
            raise BadRequest("A NUL character in the address")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, (DataError, ValueError)) and any(
            NUL in value for _name, values in request.POST.lists() for value in values
        ):
            raise BadRequest("A NUL character in a choice") from exception
