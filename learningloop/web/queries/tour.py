"""The loop in five steps, each shown on one piece of learning that went all the way round on this board."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from learningloop.embedding.actions.policy import ACTION_VIEW
from learningloop.embedding.sharing.models import SharedItem
from learningloop.embedding.sharing.policy import SHARED_VIEW
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.policy import EVALUATION_VIEW
from learningloop.evaluation.rules import WORKED
from learningloop.kit.dates import day
from learningloop.learning.models import Finding
from learningloop.learning.policy import FINDING_VIEW
from learningloop.people.models import Board, Person
from learningloop.people.policy import allowed, holds_on
from learningloop.reports.policy import LOOP_VIEW
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.web.queries.ways import way


@dataclass(frozen=True)
class Example:
    """What a step came to in the piece of learning that the tour follows."""

    title: str
    url: str
    more: str


@dataclass(frozen=True)
class Step:
    """One step: what happens, who does it, and the list where it stands, if this person may open it."""

    stage: str
    title: str
    text: str
    who: str
    place: str
    link: str
    url: str = ""
    example: Example | None = None


@dataclass(frozen=True)
class Tour:
    """The five steps, and the whole thread of their examples where there is one."""

    steps: tuple[Step, ...]
    thread: str
    loop: str


STEPS = (
    Step(
        "experience",
        "Something is learned from",
        "A review, an audit, an inspection, the words of a child: each source of learning has a cover sheet. It "
        "says what was looked at, who led it, and how each of the board’s principles was met.",
        "The board’s officers record it; the reviewer who leads it writes it up.",
        "register:list",
        "All sources",
    ),
    Step(
        "learning",
        "A finding says what was learned",
        "A finding is a strength to keep and spread, or a need to be met. It keeps the passage it stands on, and "
        "the child’s own words. Recommendations rest on findings, and the board answers each one: accepted or "
        "not, and why.",
        "The reviewer draws and recommends; the independent chair or the group’s chair answers.",
        "learning:finding_list",
        "All findings",
    ),
    Step(
        "embedding",
        "Somebody does something about it",
        "An action says who will do it, what will be different, by when, and how we will know. The agency reports "
        "it done; the group looks for itself before it closes. A date that moves keeps the old one and the why.",
        "The agency’s lead does it and shows evidence; the group’s chair assures it.",
        "actions:list",
        "All actions",
    ),
    Step(
        "embedding",
        "The learning is spread",
        "A short briefing goes to the agencies and roles that need it. Everyone confirms that they read it; each "
        "agency returns who discussed it and what changed.",
        "The board’s officers write and send it; practitioners confirm; the agency’s lead returns.",
        "sharing:list",
        "All shared learning",
    ),
    Step(
        "evaluation",
        "Did it change anything for children?",
        "Months later somebody looks again. The judgement closes the loop, or opens it once more: when nothing "
        "improved, the learning goes back and new means must be found.",
        "The group’s chair judges.",
        "evaluation:list",
        "All evaluations",
    ),
)


def take_tour(board: Board, person: Person) -> Tour:
    """The tour as this person can take it: what their roles do not open leads nowhere."""
    loop = way(board, person, "reports:loop")
    judged = _judged(person)
    finding = _finding(person, judged) if judged else None
    examples = _examples(board, person, judged, finding) if judged and finding else [None] * len(STEPS)
    steps = [
        replace(step, url=way(board, person, step.place), example=example)
        for step, example in zip(STEPS, examples, strict=True)
    ]
    follows = finding and holds_on(person, LOOP_VIEW, board)
    thread = reverse("reports:thread", args=[board.slug, finding.reference]) if follows and finding else ""
    return Tour(tuple(steps), thread, loop)


def _judged(person: Person) -> Evaluation | None:
    """The latest judgement that found a change, on learning that was shared too."""
    shared = SharedItem.objects.exclude(sent_on=None).values("findings")
    worked = allowed(person, EVALUATION_VIEW).filter(
        verdict__in=WORKED, action__recommendation__findings__in=shared
    )
    found: Evaluation | None = worked.select_related("action__agency").order_by("-carried_out_on", "-pk").first()
    return found


def _finding(person: Person, judged: Evaluation) -> Finding | None:
    shared = SharedItem.objects.exclude(sent_on=None).values("findings")
    open_to = allowed(person, FINDING_VIEW).filter(recommendations=judged.action.recommendation_id, pk__in=shared)
    found: Finding | None = open_to.select_related("source").order_by("pk").first()
    return found


def _examples(board: Board, person: Person, judged: Evaluation, finding: Finding) -> list[Example | None]:
    source = allowed(person, SOURCE_VIEW).filter(pk=finding.source_id).first()
    action = allowed(person, ACTION_VIEW).filter(pk=judged.action_id).select_related("agency").first()
    items = allowed(person, SHARED_VIEW).filter(findings=finding).exclude(sent_on=None)
    item = items.order_by("-sent_on", "-pk").first()

    def shown(name: str, record: Any, title: str, more: str) -> Example:
        return Example(title, reverse(name, args=[board.slug, record.reference]), more)

    verdict = judged.get_verdict_display()
    return [
        shown("register:detail", source, source.title, f"Began {day(source.started_on)}") if source else None,
        shown("learning:finding_detail", finding, finding.statement, finding.voice),
        shown("actions:detail", action, action.title, f"{action.agency}: {action.difference}") if action else None,
        shown("sharing:detail", item, item.title, f"Sent {day(item.sent_on)}") if item else None,
        shown("evaluation:detail", judged, verdict, judged.evidence),
    ]
