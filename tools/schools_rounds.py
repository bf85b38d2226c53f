"""Rounds of returns in which every question is answered, for measuring. All invented."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from learningloop.instruments.events import ANSWER_GIVEN
from learningloop.instruments.models import Answer
from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.rules.tally import Tally, tally
from learningloop.instruments.schema import QuestionSet
from learningloop.kit.bulk import insert_values, update
from learningloop.people.models import Agency, Appointment, Board, Person
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import close_round, open_round
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM, _chain

TODAY = timezone.localdate()
AT = datetime.combine(TODAY - timedelta(days=3), datetime.min.time(), UTC)
KINDS = ("grade",) * 6 + ("yes-no", "yes-no", "text", "long-text")
"""Of the ten questions of a section."""
GRADES = {
    "key": "grades", "name": "Not, partly, met", "pass_mark": "met",
    "points": [
        {"key": "not", "label": "Not met", "colour": "red", "score": 0},
        {"key": "partly", "label": "Partly met", "colour": "amber", "score": 1},
        {"key": "met", "label": "Met", "colour": "green", "score": 2},
    ],
}  # fmt: skip
WORDS = "The policy was reviewed by the governors and every member of staff has read it."
WAYS = 40
"""So many ways to answer; what each comes to is worked out once."""
STATES = (rules.SUBMITTED,) * 6 + (rules.SIGNED,) + (rules.IN_PROGRESS,) * 3
"""Of ten returns in the open round."""
COLUMNS = ("question", "value", "explanation", "number", "on_behalf", "at")
EACH_TIME = 50
"""Returns whose answers are written together, so that not all of a board's are in memory."""


@dataclass
class Asked:
    """A round with its returns, and who answers for each agency; `opened`: the seconds that opening it took."""

    round: Round
    returns: list[Return]
    leads: dict[int | None, Person]
    opened: float


@dataclass(frozen=True)
class Way:
    """One way to answer all questions, and what that comes to."""

    given: dict[str, Given]
    told: Tally


def a_set(number: int) -> QuestionSet:
    """So many questions in sections of ten."""
    sections = [
        {
            "key": f"s{first // 10}",
            "title": f"Section {first // 10 + 1}",
            "questions": [_question(f"q{place}", KINDS[place % 10]) for place in range(first, first + 10)],
        }
        for first in range(0, number, 10)
    ]
    about = {"key": f"schools-{number}", "title": "Safeguarding audit", "purpose": "To measure"}
    return QuestionSet.model_validate({**about, "scales": [GRADES], "sections": sections})


def _question(key: str, kind: str) -> dict[str, Any]:
    asked = {"key": key, "kind": kind, "text": f"Question {key}: how does the school see to it?", "required": True}
    graded = {"scale": "grades", "explanation": {"ask": "must-below", "grade": "met"}, "evidence": {"ask": "may"}}
    return asked | (graded if kind == "grade" else {})


def ask(board: Board, schools: Sequence[Agency], questions: int, *, closed: bool = False) -> Asked:
    """Open a round and answer all of it; one that is closed was submitted by all."""
    draft = draft_questions(board=board, question_set=a_set(questions), by=SYSTEM)
    version = publish_questions(version=draft, on=TODAY, by=SYSTEM)
    opens, began = TODAY - timedelta(days=400 if closed else 30), time.monotonic()
    made = open_round(
        board=board, version=version, kind="section-175", title=f"{questions} questions", agencies=schools,
        opens_on=opens, closes_on=opens + timedelta(days=60), signed_by="Head teacher", by=SYSTEM,
    )  # fmt: skip
    opened = time.monotonic() - began
    held = Appointment.objects.filter(board=board, role="agency-lead").select_related("person")
    returns = list(made.returns.select_related("answer_set"))
    asked = Asked(made, returns, {one.agency_id: one.person for one in held}, opened)
    _answer(asked, [_way(version.document, Random(number)) for number in range(WAYS)])
    _stand(asked, (rules.SUBMITTED,) if closed else STATES)
    if closed:
        close_round(round_=made, on=opens + timedelta(days=60), by=SYSTEM)
    return asked


def _way(question_set: QuestionSet, random: Random) -> Way:
    given = {question.key: _given(question.kind, random) for question in question_set.questions()}
    return Way(given, tally(question_set, given, "school"))


def _given(kind: str, random: Random) -> Given:
    match kind:
        case "grade":
            value = random.choice(["not", "partly", "met", "met", "met"])
            return Given(value, WORDS if value != "met" else "")
        case "yes-no":
            return Given(random.choice(["yes", "yes", "no"]))
    return Given(WORDS)


def _answer(asked: Asked, ways: Sequence[Way]) -> None:
    """Every answer of every return, and what they come to."""
    ready = [[_columns(key, one) for key, one in way.given.items()] for way in ways]
    fields = [Answer._meta.get_field(name) for name in ("answer_set", "by", *COLUMNS)]
    for first in range(0, len(asked.returns), EACH_TIME):
        rows = []
        for place, return_ in enumerate(asked.returns[first : first + EACH_TIME], first):
            by = asked.leads[return_.agency_id].pk
            rows += [(return_.answer_set_id, by, *columns) for columns in ready[place % WAYS]]
        insert_values(Answer, fields, rows)
    for place, return_ in enumerate(asked.returns):
        told, answer_set = ways[place % WAYS].told, return_.answer_set
        answer_set.tally, answer_set.complete = told, told["whole"]["complete"]
    update([one.answer_set for one in asked.returns], ["tally", "complete"])


def _columns(key: str, given: Given) -> tuple[Any, ...]:
    """What is the same in this answer whoever gave it, ready for the database."""
    values = (key, given.value, given.explanation, 1, False, AT)
    fields: list[Any] = [Answer._meta.get_field(name) for name in COLUMNS]
    return tuple(field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True))


def _stand(asked: Asked, states: Sequence[str]) -> None:
    """Where each return stands."""
    for place, one in enumerate(asked.returns):
        one.state = states[place % len(states)]
        if one.state != rules.IN_PROGRESS:
            one.signed_name, one.signed_post, one.signed_on = "Ann Head (invented)", "Head teacher", TODAY
        if one.state == rules.SUBMITTED:
            one.submitted_on, one.submitted_by = TODAY, asked.leads[one.agency_id]
    names = ["state", "signed_name", "signed_post", "signed_on", "submitted_on", "submitted_by"]
    update(asked.returns, names)


def tell(asked: Asked) -> None:
    """An event for every answer of a round, as there would be had it been given on the page."""
    board, texts = asked.round.board.slug, {one.key: one.text for one in asked.round.version.document.questions()}
    for return_ in asked.returns:
        by = asked.leads[return_.agency_id]
        _chain(
            Event(
                kind=ANSWER_GIVEN.name, facts={"question": texts[one.question]}, before={}, at=AT,
                after={"answer": one.value, "explanation": one.explanation}, actor_id=by.pk, actor_name=by.name,
                board=board, thing=Answer._meta.label_lower, thing_id=one.pk, reference=str(one)[:80],
            )
            for one in Answer.objects.filter(answer_set=return_.answer_set_id).select_related("answer_set")
        )  # fmt: skip
