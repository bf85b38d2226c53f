"""The invented schools and colleges of one board, with who leads for them: whom Section 175 rounds ask."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml

from learningloop.people.models import Agency, Person
from learningloop.people.operations import add_agency, grant_role
from learningloop.people.rules import AGENCY_LEAD
from learningloop.trail.operations import SYSTEM
from learningloop.web.demo.cast import SINCE, WHY, Cast, person_called
from learningloop.web.demo.material import Part

HERE = Path(__file__).parent
Stand = Literal[
    "submitted", "withdrawn", "signed", "discussed", "on-behalf", "begun", "extended", "not-started"
]  # fmt: skip
"""Where a return of this year stands; in one that is `discussed` colleagues share out and comment."""


class InventedLead(Part):
    key: str
    name: str
    post: str


class InventedSchool(Part):
    """A school without a name is one that the board has already."""

    key: str
    name: str = ""
    kind: str = "school"
    locality: str = ""
    lead: str
    grades: str
    weak: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    policy_of: date | None = None
    now: Stand = "submitted"


class FoundElsewhere(Part):
    school: str
    source: str
    summary: str
    statement: str
    evidence: str
    recommendation: str


class InventedSchools(Part):
    leads: tuple[InventedLead, ...]
    schools: tuple[InventedSchool, ...]
    finding: FoundElsewhere


def invented_schools() -> InventedSchools:
    return InventedSchools.model_validate(yaml.safe_load((HERE / "schools.yaml").read_text("utf-8")))


@dataclass(frozen=True)
class School:
    """A school as the demonstration tells it, as the board has it, and who leads for it."""

    told: InventedSchool
    agency: Agency
    lead: Person


def add_schools(cast: Cast, told: InventedSchools) -> list[School]:
    """The schools as agencies of the board, each with its lead."""
    leads = {one.key: one for one in told.leads}
    return [_school(cast, one, leads[one.lead]) for one in told.schools]


def _school(cast: Cast, told: InventedSchool, leading: InventedLead) -> School:
    board, person = cast.board, person_called(leading.name)
    agency = cast.agencies.get(told.key) or add_agency(
        slug=f"{board.slug}-{told.key}", name=told.name, kind=told.kind, locality=told.locality, boards=[board],
        by=SYSTEM,
    )  # fmt: skip
    grant_role(
        person=person,
        role=AGENCY_LEAD,
        why=WHY,
        board=board,
        agency=agency,
        post=leading.post,
        on=SINCE,
        by=SYSTEM,
    )
    return School(told, agency, person)
