"""What a source's page, the home page and the search show of findings and recommendations."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from learningloop.kit.dates import since
from learningloop.kit.slots import Entries, Tab, Use, Waiting, uses
from learningloop.learning import queries
from learningloop.learning.models import Finding, Recommendation, Wanting
from learningloop.learning.policy import FINDING_VIEW, RECOMMENDATION_VIEW
from learningloop.people.models import Board, Person
from learningloop.people.policy import NOTHING, holds
from learningloop.search.policy import Searched, Told
from learningloop.sources.register.models import Source
from learningloop.sources.register.queries import restricted_by

MOST = 10
"""How many stand on the home page one by one; the rest is behind one link."""


def learning_tab(source: Source, person: Person) -> Tab | None:
    """`Learning (3)`: the findings drawn from a source that this person may read."""
    if not holds(person, FINDING_VIEW):
        return None
    number = queries.findings_of(person, source.board).filter(source=source).count()
    return Tab("Learning", reverse("learning:source_learning", args=[source.board.slug, source.reference]), number)


def learning_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """Recommendations to answer, and findings on which nothing is recommended yet. At most four queries."""
    return [*_to_answer(board, person), *_to_recommend_from(board, person)]


def _to_answer(board: Board, person: Person) -> list[Waiting]:
    """For the chairs and the manager to do; an officer, who may record it too, waits for them."""
    own = queries.answers_on(person, board)
    rows = list(queries.waiting_for_response(person, board)[: MOST + 1])
    items = [_answering(one, board, own=own) for one in rows[:MOST]]
    if len(rows) > MOST:
        url = f"{reverse('learning:recommendation_list', args=[board.slug])}?answer=waiting&sort=made"
        more = "More recommendations like these"
        items.append(Waiting(more, url, stage="learning", others=not own, asked=more))
    return items


def _answering(recommendation: Recommendation, board: Board, *, own: bool) -> Waiting:
    told = f"{Truncator(recommendation.text).chars(120)} (waiting {since(recommendation.made_on)})"
    asked = "Give the board’s response"
    page = "respond" if own else "detail"
    url = reverse(f"learning:recommendation_{page}", args=[board.slug, recommendation.reference])
    return Waiting(
        f"{asked if own else 'The board to respond'}: {told}",
        url,
        stage="learning",
        others=not own,
        asked=asked,
        reference=recommendation.reference,
    )


def _to_recommend_from(board: Board, person: Person) -> list[Waiting]:
    """The findings of each of the person's groups, of the sources that they lead, and, for the unit, the rest."""
    rows = queries.waiting_for_recommendation(person, board).order_by()
    sources: Any = Source.objects
    groups = [held.group_id for held in person.appointments if held.group_id]
    of_group = Q(source__in=sources.filter(group__in=groups).values("pk")) if groups else NOTHING
    led = Q(source__in=sources.filter(lead=person).values("pk"))
    grouped = (
        rows.filter(of_group)
        .values("source__group__key", "source__group__name")
        .annotate(number=Count("pk"), oldest=Min("drawn_on"))
    )
    return [
        *(
            _recommending(board, told, f" from {told['source__group__name']}", told["source__group__key"])
            for told in grouped.order_by("oldest")
        ),
        *_all_of(board, rows.filter(led).exclude(of_group), " from sources you lead"),
        *_all_of(board, rows.exclude(led).exclude(of_group), "", others=True),
    ]


def _all_of(board: Board, rows: QuerySet[Wanting], whose: str, *, others: bool = False) -> list[Waiting]:
    told = rows.aggregate(number=Count("pk"), oldest=Min("drawn_on"))
    return [_recommending(board, told, whose, others=others)] if told["number"] else []


def _recommending(board: Board, told: Any, whose: str, group: str = "", *, others: bool = False) -> Waiting:
    some = "1 finding" if told["number"] == 1 else f"{told['number']} findings"
    have = "has" if told["number"] == 1 else "have"
    asked = {"recommendation": "without", "sort": "drawn"} | ({"group": group} if group else {})
    url = f"{reverse('learning:finding_list', args=[board.slug])}?{urlencode(asked)}"
    sentence = f"{some}{whose} {have} no recommendation yet, the oldest {since(told['oldest'])}"
    return Waiting(sentence, url, stage="learning", others=others, asked=f"Recommend what should change: {some}")


def tell_findings(rows: QuerySet[Finding]) -> Iterable[Told]:
    """What findings say, with how we know and the voice of the child."""
    for finding in rows:
        yield Told(finding, finding.drawn_on, finding.statement, (finding.evidence, finding.voice))


def tell_recommendations(rows: QuerySet[Recommendation]) -> Iterable[Told]:
    """What recommendations say, and the reason of the board's response."""
    for one in rows.select_related("response"):
        yield Told(one, one.made_on, one.text, (one.answer.reason if one.answer else "",))


FINDINGS = Searched(
    FINDING_VIEW,
    "Finding",
    "Findings",
    "learning:finding_detail",
    tell_findings,
    restricted_by(Finding, "source"),
    order=20,
)
RECOMMENDATIONS = Searched(
    RECOMMENDATION_VIEW,
    "Recommendation",
    "Recommendations",
    "learning:recommendation_detail",
    tell_recommendations,
    restricted_by(Recommendation, "findings__source"),
    order=25,
)


def findings_using(entries: Entries, person: Person) -> Sequence[Use]:
    """The findings that stand under a priority, a domain or a statement of good that a framework names."""
    rows = Finding.objects.filter(board=entries.board)
    opened = queries.findings_of(person, entries.board)
    found = [
        *uses(entries, ("priorities",), "finding", "priority", rows=rows, opened=opened),
        *uses(entries, ("domains",), "finding", "domain", rows=rows, opened=opened),
    ]
    for domain in sorted(
        {place[1] for place in entries.places if place[:1] == ("domains",) and place[2:3] == ("good",)}
    ):
        of_domain = {"rows": rows.filter(domain=domain), "opened": opened.filter(domain=domain)}
        found += uses(entries, ("domains", domain, "good"), "finding", "good_statement", **of_domain)
    return found
