"""Who may read a board's framework, draft its next version, and approve it."""

from learningloop.people.policy import BOARD_ACCESS, EVERYONE, Permission
from learningloop.people.rules import BOARD_READERS, EVERYWHERE, INDEPENDENT_CHAIR, Reach

FRAMEWORK_VIEW = Permission("framework.view", "Read the board's framework", BOARD_ACCESS, EVERYONE)
FRAMEWORK_READ_DRAFT = Permission(
    "framework.read-draft",
    "Read the draft of the framework's next version",
    BOARD_ACCESS,
    {role: Reach.BOARD for role in BOARD_READERS},
)
FRAMEWORK_DRAFT = Permission(
    "framework.draft", "Draft the framework's next version, and be reminded of it", BOARD_ACCESS, EVERYWHERE
)
FRAMEWORK_APPROVE = Permission(
    "framework.approve", "Approve the framework's next version", BOARD_ACCESS, {INDEPENDENT_CHAIR: Reach.BOARD}
)
