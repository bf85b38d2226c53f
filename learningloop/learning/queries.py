"""Reads of findings, recommendations and responses, for these pages and for the stages that follow."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from learningloop.frameworks.schema import Framework
from learningloop.learning.models import Finding, Recommendation, Untouched, Wanting
from learningloop.learning.policy import (
    FINDING_VIEW,
    RECOMMENDATION_MAKE,
    RECOMMENDATION_RESPOND,
    RECOMMENDATION_VIEW,
    WANTING,
)
from learningloop.people.models import Board, Group, Person
from learningloop.people.policy import allowed, groups_on, reaches_all
from learningloop.people.rules import BUSINESS_MANAGER, GROUP_CHAIR, INDEPENDENT_CHAIR, Reach
from learningloop.sources.register.models import Sensitivity, Source
from learningloop.sources.register.policy import closed_sources
from learningloop.sources.register.queries import kinds_meant
from learningloop.sources.register.rules import business_year, years_between
from learningloop.trail.queries import history

JUST_NOW = timedelta(minutes=10)
WRITTEN = ("kind", "statement", "evidence", "passage", "voice")
"""What makes two findings the same one written twice."""
ANSWERING = {INDEPENDENT_CHAIR.key, BUSINESS_MANAGER.key, GROUP_CHAIR.key}
"""The roles for which answering is their own work; an officer may record an answer too."""
RESTS_ON = Recommendation.findings.through
"""The rows that tie recommendations to findings."""


def findings_of(person: Person, board: Board) -> QuerySet[Finding]:
    """The findings of a board that a person may read."""
    return allowed(person, FINDING_VIEW).filter(board=board)


def findings_beside(person: Person, finding: Finding) -> QuerySet[Finding]:
    """The other findings of its board that a person may read, those of the same source first."""
    others = findings_of(person, finding.board).exclude(pk=finding.pk)
    return others.alias(near=Q(source=finding.source_id)).order_by("-near", "-drawn_on", "-pk")


def recommendations_of(person: Person, board: Board) -> QuerySet[Recommendation]:
    """The recommendations of a board that a person may read."""
    return allowed(person, RECOMMENDATION_VIEW).filter(board=board)


def whole_findings(rows: QuerySet[Finding], person: Person, board: Board) -> QuerySet[Finding]:
    """Findings with everything a page shows of them; five queries.

    Their `recommendations` are those that the person may read, each with its response and its agencies.
    """
    grown = recommendations_of(person, board).select_related("response__group").prefetch_related("agencies")
    return rows.select_related("board", "source__group", "source__board").prefetch_related(
        "themes", "agencies", Prefetch("recommendations", grown.order_by("made_on", "pk"))
    )


def whole_recommendations(
    rows: QuerySet[Recommendation], person: Person, board: Board
) -> QuerySet[Recommendation]:
    """Recommendations with everything a page shows of them; four queries.

    Their `findings` are those that the person may read, each with its source and its themes.
    """
    ground = findings_of(person, board).select_related("source__group").prefetch_related("themes")
    return rows.select_related("board", "response__group").prefetch_related(
        "agencies", Prefetch("findings", ground.order_by("drawn_on", "pk"))
    )


def without_recommendation(person: Person, board: Board) -> Q:
    """The findings on which no recommendation rests that this person may read."""
    if reaches_all(person, RECOMMENDATION_VIEW, board):
        return Q(pk__in=Wanting.objects.filter(_wanting_for(person)).values("finding"))
    seen = recommendations_of(person, board).order_by().values("pk")
    return ~Q(pk__in=RESTS_ON.objects.filter(recommendation__in=seen).values("finding"))


def _wanting_for(person: Person) -> Q:
    """What is kept as wanting a recommendation, and does so for who reads all that sensitivity does not close."""
    closed = closed_sources(person)
    if isinstance(closed, list) and not closed:
        return Q(hidden=False)
    unread = RESTS_ON.objects.filter(finding__source__in=closed).values("recommendation")
    read = RESTS_ON.objects.filter(finding=OuterRef("finding")).exclude(recommendation__in=unread)
    return Q(hidden=False) | Q(~Exists(read), hidden=True)


def narrow_findings(
    rows: QuerySet[Finding], asked: dict[str, Any], framework: Framework, without: Q
) -> QuerySet[Finding]:
    """The findings that the filters ask for; `without` tells which have no recommendation."""
    for name, value in asked.items():
        if value:
            rows = rows.filter(_finding_meant(name, value, framework, without))
    return rows


def _finding_meant(name: str, value: str, framework: Framework, without: Q) -> Q:
    match name:
        case "kind" | "priority" | "domain":
            return Q(**{name: value})
        case "theme" | "agency":
            path = {"theme": "themes__slug", "agency": "agencies__slug"}[name]
            return Q(pk__in=Finding.objects.filter(**{path: value}).values("pk"))
        case "group":
            return Q(source__group__key=value)
        case "source_kind":
            return Q(source__kind__in=kinds_meant(value, framework))
        case "source":
            return Q(source__reference__iexact=value)
        case "year":
            return Q(drawn_on__range=business_year(value))
        case "recommendation":
            return without if value == "without" else ~without
    return Q(statement__icontains=value) | Q(passage__icontains=value) | Q(reference__iexact=value)


def narrow_recommendations(rows: QuerySet[Recommendation], asked: dict[str, Any]) -> QuerySet[Recommendation]:
    """The recommendations that the filters ask for."""
    for name, value in asked.items():
        if value:
            rows = rows.filter(_recommendation_meant(name, value))
    return rows


def _recommendation_meant(name: str, value: str) -> Q:
    match name:
        case "answer":
            return _answer_meant(value)
        case "theme" | "agency" | "group" | "source":
            path = {
                "theme": "findings__themes__slug",
                "agency": "agencies__slug",
                "group": "findings__source__group__key",
                "source": "findings__source__reference__iexact",
            }[name]
            return Q(pk__in=Recommendation.objects.filter(**{path: value}).values("pk"))
        case "year":
            return Q(made_on__range=business_year(value))
    return Q(text__icontains=value) | Q(passage__icontains=value) | Q(reference__iexact=value)


def _answer_meant(value: str) -> Q:
    if value in ("waiting", "answered"):
        return Q(response__isnull=value == "waiting")
    return Q(response__decision=value)


@dataclass(frozen=True)
class FindingFacts:
    """What a list of findings says of itself in its first sentence."""

    total: int
    strengths: int
    without: int
    oldest: date | None

    @property
    def needs(self) -> int:
        return self.total - self.strengths


def finding_facts(rows: QuerySet[Finding], without: Q) -> FindingFacts:
    return FindingFacts(
        **rows.order_by().aggregate(
            total=Count("pk"),
            strengths=Count("pk", filter=Q(kind=Finding.Kind.STRENGTH)),
            without=Count("pk", filter=without),
            oldest=Min("drawn_on", filter=without),
        )
    )


@dataclass(frozen=True)
class RecommendationFacts:
    """What a list of recommendations says of itself in its first sentence."""

    total: int
    waiting: int
    oldest: date | None


def recommendation_facts(rows: QuerySet[Recommendation]) -> RecommendationFacts:
    waiting = Q(response=None)
    return RecommendationFacts(
        **rows.order_by().aggregate(
            total=Count("pk"), waiting=Count("pk", filter=waiting), oldest=Min("made_on", filter=waiting)
        )
    )


def years_of(rows: QuerySet[Any], dated: str) -> list[str]:
    """The business years of these rows, newest first."""
    ends = list(rows.order_by(dated).values_list(dated, flat=True)[:1])
    ends += rows.order_by(f"-{dated}").values_list(dated, flat=True)[:1]
    return years_between(*ends) if ends else []


def is_restricted(recommendation: Recommendation) -> bool:
    """Whether any source behind it is open to some only."""
    return recommendation.findings.exclude(source__sensitivity=Sensitivity.BOARD).exists()


def state_of(thing: Finding | Recommendation) -> int:
    """A number that is another as soon as anybody changes the finding or the recommendation."""
    return history(thing).values_list("pk", flat=True).first() or 0


def drawn_just_now(source: Source, told: dict[str, Any]) -> Finding | None:
    """The finding that a second press of the button would draw again."""
    same = Finding.objects.filter(source=source, **{name: told[name] for name in WRITTEN})
    found: Finding | None = same.filter(recorded_at__gte=timezone.now() - JUST_NOW).first()
    return found


def made_just_now(person: Person, finding: Finding, text: str) -> Recommendation | None:
    """The recommendation that a second press of the button would make again."""
    same = recommendations_of(person, finding.board).filter(findings=finding, text=text)
    found: Recommendation | None = same.filter(recorded_at__gte=timezone.now() - JUST_NOW).first()
    return found


def answers_on(person: Person, board: Board) -> bool:
    """Whether answering recommendations is the person's own work on a board."""
    return any(held.role in ANSWERING and held.board_id in (None, board.pk) for held in person.appointments)


