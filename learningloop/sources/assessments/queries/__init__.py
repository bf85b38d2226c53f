"""Who answers for an agency, and the lists of rounds and returns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from learningloop.instruments.models import QuestionSetVersion
from learningloop.people.models import Agency, Appointment, Board, Person
from learningloop.people.policy import agencies_on, allowed
from learningloop.people.rules import AGENCY_LEAD, EVERYWHERE
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Chase, Return, Round
from learningloop.sources.assessments.policy import ANSWERING, RETURN_VIEW, ROUND_VIEW

UNIT = {role.key for role in EVERYWHERE}


def is_of_agency(person: Person, return_: Return) -> bool:
    """Whether a person answers for the agency of a return."""
    return any(
        held.agency_id == return_.agency_id and held.role in ANSWERING and held.board_id == return_.board_id
        for held in person.appointments
    )


def leads(person: Person, return_: Return) -> bool:
    """Whether a person leads the agency's return, or belongs to the board's own unit: every section is theirs."""
    return any(
        held.board_id == return_.board_id
        and (held.role in UNIT or (held.role == AGENCY_LEAD.key and held.agency_id == return_.agency_id))
        for held in person.appointments
    )


def answering_for(returns: Sequence[Return]) -> dict[int, list[Person]]:
    """Who answers for the agencies of returns on one board, by the agency's key: their leads, or else others.

    One query.
    """
    found: dict[int, list[Person]] = defaultdict(list)
    leading: dict[int, list[Person]] = defaultdict(list)
    if returns:
        held = Appointment.objects.current().filter(
            board=returns[0].board_id, agency__in={one.agency_id for one in returns}, role__in=ANSWERING
        )
        for one in held.select_related("person"):
            (leading if one.role == AGENCY_LEAD.key else found)[one.agency_id or 0].append(one.person)
    return defaultdict(list, {**found, **leading})


def rounds_of(person: Person, board: Board) -> QuerySet[Any]:
    """The rounds that a person may read, each with how many returns are wanted, and submitted."""
    wanted = ~Q(returns__state=rules.WITHDRAWN)
    rows: QuerySet[Any] = allowed(person, ROUND_VIEW).filter(board=board).select_related("source", "joins__board")
    return rows.annotate(  # type: ignore[no-any-return]
        asked=Count("returns", filter=wanted),
        submitted=Count("returns", filter=Q(returns__state=rules.SUBMITTED)),
    )


def returns_of(person: Person, board: Board) -> QuerySet[Any]:
    """The returns that a person may read, with what a list shows of them."""
    return listed(allowed(person, RETURN_VIEW).filter(board=board))


def listed(rows: QuerySet[Return], *, tallied: bool = False) -> QuerySet[Any]:
    """Returns with what a list shows of them; what they come to section by section only if it is asked for."""
    return in_list(rows, tallied=tallied).select_related("round__source", "board")


def in_list(rows: QuerySet[Return], *, tallied: bool = False) -> QuerySet[Any]:
    """The same for the returns of one round, which is known."""
    found = rows.select_related("agency", "answer_set", "led_by__board")
    return found if tallied else found.defer("answer_set__tally")


def late(today: date) -> Q:
    """Returns that should have been submitted before today."""
    return Q(state__in=rules.OUTSTANDING, due_on__lt=today, round__closed_on=None)


def narrow_returns(rows: QuerySet[Return], asked: dict[str, Any], today: date) -> QuerySet[Return]:
    """The returns that the filters ask for."""
    if asked.get("words"):
        words = asked["words"]
        rows = rows.filter(Q(agency__name__icontains=words) | Q(reference__iexact=words))
    rows = rows.filter(**{f"agency__{name}": asked[name] for name in ("kind", "locality") if asked.get(name)})
    match asked.get("state"):
        case None | "":
            return rows
        case "late":
            return rows.filter(late(today))
        case "outstanding":
            return rows.filter(state__in=rules.OUTSTANDING, round__closed_on=None)
        case state:
            return rows.filter(state=state)


@dataclass(frozen=True)
class Standing:
    """How the returns of a round stand; `asked` leaves out those that were withdrawn."""

    asked: int
    not_started: int
    in_progress: int
    signed: int
    submitted: int
    late: int

    @property
    def rate(self) -> int:
        """The response rate, in whole per cent."""
        return rules.share(self.submitted, self.asked)

    @property
    def outstanding(self) -> int:
        return self.asked - self.submitted


def standing_of(round_: Round, today: date) -> Standing:
    """How the returns of a round stand. One query, whatever their number."""
    wanted = round_.returns.exclude(state=rules.WITHDRAWN).order_by()
    counted: Counter[str] = Counter()
    late = 0
    for state, due, number in wanted.values_list("state", "due_on").annotate(Count("pk")):
        counted[state] += number
        late += number * (round_.closed_on is None and rules.is_late(state, due, today))
    return Standing(
        asked=counted.total(), not_started=counted[rules.NOT_STARTED], in_progress=counted[rules.IN_PROGRESS],
        signed=counted[rules.SIGNED], submitted=counted[rules.SUBMITTED], late=late,
    )  # fmt: skip


def asked_today(returns: Iterable[Return], today: date) -> set[int]:
    """The keys of returns that were asked for once more today: each is at most once a day. One query."""
    return set(Chase.objects.filter(return_to__in=returns, on=today).values_list("return_to", flat=True))


def asked_agencies(board: Board, who: str, kinds: Iterable[str], chosen: Iterable[Agency]) -> list[Agency]:
    """The agencies that are meant: `all`, those of some `kinds`, or a `list`."""
    if who == "list":
        return list(chosen)
    rows = agencies_on(board)
    return list(rows.filter(kind__in=list(kinds)) if who == "kinds" else rows)


def without_anybody(agencies: Sequence[Agency], board: Board) -> list[Agency]:
    """The agencies for which nobody here could answer. One query."""
    held = Appointment.objects.current().filter(board=board, agency__in=agencies, role__in=ANSWERING)
    somebody = set(held.values_list("agency", flat=True))
    return [agency for agency in agencies if agency.pk not in somebody]


def not_meant(agencies: Iterable[Agency], version: QuestionSetVersion) -> list[Agency]:
    """The agencies of kinds for which the questions were not written."""
    meant = version.document.asked_of
    return [agency for agency in agencies if meant and agency.kind not in meant]


def colleagues(return_: Return) -> list[Person]:
    """Everybody who answers for the agency of a return, by name. One query."""
    held = Appointment.objects.current().filter(
        board=return_.board_id, agency=return_.agency_id, role__in=ANSWERING
    )
    return list(Person.objects.filter(pk__in=held.values("person")))
