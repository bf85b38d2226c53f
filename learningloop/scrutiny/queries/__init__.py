"""Who may scrutinise a return, and what waits for whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from learningloop.learning.queries import findings_of
from learningloop.people.models import Appointment, Board, Person
from learningloop.people.policy import allowed
from learningloop.people.rules import GROUP_CHAIR, GROUP_MEMBER
from learningloop.scrutiny.models import Moderation, Scrutiny
from learningloop.scrutiny.policy import RETURN_MODERATE
from learningloop.scrutiny.rules import stand_of
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.policy import RETURN_VIEW
from learningloop.sources.assessments.queries import UNIT
from learningloop.sources.assessments.queries.joint import set_before
from learningloop.sources.assessments.rules import SUBMITTED

OF_THE_GROUP = (GROUP_CHAIR.key, GROUP_MEMBER.key)
UNANSWERED = Q(moderations__reply="", moderations__agreed="") & ~Q(moderations__challenge="")


@dataclass(frozen=True)
class Standing:
    """How the submitted returns of a round stand before the panel; `waiting` wait for the agency."""

    submitted: int
    agreed: int
    under_way: int
    waiting: int

    @property
    def not_allocated(self) -> int:
        return self.submitted - self.agreed - self.under_way - self.waiting


def scrutiny_of(return_: Return) -> Scrutiny | None:
    """The scrutiny of a return, with its panel. Two queries."""
    rows = Scrutiny.objects.filter(return_to=return_).select_related("return_to", "agreed_by", "read_by", "board")
    found: Scrutiny | None = rows.prefetch_related("panel").first()
    return found


def eligible(return_: Return) -> list[Person]:
    """The people of the group that reads the round, and of the board's unit, by name. One query."""
    of_group = Q(group=return_.round.source.group_id, role__in=OF_THE_GROUP)
    of_unit = Q(board=return_.board_id, role__in=UNIT)
    held = Appointment.objects.current().filter(of_group | of_unit if return_.round.source.group_id else of_unit)
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("name", "pk"))


def agencies_of(people: Iterable[Person]) -> dict[str, set[int]]:
    """The agencies for which people stand, in any role, by their names. One query."""
    found: dict[str, set[int]] = {person.name: set() for person in people}
    held = Appointment.objects.current().filter(person__in=people).exclude(agency=None)
    for name, agency in held.values_list("person__name", "agency"):
        found[name].add(agency)
    return found


def moderations_of(scrutiny: Scrutiny | None) -> dict[str, Moderation]:
    """What was said to each answer, by the question's key. One query."""
    if scrutiny is None:
        return {}
    rows = scrutiny.moderations.select_related("agreed_by", "challenged_by", "replied_by", "finding")
    return {one.question: one for one in rows}


def before(return_: Return) -> Scrutiny | None:
    """The scrutiny of what the agency returned the time before, once it was agreed. Two queries."""
    answered = set_before(return_)
    if answered is None:
        return None
    rows = Scrutiny.objects.filter(return_to__answer_set=answered, agreed_on__isnull=False)
    found: Scrutiny | None = rows.select_related("return_to__answer_set").first()
    return found


def returns_to_scrutinise(round_: Round, person: Person) -> QuerySet[Return]:
    """The submitted returns of a round that a person may open, agreed or not."""
    rows: QuerySet[Return] = allowed(person, RETURN_VIEW).filter(round=round_, state=SUBMITTED)
    return rows.select_related("agency", "board")


def _counted(rows: QuerySet[Scrutiny]) -> QuerySet[Any]:
    """Scrutinies, each with how many challenges are `unanswered`."""
    counted: QuerySet[Any] = rows.annotate(unanswered=Count("moderations", filter=UNANSWERED))
    return counted


def scrutinies_of(round_: Round) -> dict[int, Scrutiny]:
    """The scrutinies of a round, by the return's key, with panel and open challenges. Two queries."""
    rows = Scrutiny.objects.filter(return_to__round=round_, return_to__state=SUBMITTED)
    return {one.return_to_id: one for one in _counted(rows).prefetch_related("panel")}


def stands_of(returns: Collection[int]) -> dict[int, str]:
    """Where those of these returns stand that were allocated: keys of STANDS, by the return's. One query."""
    rows = _counted(Scrutiny.objects.filter(return_to__in=returns))
    told = rows.values_list("return_to", "agreed_on", "unanswered").order_by()
    return {key: stand_of(agreed_on is not None, unanswered) for key, agreed_on, unanswered in told}


def to_read(board: Board, person: Person) -> QuerySet[Return]:
    """The returns that are allocated to a person and not agreed yet."""
    mine = Scrutiny.objects.filter(board=board, panel=person, agreed_on=None)
    rows: QuerySet[Return] = allowed(person, RETURN_MODERATE).filter(pk__in=mine.values("return_to"))
    return rows.select_related("agency", "round__source", "board")


def of_agencies(board: Board, agencies: Iterable[int]) -> QuerySet[Scrutiny]:
    """The scrutinies in which agencies have to reply to challenges, or to read what was agreed."""
    rows: QuerySet[Scrutiny] = Scrutiny.objects.filter(
        board=board, return_to__agency__in=agencies, return_to__state=SUBMITTED
    )
    to_read = Q(agreed_on__isnull=False, read_on=None)
    waiting = _counted(rows).filter(to_read | Q(agreed_on=None, unanswered__gt=0))
    return waiting.select_related("return_to__round__source", "return_to__agency")


def readable(board: Board, person: Person, findings: Collection[int]) -> set[int]:
    """Of findings, by their keys, those that a person may open. One query."""
    rows = findings_of(person, board).filter(pk__in=findings)
    return set(rows.values_list("pk", flat=True)) if findings else set()


def standing_of(round_: Round, person: Person) -> Standing:
    """How many submitted returns of a round, of those that a person may open, stand where. Two queries."""
    returns = allowed(person, RETURN_VIEW).filter(round=round_, state=SUBMITTED).order_by()
    held = Scrutiny.objects.filter(return_to__in=returns.values("pk")).order_by()
    under_way = Q(agreed_on=None)
    told = _counted(held).aggregate(
        agreed=Count("pk", filter=~under_way),
        under_way=Count("pk", filter=under_way & Q(unanswered=0)),
        waiting=Count("pk", filter=under_way & Q(unanswered__gt=0)),
    )
    return Standing(submitted=returns.count(), **told)