def waiting_for_response(person: Person, board: Board) -> QuerySet[Recommendation]:
    """The recommendations that this person may answer, longest waiting first."""
    rows: QuerySet[Recommendation] = allowed(person, RECOMMENDATION_RESPOND).filter(board=board)
    return rows.order_by("made_on", "pk")


def waiting_for_recommendation(person: Person, board: Board) -> QuerySet[Wanting]:
    """The findings that want a recommendation which this person may make.

    What lets somebody recommend from a finding lets them read the recommendations that rest on it, but for those
    that sensitivity closes.
    """
    mine: QuerySet[Wanting] = allowed(person, RECOMMENDATION_MAKE, of=WANTING).filter(board=board)
    return mine.filter(_wanting_for(person))


def as_untouched(sources: QuerySet[Source]) -> list[Untouched]:
    """Those of these sources from which nothing was drawn, as the facts give it, not saved."""
    rows = sources.exclude(Exists(Finding.objects.filter(source=OuterRef("pk"))))
    return [Untouched(source_id=pk, board_id=board) for pk, board in rows.order_by().values_list("pk", "board")]


def as_wanting(findings: QuerySet[Finding]) -> list[Wanting]:
    """Those of these findings that want a recommendation, for some at least, as the facts give it, not saved."""
    resting = RESTS_ON.objects.filter(finding=OuterRef("pk"))
    restricted = RESTS_ON.objects.exclude(finding__source__sensitivity=Sensitivity.BOARD)
    beside = restricted.filter(recommendation=OuterRef("recommendation"))
    read = resting.exclude(Exists(beside.exclude(finding__source=OuterRef("finding__source"))))
    rows = findings.exclude(Exists(read)).annotate(hidden=Exists(resting))
    return [
        Wanting(finding_id=pk, board_id=board, source_id=source, drawn_on=on, hidden=hidden)
        for pk, board, source, on, hidden in rows.order_by().values_list(
            "pk", "board", "source", "drawn_on", "hidden"
        )
    ]


def groups_that_answer(person: Person, recommendation: Recommendation) -> tuple[QuerySet[Group], bool]:
    """The groups in whose name a person may answer, and whether also in the board's own.

    The chair of a group answers in its name what its own sources taught.
    """
    board, held = recommendation.board, person.appointments
    reach = RECOMMENDATION_RESPOND.grants
    if any(one.board_id == board.pk and reach.get(one.role_held) is Reach.BOARD for one in held):
        return groups_on(board), True
    chaired = [one.group_id for one in held if one.group_id and one.role_held is GROUP_CHAIR]
    taught = Group.objects.filter(pk__in=recommendation.findings.values("source__group"))
    return taught.filter(pk__in=chaired), False
