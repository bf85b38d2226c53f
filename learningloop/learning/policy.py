"""Who may do what with findings, recommendations and the board's responses."""

from django.db.models import Q

from learningloop.learning.models import Finding, Recommendation, Wanting
from learningloop.people.policy import Access, Permission
from learningloop.people.rules import (
    EVERYWHERE,
    GROUP_CHAIR,
    GROUP_MEMBER,
    INDEPENDENT_CHAIR,
    INDEPENDENT_REVIEWER,
    Reach,
)  # fmt: skip
from learningloop.sources.register.policy import READERS, SOURCE, cleared_through, restricted_through

FINDING = Access(
    Finding,
    board="board",
    group="source__group",
    agency=("agencies", "source__agencies"),
    person=("source__lead",),
    clearance=cleared_through(Finding, "source"),
    restricted=restricted_through("source"),
)
RECOMMENDATION = Access(
    Recommendation,
    board="board",
    group="findings__source__group",
    agency=("agencies", "findings__agencies", "findings__source__agencies"),
    person=("findings__source__lead",),
    clearance=cleared_through(Recommendation, "findings__source"),
    restricted=restricted_through("findings__source"),
)
WANTING = Access(
    Wanting,
    board="board",
    group="source__group",
    person=("source__lead",),
    clearance=cleared_through(Wanting, "source"),
)
"""Findings that want a recommendation: `allowed(person, RECOMMENDATION_MAKE, of=WANTING)`."""
WRITERS = {
    **EVERYWHERE,
    GROUP_CHAIR: Reach.GROUP,
    GROUP_MEMBER: Reach.GROUP,
    INDEPENDENT_REVIEWER: Reach.OWN,
}
"""Who writes up what a source taught."""

FINDING_VIEW = Permission("finding.view", "Read a finding", FINDING, READERS)
FINDING_DRAW = Permission("finding.draw", "Draw a finding from a source", SOURCE, WRITERS)
FINDING_EDIT = Permission("finding.edit", "Change a finding", FINDING, WRITERS)
FINDING_REMOVE = Permission(
    "finding.remove", "Remove a finding that was drawn by mistake and on which nothing rests", FINDING, WRITERS
)
RECOMMENDATION_VIEW = Permission("recommendation.view", "Read a recommendation", RECOMMENDATION, READERS)
RECOMMENDATION_MAKE = Permission("recommendation.make", "Make a recommendation from findings", FINDING, WRITERS)
RECOMMENDATION_EDIT = Permission(
    "recommendation.edit",
    "Change a recommendation that has had no response",
    RECOMMENDATION,
    WRITERS,
    when=Q(response=None),
)
RECOMMENDATION_REMOVE = Permission(
    "recommendation.remove",
    "Remove a recommendation that was made by mistake and has had no response",
    RECOMMENDATION,
    WRITERS,
    when=Q(response=None),
)
RECOMMENDATION_RESPOND = Permission(
    "recommendation.respond",
    "Give the board's response to a recommendation",
    RECOMMENDATION,
    {**EVERYWHERE, INDEPENDENT_CHAIR: Reach.BOARD, GROUP_CHAIR: Reach.GROUP},
    when=Q(response=None),
)
