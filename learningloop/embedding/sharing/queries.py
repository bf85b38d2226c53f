"""Reads of shared learning: who gets it, how far it came, what agencies still owe."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from learningloop.embedding.sharing.models import CascadeReturn, Owed, Recipient, SharedItem
from learningloop.embedding.sharing.policy import SHARED_VIEW, answers_for
from learningloop.learning.models import Finding
from learningloop.learning.policy import FINDING_VIEW
from learningloop.people.models import Agency, Appointment, Board, Person
from learningloop.people.policy import allowed
from learningloop.people.rules import ROLES, Role
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.rules import business_year, years_between
from learningloop.trail.models import Reading
from learningloop.trail.queries import history, readings

JUST_NOW = timedelta(minutes=10)


# ---- lists


def shared_for(person: Person, board: Board) -> QuerySet[SharedItem]:
    """The items of a board that a person may read: sent to them or their agency, or all with drafts."""
    return allowed(person, SHARED_VIEW).filter(board=board)


def listed(rows: QuerySet[SharedItem], person: Person) -> QuerySet[SharedItem]:
    """Items with what a list shows of them: how many got it and confirmed, and whether this person did."""
    got = Recipient.objects.filter(item=OuterRef("pk")).order_by()
    mine = got.filter(person=person)
    return rows.select_related("board").annotate(
        sent_to=_number(got, "item"),
        confirmed=_number(got.filter(confirmed_on__isnull=False), "item"),
        is_mine=Exists(mine),
        confirmed_by_me=Subquery(mine.values("confirmed_on")[:1]),
        sent_or_draft=_or_never("sent_on"),
    )


def _number(rows: QuerySet[Any], group: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(group).annotate(number=Count("pk")).values("number")), 0)


def _or_never(moment: Any) -> Coalesce:
    """A date to sort by: databases do not agree where a missing one stands, so it stands after all others."""
    return Coalesce(moment, Value(date.max, DateField()))


def narrow_shared(rows: QuerySet[SharedItem], asked: dict[str, Any], person: Person) -> QuerySet[SharedItem]:
    """The items that the filters ask for."""
    for name, value in asked.items():
        if value:
            rows = rows.filter(_meant(name, value, person))
    return rows


def _meant(name: str, value: str, person: Person) -> Q:
    match name:
        case "state":
            return _in_state(value, person)
        case "agency":
            return Q(pk__in=SharedItem.objects.filter(agencies__slug=value).values("pk"))
        case "theme":
            # Through the findings this person may see, so that the filter tells nothing of the others.
            findings = allowed(person, FINDING_VIEW).filter(themes__slug=value)
            return Q(pk__in=SharedItem.objects.filter(findings__in=findings).values("pk"))
        case "year":
            return Q(sent_on__range=business_year(value))
    return Q(title__icontains=value) | Q(reference__iexact=value)


def _in_state(state: str, person: Person) -> Q:
    match state:
        case "draft" | "sent":
            return Q(sent_on__isnull=state == "draft")
        case "confirm":
            return Q(pk__in=to_confirm(person).values("item"))
        case "my-agency":
            return Q(pk__in=owed().filter(agency__in=led_by(person)).values("item"))
    return Q(pk__in=owed().values("item"))


def years_of(rows: QuerySet[SharedItem]) -> list[str]:
    """The business years in which any of these items were sent, newest first."""
    ends = rows.aggregate(first=Min("sent_on"), last=Max("sent_on"))
    return years_between(ends["first"], ends["last"]) if ends["first"] else []


@dataclass(frozen=True)
class Facts:
    """What a list of items says of itself in its first sentence."""

    total: int
    drafts: int
    to_confirm: int
    overdue: int
    oldest: date | None


def facts(rows: QuerySet[SharedItem], person: Person, board: Board) -> Facts:
    """Overdue are the returns that this person answers for; for the board's unit, those of all agencies."""
    mine = Q(pk__in=to_confirm(person).values("item"))
    late = owed().filter(item__in=rows.values("pk"), return_by__lt=timezone.localdate())
    agencies = answers_for(person, board)
    if agencies is not None:
        late = late.filter(agency__in=agencies)
    return Facts(
        **rows.aggregate(
            total=Count("pk"), drafts=Count("pk", filter=Q(sent_on=None)), to_confirm=Count("pk", filter=mine)
        ),
        overdue=late.count(),
        oldest=late.order_by("return_by").values_list("return_by", flat=True).first(),
    )


