"""Changes to boards, agencies, groups, people and the roles they hold."""

from collections.abc import Iterable
from datetime import date
from itertools import chain, count
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from learningloop.people import events
from learningloop.people.models import Agency, Appointment, Board, Group, Person, ReferenceCounter
from learningloop.people.rules import Held, Role, numbered
from learningloop.trail.operations import Actor, Refused, change, log, must_be_as_seen, operation


class RoleDoesNotFit(Refused):
    """The role is held on something else than what was given."""


class RoleAlreadyHeld(Refused):
    """The person holds this very role already."""


class OnlyManager(Refused):
    """A board must keep somebody who can grant roles."""


class AlreadyRemoved(Refused):
    """The appointment has ended before."""


class NameMissing(Refused):
    """The address has no account, and nobody has said whose it is."""


class NameTaken(Refused):
    """The board has an agency or a group of this name."""


class ReportsInACircle(Refused):
    """A group would report, in the end, to itself."""


@operation
def add_board(*, slug: str, name: str, short_name: str, area: str, by: Actor) -> Board:
    board = Board.objects.create(slug=slug, name=name, short_name=short_name, area=area)
    log(events.BOARD_ADDED, board)
    return board


@operation
def note_export(*, board: Board, by: Actor) -> None:
    """Note that somebody takes away all that a board holds and they may open; before it is handed out."""
    log(events.BOARD_EXPORTED, board)


@operation
def add_agency(
    *, slug: str, name: str, kind: str, boards: Iterable[Board], locality: str = "", by: Actor
) -> Agency:
    agency = Agency.objects.create(slug=slug, name=name, kind=kind, locality=locality)
    agency.boards.set(boards)
    log(events.AGENCY_ADDED, agency, name=name)
    return agency


@operation
def change_agency(
    *,
    agency: Agency,
    name: str,
    kind: str,
    boards: Iterable[Board],
    locality: str | None = None,
    seen: int | None = None,
    by: Actor,
) -> Agency:
    """Change what an agency is called, what kind it is, where it is, and with which boards it works.

    Without a `locality` it stays where it is. Raises NameTaken when another agency of one of the boards bears the
    name, and as must_be_as_seen does.
    """
    must_be_as_seen(agency, seen)
    boards = list(boards)
    _free(Agency.objects.filter(boards__in=boards).exclude(pk=agency.pk), name)
    before = sorted(agency.boards.values_list("name", flat=True))
    agency.boards.set(boards)
    after = sorted(board.name for board in boards)
    if before != after:
        log(events.AGENCY_BOARDS_CHANGED, agency, before={"boards": before}, after={"boards": after})
    where = agency.locality if locality is None else locality
    change(events.AGENCY_CHANGED, agency, facts={"name": name}, name=name, kind=kind, locality=where)
    return agency


@operation
def found_agency(
    *, name: str, kind: str, boards: Iterable[Board], home: Board, locality: str = "", by: Actor
) -> Agency:
    """Add an agency that people name by hand; its slug is made from the board and the name."""
    boards = list(boards)
    _free(Agency.objects.filter(boards__in=boards), name)
    taken = Agency.objects.filter(slug__startswith=f"{home.slug}-")
    slug = slug_of(f"{home.slug}-", name, set(taken.values_list("slug", flat=True)), 120)
    return add_agency(slug=slug, name=name, kind=kind, boards=boards, locality=locality, by=by)


@operation
def found_group(
    *, home: Board, name: str, purpose: str, reports_to: Group | None, also_serves: Iterable[Board] = (), by: Actor
) -> Group:
    """Add a group that people name by hand; its key is made from the name."""
    own = Group.objects.filter(home=home)
    _free(own, name)
    key = slug_of("", name, set(own.values_list("key", flat=True)), 60)
    return add_group(
        home=home, key=key, name=name, purpose=purpose, reports_to=reports_to, also_serves=also_serves, by=by
    )


@operation
def change_group(
    *,
    group: Group,
    name: str,
    purpose: str,
    reports_to: Group | None,
    also_serves: Iterable[Board],
    seen: int | None = None,
    by: Actor,
) -> Group:
    """Change a group. Raises NameTaken, ReportsInACircle (it would report to itself), as must_be_as_seen does."""
    must_be_as_seen(group, seen)
    _free(Group.objects.filter(home=group.home).exclude(pk=group.pk), name)
    above = reports_to
    while above:
        if above == group:
            raise ReportsInACircle(f"{reports_to} reports to {group} already. Choose another group.")
        above = above.reports_to
    boards = [group.home, *also_serves]
    before = sorted(group.boards.values_list("name", flat=True))
    group.boards.set(boards)
    after = sorted(board.name for board in boards)
    if before != after:
        log(events.GROUP_BOARDS_CHANGED, group, before={"boards": before}, after={"boards": after})
    change(events.GROUP_CHANGED, group, facts={"name": name}, name=name, purpose=purpose, reports_to=reports_to)
    return group


def _free(rows: QuerySet[Any], name: str) -> None:
    if rows.filter(name__iexact=name).exists():
        raise NameTaken(f"The board has {name} already. Give another name, or change the one that is there.")


def slug_of(before: str, name: str, taken: set[str], longest: int) -> str:
    """A slug that nobody has, from a name."""
    stem = (before + (slugify(name) or "unnamed"))[: longest - 4].rstrip("-")
    tries = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(slug for slug in tries if slug not in taken)


