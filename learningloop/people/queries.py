"""Reads about people, and the trail in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db.models import Exists, Field, ForeignKey, Model, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_date

from learningloop.kit.dates import day
from learningloop.people.events import ACCOUNT_CLOSED, ROLE_GRANTED
from learningloop.people.models import Agency, Appointment, Board, Group, Invitation, Person
from learningloop.people.rules import BUSINESS_MANAGER, GROUP_CHAIR, ROLES
from learningloop.trail.models import Event, Traced
from learningloop.trail.queries import history

NAMED = (Agency, Board, Group, Person)
"""What a change may call by name; of anything else the reader might not be cleared to know the title."""
LINK, LINK_LASTS = "invitation", timedelta(days=180)
"""For how long the link of an invitation leads on; a code is asked for without it all the same."""


@dataclass(frozen=True)
class Changed:
    """One field of an event, in plain words: what it was and what it became."""

    field: str
    was: str
    now: str


@dataclass(frozen=True)
class Line:
    """One event as people read it."""

    at: datetime
    who: str
    sentence: str
    changes: list[Changed]


def history_lines(thing: Traced) -> list[Line]:
    """What was done to a thing, newest first, in words.

    One query, and one more for each of agency, group, board and person that a change names.
    """
    events = list(history(thing))
    names = _names(thing, events)
    return [Line(event.at, event.actor_name, event.sentence, _changes(thing, event, names)) for event in events]


def _changes(thing: Traced, event: Event, names: dict[tuple[str, Any], str]) -> list[Changed]:
    keys = [*event.before, *(key for key in event.after if key not in event.before)]
    return [
        Changed(
            _label(thing, key),
            _words(thing, key, event.before.get(key), names),
            _words(thing, key, event.after.get(key), names),
        )
        for key in keys
    ]


def _field(thing: Traced, key: str) -> "Field[Any, Any] | None":
    try:
        found = thing._meta.get_field(key)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _label(thing: Traced, key: str) -> str:
    field = _field(thing, key)
    words = str(field.verbose_name) if field else key.replace("_", " ")
    return words[:1].upper() + words[1:]


def _words(thing: Traced, key: str, value: Any, names: dict[tuple[str, Any], str]) -> str:
    """A stored value as a person would say it."""
    field = _field(thing, key)
    if isinstance(field, ForeignKey) and value is not None:
        return names.get((field.name, value), "recorded")
    if isinstance(value, list):
        return ", ".join(_word(field, part) for part in value)
    return _word(field, value)


def _word(field: "Field[Any, Any] | None", value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    choices = dict(field.flatchoices) if field else {}
    return str(choices.get(value) or day(_date(value)) or value)


def _date(value: Any) -> Any:
    try:
        return parse_date(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _names(thing: Traced, events: Iterable[Event]) -> dict[tuple[str, Any], str]:
    """The names of the agencies, groups, boards and people that changes point to, by field and row."""
    asked: dict[type[Model], dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for event in events:
        for key, value in [*event.before.items(), *event.after.items()]:
            field = _field(thing, key)
            if isinstance(field, ForeignKey) and field.related_model in NAMED and value is not None:
                asked[field.related_model][field.name].add(value)
    found: dict[tuple[str, Any], str] = {}
    for model, fields in asked.items():
        wanted = set().union(*fields.values())
        rows = model._default_manager.in_bulk(wanted)
        found |= {(name, pk): str(rows[pk]) for name, pks in fields.items() for pk in pks if pk in rows}
    return found


def people_on(board: Board) -> QuerySet[Person]:
    """Everybody who holds a role on a board today, or in a group that serves it."""
    return Person.objects.filter(pk__in=Appointment.objects.current().on(board).values("person"))


def roles_by_board(person: Person) -> dict[Board, list[Appointment]]:
    """What a person is today, board by board; a role in a shared group stands with each board it serves."""
    held = Appointment.objects.current().filter(person=person)
    found: dict[Board, list[Appointment]] = defaultdict(list)
    for appointment in held.select_related("board", "group", "agency").prefetch_related("group__boards"):
        group = appointment.group
        for board in group.boards.all() if group else [appointment.home]:
            found[board].append(appointment)
    return {board: _ranked(found[board]) for board in sorted(found, key=lambda board: board.name)}


def invented_by_board() -> dict[Board, dict[Person, list[Appointment]]]:
    """The demonstration's people with what they are, under the board of their first role; ranked by role."""
    held = Appointment.objects.current().filter(person__invented=True)
    rows = _ranked(held.select_related("person", "board", "group__home", "agency"))
    roles: dict[Person, list[Appointment]] = defaultdict(list)
    for appointment in rows:
        roles[appointment.person].append(appointment)
    found: dict[Board, dict[Person, list[Appointment]]] = defaultdict(dict)
    for person, appointments in roles.items():
        found[appointments[0].home][person] = appointments
    return {board: found[board] for board in sorted(found, key=lambda board: board.name)}