# ---- what waits


def to_confirm(person: Person) -> QuerySet[Recipient]:
    """What was sent to a person and is not confirmed."""
    return Recipient.objects.filter(person=person, confirmed_on=None).order_by()


def owed() -> QuerySet[Owed]:
    """The cascades that agencies have not returned, one row for an item and an agency."""
    rows: QuerySet[Owed] = Owed.objects.order_by()
    return rows


def as_owed(items: QuerySet[SharedItem]) -> list[Owed]:
    """What is owed of these items, as the facts give it, not saved."""
    returned = CascadeReturn.objects.filter(item=OuterRef("item"), agency=OuterRef("agency"))
    rows = Recipient.objects.filter(~Exists(returned), item__in=items.order_by().values("pk")).order_by()
    return [
        Owed(item_id=item, agency_id=agency, board_id=board, return_by=by)
        for item, agency, board, by in rows.values_list(
            "item", "agency", "item__board", "item__return_by"
        ).distinct()
    ]


def owed_on(board: Board) -> QuerySet[Owed, Any]:
    """The outstanding cascades of a board, one row for an item and an agency, the longest due first."""
    rows = owed().filter(board=board).order_by("return_by", "item", "agency__name")
    return rows.values(
        "item__reference", "item__title", "item__return_by", "item__sent_on", "agency__slug", "agency__name"
    )


def led_by(person: Person) -> list[int]:
    """The agencies whose lead a person is, on whatever board."""
    boards = {held.board for held in person.appointments if held.board}
    return [agency for board in boards for agency in answers_for(person, board) or []]


def last_shared_on(findings: QuerySet[Finding]) -> dict[int, date]:
    """When each of these findings was last told of in an item that was sent, by the finding's id."""
    rows = SharedItem.objects.filter(sent_on__isnull=False, findings__in=findings.order_by().values("pk"))
    return dict(rows.order_by().values_list("findings").annotate(last=Max("sent_on")))


def telling_of(finding: Finding, person: Person) -> list[SharedItem]:
    """The items that tell of a finding, as far as this person may read them."""
    rows = allowed(person, SHARED_VIEW).filter(findings=finding)
    return list(listed(rows, person).order_by("-sent_on", "-pk"))


# ---- writing and sending


def findings_for(person: Person, board: Board) -> QuerySet[Finding]:
    """The findings that a person may write about."""
    return allowed(person, FINDING_VIEW).filter(board=board).select_related("source")


def written_just_now(person: Person, board: Board, title: str, body: str) -> SharedItem | None:
    """The draft that a second press of the button would write again."""
    same = shared_for(person, board).filter(title=title, body=body, sent_on=None)
    return same.filter(recorded_at__gte=timezone.now() - JUST_NOW).first()


def state_of(item: SharedItem) -> int:
    """A number that is another as soon as anybody changes the draft."""
    return history(item).values_list("pk", flat=True).first() or 0


def receiving_roles() -> list[Role]:
    """The roles that are held for an agency, and so can be sent what the agency is sent."""
    return [role for role in ROLES.values() if role.agency]


def roles_of(item: SharedItem) -> list[Role]:
    return [ROLES[key] for key in item.roles if key in ROLES]


def is_restricted(item: SharedItem) -> bool:
    """Whether it tells of a finding that not everybody on the board may read."""
    return bool(item.findings.exclude(source__sensitivity=Sensitivity.BOARD).exists())


