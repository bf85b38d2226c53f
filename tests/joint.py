"""A round that two boards hold together, since they share a group: Westshire offers it, Eastshire joins."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.queries import newest_published
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.schema import QuestionSet
from learningloop.people.models import Agency, Board
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import open_round
from learningloop.sources.assessments.operations.joining import join_round, offer_round
from learningloop.sources.assessments.operations.returns import answer_return, sign_return, submit_return
from learningloop.trail.operations import SYSTEM
from tests.world import World


def published(board: Board, questions: QuestionSet) -> QuestionSetVersion:
    """The questions as a board's published version."""
    with scope(board=board):
        held = newest_published(board, questions.key)
        if held:
            return held
        draft = draft_questions(board=board, question_set=questions, by=SYSTEM)
        return publish_questions(version=draft, on=date(2026, 5, 3), by=SYSTEM)


@dataclass
class Joint:
    """A round of Westshire's that is offered to Eastshire."""

    world: World
    first: Round

    def join(self, agencies: list[Agency], **told: Any) -> Round:
        """Eastshire joins it."""
        told = {"kind": "audit", "title": "Our share", "by": SYSTEM, **told}
        return join_round(board=self.world.board, offered=self.first, agencies=agencies, **told)

    def answer(self, agency: Agency, *steps: str) -> Return:
        """What the agency does at Westshire: `begun`, `signed`, `submitted`."""
        leading, by = self.leading(agency), self.world.people["stranger"]
        with scope(board=self.world.other):
            if "begun" in steps:
                answer_return(return_=leading, given={"grade": Given("met")}, by=by)
            if "signed" in steps:
                sign_return(return_=leading, name="Ann Chief", post="Chief officer", on=date.today(), by=by)
            if "submitted" in steps:
                submit_return(return_=leading, on=date.today(), by=by)
        return leading

    def leading(self, agency: Agency) -> Return:
        """The return of an agency on Westshire."""
        found = Return._base_manager.select_related("answer_set", "board", "round").exclude(state="withdrawn")
        return found.get(round=self.first, agency=agency)


def offered(world: World, questions: QuestionSet, agencies: list[Agency], **told: Any) -> Joint:
    """A round of Westshire's, of these agencies, offered to Eastshire."""
    today = date.today()
    with scope(board=world.other):
        told = {
            "opens_on": today - timedelta(days=20), "closes_on": today + timedelta(days=20),
            "title": "Joint round", "kind": "audit", "signed_by": "Chief officer", "by": SYSTEM, **told,
        }  # fmt: skip
        first = open_round(board=world.other, version=published(world.other, questions), agencies=agencies, **told)
        offer_round(round_=first, boards=[world.board], by=SYSTEM)
    return Joint(world, first)


def page_of(return_: Return, *more: str, board: str = "eastshire") -> str:
    return "/".join(["", board, "returns", return_.reference, *more, ""])


def fresh(return_: Return | None) -> Any:
    """A return as it is now, on whichever board."""
    assert return_
    return Return._base_manager.select_related("answer_set").get(pk=return_.pk)


def agrees(return_: Return) -> bool:
    """Whether a led return repeats what leads it."""
    names = [
        "state",
        "signed_name",
        "signed_post",
        "signed_on",
        "submitted_on",
        "submitted_by_id",
        "answer_set_id",
    ]
    return [getattr(fresh(return_), name) for name in names] == [
        getattr(fresh(return_.led_by), name) for name in names
    ]


def a_file(content: bytes = b"Minutes") -> SimpleUploadedFile:
    return SimpleUploadedFile("minutes.txt", content)
