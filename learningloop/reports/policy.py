"""Who may see the board's overviews. What they count is what the reader may open."""

from django.db.models import Q

from learningloop.learning.models import Finding
from learningloop.people.models import Person
from learningloop.people.policy import BOARD_ACCESS, Access, Permission
from learningloop.people.rules import AGENCY_LEAD, BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER, TRAINER, Reach
from learningloop.reports.models import Standing
from learningloop.sources.register.policy import closed_sources


def knows_finding(person: Person) -> Q:
    """The standings of the findings whose source is not closed to a person."""
    closed = closed_sources(person)
    if isinstance(closed, list) and not closed:
        return Q()
    return Q(restricted=False) | ~Q(finding__in=Finding.objects.filter(source__in=closed).values("pk"))


STANDING = Access(
    Standing,
    board="board",
    group="finding__source__group",
    agency=("finding__agencies", "finding__source__agencies"),
    person=("finding__source__lead",),
    clearance=knows_finding,
)
"""Where threads stand is opened by what opens their findings: `allowed(person, FINDING_VIEW, of=STANDING)`."""
LOOP_VIEW = Permission(
    "loop.view",
    "See the loop: how many threads stand where, and what is stuck",
    BOARD_ACCESS,
    {role: Reach.BOARD for role in (*BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER, AGENCY_LEAD, TRAINER)},
)
REPORT_VIEW = Permission(
    "report.view",
    "See and download the board's reports",
    BOARD_ACCESS,
    {role: Reach.BOARD for role in (*BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER, AGENCY_LEAD)},
)
