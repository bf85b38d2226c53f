"""Who may do what: a permission is one filter on the rows it is about.

Each app declares its permissions in its own `policy.py`. Nothing is allowed that no permission allows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from operator import or_
from typing import Any, cast

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django_scopes import get_scope

from learningloop.kit.asked import once
from learningloop.people.models import Agency, Appointment, Board, Group, Person
from learningloop.people.rules import (
    AGENCY_LEAD,
    BOARD_READERS,
    BUSINESS_MANAGER,
    CONTRIBUTOR,
    DO_MOST,
    EVERYWHERE,
    GROUP_CHAIR,
    GROUP_MEMBER,
    INDEPENDENT_CHAIR,
    INDEPENDENT_REVIEWER,
    PRACTITIONER,
    TRAINER,
    Reach,
    Role,
)  # fmt: skip

PERMISSIONS: dict[str, "Permission"] = {}
NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Access:
    """Where a model keeps what access asks about: paths to its board, groups, agencies and people.

    `clearance` turns a person into the filter that sensitivity lays on the rows, whatever the role. `restricted`
    are the rows of which every opening is noted in the trail.
    """

    model: type[Model]
    board: str
    group: str | None = None
    agency: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    clearance: Callable[[Person], Q] | None = None
    restricted: Q = NOTHING

    @property
    def opened(self) -> "Access":
        """For rows that a person has before them: sensitivity was asked when they were opened."""
        return replace(self, clearance=None)

    def rows(self, appointment: Appointment, reach: Reach) -> Q:
        """The rows that an appointment reaches, none of them twice."""
        match reach:
            case Reach.BOARD:
                of_board = self._of_board(appointment)
                return of_board if self._is_at_home(appointment) else of_board | self._of_group(appointment)
            case Reach.GROUP:
                return self._of_group(appointment)
            case Reach.AGENCY if appointment.agency_id:
                named = (self._along(path, appointment.agency_id) for path in self.agency)
                return reduce(or_, named, NOTHING) & self._of_board(appointment)
            case Reach.OWN:
                named = (self._along(path, appointment.person_id) for path in self.person)
                return reduce(or_, named, NOTHING) & self._of_board(appointment)
        return NOTHING

    def _of_board(self, appointment: Appointment) -> Q:
        """A role in a shared group is a role on the group's home board; of others it reaches the group's share."""
        home, here = _home(appointment), _board_in_scope()
        if here is not None and home != here and self.board != "pk":
            return NOTHING
        return Q(**{self.board: home})

    def _is_at_home(self, appointment: Appointment) -> bool:
        """Whether only rows of the appointment's own board are asked for, so that its group adds nothing."""
        return self.board != "pk" and _home(appointment) == _board_in_scope()

    def _of_group(self, appointment: Appointment) -> Q:
        return self._along(self.group, appointment.group_id) if self.group and appointment.group_id else NOTHING

    def _along(self, path: str, value: Any) -> Q:
        """The rows from which a path leads to a value, each once."""
        if not several(self.model, path):
            return Q(**{path: value})
        return Q(pk__in=self.model._base_manager.filter(**{path: value}).order_by().values("pk"))


def _home(appointment: Appointment) -> int | None:
    """The board on which an appointment is held."""
    return appointment.group.home_id if appointment.group else appointment.board_id


def _board_in_scope() -> int | None:
    """The one board whose records are asked for, where a page or an operation said so."""
    board = get_scope().get("board")
    return board.pk if isinstance(board, Board) else None


@cache
def several(model: type[Model], path: str) -> bool:
    """Whether a path may lead from one row to several."""
    here: Any = model
    for name in path.split("__"):
        field = here._meta.pk if name == "pk" else here._meta.get_field(name)
        if field.many_to_many or field.one_to_many:
            return True
        here = field.related_model
    return False


@dataclass(frozen=True, eq=False)
class Permission:
    """One thing that may be done, to which rows, by whom, and in which state of the row (`when`)."""

    key: str
    sentence: str
    access: Access
    grants: dict[Role, Reach]
    when: Q = field(default_factory=Q)

    def __post_init__(self) -> None:
        if self.key in PERMISSIONS:
            raise ValueError(f"The permission {self.key} is declared twice")
        PERMISSIONS[self.key] = self

    def __str__(self) -> str:
        return self.sentence


def allowed(
    person: Person, permission: Permission, *, in_any_state: bool = False, of: Access | None = None
) -> QuerySet[Any]:
    """The rows to which a person may do this, or might if their state were another; each once.

    `of` asks for other rows than the permission's own, that are opened by the same roles as far.
    """
    access = of or permission.access

    def work_out() -> QuerySet[Any]:
        model: Any = access.model
        rows: QuerySet[Any] = model.objects.filter(_reach(person, permission, access, in_any_state=in_any_state))
        return rows.filter(access.clearance(person)) if access.clearance else rows

    key = (person.pk, permission.key, in_any_state, access.model, access.clearance, _board_in_scope())
    rows: QuerySet[Any] = once(key, work_out)
    return rows.all()


