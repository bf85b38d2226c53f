"""When a reminder goes. Pure functions; today and now are given, never asked of the clock."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from hashlib import sha256

WEEKDAYS = (
    ("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday"), ("4", "Thursday"), ("5", "Friday"), ("6", "Saturday"),
    ("7", "Sunday"),
)  # fmt: skip
"""The days on which the mail may go, numbered as ISO 8601 does."""
WORKING_DAYS = "12345"
"""The days of whoever has not chosen: nobody is mailed at the weekend who did not ask for it."""
PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
"""How long after each failed try the next one comes. After the last, that day's mail is given up."""
ESCALATE_AFTER = 14
"""Days that something may be late before the group's chair is told, where the framework gives none of its own."""
LEASE = timedelta(minutes=15)
"""How long a try that was begun keeps others away; whoever began it may have died."""


def is_wanted(days: str, on: date) -> bool:
    """Whether somebody who chose these days is mailed on this one."""
    return str(on.isoweekday()) in days


def days_told(days: str) -> str:
    """Chosen days in words: `Monday to Friday`, `Monday and Thursday`, `No mail`."""
    chosen = [name for number, name in WEEKDAYS if number in days]
    numbers = [int(number) for number, _ in WEEKDAYS if number in days]
    if len(chosen) == len(WEEKDAYS):
        return "Every day"
    if len(chosen) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{chosen[0]} to {chosen[-1]}"
    return ", ".join(chosen[:-2] + [" and ".join(chosen[-2:])]) or "No mail"


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many tries that failed; nothing when it is given up."""
    return now + PAUSES[tries - 1] if tries <= len(PAUSES) else None


def escalates_before(today: date, after: int) -> date:
    """What was due before this day has been late for more than so many days."""
    return today - timedelta(days=after)


def hashed(secret: str) -> str:
    """What is kept of a secret that is long and random enough to need no salt."""
    return sha256(secret.encode()).hexdigest()


def last_day(part: str) -> date:
    """The last day that a date as exact as a document gives it may mean: of `2017-09`, 30 September 2017."""
    year, month, day = [*(int(number) for number in part.split("-")), 0, 0][:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])
