"""Who may write notes, which whoever may open the record reads; and who may put back what was removed."""

from typing import Any

from django.db.models import Q

from learningloop.people.models import Person
from learningloop.people.policy import BOARD_ACCESS, Access, Permission
from learningloop.people.rules import (
    AGENCY_LEAD,
    EVERYWHERE,
    GROUP_CHAIR,
    GROUP_MEMBER,
    INDEPENDENT_CHAIR,
    INDEPENDENT_REVIEWER,
    Reach,
)  # fmt: skip
from learningloop.records.models import Removed

WRITERS = (INDEPENDENT_CHAIR, GROUP_CHAIR, GROUP_MEMBER, AGENCY_LEAD, INDEPENDENT_REVIEWER)
NOTE_ADD = Permission(
    "note.add",
    "Write a note beside a record that one may open",
    BOARD_ACCESS,
    {**EVERYWHERE, **{role: Reach.BOARD for role in WRITERS}},
)


def known_removals(person: Person) -> Q:
    """What was removed: of what was open to some only, what this person might open then."""
    known_to: Any = Removed.known_to.through
    return Q(restricted=False) | Q(pk__in=known_to.objects.filter(person=person).values("removed"))


REMOVED = Access(Removed, board="board", clearance=known_removals, restricted=Q(restricted=True))
REMOVED_VIEW = Permission("removed.view", "See what was removed from the board's records", REMOVED, EVERYWHERE)
REMOVED_PUT_BACK = Permission("removed.put-back", "Put back what was removed", REMOVED, EVERYWHERE)
