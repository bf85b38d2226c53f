"""What a new board does first, and how far it is."""

from dataclasses import dataclass

from django.urls import reverse

from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.queries import version_in_force
from learningloop.frameworks.rules.taking_over import entries_taken_over
from learningloop.people.models import Agency, Appointment, Board
from learningloop.people.rules import GROUP_CHAIR, INDEPENDENT_CHAIR
from learningloop.sources.register.models import Source


@dataclass(frozen=True)
class FirstStep:
    """One thing to do: what, why, where, and whether it is done."""

    title: str
    text: str
    url: str
    link: str
    done: bool


STEPS = [
    ("people:grant", "Say who chairs", "Grant a role",
     "Invite the independent chair, and a chair for each group that works already."),
    ("people:agency_add", "Name your agencies", "Add an agency",
     "The organisations that work with the board: the council, the police, health, schools."),
    ("people:grant", "Invite the others", "Grant a role",
     "An officer who records, somebody for each agency who answers for its actions, the groups’ members."),
    ("register:record", "Record your first source of learning", "Record a source",
     "A review, an audit, an inspection: its cover sheet is enough to begin with."),
    ("frameworks:draft", "Make the framework your own", "Draft the next version",
     "Read it through, draft the next version, and let the chair approve it."),
]  # fmt: skip
"""Each step: its page, what to do, the words of its link, and why."""


def first_steps(board: Board) -> list[FirstStep]:
    """What a new board does first, in order. Five queries."""
    version = version_in_force(board.slug)
    foreign = entries_taken_over(version.document) if version else 0
    texts = [text for *_, text in STEPS]
    texts[-1] += f" {foreign} of its entries still cite another board’s document." if foreign else ""
    return [
        FirstStep(title, text, reverse(page, args=[board.slug]), link, done)
        for (page, title, link, _), text, done in zip(STEPS, texts, _done(board, version), strict=True)
    ]


def _done(board: Board, version: FrameworkVersion | None) -> list[bool]:
    """Which of the steps are done, in their order."""
    held = Appointment.objects.current().on(board)
    return [
        held.filter(role=INDEPENDENT_CHAIR.key).exists() and held.filter(role=GROUP_CHAIR.key).exists(),
        Agency.objects.filter(boards=board).exists(),
        held.filter(agency__isnull=False).exists(),
        Source.objects.filter(board=board).exists(),
        bool(version and version.approved_by_id),
    ]
