"""Who may do what with agencies' programmes of quality assurance."""

from django.db.models import Q, QuerySet

from learningloop.people.models import Agency, Board, Person
from learningloop.people.policy import BOARD_ACCESS, Access, Permission, agencies_on
from learningloop.people.rules import (
    AGENCY_LEAD,
    BOARD_READERS,
    CONTRIBUTOR,
    EVERYWHERE,
    GROUP_CHAIR,
    GROUP_MEMBER,
    Reach,
)
from learningloop.sources.programmes.models import Activity
from learningloop.sources.register.policy import SOURCE_RECORD

ACTIVITY = Access(Activity, board="board", agency=("agency",))
LEADING = {**EVERYWHERE, AGENCY_LEAD: Reach.AGENCY}
GOING_ON = Q(ended_on=None)
UNIT = {role.key for role in EVERYWHERE}

ACTIVITY_VIEW = Permission(
    "activity.view",
    "Read what agencies do to assure the quality of their own practice",
    ACTIVITY,
    {
        **{role: Reach.BOARD for role in BOARD_READERS},
        GROUP_CHAIR: Reach.BOARD,
        GROUP_MEMBER: Reach.BOARD,
        AGENCY_LEAD: Reach.AGENCY,
        CONTRIBUTOR: Reach.AGENCY,
    },
)
ACTIVITY_ADD = Permission(
    "activity.add",
    "Add what an agency does to its programme, a lead to their own agency’s only",
    BOARD_ACCESS,
    {**EVERYWHERE, AGENCY_LEAD: Reach.BOARD},
)
ACTIVITY_CHANGE = Permission(
    "activity.change", "Change or end what an agency does", ACTIVITY, LEADING, when=GOING_ON
)
ACTIVITY_NOTE = Permission(
    "activity.note",
    "Note that it was done, and what it found",
    ACTIVITY,
    {**LEADING, CONTRIBUTOR: Reach.AGENCY},
    when=GOING_ON,
)
ACTIVITY_RECORD = Permission(
    "activity.record", "Record what it found as a source of learning", ACTIVITY, SOURCE_RECORD.grants
)


def agencies_kept_by(person: Person, board: Board) -> QuerySet[Agency]:
    """The agencies to whose programme a person may add: all for the board's unit, their own for a lead."""
    here = [held for held in person.appointments if held.board_id == board.pk]
    if any(held.role in UNIT for held in here):
        return agencies_on(board)
    led = [held.agency_id for held in here if held.role == AGENCY_LEAD.key and held.agency_id]
    return agencies_on(board).filter(pk__in=led)