@operation
def add_group(
    *,
    home: Board,
    key: str,
    name: str,
    purpose: str,
    level: str = "subgroup",
    reports_to: Group | None = None,
    part_of: Group | None = None,
    also_serves: Iterable[Board] = (),
    by: Actor,
) -> Group:
    group = Group.objects.create(
        home=home, key=key, name=name, purpose=purpose, level=level, reports_to=reports_to, part_of=part_of
    )
    group.boards.set([home, *also_serves])
    log(events.GROUP_ADDED, group, name=name)
    return group


@operation
def add_person(*, email: str, name: str, password: str | None = None, invented: bool = False, by: Actor) -> Person:
    person = Person(email=email.lower(), name=name, invented=invented)
    person.set_password(password)
    person.save()
    log(events.PERSON_ADDED, person)
    return person


@operation
def let_found_boards(*, person: Person, may: bool, by: Actor) -> None:
    """Give a person the right to set up boards on this site, or take it away."""
    change(events.FOUNDING_GRANTED if may else events.FOUNDING_TAKEN, person, founds_boards=may)


@operation
def choose_password(*, person: Person, password: str, by: Actor) -> None:
    """A person chooses a password; the event bears nothing of it."""
    person.set_password(password)
    person.save(update_fields=["password"])
    log(events.PASSWORD_CHOSEN, person)


@operation
def appoint(*, email: str, name: str, role: Role, by: Actor, **appointment: Any) -> Appointment:
    """Grant a role to whoever has this address, who is added when nobody has it.

    Raises NameMissing when the address is new and no name is given, and what `grant_role` raises. The name is not
    used when somebody has the address: the account is theirs.
    """
    person = Person.objects.filter(email__iexact=email).first()
    if not person and not name:
        raise NameMissing("Nobody with this email address has an account yet. Enter their name to add them.")
    person = person or add_person(email=email, name=name, by=by)
    return grant_role(person=person, role=role, by=by, **appointment)


@operation
def grant_role(
    *,
    person: Person,
    role: Role,
    why: str,
    board: Board | None = None,
    group: Group | None = None,
    agency: Agency | None = None,
    post: str = "",
    deputy: bool = False,
    on: date,
    by: Actor,
) -> Appointment:
    """Appoint a person to a role.

    Raises RoleDoesNotFit when the role is held on a group and none is given (and so on), RoleAlreadyHeld when the
    person holds it already.
    """
    _fits(role, board, group, agency)
    held = Appointment.objects.current().filter(
        person=person, role=role.key, board=board, group=group, agency=agency
    )
    if held.exists():
        raise RoleAlreadyHeld(f"{person} is {role.name.lower()} here already. Nothing was changed.")
    appointment = Appointment.objects.create(
        person=person, role=role.key, board=board, group=group, agency=agency,
        post=post, deputy=deputy, why=why, started_on=on,
    )  # fmt: skip
    log(events.ROLE_GRANTED, appointment, role=role.name, why=why)
    return appointment


def _fits(role: Role, board: Board | None, group: Group | None, agency: Agency | None) -> None:
    if role.held is Held.NOBODY:
        raise RoleDoesNotFit("Anybody may read what is published. There is nothing to grant.")
    if role.held is Held.GROUP and not group:
        raise RoleDoesNotFit(f"Choose the group of which this person is {role.name.lower()}.")
    if role.held is not Held.GROUP and (group or not board):
        raise RoleDoesNotFit(f"The role {role.name.lower()} is held on a board, not in a group.")
    if role.held is Held.AGENCY and not agency:
        raise RoleDoesNotFit(f"Choose the agency for which this person is {role.name.lower()}.")


@operation
def remove_role(*, appointment: Appointment, why: str, on: date, by: Actor) -> Appointment:
    """End an appointment; what its holder did stays.

    Raises OnlyManager for a board's last business manager, AlreadyRemoved when it has ended before.
    """
    if appointment.ended_on:
        raise AlreadyRemoved("This role was removed already. Nothing was changed.")
    others = Appointment.objects.current().filter(role="business-manager", board=appointment.board)
    if appointment.role == "business-manager" and not others.exclude(pk=appointment.pk).exists():
        raise OnlyManager("This is the board's only business manager. Grant the role to somebody else first.")
    change(
        events.ROLE_REMOVED,
        appointment,
        facts={"role": appointment.role_held.name, "why": why},
        ended_on=on,
        ended_why=why,
    )
    return appointment


def next_reference(*, board: Board, letters: str, year: int) -> str:
    """The next reference of a kind on a board: `A-2026-031`. To be called inside an operation."""
    counter, _ = ReferenceCounter.objects.select_for_update().get_or_create(
        board=board, letters=letters, year=year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return str(counter)


def give_references(*, board: Board, letters: str, made: Iterable[tuple[Any, int]]) -> None:
    """Give references to many new records, each with its year; one that bears a reference keeps it.

    No later record gets a number that was kept. To be called inside an operation; two queries a year.
    """
    by_year: dict[int, list[Any]] = {}
    for record, year in made:
        by_year.setdefault(numbered(letters, record.reference) or year, []).append(record)
    for year, records in sorted(by_year.items()):
        counter, _ = ReferenceCounter.objects.select_for_update().get_or_create(
            board=board, letters=letters, year=year
        )
        kept = [
            int(record.reference.rpartition("-")[2]) for record in records if numbered(letters, record.reference)
        ]
        counter.last = max(counter.last, *kept, 0)
        for record in records:
            if not record.reference:
                counter.last += 1
                record.reference = str(counter)
        counter.save(update_fields=["last"])
