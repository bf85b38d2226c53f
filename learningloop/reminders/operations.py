"""Changes to reminders. The system makes them, except what a person chooses."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Case, Value, When
from django.utils import timezone

from learningloop.embedding.actions.models import Action
from learningloop.kit.dates import day
from learningloop.people.models import Group, Person
from learningloop.reminders import events
from learningloop.reminders.models import CalendarAddress, Digest, Escalation, MailChoice, Round
from learningloop.reminders.queries.mail import of_earlier_days, of_long_ago
from learningloop.reminders.rules import LEASE, hashed, next_try
from learningloop.trail.operations import Actor, Refused, change, log, operation

State = Digest.State


class NotNow(Refused):
    """The mail was sent, given up, or is being sent by another worker."""


class NoCalendar(Refused):
    """The person has no calendar address."""


@operation
def choose_days(*, person: Person, days: str, by: Actor) -> MailChoice:
    """A person chooses the days of the mail, as ISO numbers of weekdays; none switches it off."""
    choice, _ = MailChoice.objects.get_or_create(person=person)
    change(events.MAIL_CHOSEN, choice, days=days)
    return choice


@operation
def begin_round(*, on: date, now: datetime, by: Actor) -> Round:
    """Note that somebody looks for what is due on a day; again, when it is looked for again."""
    begun, _ = Round.objects.get_or_create(on=on, defaults={"ran_at": now})
    change(events.ROUND_RAN, begun, ran_at=now)
    return begun


@operation
def plan_digests(*, begun: Round, people: Iterable[Person], now: datetime, by: Actor) -> None:
    """Plan the day's mail to people. Whoever has one of that day keeps it: two rounds at once plan it once."""
    planned = [Digest(person=person, on=begun.on, not_before=now) for person in people]
    Digest.objects.bulk_create(planned, ignore_conflicts=True)
    log(events.ROUND_PLANNED, begun, number=len(planned))


@operation
def lapse_digests(*, begun: Round, now: datetime, by: Actor) -> int:
    """Give up what was not sent on its day: today's mail tells all of it. Says how many."""
    tried = Case(When(tries__gt=0, then=Value(State.FAILED)), default=Value(State.LAPSED))
    number = of_earlier_days(begun.on).update(state=tried, settled_at=now)
    log(events.ROUND_LAPSED, begun, number=number)
    return number


@operation
def forget_digests(*, begun: Round, before: date, by: Actor) -> None:
    """Remove the rows of mails of long ago."""
    number, _ = of_long_ago(before).delete()
    log(events.ROUND_FORGOT, begun, number=number)


@operation
def try_digest(*, digest: int, now: datetime, by: Actor) -> Digest:
    """Begin to send a mail, and keep others away from it for a while.

    Raises NotNow when it is not to be sent now, so that two workers never send the same mail.
    """
    found = Digest.objects.select_for_update(of=["self"]).select_related("person").filter(pk=digest).first()
    if not found or found.state != State.PLANNED or found.not_before > now:
        raise NotNow("This mail is not to be sent now.")
    change(events.DIGEST_TRIED, found, tries=found.tries + 1, not_before=now + LEASE)
    return found


@operation
def finish_digest(*, digest: Digest, sent: bool, now: datetime, by: Actor) -> Digest:
    """Note that a mail was sent, or that nothing waited any more."""
    kind, state = (events.DIGEST_SENT, State.SENT) if sent else (events.DIGEST_DROPPED, State.DROPPED)
    change(kind, digest, state=state, settled_at=now, trouble="")
    return digest


@operation
def fail_digest(*, digest: Digest, trouble: str, now: datetime, by: Actor) -> datetime | None:
    """Note that a try failed; `trouble` names the kind of fault, no address. Says when to try again, if ever."""
    again = next_try(digest.tries, now)
    fields = {"not_before": again} if again else {"state": State.FAILED, "settled_at": now}
    change(events.DIGEST_FAILED, digest, facts={"trouble": trouble}, trouble=trouble, **fields)
    return again


@operation
def make_calendar_address(*, person: Person, now: datetime, by: Actor) -> str:
    """Make a calendar address in place of any other; returns its secret, which is kept nowhere."""
    secret = secrets.token_urlsafe(32)
    fields = {"secret_hash": hashed(secret), "made_at": now}
    address, is_new = CalendarAddress.objects.update_or_create(person=person, defaults=fields)
    log(events.CALENDAR_OPENED if is_new else events.CALENDAR_RENEWED, address)
    return secret


@operation
def close_calendar(*, person: Person, by: Actor) -> None:
    """Switch a person's calendar address off. Raises NoCalendar when there is none."""
    address = CalendarAddress.objects.filter(person=person).first()
    if address is None:
        raise NoCalendar("There is no calendar address to switch off.")
    log(events.CALENDAR_CLOSED, address)
    address.delete()


@operation
def escalate(
    *, kind: Escalation.Kind, action: Action, group: Group | None, since: date, now: datetime, by: Actor
) -> Escalation:
    """Bring something late before the chair of a group, or the independent chair. The event is the action's.

    Raises IntegrityError when it was brought before them for the same day already, by another round.
    """
    found: Escalation = Escalation.objects.create(
        board=action.board, kind=kind, action=action, group=group, since=since,
        escalated_on=timezone.localdate(now), escalated_at=now,
    )  # fmt: skip
    whom = f"the chair of {group}" if group else "the independent chair"
    log(events.ESCALATED, action, whom=whom, since=day(since))
    return found
