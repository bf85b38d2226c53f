"""The calendar feed at its secret address, and the pages on which one makes, renews and switches it off."""

from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.people.gate import Request, open_page, signed_in_page
from learningloop.reminders.exports.calendar import calendar
from learningloop.reminders.operations import close_calendar, make_calendar_address
from learningloop.reminders.queries.calendar import address_of, entries_for, person_at


@open_page("a calendar program cannot sign in: whoever holds the secret address is let in, and reads what is due")
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    person = person_at(secret)
    if person is None:
        raise Http404
    body = calendar(entries_for(person), request.build_absolute_uri)
    etag = quote_etag(sha256(body).hexdigest())
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


@signed_in_page
def choose(request: Request) -> HttpResponse:
    """Whether one has a calendar address; to make one."""
    if request.method == "POST" and not address_of(request.user):
        return _make(request)
    return render(request, "reminders/calendar.html", {"address": address_of(request.user)})


@signed_in_page
@require_http_methods(["GET", "POST"])
def renew(request: Request) -> HttpResponse:
    """A new address in place of the old, once one has read what that means."""
    if not address_of(request.user):
        return redirect("reminders:calendar")
    return _make(request) if request.method == "POST" else render(request, "reminders/calendar_renew.html")


@signed_in_page
@require_http_methods(["GET", "POST"])
def close(request: Request) -> HttpResponse:
    """No address any more, once one has read what that means."""
    if not address_of(request.user):
        return redirect("reminders:calendar")
    if request.method != "POST":
        return render(request, "reminders/calendar_close.html")
    close_calendar(person=request.user, by=request.user)
    messages.success(request, "Your calendar address is switched off.")
    return redirect("reminders:calendar")


def _make(request: Request) -> HttpResponse:
    """Shown in the answer itself and never again: a redirect would have to keep the secret somewhere."""
    secret = make_calendar_address(person=request.user, now=timezone.now(), by=request.user)
    url = request.build_absolute_uri(reverse("reminders:feed", args=[secret]))
    return render(request, "reminders/calendar_made.html", {"url": url})
