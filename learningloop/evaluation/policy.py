"""Who may do what with evaluations."""

from django.db.models import Q

from learningloop.embedding.actions.policy import ACTION, LIVE
from learningloop.evaluation.models import Evaluation, Pending
from learningloop.people.policy import Access, Permission
from learningloop.people.rules import EVERYWHERE, GROUP_CHAIR, Reach
from learningloop.sources.register.policy import READERS, cleared_through, restricted_through

EVALUATION = Access(
    Evaluation,
    board="board",
    group="action__group",
    agency=("action__agency", "action__helping_agencies"),
    person=("action__recommendation__findings__source__lead",),
    clearance=cleared_through(Evaluation, "action__recommendation__findings__source"),
    restricted=restricted_through("action__recommendation__findings__source"),
)
PENDING = Access(
    Pending,
    board="board",
    group="action__group",
    clearance=cleared_through(Pending, "action__recommendation__findings__source"),
)
"""What is to be judged: `allowed(person, EVALUATION_CARRY_OUT, in_any_state=True, of=PENDING)`."""
EVALUATION_VIEW = Permission("evaluation.view", "Read an evaluation and its evidence", EVALUATION, READERS)
EVALUATION_CARRY_OUT = Permission(
    "evaluation.carry-out",
    "Judge whether a finished action changed anything",
    ACTION,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP},
    when=LIVE & Q(closed_on__isnull=False),
)
EVALUATION_COMMISSION = Permission(
    "evaluation.commission",
    "Commission a follow-up source from an evaluation",
    EVALUATION,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP},
    when=Q(commissioned=None),
)
