"""Who may do what with actions."""

from django.db.models import Q

from learningloop.embedding.actions.models import Action
from learningloop.learning.models import Response
from learningloop.learning.policy import RECOMMENDATION
from learningloop.people.policy import Access, Permission
from learningloop.people.rules import (
    AGENCY_LEAD,
    CONTRIBUTOR,
    EVERYWHERE,
    GROUP_CHAIR,
    Reach,
)  # fmt: skip
from learningloop.sources.register.policy import READERS, cleared_through, restricted_through

ACTION = Access(
    Action,
    board="board",
    group="group",
    agency=("agency", "helping_agencies"),
    person=("owner", "recommendation__findings__source__lead"),
    clearance=cleared_through(Action, "recommendation__findings__source"),
    restricted=restricted_through("recommendation__findings__source"),
)
LIVE = Q(withdrawn_on=None)
OPEN = Q(settled=Action.Settled.OPEN)
REPORTED = Q(settled=Action.Settled.REPORTED)
CLOSED = LIVE & Q(closed_on__isnull=False)
ACCEPTED = Q(response__decision__in=[Response.Decision.ACCEPTED, Response.Decision.IN_PART])
DOERS = {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP, AGENCY_LEAD: Reach.AGENCY}

ACTION_VIEW = Permission("action.view", "Read an action and its progress", ACTION, READERS)
ACTION_AGREE = Permission(
    "action.agree",
    "Agree an action for a recommendation that the board accepted",
    RECOMMENDATION,
    {**EVERYWHERE, GROUP_CHAIR: Reach.BOARD},
    when=ACCEPTED,
)
ACTION_EDIT = Permission(
    "action.edit",
    "Change an action that is being done",
    ACTION,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP},
    when=OPEN,
)
ACTION_REMOVE = Permission(
    "action.remove",
    "Remove an action that was recorded by mistake and has no progress",
    ACTION,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP},
    when=OPEN & Q(progress=None),
)
ACTION_PROGRESS = Permission(
    "action.progress",
    "Add progress or evidence to an action",
    ACTION,
    {**DOERS, CONTRIBUTOR: Reach.AGENCY},
    when=LIVE & Q(closed_on=None),
)
ACTION_MOVE = Permission("action.move", "Move the due date of an action, with a reason", ACTION, DOERS, when=OPEN)
ACTION_REPORT = Permission("action.report", "Report an action done", ACTION, DOERS, when=OPEN)
ACTION_CLOSE = Permission(
    "action.close",
    "Assure a finished action and close it",
    ACTION,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP},
    when=REPORTED,
)
ACTION_RETURN = Permission(
    "action.return",
    "Send an action back because it is not done yet",
    ACTION,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP},
    when=REPORTED,
)
ACTION_WITHDRAW = Permission(
    "action.withdraw",
    "Withdraw an action, with a reason",
    ACTION,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP},
    when=LIVE & Q(closed_on=None),
)
