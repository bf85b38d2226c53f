"""The roles that people hold, described for the person who grants them."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Held(StrEnum):
    """On what a role is held."""

    BOARD = "board"
    GROUP = "group"
    AGENCY = "agency"
    NOBODY = "nobody"


class Reach(StrEnum):
    """How far a permission goes for somebody who holds a role."""

    BOARD = "every record of the board"
    GROUP = "the records of their group"
    AGENCY = "the records that name their agency"
    OWN = "the records that name them"


@dataclass(frozen=True)
class Role:
    """A role: what people call it, on what it is held, and one line on what it lets its holder do."""

    key: str
    name: str
    held: Held
    can: str
    agency: bool = False

    def __str__(self) -> str:
        return self.name


INDEPENDENT_CHAIR = Role(
    "independent-chair",
    "Independent chair",
    Held.BOARD,
    "Reads everything open to the board, answers recommendations, decides what the board decides.",
)
BUSINESS_MANAGER = Role(
    "business-manager",
    "Business manager",
    Held.BOARD,
    "Runs the loop: records, edits, publishes and assures everything on the board, and grants roles.",
)
OFFICER = Role(
    "officer",
    "Business unit officer",
    Held.BOARD,
    "Records sources, findings, recommendations and actions for the board, and sends out learning.",
)
GROUP_CHAIR = Role(
    "group-chair",
    "Group chair",
    Held.GROUP,
    "Answers recommendations, assures finished actions and judges their effect for the group.",
)
GROUP_MEMBER = Role(
    "group-member",
    "Group member",
    Held.GROUP,
    "Reads the board's learning and records findings from the group's own sources.",
    agency=True,
)
AGENCY_LEAD = Role(
    "agency-lead",
    "Agency lead",
    Held.AGENCY,
    "Answers for the agency's actions, reports them done, and returns how learning was cascaded.",
    agency=True,
)
CONTRIBUTOR = Role(
    "contributor",
    "Contributor",
    Held.AGENCY,
    "Adds progress and evidence to the agency's actions, such as a school's safeguarding lead or an auditor.",
    agency=True,
)
INDEPENDENT_REVIEWER = Role(
    "independent-reviewer",
    "Independent reviewer",
    Held.BOARD,
    "Writes up the sources they lead: findings and recommendations. Sees nothing else.",
)
TRAINER = Role(
    "trainer",
    "Trainer",
    Held.BOARD,
    "Reads findings and shared learning in order to change what is taught.",
)
PRACTITIONER = Role(
    "practitioner",
    "Practitioner",
    Held.AGENCY,
    "Receives and confirms shared learning. Sees nothing else.",
    agency=True,
)
LAY_MEMBER = Role(
    "lay-member",
    "Lay member",
    Held.BOARD,
    "Reads what is open to the board, and changes nothing.",
)
PUBLIC_READER = Role(
    "public-reader", "Public reader", Held.NOBODY,
    "Reads what the board has published, without signing in.",
)  # fmt: skip

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        INDEPENDENT_CHAIR, BUSINESS_MANAGER, OFFICER, GROUP_CHAIR, GROUP_MEMBER, AGENCY_LEAD,
        CONTRIBUTOR, INDEPENDENT_REVIEWER, TRAINER, PRACTITIONER, LAY_MEMBER, PUBLIC_READER,
    )
}  # fmt: skip
BOARD_READERS = (INDEPENDENT_CHAIR, BUSINESS_MANAGER, OFFICER, LAY_MEMBER)
"""Roles that read all of a board's open records."""
DO_MOST = (INDEPENDENT_CHAIR, BUSINESS_MANAGER, OFFICER)
"""Roles that manage the board, or open what is restricted to a group: in service, with a second factor."""
EVERYWHERE = {role: Reach.BOARD for role in (BUSINESS_MANAGER, OFFICER)}
"""The board's own unit, which works on every record of the board."""


def agency_kinds() -> list[tuple[str, str]]:
    """Kinds of agency, as a framework names them and as people read them."""
    return [
        ("statutory-partner", "Statutory partner"),
        ("provider", "Provider"),
        ("commissioner", "Commissioner"),
        ("school", "School"),
        ("college", "College"),
        ("voluntary", "Voluntary sector"),
        ("national-body", "National body"),
        ("other", "Other"),
    ]


OUR_REFERENCE = re.compile(r"(?P<letters>[A-Z]{1,3})-(?P<year>\d{4})-(?P<number>\d{3,9})")


def numbered(letters: str, reference: str) -> int:
    """The year in a reference of ours with these letters, `A-2026-031`; 0 for any other reference or none."""
    found = OUR_REFERENCE.fullmatch(reference)
    return int(found["year"]) if found and found["letters"] == letters else 0
