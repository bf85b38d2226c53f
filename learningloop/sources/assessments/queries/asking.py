"""A list of agencies to be asked, held against what the board knows: what is new, what is wrong, what is done."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from learningloop.kit.dates import day
from learningloop.kit.spreadsheets.faults import Fault, Problem, shown
from learningloop.kit.spreadsheets.words import folded
from learningloop.people.models import Agency, Appointment, Board, Person
from learningloop.people.policy import agencies_on
from learningloop.people.rules import AGENCY_LEAD, agency_kinds
from learningloop.sources.assessments.models import Round

HEADERS = {
    "agency": "Agency", "kind": "Kind", "name": "Lead name", "email": "Lead email", "post": "Lead post",
    "due": "Due",
}  # fmt: skip
KINDS = dict(agency_kinds())
NOT_A_LEAD = Problem(
    "This person does not lead for this agency yet, and you may not give people roles.",
    "Ask the business manager to bring the list, or to grant the role under People.",
)


@dataclass(frozen=True)
class Line:
    """One row of the list: an agency, who leads it, and perhaps a day of its own. `kind` is a key, or empty."""

    row: int
    agency: str
    kind: str = ""
    name: str = ""
    email: str = ""
    post: str = ""
    due: date | None = None


@dataclass
class Listed:
    """What a list says: its lines, where its columns stand (from 1), and what is wrong, by row and column."""

    lines: list[Line] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)

    def fault(self, row: int, key: str, value: object, problem: Problem) -> None:
        """Note a problem at a cell; the first one there stands. Row 0: with the list as a whole."""
        column = self.columns.get(key, 0)
        told = Fault("List", row, column, HEADERS.get(key, ""), shown(value), problem.rule, problem.fix)
        self.faults.setdefault((row, column), told)

    @property
    def told(self) -> list[Fault]:
        """The faults in the order of the list."""
        return [fault for _, fault in sorted(self.faults.items())]


@dataclass(frozen=True)
class Step:
    """What a line asks for, as the board stands: nothing where something is there already."""

    line: Line
    agency: Agency | None
    """Nothing for one that the board does not have."""
    person: Person | None
    """Nothing for somebody who has no account."""
    leads: bool = False
    is_asked: bool = False

    @property
    def does_nothing(self) -> bool:
        return self.leads and self.is_asked


@dataclass(frozen=True)
class Plan:
    """What a list would do, line by line."""

    steps: list[Step]

    @property
    def new_agencies(self) -> int:
        return sum(step.agency is None for step in self.steps)

    @property
    def invited(self) -> int:
        return sum(step.person is None for step in self.steps)

    @property
    def appointed(self) -> int:
        return sum(step.person is not None and not step.leads for step in self.steps)

    @property
    def asked(self) -> int:
        return sum(not step.is_asked for step in self.steps)

    @property
    def untouched(self) -> int:
        return sum(step.does_nothing for step in self.steps)


@dataclass(frozen=True)
class Known:
    """What a board knows of the agencies and people in a list. Five queries, however long the list."""

    agencies: dict[str, Agency]
    people: dict[str, Person]
    works_for: dict[int, set[int]]
    leads: set[tuple[int, int]]
    asked: set[int]


def known_of(round_: Round, listed: Listed) -> Known:
    """What the round's board knows of the agencies and people in a list."""
    board: Board = round_.board
    emails = {line.email for line in listed.lines}
    people = {person.email.lower(): person for person in Person.objects.filter(email__in=emails)}
    works_for: dict[int, set[int]] = defaultdict(set)
    leads = set()
    held = (
        Appointment.objects.filter(ended_on=None)
        .on(board)
        .filter(person__in=people.values(), agency__isnull=False)
    )
    for person, agency, role in held.values_list("person", "agency", "role"):
        works_for[person].add(agency)
        if role == AGENCY_LEAD.key:
            leads.add((person, agency))
    return Known(
        agencies={folded(agency.name): agency for agency in agencies_on(board)},
        people=people,
        works_for=works_for,
        leads=leads,
        asked=set(round_.returns.values_list("agency", flat=True)),
    )


def plan_of(round_: Round, listed: Listed, today: date, *, appoints: bool = True) -> Plan:
    """What the list would do to the round and its board. What is wrong with it is added to its faults.

    Without `appoints`, whoever brings it may not have it give anybody a role.
    """
    known = known_of(round_, listed)
    for line in listed.lines:
        _check_kind(line, known, listed)
        _check_person(line, known, listed)
        _check_day(line, round_, listed, today)
    steps = [_step(line, known) for line in listed.lines]
    for step in steps:
        if not (appoints or step.leads):
            listed.fault(step.line.row, "email", step.line.email, NOT_A_LEAD)
    return Plan(steps)


def _step(line: Line, known: Known) -> Step:
    agency = known.agencies.get(folded(line.agency))
    person = known.people.get(line.email)
    leads = bool(agency and person and (person.pk, agency.pk) in known.leads)
    return Step(line, agency, person, leads, bool(agency and agency.pk in known.asked))


def _check_kind(line: Line, known: Known, listed: Listed) -> None:
    agency = known.agencies.get(folded(line.agency))
    if line.agency and not line.kind and not agency:
        problem = Problem(
            "The board does not have this agency, and its kind is missing.", "Write its kind: School."
        )
        listed.fault(line.row, "kind", "", problem)
    elif agency and line.kind and agency.kind != line.kind:
        rule = f"The board has this agency as: {KINDS[agency.kind]}."
        fix = "Write that, or leave the cell empty; or change the agency under People first."
        listed.fault(line.row, "kind", KINDS[line.kind], Problem(rule, fix))


def _check_person(line: Line, known: Known, listed: Listed) -> None:
    """An address leads to one person; whose it is, is not told."""
    person = known.people.get(line.email)
    agency = known.agencies.get(folded(line.agency))
    if person is None:
        if line.email and not line.name:
            rule = "Nobody with this address has an account yet, and no name is given."
            listed.fault(line.row, "name", "", Problem(rule, "Write the lead’s name."))
    elif not person.is_active:
        problem = Problem("The account with this address is closed.", "Write another address, or open it again.")
        listed.fault(line.row, "email", line.email, problem)
    elif known.works_for[person.pk] - ({agency.pk} if agency else set()):
        rule = "This address belongs to somebody who works for another agency of the board."
        fix = "Write the lead’s own address. Who works for both is added under People, Grant a role."
        listed.fault(line.row, "email", line.email, Problem(rule, fix))


def _check_day(line: Line, round_: Round, listed: Listed, today: date) -> None:
    first, last = max(round_.opens_on, today), round_.closes_on
    if line.due and not first <= line.due <= last:
        rule = f"This day is outside the round: from {day(first)} to {day(last)}."
        fix = "Correct it, or leave the cell empty: then it is due when the round closes."
        listed.fault(line.row, "due", day(line.due), Problem(rule, fix))
