"""Who may read question sets, and who writes them."""

from django.db.models import Q

from learningloop.instruments.models import QuestionSetVersion
from learningloop.people.policy import BOARD_ACCESS, Access, Permission
from learningloop.people.rules import (
    AGENCY_LEAD,
    BOARD_READERS,
    CONTRIBUTOR,
    EVERYWHERE,
    GROUP_CHAIR,
    GROUP_MEMBER,
    Reach,
)

QUESTIONS = Access(QuestionSetVersion, board="board")
READERS = {role: Reach.BOARD for role in (*BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER, AGENCY_LEAD, CONTRIBUTOR)}
QUESTIONS_VIEW = Permission("questions.view", "Read a question set, and try it out", QUESTIONS, READERS)
QUESTIONS_WRITE = Permission("questions.write", "Draft question sets for the board", BOARD_ACCESS, EVERYWHERE)
QUESTIONS_PUBLISH = Permission(
    "questions.publish",
    "Publish the draft of a question set, or throw it away",
    QUESTIONS,
    EVERYWHERE,
    when=Q(published_on=None),
)
QUESTIONS_CHANGE = Permission(
    "questions.change", "Change the draft of a question set", QUESTIONS, EVERYWHERE, when=Q(published_on=None)
)
