"""The invented people of a board, with their agencies, groups and roles."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from learningloop.frameworks.schema import Framework
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.people.operations import add_agency, add_group, add_person, grant_role
from learningloop.people.rules import ROLES, Held
from learningloop.trail.operations import SYSTEM
from learningloop.web.demo.material import Invented, Player

SINCE = date(2026, 1, 5)
WHY = "Plays this part in the demonstration"


def moment(on: date) -> datetime:
    """When on a day something is said or shown: in the afternoon."""
    return timezone.make_aware(datetime.combine(on, time(15, 20)))


@dataclass
class Cast:
    """Who plays whom on a board; `group` is the one that most work is assured by."""

    board: Board
    groups: list[Group]
    agencies: dict[str, Agency]
    by_role: dict[str, list[Person]] = field(default_factory=dict)

    def one(self, role: str) -> Person:
        """The first who holds a role."""
        return self.by_role[role][0]

    @property
    def doers(self) -> list[Agency]:
        """Agencies that have a lead."""
        return [self.agencies[key] for key in ("demo-childrens-services", "demo-police", "demo-health")]


def is_cast(board: Board) -> bool:
    """Whether the board has its invented people already."""
    return Agency.objects.filter(slug=f"{board.slug}-demo-police").exists()


def assemble(board: Board, framework: Framework, place: int, material: Invented) -> Cast:
    """Add a board's invented agencies and people; `place` is the board's among the five."""
    cast = Cast(board, _groups(board, framework), _agencies(board, material))
    for player in material.cast:
        person = person_called(player.names[place])
        cast.by_role.setdefault(player.role, []).append(person)
        _appoint(cast, player, person)
    return cast


def _agencies(board: Board, material: Invented) -> dict[str, Agency]:
    return {
        told.key: add_agency(
            slug=f"{board.slug}-{told.key}",
            name=told.name.format(area=board.area),
            kind=told.kind,
            locality=told.locality,
            boards=[board],
            by=SYSTEM,
        )
        for told in material.agencies
    }


def _groups(board: Board, framework: Framework) -> list[Group]:
    """The two groups to which most kinds report; where a framework names none but the board, one is invented."""
    told = Counter(key for kind in framework.source_kinds for route in kind.reports_to for key in route.groups)
    told.update(row.group for row in framework.matrix for _ in row.rows)
    found = {group.key: group for group in Group.objects.filter(home=board).exclude(level__in=["board", "unit"])}
    groups = [found[key] for key, _ in told.most_common() if key in found][:2]
    if not groups:
        groups = [
            add_group(
                home=board,
                key="demo-learning",
                name="Learning and improvement group (invented)",
                purpose="To draw out learning and assure that it is acted on. Invented for the demonstration.",
                reports_to=Group.objects.get(home=board, key="board"),
                by=SYSTEM,
            )
        ]
    return groups


def person_called(name: str) -> Person:
    """The invented person of this name, who may play on several boards."""
    email = f"{name.lower().replace(' ', '.')}@demo.invalid"
    found = Person.objects.filter(email=email).first()
    return found or add_person(email=email, name=f"{name} (invented)", invented=True, by=SYSTEM)


def _appoint(cast: Cast, player: Player, person: Person) -> None:
    role = ROLES[player.role]
    of_group = role.held is Held.GROUP
    grant_role(
        person=person,
        role=role,
        why=WHY,
        board=None if of_group else cast.board,
        group=cast.groups[player.group % len(cast.groups)] if of_group else None,
        agency=cast.agencies[player.agency] if player.agency else None,
        on=SINCE,
        by=SYSTEM,
    )
