"""A clock that stands still until it is moved, and things that wait."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from learningloop.kit import slots
from learningloop.kit.slots import Slot, Waiting
from learningloop.reminders.events import MAIL_CHOSEN
from learningloop.reminders.jobs import escalate, remind
from learningloop.trail.operations import SYSTEM, change, operation

MONDAY = date(2026, 11, 23)


class Clock:
    """Today, at a time of day."""

    def __init__(self) -> None:
        self.now = timezone.make_aware(datetime.combine(MONDAY, time(6, 30)))

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def move(self, **by: int) -> None:
        self.now += timedelta(**by)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Before the world is built, so that its framework is in force whenever the tests are run."""
    still = Clock()
    monkeypatch.setattr(timezone, "now", lambda: still.now)
    return still


@pytest.fixture
def daily(clock):
    """Runs what `learningloop daily` runs, at the clock's time."""
    return lambda: escalate(clock.today, clock.now) + remind(clock.today, clock.now)


@pytest.fixture
def waits(monkeypatch):
    """Only what a test says waits, and for whom: by the person's row."""
    told: dict[int, list[Waiting]] = {}
    slot: Slot = Slot("home.waiting")
    slot.fill(lambda board, person: told.get(person.pk, []) if board.slug == "eastshire" else [])
    monkeypatch.setattr(slots, "HOME_WAITING", slot)
    return told


class Broken(EmailBackend):
    """A mail server that refuses whoever stands in `refuses`."""

    refuses: set[str] = set()

    def send_messages(self, messages):
        if self.refuses & {address for message in messages for address in message.to}:
            raise ConnectionRefusedError("refused asha@example.invalid")
        return super().send_messages(messages)


@pytest.fixture
def broken(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    Broken.refuses = set()
    return Broken.refuses


def sent_to(person) -> int:
    return sum(1 for message in mail.outbox if message.to == [person.email])


def deactivate(person) -> None:
    @operation
    def leave(*, by):
        change(MAIL_CHOSEN, person, is_active=False)

    leave(by=SYSTEM)
