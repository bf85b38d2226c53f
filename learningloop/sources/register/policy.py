"""Who may do what with sources, and the clearance that everything grown from a source inherits."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Model, Q, QuerySet
from django_scopes import get_scope

from learningloop.kit.asked import is_asked_once, once
from learningloop.people.models import Person
from learningloop.people.policy import BOARD_ACCESS, Access, Permission, several
from learningloop.people.rules import (
    AGENCY_LEAD,
    BOARD_READERS,
    BUSINESS_MANAGER,
    CONTRIBUTOR,
    EVERYWHERE,
    GROUP_CHAIR,
    GROUP_MEMBER,
    INDEPENDENT_CHAIR,
    INDEPENDENT_REVIEWER,
    OFFICER,
    TRAINER,
    Reach,
)  # fmt: skip
from learningloop.sources.register.models import Sensitivity, Source

UNIT = {INDEPENDENT_CHAIR.key, BUSINESS_MANAGER.key, OFFICER.key}
READERS = {
    **{role: Reach.BOARD for role in (*BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER, AGENCY_LEAD, TRAINER)},
    CONTRIBUTOR: Reach.AGENCY,
    INDEPENDENT_REVIEWER: Reach.OWN,
}
"""Who reads what the loop holds, and how far."""
FEW = 200
"""So many closed sources are named to the database one by one; of more it works them out itself."""


def cleared_sources(person: Person) -> Q:
    """The sources whose sensitivity lets this person in.

    Open to the group: its members and the board's unit. Open to named people: they and the lead, nobody else.
    """
    held = person.appointments
    boards = [appointment.board_id for appointment in held if appointment.role in UNIT]
    groups = [appointment.group_id for appointment in held if appointment.group_id]
    names: Any = Source.named_people.through
    naming = names.objects.filter(person=person).values("source")
    named = Q(lead=person) | Q(pk__in=naming)
    of_group = Q(sensitivity=Sensitivity.GROUP) & (Q(board__in=boards) | Q(group__in=groups) | named)
    return Q(sensitivity=Sensitivity.BOARD) | of_group | (Q(sensitivity=Sensitivity.NAMED) & named)


def closed_sources(person: Person) -> list[int] | QuerySet[Any, Any]:
    """The keys of the sources on this board that are closed to a person: for a page a list, while they are few."""
    if not is_asked_once():
        return _closed(person)
    found: list[int] | QuerySet[Any, Any] = once(
        ("closed", person.pk, get_scope().get("board")), partial(_few, person)
    )
    return found


def _closed(person: Person) -> QuerySet[Any, Any]:
    closed = Source.objects.filter(~cleared_sources(person), sensitivity__in=CLOSED)
    keys: QuerySet[Any, Any] = closed.order_by().values_list("pk", flat=True)
    return keys


def _few(person: Person) -> list[int] | QuerySet[Any, Any]:
    closed = _closed(person)
    some = list(closed[: FEW + 1])
    return some if len(some) <= FEW else closed


def open_sources(person: Person) -> Q:
    """The same sources, told by the few that are closed where a page asks for them anyway."""
    closed = closed_sources(person)
    if not isinstance(closed, list):
        return cleared_sources(person)
    return ~Q(pk__in=closed) if closed else Q()


def cleared_through(model: type[Model], path: str) -> Callable[[Person], Q]:
    """Clearance for what grows from sources: every source behind it must let the person in.

    `path` leads from the model to its sources. What is closed is looked for from the few closed sources, not by
    asking of every row what it grew from.
    """
    tie, grown, rest = _parted(model, path)

    def clearance(person: Person) -> Q:
        closed = closed_sources(person)
        if isinstance(closed, list) and not closed:
            return Q()
        if not grown:
            return ~Q(**{f"{tie}__in": closed})
        return ~Q(**{f"{tie}__in": grown._base_manager.filter(**{f"{rest}__in": closed}).values("pk")})

    return clearance


def _parted(model: type[Model], path: str) -> tuple[str, Any, str]:
    """A path cut before it may lead to several rows: the way there, the model there, the rest of the path."""
    tie: list[str] = []
    here: Any = model
    parts = path.split("__")
    for number, name in enumerate(parts):
        if several(here, name):
            return "__".join(tie) or "pk", here, "__".join(parts[number:])
        tie.append(name)
        here = here._meta.get_field(name).related_model
    return path, None, ""


CLOSED = [Sensitivity.GROUP, Sensitivity.NAMED]


def restricted_through(path: str) -> Q:
    """What grew from a source that is not open to the whole board."""
    return Q(**{f"{path}__sensitivity__in": CLOSED})


SOURCE = Access(
    Source,
    board="board",
    group="group",
    agency=("agencies",),
    person=("lead",),
    clearance=open_sources,
    restricted=Q(sensitivity__in=CLOSED),
)
SOURCE_VIEW = Permission("source.view", "Open a source and read its cover sheet", SOURCE, READERS)
SOURCE_RECORD = Permission(
    "source.record",
    "Record a new source of learning",
    BOARD_ACCESS,
    {**EVERYWHERE, GROUP_CHAIR: Reach.BOARD},
)
SOURCE_EDIT = Permission(
    "source.edit",
    "Change a source's cover sheet, its files, and how its principles were met",
    SOURCE,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP, INDEPENDENT_REVIEWER: Reach.OWN},
)
SOURCE_COMPLETE = Permission(
    "source.complete",
    "Say that a source is completed",
    SOURCE,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP},
    when=Q(completed_on=None),
)
SOURCE_REMOVE = Permission(
    "source.remove", "Remove a source that was recorded by mistake and from which nothing grew", SOURCE, EVERYWHERE
)
THEME_ADD = Permission("theme.add", "Add a theme", BOARD_ACCESS, EVERYWHERE)
