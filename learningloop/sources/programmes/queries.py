"""Programmes of quality assurance, read for lists and pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from learningloop.frameworks.schema import Framework, SourceKind
from learningloop.people.models import Agency, Board, Person
from learningloop.people.policy import allowed
from learningloop.records.models import StoredFile
from learningloop.sources.programmes import rules
from learningloop.sources.programmes.models import Activity, Outcome, Recorded
from learningloop.sources.programmes.policy import ACTIVITY_NOTE, ACTIVITY_VIEW
from learningloop.sources.register.models import Source
from learningloop.sources.register.policy import CLOSED, SOURCE_VIEW
from learningloop.sources.register.queries import kinds_by_family


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
class Done:
    """One time that an activity was done, as its page shows it to a person."""

    number: int
    """It was noted as the first, the second…"""
    outcome: Outcome
    opened: list[Source]
    """The sources that came of it and that the person may open."""
    is_told: bool
    """Whether it became a source that is open to the board, though not to this person."""


def done_of(person: Person, activity: Activity) -> list[Done]:
    """The times that an activity was done, the latest first. At most five queries.

    Of a source that sensitivity closes to the person nothing is told, not even that there is one.
    """
    outcomes = list(activity.outcomes.select_related("by").prefetch_related("files"))
    numbers = {pk: number for number, pk in enumerate(sorted(one.pk for one in outcomes), 1)}
    came: dict[int, list[Source]] = defaultdict(list)
    for tie in Recorded.objects.filter(outcome__activity=activity).select_related("source"):
        came[tie.outcome_id].append(tie.source)
    keys = [source.pk for some in came.values() for source in some]
    opened = set(allowed(person, SOURCE_VIEW).filter(pk__in=keys)) if keys else set()
    return [
        Done(
            number=numbers[one.pk],
            outcome=one,
            opened=[source for source in came[one.pk] if source in opened],
            is_told=any(source not in opened and source.sensitivity not in CLOSED for source in came[one.pk]),
        )
        for one in outcomes
    ]


def outcome_noted(activity: Activity, number: int) -> Outcome | None:
    """The outcome that was noted as the first, the second…"""
    found: Outcome | None = dict(enumerate(activity.outcomes.order_by("pk"), 1)).get(number)
    return found


def source_of(person: Person, outcome: Outcome) -> Source | None:
    """The source that came of an outcome, as far as this person may open it."""
    came = Recorded.objects.filter(outcome=outcome).values("source")
    return allowed(person, SOURCE_VIEW).filter(pk__in=came).order_by("pk").first()


def kinds_for(framework: Framework) -> list[tuple[str, list[SourceKind]]]:
    """The kinds of source that an outcome can become, by family: those that no independent person must lead."""
    families = (
        (name, [kind for kind in kinds if not kind.independent_lead])
        for _, name, kinds in kinds_by_family(framework)
    )
    return [family for family in families if family[1]]


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
