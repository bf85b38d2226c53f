"""A calendar as other programs read it (RFC 5545). It tells no more than the day's mail does."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.urls import reverse
from icalendar import Calendar, Event

from learningloop.reminders.queries.calendar import Entry

FRESH = timedelta(hours=6)
"""How often a calendar program is asked to look again."""
CLOSED = "Something of yours is due"


def calendar(entries: Iterable[Entry], address: Callable[[str], str]) -> bytes:
    """The feed; `address` makes the whole address of a page of its path. The same entries give the same bytes."""
    feed = Calendar()
    feed.add("prodid", "-//Learning Loop//Calendar//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", "Learning Loop")
    feed.add("refresh-interval", FRESH, {"value": "DURATION"})
    feed.add("x-published-ttl", FRESH)
    for entry in entries:
        feed.add_component(_event(entry, address))
    return bytes(feed.to_ical())


def _event(entry: Entry, address: Callable[[str], str]) -> Event:
    url = address(reverse("home", args=[entry.board.slug]) if entry.is_closed else entry.url)
    asked = f"{entry.asked} ({entry.reference})" if entry.reference else entry.asked
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'learningloop:{entry.key}')}@learningloop")
    event.add("dtstamp", entry.stamp)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", f"{entry.board.short_name}: {CLOSED if entry.is_closed else asked}")
    event.add("description", f"Sign in to read on: {url}")
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
