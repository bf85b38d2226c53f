"""Whom to remind today, and of what."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django_scopes import scope

from learningloop.kit.slots import Waiting, waiting_for
from learningloop.people.models import Appointment, Board, Person
from learningloop.people.policy import boards_of
from learningloop.people.queries import people_on
from learningloop.reminders.models import Digest, MailChoice
from learningloop.reminders.rules import WORKING_DAYS


@dataclass(frozen=True)
class Share:
    """What waits for a person on one board."""

    board: Board
    items: list[Waiting]


def waiting_on_boards(person: Person, only: Callable[[Board], set[str]] | None = None) -> list[Share]:
    """What a person has to do on each of their boards; a board on which nothing waits for them is left out.

    `only` gives the references of a board's records to which it is narrowed.
    """
    found = []
    for board in boards_of(person):
        with scope(board=board):
            references = only(board) if only else None
            items = [] if references == set() else _own(board, person, references)
        if items:
            found.append(Share(board, items))
    return found


def _own(board: Board, person: Person, references: set[str] | None) -> list[Waiting]:
    own = (one for one in waiting_for(board, person) if not one.others)
    return [one for one in own if references is None or one.reference in references]


def last_told(person: Person, before: date) -> date | None:
    """The day of the last mail that a person was sent before a day."""
    sent = Digest.objects.filter(person=person, state=Digest.State.SENT, on__lt=before)
    return sent.order_by("-on").values_list("on", flat=True).first()


def days_of(person: Person) -> str:
    """The days that a person chose for the mail."""
    chosen = MailChoice.objects.filter(person=person).values_list("days", flat=True).first()
    return WORKING_DAYS if chosen is None else chosen


def to_ask(on: date) -> Iterator[tuple[Person, str]]:
    """Everybody who holds a role today and has no mail of this day yet, with the days that they chose."""
    told = Digest.objects.filter(on=on).values("person")
    held = Appointment.objects.current().values("person")
    days = dict(MailChoice.objects.values_list("person", "days"))
    people = Person.objects.filter(pk__in=held).exclude(pk__in=told).order_by("pk")
    return ((person, days.get(person.pk, WORKING_DAYS)) for person in people.iterator(chunk_size=500))


def to_send(on: date, now: datetime) -> QuerySet[Digest]:
    """The mails of a day that may be tried now."""
    return Digest.objects.filter(on=on, state=Digest.State.PLANNED, not_before__lte=now).order_by("pk")


def of_earlier_days(on: date) -> QuerySet[Digest]:
    """What was planned for a day before this one and never sent."""
    return Digest.objects.filter(on__lt=on, state=Digest.State.PLANNED)


def of_long_ago(before: date) -> QuerySet[Digest]:
    return Digest.objects.filter(on__lt=before)


def states_of(on: date) -> Counter[str]:
    """How many mails of a day stand in each state, by its name."""
    counted = Digest.objects.filter(on=on).order_by().values_list("state").annotate(number=Count("pk"))
    return Counter({str(Digest.State(state).label).lower(): number for state, number in counted})


def unreached_on(board: Board) -> QuerySet[Person]:
    """The people of a board whose latest mail could not be sent."""
    told = Digest.objects.filter(person=OuterRef("pk"), state__in=[Digest.State.SENT, Digest.State.FAILED])
    latest = Subquery(told.order_by("-on").values("state")[:1])
    return people_on(board).alias(latest=latest).filter(latest=Digest.State.FAILED)


def latest_trouble(person: Person) -> Digest | None:
    """The latest mail to a person, when it could not be sent."""
    settled = [Digest.State.SENT, Digest.State.FAILED]
    latest = Digest.objects.filter(person=person, state__in=settled).order_by("-on").first()
    return latest if latest and latest.state == Digest.State.FAILED else None
