"""The world that tests act in: two boards, a fixed cast, built by calling operations.

Eastshire is the board under test, Westshire the neighbour. `shared` is a group of Eastshire that serves both.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.schema import Framework
from learningloop.people import rules
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.people.operations import add_agency, add_person, grant_role
from learningloop.people.rules import Held, Role
from learningloop.trail.operations import SYSTEM
from tests.once import built_once

TODAY = date(2026, 11, 21)
PASSWORD = "correct horse battery staple"
PACK = Path(__file__).with_name("shire.yaml")
ROLE_NAMES = {role.key.replace("-", "_"): role for role in rules.ROLES.values() if role.held is not Held.NOBODY}


@dataclass
class World:
    """Eastshire's board, groups, agencies and cast (`people["officer"]`), and Westshire's business manager."""

    board: Board
    other: Board
    version: FrameworkVersion
    groups: dict[str, Group]
    agencies: dict[str, Agency]
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, role: Role, *, name: str = "", group: str = "audit", agency: str = "police") -> Person:
        """One more person in a role of Eastshire."""
        email = f"{name or role.key}.{len(self.people)}@example.invalid"
        person = add_person(email=email, name=name or role.name, password=None, by=SYSTEM)
        appoint(self, person, role, group=group, agency=agency)
        return person


def framework(slug: str, name: str, short: str) -> Framework:
    text = PACK.read_text("utf-8").replace("SLUG", slug).replace("NAME", name).replace("SHORT", short)
    return Framework.model_validate(yaml.safe_load(text))


def build() -> World:
    """Both boards and the whole cast: one person a role on Eastshire, and a stranger."""
    world: World = built_once("world", _build)
    return world


def _build() -> World:
    other = load_framework(framework=framework("westshire", "Westshire", "WSCB"), by=SYSTEM).board
    version = load_framework(framework=framework("eastshire", "Eastshire", "ESCB"), by=SYSTEM)
    board = version.board
    world = World(
        board=board,
        other=other,
        version=version,
        groups={group.key: group for group in Group.objects.filter(home=board)},
        agencies={
            agency.slug.removeprefix("eastshire-"): agency for agency in Agency.objects.filter(boards=board)
        },
    )
    for name, role in ROLE_NAMES.items():
        world.people[name] = world.person(role)
    stranger = add_person(email="stranger@example.invalid", name="Stranger", by=SYSTEM)
    grant_role(person=stranger, role=rules.BUSINESS_MANAGER, why="Appointed", board=other, on=TODAY, by=SYSTEM)
    world.people["stranger"] = stranger
    return world


def appoint(world: World, person: Person, role: Role, *, group: str = "audit", agency: str = "police") -> None:
    of_group = role.held is Held.GROUP
    grant_role(
        person=person,
        role=role,
        why="Appointed for the test",
        board=None if of_group else world.board,
        group=world.groups[group] if of_group else None,
        agency=world.agencies[agency] if role.agency else None,
        on=TODAY,
        by=SYSTEM,
    )
    person.__dict__.pop("appointments", None)


def extra_agency(world: World, key: str, name: str) -> Agency:
    return add_agency(slug=f"eastshire-{key}", name=name, kind="other", boards=[world.board], by=SYSTEM)