def holders(item: SharedItem) -> dict[int, int]:
    """To whom it would be sent: each person once, with the agency for which they hold a chosen role.

    Somebody who sits in a group of a neighbouring board opens only that group's share here, so not this item.
    """
    appointments = (
        Appointment.objects.current()
        .filter(Q(board=item.board) | Q(group__home=item.board))
        .filter(agency__in=item.agencies.all(), role__in=item.roles)
        .order_by("pk")
    )
    return dict(appointments.values_list("person", "agency"))


@dataclass(frozen=True)
class Plan:
    """Who would get an item, agency by agency."""

    agencies: list[tuple[Agency, int]]

    @property
    def people(self) -> int:
        return sum(number for _agency, number in self.agencies)

    @property
    def reached(self) -> list[Agency]:
        return [agency for agency, number in self.agencies if number]

    @property
    def nobody(self) -> list[Agency]:
        """The agencies in which nobody holds a chosen role."""
        return [agency for agency, number in self.agencies if not number]


def plan_of(item: SharedItem) -> Plan:
    counted = Counter(holders(item).values())
    return Plan([(agency, counted[agency.pk]) for agency in item.agencies.all()])


# ---- how far it came


def received_by(item: SharedItem, person: Person) -> Recipient | None:
    return item.recipients.filter(person=person).first()


def openings(item: SharedItem) -> QuerySet[Reading]:
    """Who opened what was sent, and when; to have read the draft before is not to have opened it."""
    return readings(item).filter(at__date__gte=item.sent_on) if item.sent_on else readings(item).none()


def has_opened(item: SharedItem, person: Person) -> bool:
    return openings(item).filter(actor_id=person.pk).exists()


def _opened(item: SharedItem) -> Exists:
    return Exists(openings(item).filter(actor_id=OuterRef("person_id")))


@dataclass(frozen=True)
class Totals:
    """How far a sent item came: of so many people in so many agencies, who opened, confirmed, returned."""

    people: int
    agencies: int
    opened: int
    confirmed: int
    owing: int

    @property
    def returned(self) -> int:
        return self.agencies - self.owing


def totals_of(item: SharedItem) -> Totals:
    """Two queries, however many got it."""
    counted = item.recipients.order_by().aggregate(
        people=Count("pk"),
        agencies=Count("agency", distinct=True),
        opened=Count("pk", filter=_opened(item)),
        confirmed=Count("pk", filter=Q(confirmed_on__isnull=False)),
    )
    return Totals(**counted, owing=owed().filter(item=item).count())


def agencies_reached(item: SharedItem) -> QuerySet[Agency]:
    """The agencies an item was sent to: how many there got, opened and confirmed it, and when they returned."""
    got = Recipient.objects.filter(item=item, agency=OuterRef("pk")).order_by()
    returned = CascadeReturn.objects.filter(item=item, agency=OuterRef("pk"))
    returned_on = Subquery(returned.values("returned_on")[:1])
    return Agency.objects.filter(pk__in=item.agencies.values("pk")).annotate(
        sent_to=_number(got, "agency"),
        opened=_number(got.filter(_opened(item)), "agency"),
        confirmed=_number(got.filter(confirmed_on__isnull=False), "agency"),
        returned_on=returned_on,
        returned_or_never=_or_never(returned_on),
    )


def recipients_of(item: SharedItem) -> QuerySet[Recipient]:
    """Person by person: who got it, when they first opened it, when they confirmed."""
    first = openings(item).filter(actor_id=OuterRef("person_id")).order_by("at").values("at")[:1]
    return item.recipients.select_related("person", "agency").annotate(
        opened_at=Subquery(first), confirmed_or_never=_or_never("confirmed_on")
    )


def returnable(item: SharedItem, person: Person) -> QuerySet[Agency]:
    """The agencies whose cascade this person may return."""
    agencies = answers_for(person, item.board)
    rows = item.agencies.all()
    return rows if agencies is None else rows.filter(pk__in=agencies)


def returns_of(item: SharedItem, agencies: Iterable[Agency]) -> dict[int, CascadeReturn]:
    """What these agencies returned, by the agency's id."""
    rows = item.returns.filter(agency__in=agencies).select_related("by", "agency")
    return {returned.agency_id: returned for returned in rows}