def _ranked(appointments: Iterable[Appointment]) -> list[Appointment]:
    order = list(ROLES)
    return sorted(appointments, key=lambda one: (order.index(one.role), one.pk))


def appointments_on(board: Board) -> QuerySet[Appointment]:
    """Every appointment on a board, past ones too, with what a list shows of it."""
    rows: QuerySet[Appointment] = Appointment.objects.on(board)
    return rows.select_related("person", "board", "group__home", "agency")


def narrow_appointments(rows: QuerySet[Appointment], asked: dict[str, Any]) -> QuerySet[Appointment]:
    """The list's filters: name, role, group, agency; past appointments only when asked for."""
    if not asked.get("past"):
        rows = rows.filter(ended_on=None, person__is_active=True)
    if asked.get("name"):
        rows = rows.filter(person__name__icontains=asked["name"])
    if asked.get("role"):
        rows = rows.filter(role=asked["role"])
    if asked.get("group"):
        rows = rows.filter(group=asked["group"])
    return rows.filter(agency=asked["agency"]) if asked.get("agency") else rows


def with_grantor(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Adds `granted_by`, the name of who granted each, from the trail."""
    granted = Event.objects.filter(
        board=Coalesce(OuterRef("board__slug"), OuterRef("group__home__slug")),
        thing=Appointment._meta.label_lower,
        thing_id=OuterRef("pk"),
        kind=ROLE_GRANTED.name,
    )
    return rows.annotate(granted_by=Subquery(granted.values("actor_name")[:1]))


def agencies_with_people(board: Board) -> QuerySet[Agency]:
    """A board's agencies, each with its `representatives` on this board, deputies last; two queries."""
    here = Appointment.objects.current().on(board).select_related("person", "group").order_by("deputy", "pk")
    representatives = Prefetch("appointments", queryset=here, to_attr="representatives")
    return Agency.objects.filter(boards=board).prefetch_related(representatives)


def narrow_agencies(rows: QuerySet[Agency], asked: dict[str, Any]) -> QuerySet[Agency]:
    """The list's filters: words of the name, kind, locality."""
    if asked.get("name"):
        rows = rows.filter(name__icontains=asked["name"])
    return rows.filter(**{name: asked[name] for name in ("kind", "locality") if asked.get(name)})


def groups_with_people(board: Board) -> QuerySet[Group]:
    """The groups that serve a board, each with its boards, its `seats` and its `chairs`; four queries."""
    here = Appointment.objects.current().select_related("person", "agency").order_by("role", "deputy", "pk")
    seats = Prefetch("appointments", queryset=here, to_attr="seats")
    chairs = Prefetch("appointments", queryset=here.filter(role=GROUP_CHAIR.key), to_attr="chairs")
    groups = Group.objects.filter(boards=board).select_related("home", "reports_to")
    return groups.prefetch_related("boards", seats, chairs)


def nested(groups: Iterable[Group]) -> list[tuple[int, Group]]:
    """Groups in the order of who reports to whom, with the depth; what reports to none of them stands first."""
    groups = list(groups)
    here = {group.pk for group in groups}
    below: dict[int | None, list[Group]] = defaultdict(list)
    for group in groups:
        below[group.reports_to_id if group.reports_to_id in here else None].append(group)

    def walk(above: int | None, depth: int) -> list[tuple[int, Group]]:
        return [row for group in below[above] for row in ((depth, group), *walk(group.pk, depth + 1))]

    return walk(None, 0)


def may_remove(appointment: Appointment, board: Board) -> bool:
    """Whether it is this board's to end: a role in a shared group is ended on the group's home board."""
    return appointment.home == board


def has_account(email: str) -> bool:
    """Whether somebody has this address; whose it is, is not told."""
    return Person.objects.filter(email__iexact=email).exists()


def has_come(person: Person) -> bool:
    """Whether somebody has signed in, or was added in a way that no invitation tells of."""
    invitations = Invitation.objects.filter(person=person)
    return not invitations.exists() or invitations.exclude(came_at=None).exists()


def to_invite(people: Iterable[Person], board: Board) -> list[Person]:
    """Of people with an account, those who never came, and have no open invitation to this board. One query."""
    people = list(people)
    told: dict[int, list[Invitation]] = defaultdict(list)
    for one in Invitation.objects.filter(person__in=people):
        told[one.person_id].append(one)
    return [
        person
        for person in people
        if told[person.pk] and not any(one.came_at or _is_open_to(one, board) for one in told[person.pk])
    ]


def _is_open_to(invitation: Invitation, board: Board) -> bool:
    return invitation.board_id == board.pk and not invitation.withdrawn_at


def invitation_of(person: Person, board: Board) -> Invitation | None:
    """The open invitation of somebody to a board."""
    found: Invitation | None = Invitation.objects.open().filter(person=person, board=board).first()
    return found


def link_key(invitation: Invitation) -> str:
    """What the link in an invitation bears: it tells which one it is, and opens nothing."""
    return TimestampSigner(salt=LINK).sign(str(invitation.pk))


def invitation_of_link(key: str) -> tuple[Invitation | None, str]:
    """The invitation of a link, and why the link leads no further: `unknown`, `old`, `withdrawn`, or nothing."""
    signer = TimestampSigner(salt=LINK)
    try:
        pk = signer.unsign(key, max_age=LINK_LASTS)
    except SignatureExpired:
        return None, "old"
    except BadSignature:
        return None, "unknown"
    found = Invitation.objects.filter(pk=pk).select_related("board", "person").first()
    if not found:
        return None, "unknown"
    return found, "withdrawn" if found.withdrawn_at or not found.person.is_active else ""


def with_invited(rows: QuerySet[Appointment], board: Board) -> QuerySet[Appointment]:
    """Adds `invited`: whether the holder was asked to come to this board and has not been here yet."""
    return rows.annotate(invited=Exists(Invitation.objects.open().filter(board=board, person=OuterRef("person"))))


def known_here(board: Board, key: str) -> Person | None:
    """Somebody who holds or held a role on this board, by their key."""
    try:
        known = Appointment.objects.on(board).filter(person__key=UUID(key))
    except ValueError:
        return None
    return Person.objects.filter(pk__in=known.values("person")).first()


def unended(person: Person) -> QuerySet[Appointment]:
    """The roles that nobody has ended, also while the account is closed."""
    rows: QuerySet[Appointment] = Appointment.objects.filter(person=person, ended_on=None)
    return rows.select_related("board", "group__home")


def managers_of(board: Board) -> QuerySet[Appointment]:
    """Who grants roles on a board today."""
    rows: QuerySet[Appointment] = Appointment.objects.current().filter(board=board, role=BUSINESS_MANAGER.key)
    return rows


def closing_of(person: Person) -> Event | None:
    """The event by which a closed account was closed."""
    return None if person.is_active else history(person).filter(kind=ACCOUNT_CLOSED.name).first()


def somebody_of(board: Board) -> QuerySet[Person]:
    """Everybody who holds or held a role on a board."""
    return Person.objects.filter(pk__in=Appointment.objects.on(board).values("person"))


def people_of(agency: Agency, board: Board) -> QuerySet[Person]:
    """Everybody who holds a role for an agency on a board today."""
    held = Appointment.objects.current().on(board).filter(agency=agency)
    return Person.objects.filter(pk__in=held.values("person"))


def people_by_agency(board: Board) -> dict[str, list[Person]]:
    """Who holds a role for each agency on a board today, by the agency's name. One query."""
    held = Appointment.objects.current().on(board).filter(agency__isnull=False).select_related("person", "agency")
    found: dict[str, list[Person]] = defaultdict(list)
    for appointment in held.order_by("agency__name", "person__name", "pk"):
        if appointment.person not in found[str(appointment.agency)]:
            found[str(appointment.agency)].append(appointment.person)
    return dict(found)


def agencies_of_people(board: Board) -> dict[int, set[int]]:
    """The agencies for which each person holds a role on a board today, by their keys. One query."""
    held = Appointment.objects.current().on(board).filter(agency__isnull=False)
    found: dict[int, set[int]] = defaultdict(set)
    for person, agency in held.values_list("person", "agency"):
        found[person].add(agency)
    return found
