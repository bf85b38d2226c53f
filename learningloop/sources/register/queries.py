"""Reads of the register, for its own pages and for the stages that follow."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from learningloop.frameworks.queries import source_kinds
from learningloop.frameworks.schema import Framework, Passage, Principle, SourceKind
from learningloop.people.models import Agency, Appointment, Board, Person
from learningloop.people.policy import allowed
from learningloop.sources.register.events import SOURCE_COMPLETED, SOURCE_EDITED
from learningloop.sources.register.models import Declaration, PrincipleMet, Sensitivity, Source, Theme
from learningloop.sources.register.policy import SOURCE_EDIT, SOURCE_VIEW
from learningloop.sources.register.rules import FAMILIES, business_year, years_between
from learningloop.trail.queries import history

JUST_NOW = timedelta(minutes=10)
ANY_OF = "any-"


def register_of(person: Person, board: Board) -> QuerySet[Source]:
    """The sources of a board that a person may open."""
    return allowed(person, SOURCE_VIEW).filter(board=board)


def listed(rows: QuerySet[Source]) -> QuerySet[Source]:
    """Sources with what a list shows of them."""
    return rows.select_related("group", "lead", "board").prefetch_related("themes", "agencies")


def narrow_register(rows: QuerySet[Source], asked: dict[str, Any], framework: Framework) -> QuerySet[Source]:
    """The sources that the filters ask for."""
    for name, value in asked.items():
        if value:
            rows = rows.filter(_meant(name, value, framework))
    return rows


def _meant(name: str, value: str, framework: Framework) -> Q:
    match name:
        case "kind":
            return Q(kind__in=kinds_meant(value, framework))
        case "theme" | "agency":
            path = {"theme": "themes__slug", "agency": "agencies__slug"}[name]
            return Q(pk__in=Source.objects.filter(**{path: value}).values("pk"))
        case "group":
            return Q(group__key=value)
        case "year":
            return Q(started_on__range=business_year(value))
        case "status":
            return Q(completed_on__isnull=value == "under-way")
    return Q(title__icontains=value) | Q(reference__iexact=value)


def kinds_meant(asked: str, framework: Framework) -> list[str]:
    """The keys of kinds that a filter means: one kind, or `any-review` for a whole family."""
    if not asked.startswith(ANY_OF):
        return [asked]
    return [kind.key for kind in source_kinds(framework).values() if kind.family == asked.removeprefix(ANY_OF)]


@dataclass(frozen=True)
class Facts:
    """What a list of sources says of itself in its first sentence."""

    total: int
    under_way: int
    oldest: date | None


def facts(rows: QuerySet[Source], total: int | None = None) -> Facts:
    """`total` is how many there are, where that is known. Two queries at most, each over an index."""
    going = rows.filter(completed_on=None).order_by().aggregate(under_way=Count("pk"), oldest=Min("started_on"))
    return Facts(total=rows.count() if total is None else total, **going)


def years_of(rows: QuerySet[Source]) -> list[str]:
    """The business years in which any of these sources began, newest first."""
    ends = list(rows.order_by("started_on").values_list("started_on", flat=True)[:1])
    ends += rows.order_by("-started_on").values_list("started_on", flat=True)[:1]
    return years_between(*ends) if ends else []


def counts_by_kind(rows: QuerySet[Source]) -> dict[str, int]:
    """How many of these sources are of each kind."""
    return dict(rows.order_by().values_list("kind").annotate(number=Count("pk")))


def kinds_by_family(framework: Framework) -> list[tuple[str, str, list[SourceKind]]]:
    """A framework's kinds of source by family: the family's key, its name, its kinds."""
    kinds = source_kinds(framework).values()
    families = [(key, name, [kind for kind in kinds if kind.family == key]) for key, name in FAMILIES.items()]
    return [family for family in families if family[2]]


@dataclass(frozen=True)
class Told:
    """A principle of the framework, and how a source met it; no words are a gap."""

    principle: Principle
    how: str


@dataclass(frozen=True)
class Principles:
    """How a source met the principles of its framework."""

    told: list[Told]

    @property
    def missing(self) -> list[str]:
        """The names of the principles of which nothing is told."""
        return [each.principle.name for each in self.told if not each.how]

    @property
    def number_told(self) -> int:
        return len(self.told) - len(self.missing)


def principles_of(source: Source) -> Principles:
    """Every principle of the framework under which a source began, with how it was met."""
    how = dict(PrincipleMet.objects.filter(source=source).values_list("principle", "how"))
    return Principles([Told(principle, how.get(principle.key, "")) for principle in source.framework.principles])


def state_of(source: Source) -> int:
    """A number that is another as soon as anybody changes the cover sheet or completes the source."""
    changes = history(source).filter(kind__in=[SOURCE_EDITED.name, SOURCE_COMPLETED.name])
    return changes.values_list("pk", flat=True).first() or 0


def restricted_by(model: Any, path: str) -> Callable[[Collection[int]], set[int]]:
    """Of rows of a model, by their keys, those behind which stands a source that is open to some only."""

    def restricted(keys: Collection[int]) -> set[int]:
        closed = Source.objects.exclude(sensitivity=Sensitivity.BOARD).values("pk")
        rows = model.objects.filter(pk__in=keys).filter(**{f"{path}__in": closed})
        return set(rows.values_list("pk", flat=True))

    return restricted


def themes_of(board: Board) -> QuerySet[Theme]:
    return Theme.objects.filter(board=board)  # type: ignore[no-any-return]


def themes_counted(person: Person, board: Board) -> list[tuple[Theme, int]]:
    """A board's themes, each with the number of sources on it that this person may open."""
    counted = dict(
        register_of(person, board).order_by().values_list("themes").annotate(number=Count("pk", distinct=True))
    )
    return [(theme, counted.get(theme.pk, 0)) for theme in themes_of(board)]


def recorded_just_now(person: Person, board: Board, kind: str, title: str, started_on: date) -> Source | None:
    """The source that a second press of the button would record again."""
    same = register_of(person, board).filter(kind=kind, title=title, started_on=started_on)
    return same.filter(recorded_at__gte=timezone.now() - JUST_NOW).first()


def under_way_of(person: Person, board: Board) -> QuerySet[Source]:
    """The sources under way that this person leads and may write up, the longest under way first."""
    mine = allowed(person, SOURCE_EDIT).filter(board=board, lead=person, completed_on=None)
    return mine.order_by("started_on", "pk")


@dataclass(frozen=True)
class Independence:
    """What is known of a lead's independence. `ties`: agencies under review for which they work."""

    asked: Passage
    declaration: Declaration | None
    ties: list[Agency]
    undeclared: list[Agency]
    """Agencies that were added after the declaration."""

    @property
    def is_declared(self) -> bool:
        return self.declaration is not None and not self.undeclared


def independence_of(source: Source) -> Independence | None:
    """Where its framework asks for an independent lead; three queries, and none for other kinds."""
    asked = source.kind_told.independent_lead
    if not asked:
        return None
    agencies = list(source.agencies.all())
    made = source.declarations.filter(person=source.lead).prefetch_related("agencies").first()
    known = set(made.agencies.all()) if made else set()
    held = Appointment.objects.current().filter(person=source.lead, agency__in=agencies)
    tied = set(held.values_list("agency_id", flat=True))
    return Independence(
        asked=asked,
        declaration=made,
        ties=[agency for agency in agencies if agency.pk in tied],
        undeclared=[agency for agency in agencies if made and agency not in known],
    )
