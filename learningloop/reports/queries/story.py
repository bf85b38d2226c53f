"""The whole life of one piece of learning, from the passage in its source to the effect on children."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from learningloop.embedding.actions.models import Action
from learningloop.embedding.actions.policy import ACTION_VIEW
from learningloop.embedding.sharing.models import SharedItem
from learningloop.embedding.sharing.policy import SHARED_FOLLOW, SHARED_VIEW
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.policy import EVALUATION_VIEW
from learningloop.kit.dates import day
from learningloop.learning.models import Finding, Recommendation
from learningloop.learning.policy import RECOMMENDATION_VIEW
from learningloop.people.models import Board, Person
from learningloop.people.policy import allowed
from learningloop.sources.register.policy import SOURCE_VIEW

ORDER = ("experience", "learning", "embedding", "evaluation")


@dataclass(frozen=True)
class Entry:
    """One node of the line: its building block, day, sentence, and what is folded under it."""

    stage: str
    date: date | None
    sentence: str
    url: str = ""
    who: str = ""
    details_html: SafeString | str = ""
    missing: bool = False


@dataclass(frozen=True)
class Story:
    """A finding with all that grew from it, as far as its reader may open it.

    `sources` are the sources on the way that the reader may open, `followed` the items whose reach they may see.
    """

    finding: Finding
    recommendations: list[Recommendation]
    actions: list[Action]
    items: list[SharedItem]
    evaluations: list[Evaluation]
    sources: set[int]
    followed: set[int]

    @property
    def verdict(self) -> Evaluation | None:
        """The latest judgement, when there is one."""
        return self.evaluations[-1] if self.evaluations else None


def story_of(finding: Finding, reader: Person) -> Story:
    """What a person may read about one finding; at most twelve queries, whatever grew from it."""
    recommendations = allowed(reader, RECOMMENDATION_VIEW).filter(findings=finding).order_by("made_on", "pk")
    actions = allowed(reader, ACTION_VIEW).filter(recommendation__findings=finding).order_by("agreed_on", "pk")
    judged = allowed(reader, EVALUATION_VIEW).filter(action__recommendation__findings=finding)
    evaluations: list[Evaluation] = list(
        judged.select_related("action", "group", "commissioned", "shown_by").order_by("recorded_at", "pk")
    )
    items = allowed(reader, SHARED_VIEW).filter(findings=finding, sent_on__isnull=False).order_by("sent_on", "pk")
    met = {finding.source_id, *(evaluation.commissioned_id for evaluation in evaluations)}
    return Story(
        finding=finding,
        recommendations=list(recommendations.select_related("response__group")),
        actions=list(
            actions.select_related("agency", "group", "owner").prefetch_related("progress", "due_date_changes")
        ),
        items=list(
            items.prefetch_related("returns__agency").annotate(
                sent_to=Count("recipients", distinct=True),
                confirmed=Count("recipients", filter=Q(recipients__confirmed_on__isnull=False), distinct=True),
            )
        ),
        evaluations=evaluations,
        sources=set(allowed(reader, SOURCE_VIEW).filter(pk__in=met - {None}).values_list("pk", flat=True)),
        followed=set(allowed(reader, SHARED_FOLLOW).filter(findings=finding).values_list("pk", flat=True)),
    )


def entries(story: Story, board: Board) -> list[Entry]:
    """The line in time, oldest first; on one day in the order of the loop."""
    told = [
        *_source(story, board),
        *_recommendations(story, board),
        *(entry for action in story.actions for entry in _action(action, board)),
        *(entry for item in story.items for entry in _item(item, item.pk in story.followed, board)),
        *(entry for evaluation in story.evaluations for entry in _evaluation(evaluation, story.sources, board)),
    ]
    return sorted(told, key=lambda entry: (entry.date or date.max, ORDER.index(entry.stage)))


def _source(story: Story, board: Board) -> Iterator[Entry]:
    finding, source = story.finding, story.finding.source
    opens = source.pk in story.sources
    yield Entry(
        "experience",
        min(source.started_on, finding.drawn_on),
        f"{source.title} began" if not source.completed_on else source.title,
        reverse("register:detail", args=[board.slug, source.reference]) if opens else "",
        who=str(source.group or ""),
        details_html=_paragraphs(source.summary) if opens and source.summary else "",
    )
    yield Entry(
        "learning",
        finding.drawn_on,
        f"{finding.get_kind_display()} found: {finding.statement}",
        reverse("learning:finding_detail", args=[board.slug, finding.reference]),
        who=finding.passage,
        details_html=_pairs(Evidence=finding.evidence, **{"Voice of the child": finding.voice}),
    )


def _recommendations(story: Story, board: Board) -> Iterator[Entry]:
    for recommendation in story.recommendations:
        url = reverse("learning:recommendation_detail", args=[board.slug, recommendation.reference])
        yield Entry("learning", recommendation.made_on, f"Recommended: {recommendation.text}", url)
        response = getattr(recommendation, "response", None)
        if response:
            yield Entry(
                "learning",
                response.decided_on,
                f"{response.group or 'The board'} answered {recommendation.reference}: "
                f"{response.get_decision_display().lower()}",
                url,
                details_html=_pairs(Why=response.reason),
            )


def _action(action: Action, board: Board) -> Iterator[Entry]:
    url = reverse("actions:detail", args=[board.slug, action.reference])
    agreed = f"{action.agency} agreed to do, by {day(action.due_on)}: {action.title}"
    planned = {"What will be different": action.difference, "How we will know": action.how_will_we_know}
    yield Entry("embedding", action.agreed_on, agreed, url, details_html=_pairs(**planned))
    for moved in action.due_date_changes.all():
        sentence = f"{action.reference} moved from {day(moved.was)} to {day(moved.becomes)}"
        yield Entry("embedding", moved.on, sentence, url, details_html=_pairs(Why=moved.why))
    for progress in action.progress.all():
        yield Entry("embedding", progress.on, f"{action.agency}: {progress.text}", url)
    if action.reported_on:
        note = _pairs(**{"What was done": action.reported_note})
        yield Entry(
            "embedding", action.reported_on, f"{action.agency} reported {action.reference} done", url, "", note
        )
    if action.closed_on:
        assurance = _pairs(Assurance=action.assurance)
        yield Entry(
            "embedding",
            action.closed_on,
            f"{action.group} assured itself of {action.reference}",
            url,
            "",
            assurance,
        )
    if action.withdrawn_on:
        why = _pairs(Why=action.withdrawn_why)
        yield Entry("embedding", action.withdrawn_on, f"{action.reference} was withdrawn", url, details_html=why)


def _item(item: Any, followed: bool, board: Board) -> Iterator[Entry]:
    url = reverse("sharing:detail", args=[board.slug, item.reference])
    if not followed:
        yield Entry("embedding", item.sent_on, f"Shared: {item.title}", url)
        return
    sentence = f"Shared with {_people(item.sent_to)}, {item.confirmed} confirmed: {item.title}"
    yield Entry("embedding", item.sent_on, sentence, url)
    for returned in item.returns.all():
        number = f"{_people(returned.how_many)} discussed it" if returned.how_many else "it was discussed"
        told = {"Who discussed it": returned.who_discussed, "What changed": returned.what_changed}
        sentence = f"{returned.agency}: {number}"
        yield Entry("embedding", returned.returned_on, sentence, url, details_html=_pairs(**told))


def _evaluation(evaluation: Evaluation, sources: set[int], board: Board) -> Iterator[Entry]:
    url = reverse("evaluation:detail", args=[board.slug, evaluation.reference])
    told = {"Evidence": evaluation.evidence, "Why": evaluation.why}
    sentence = f"{evaluation.get_verdict_display()}: {evaluation.action.title}"
    who = str(evaluation.group or "")
    yield Entry("evaluation", evaluation.carried_out_on, sentence, url, who, _pairs(**told))
    if evaluation.commissioned and evaluation.commissioned_id in sources:
        follow_up = evaluation.commissioned
        yield Entry(
            "experience",
            max(follow_up.started_on, evaluation.carried_out_on),
            f"Commissioned to look again: {follow_up.title}",
            reverse("register:detail", args=[board.slug, follow_up.reference]),
        )


def _people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"


def _paragraphs(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308  # escaped by itself


def _pairs(**told: str) -> SafeString | str:
    """Headed paragraphs of what people wrote, as safe HTML; nothing where nothing was written."""
    parts = [
        format_html("<p><strong>{}</strong></p>{}", head, _paragraphs(text)) for head, text in told.items() if text
    ]
    return SafeString("".join(parts))
