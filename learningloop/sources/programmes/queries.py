"""Programmes of quality assurance, read for lists and pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from learningloop.frameworks.schema import Framework
from learningloop.people.models import Agency, Board, Person
from learningloop.people.policy import allowed
from learningloop.records.models import StoredFile
from learningloop.sources.programmes import rules
from learningloop.sources.programmes.models import Activity, Outcome
from learningloop.sources.programmes.policy import ACTIVITY_NOTE, ACTIVITY_VIEW


def activities_of(person: Person, board: Board) -> QuerySet[Any]:
    """The activities that a person may read, each with `last`, the day on which it was last done."""
    return with_last(allowed(person, ACTIVITY_VIEW).filter(board=board))


def with_last(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.select_related("agency", "board").annotate(
        last=Max("outcomes__on"), since=Coalesce(Max("outcomes__on"), "started_on")
    )
    return found


def late(rows: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Those that should have been done again before today."""
    overdue = Q()
    for frequency, before in rules.late_before(today).items():
        overdue |= Q(frequency=frequency, since__lt=before)
    return rows.filter(overdue, ended_on=None)


def narrow_activities(rows: QuerySet[Any], asked: dict[str, Any], today: date) -> QuerySet[Any]:
    """The activities that the filters ask for; those that ended only if they are asked for."""
    if asked.get("agency"):
        rows = rows.filter(agency__slug=asked["agency"])
    if asked.get("words"):
        rows = rows.filter(what__icontains=asked["words"])
    match asked.get("state"):
        case "late":
            return late(rows, today)
        case "ended":
            return rows.exclude(ended_on=None)
        case "never":
            return rows.filter(last=None, ended_on=None)
    return rows.filter(ended_on=None)


@dataclass(frozen=True)
class Facts:
    """What the list says of itself."""

    total: int
    late: int
    agencies: int


def facts_of(rows: QuerySet[Any], today: date) -> Facts:
    """Two queries."""
    counted = rows.order_by().aggregate(total=Count("pk", distinct=True), agencies=Count("agency", distinct=True))
    return Facts(late=late(rows, today).count(), **counted)


def waiting_for(person: Person, board: Board, today: date) -> QuerySet[Any]:
    """What a person's own agency should have done again by today."""
    own = [held.agency_id for held in person.appointments if held.board_id == board.pk and held.agency_id]
    rows = allowed(person, ACTIVITY_NOTE).filter(board=board, agency__in=own)
    return late(with_last(rows), today).order_by("since", "pk")


def files_of(activity: Activity) -> QuerySet[StoredFile]:
    """The files beside what an activity found, whenever it was done."""
    held = Outcome.files.through.objects.filter(outcome__activity=activity)
    return StoredFile.objects.filter(pk__in=held.values("storedfile"))


@dataclass(frozen=True)
class Told:
    """Something that the framework says an agency does, and that is not in its programme yet."""

    agency: Agency
    what: str
    frequency: str
    place: int = 0
    """Which of the agency's entries in the framework it is."""

    @property
    def key(self) -> str:
        return f"{self.agency.slug}-{self.place}"


def told_by_framework(framework: Framework, agencies: Iterable[Agency]) -> list[Told]:
    """What a framework says these agencies do, that their programmes do not hold. One query."""
    entries = {entry.name: entry.quality_assurance for entry in framework.agencies}
    named = [agency for agency in agencies if entries.get(agency.name)]
    held = set(Activity.objects.filter(agency__in=named).values_list("agency", "what"))
    return [
        Told(agency, entry.text, entry.frequency or "regularly", place)
        for agency in named
        for place, entry in enumerate(entries[agency.name])
        if (agency.pk, entry.text) not in held
    ]