def number_allowed(person: Person, permission: Permission) -> int:
    """How many rows `allowed` gives: those that the roles reach, less those that sensitivity closes.

    The first are counted over an index alone, and of the closed there are few.
    """
    model: Any = permission.access.model
    rows = model.objects.filter(_reach(person, permission, permission.access))
    clearance = permission.access.clearance(person) if permission.access.clearance else Q()
    if not clearance:
        return int(rows.count())
    closed = Q(*clearance.children) if clearance.negated else ~clearance
    return int(rows.count()) - int(rows.filter(closed).count())


def cleared(person: Person, permission: Permission) -> QuerySet[Any]:
    """The rows that sensitivity does not close to a person, whatever their roles let them read of these.

    For what is derived from many rows: who may not read an action may still be told that something is being done.
    """
    model: Any = permission.access.model
    clearance = permission.access.clearance
    rows: QuerySet[Any] = model.objects.all()
    return rows.filter(clearance(person)) if clearance else rows


def allow(person: Person, permission: Permission, thing: Model, *, in_any_state: bool = False) -> bool:
    """Whether a person may do this to a thing. Of a board their roles tell it, without a query of its own."""
    if permission.access is BOARD_ACCESS:
        return holds_on(person, permission, cast(Board, thing))
    return allowed(person, permission, in_any_state=in_any_state).filter(pk=thing.pk).exists()


def may_also(person: Person, permission: Permission, record: Any) -> bool:
    """Whether who has a record before them may also do this to it, whatever its state.

    Sensitivity was asked when it was opened, so a role that reaches the whole board needs no query.
    """
    if reaches_all(person, permission, record.board):
        return True
    theirs = allowed(person, permission, in_any_state=True, of=permission.access.opened)
    return theirs.filter(pk=record.pk).exists()


def which(person: Person, thing: Model, permissions: Iterable[Permission]) -> set[str]:
    """Of several permissions on one thing, the keys of those that a person has; one query.

    Whether sensitivity lets them in is the dear part of the question: it is asked once for all of them.
    """
    asked = {permission.key: permission for permission in permissions if holds(person, permission)}
    accesses = {_sensitivity(permission): permission.access for permission in asked.values()}
    clearances = {name: access.clearance(person) for name, access in accesses.items() if access.clearance}
    model: Any = type(thing)
    questions = {_column(key): _reach(person, one, one.access) for key, one in asked.items()} | clearances
    row = (
        model.objects.filter(pk=thing.pk)
        .values(**{name: Exists(model.objects.filter(q, pk=OuterRef("pk"))) for name, q in questions.items()})
        .first()
    ) if asked else None  # fmt: skip
    return {
        key
        for key, permission in asked.items()
        if row and row[_column(key)] and row.get(_sensitivity(permission), True)
    }


def _sensitivity(permission: Permission) -> str:
    """The column that says whether sensitivity lets a person in, shared by the permissions of one access."""
    return f"cleared_{id(permission.access)}"


def holds(person: Person, permission: Permission) -> bool:
    """Whether any role of the person bears the permission at all, for some row or none."""
    return any(permission.grants.get(appointment.role_held) for appointment in person.appointments)


def holds_on(person: Person, permission: Permission, board: Board) -> bool:
    """Whether a role that the person holds on this board, or in a group that serves it, bears the permission.

    It asks the database only for the groups of another board.
    """
    return any(
        permission.grants.get(appointment.role_held) and _is_on(appointment, board)
        for appointment in person.appointments
    )


def _is_on(appointment: Appointment, board: Board) -> bool:
    group = appointment.group
    if not group:
        return appointment.board_id == board.pk
    return group.home_id == board.pk or group.boards.filter(pk=board.pk).exists()


def reaches_all(person: Person, permission: Permission, board: Board) -> bool:
    """Whether a role held on this board reaches every record of it, so that sensitivity alone closes any."""
    return any(
        permission.grants.get(appointment.role_held) is Reach.BOARD and _home(appointment) == board.pk
        for appointment in person.appointments
    )


def why(person: Person, permission: Permission, thing: Model) -> list[Appointment]:
    """The appointments by which a person may do this to a thing; empty when they may not."""
    if not allow(person, permission, thing):
        return []
    model: Any = permission.access.model
    return [
        appointment
        for appointment, rows in _reached(person, permission)
        if model.objects.filter(rows, pk=thing.pk).exists()
    ]


