"""The ground of a board of ten years: its framework, agencies, schools and people. All invented."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django_scopes import scope

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.queries import PACKS
from learningloop.people.models import Agency, Appointment, Board, Group, Person, ReferenceCounter
from learningloop.people.rules import ROLES, Held
from learningloop.sources.register.models import Theme
from learningloop.trail.operations import SYSTEM
from learningloop.web.demo.published import add_themes

LAST = date(2026, 11, 1)
FIRST = LAST - timedelta(days=3652)
AGENCIES, SCHOOLS = 30, 500
KINDS = ("statutory-partner", "provider", "commissioner", "voluntary")
OF_BOARD = ("business-manager", "officer", "independent-chair", "lay-member", "trainer", "independent-reviewer")
BATCH = 500


def save(rows: Iterable[Any]) -> list[Any]:
    """Write rows of one model; they come back with their keys."""
    made = list(rows)
    return type(made[0])._base_manager.bulk_create(made, batch_size=BATCH) if made else []


def tie(field_of: Any, pairs: Iterable[tuple[int, int]]) -> None:
    """Write the rows between two models, given as pairs of their keys."""
    through = field_of.through
    [here] = [one.attname for one in through._meta.fields if one.name == field_of.field.m2m_field_name()]
    [there] = [one.attname for one in through._meta.fields if one.name == field_of.field.m2m_reverse_field_name()]
    save(through(**{here: one, there: other}) for one, other in dict.fromkeys(pairs))


@dataclass
class Ground:
    """Who and what the work of ten years is made of; `lead` is an agency's, by the agency's key."""

    board: Board
    version: FrameworkVersion
    kinds: list[str]
    groups: list[Group]
    agencies: list[Agency]
    schools: list[Agency]
    themes: list[Theme]
    people: dict[str, list[Person]]
    lead: dict[int, Person]
    random: Random
    numbers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def reference(self, letters: str, on: date) -> str:
        self.numbers[letters, on.year] += 1
        return f"{letters}-{on.year}-{self.numbers[letters, on.year]:03d}"

    def count_references(self) -> None:
        """Let the next record that somebody makes bear the next number."""
        save(
            ReferenceCounter(board=self.board, letters=letters, year=year, last=last)
            for (letters, year), last in self.numbers.items()
        )


def lay(slug: str, times: int) -> Ground:
    """The board with this slug and everybody on it, so many times as large as a board of ten years."""
    version = _load(slug, times)
    board = version.board
    agencies = [_agency(board, f"Agency {n + 1}", KINDS[n % len(KINDS)]) for n in range(AGENCIES * times)]
    schools = [_agency(board, f"School {n + 1}", "school") for n in range(SCHOOLS * times)]
    agencies, schools = save(agencies), save(schools)
    tie(Agency.boards, ((one.pk, board.pk) for one in (*agencies, *schools)))
    groups = list(Group.objects.filter(home=board).exclude(level__in=["board", "unit"]))
    people, lead = _people(board, groups, agencies, schools)
    kinds = [kind.key for kind in version.document.source_kinds]
    with scope(board=board):
        themes = list(add_themes(board).values())
    return Ground(board, version, kinds, groups, agencies, schools, themes, people, lead, Random(times))


def _load(slug: str, times: int) -> FrameworkVersion:
    pack = read_framework(PACKS / "sandwell.yaml")
    name = f"Board of ten years{f', {times} times as large' if times > 1 else ''} (invented)"
    told = pack.board.model_copy(update={"slug": slug, "name": name, "short_name": "TEN"})
    return load_framework(framework=pack.model_copy(update={"board": told}), by=SYSTEM)


def _agency(board: Board, name: str, kind: str) -> Agency:
    slug = f"{board.slug}-{name.lower().replace(' ', '-')}"
    return Agency(slug=slug, name=f"{name} (invented)", kind=kind)


def _people(
    board: Board, groups: Sequence[Group], agencies: Sequence[Agency], schools: Sequence[Agency]
) -> tuple[dict[str, list[Person]], dict[int, Person]]:
    """One or more in every role: everybody's posts, and who leads for which agency."""
    posts: list[tuple[str, Group | None, Agency | None]] = [(role, None, None) for role in OF_BOARD]
    for number, group in enumerate(groups):
        posts += [("group-chair", group, None), ("group-member", group, agencies[number])]
    for agency in agencies:
        posts += [("agency-lead", None, agency), ("practitioner", None, agency), ("practitioner", None, agency)]
    posts += [("contributor", None, school) for school in schools]
    people = save(
        Person(email=f"{n}.{board.slug}@example.invalid", name=f"Person {n} (invented)", invented=True)
        for n in range(len(posts))
    )
    by_role: dict[str, list[Person]] = {}
    lead: dict[int, Person] = {}
    appointments = []
    for person, post in zip(people, posts, strict=True):
        role, of, at = post
        by_role.setdefault(role, []).append(person)
        if at:
            lead.setdefault(at.pk, person)
        on = None if ROLES[role].held is Held.GROUP else board
        appointments.append(
            Appointment(person=person, role=role, board=on, group=of, agency=at, why="Invented", started_on=FIRST)
        )
    save(appointments)
    return by_role, lead