def _reach(person: Person, permission: Permission, access: Access, *, in_any_state: bool = False) -> Q:
    """The rows that a person's roles reach for this, before sensitivity is asked."""
    ways: list[Q] = []
    for _, rows in _reached(person, permission, access):
        if rows != NOTHING and rows not in ways:
            ways.append(rows)
    reached = reduce(or_, ways) if ways else NOTHING
    return reached if in_any_state else reached & permission.when


def _reached(
    person: Person, permission: Permission, access: Access | None = None
) -> Iterable[tuple[Appointment, Q]]:
    for appointment in person.appointments:
        reach = permission.grants.get(appointment.role_held)
        if reach:
            yield appointment, (access or permission.access).rows(appointment, reach)


def _column(key: str) -> str:
    return "may_" + key.replace(".", "_").replace("-", "_")


def boards_of(person: Person) -> QuerySet[Board]:
    """The boards a person may know of: where they hold a role, or a role in a group that serves it."""
    on_boards = [appointment.board_id for appointment in person.appointments]
    in_groups = [appointment.group_id for appointment in person.appointments]
    return Board.objects.filter(
        Q(pk__in=on_boards) | Q(pk__in=Board.objects.filter(groups__in=in_groups).values("pk"))
    )


def may_found_boards(person: Person) -> bool:
    """Whether somebody may set up a board: a right on the whole site, that no role on a board brings with it."""
    return person.is_active and person.founds_boards


BOARD_ACCESS = Access(Board, board="pk", group="groups")
EVERYONE = {
    role: Reach.BOARD
    for role in (
        *BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER, AGENCY_LEAD, CONTRIBUTOR, INDEPENDENT_REVIEWER, TRAINER,
        PRACTITIONER,
    )
}  # fmt: skip
BOARD_VIEW = Permission("board.view", "Open the board's pages", BOARD_ACCESS, EVERYONE)
PEOPLE_VIEW = Permission(
    "people.view",
    "See who belongs to the board's groups and agencies, and in which role",
    BOARD_ACCESS,
    {role: Reach.BOARD for role in (*BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER, AGENCY_LEAD)},
)
AGENCY_ADD = Permission("agency.add", "Add or change an agency or a group", BOARD_ACCESS, EVERYWHERE)
ROLE_GRANT = Permission("role.grant", "Grant and remove roles", BOARD_ACCESS, {BUSINESS_MANAGER: Reach.BOARD})
HISTORY_VIEW = Permission(
    "history.view",
    "Read the history of a record that one may open",
    BOARD_ACCESS,
    {role: Reach.BOARD for role in (*BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER)},
)
READINGS_VIEW = Permission(
    "readings.view",
    "See who has opened a restricted record that one may open",
    BOARD_ACCESS,
    {INDEPENDENT_CHAIR: Reach.BOARD, BUSINESS_MANAGER: Reach.BOARD},
)
BOARD_EXPORT = Permission(
    "board.export",
    "Take away all that the board holds and one may open, in open formats",
    BOARD_ACCESS,
    {INDEPENDENT_CHAIR: Reach.BOARD, BUSINESS_MANAGER: Reach.BOARD},
)


def does_most(person: Person) -> bool:
    """Whether a person holds one of the roles that can do most."""
    return any(appointment.role_held in DO_MOST for appointment in person.appointments)


def sight_of(kind: str) -> Permission | None:
    """The permission to open records of a kind, by its word: `finding`. None when there is no such kind."""
    sight = PERMISSIONS.get(f"{kind}.view")
    return sight if sight and sight.access.board != "pk" else None


def kind_of(record: Model) -> str:
    """The word for what kind of record it is, as permissions begin with it; empty when it has none."""
    sights = (one for one in PERMISSIONS.values() if one.key.endswith(".view"))
    return next((one.key.removesuffix(".view") for one in sights if isinstance(record, one.access.model)), "")


def agencies_on(board: Board) -> QuerySet[Agency]:
    """The agencies that work with a board."""
    return Agency.objects.filter(boards=board)


def groups_on(board: Board) -> QuerySet[Group]:
    """The groups that serve a board."""
    return Group.objects.filter(boards=board)


def other_boards(person: Person, board: Board) -> QuerySet[Board]:
    """The other boards whose agencies and groups a person may change."""
    return allowed(person, AGENCY_ADD).exclude(pk=board.pk)


def may_change_agency(person: Person, agency: Agency) -> bool:
    """An agency that works with several boards is changed by who may change it on each of them."""
    theirs = allowed(person, AGENCY_ADD).values("pk")
    return not agency.boards.exclude(pk__in=theirs).exists()


def may_change_group(person: Person, group: Group) -> bool:
    """A group is changed from its home board; a board that it serves beside reads it."""
    return allow(person, AGENCY_ADD, group.home)
