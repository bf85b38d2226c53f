"""What the scrutiny shows on the pages of rounds and returns, and on the home page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from learningloop.kit.slots import Panel, Tag, Waiting
from learningloop.people.models import Board, Person
from learningloop.people.policy import may_also, which
from learningloop.scrutiny import queries
from learningloop.scrutiny.policy import RETURN_ALLOCATE, RETURN_MODERATE, RETURN_REPLY, ROUND_SCRUTINISE
from learningloop.scrutiny.queries.rounds import drifts_of
from learningloop.scrutiny.queries.sheet import areas_of, last_agreed
from learningloop.scrutiny.queries.years import agreed_over
from learningloop.scrutiny.rules import AGREED, UNDER_WAY, WAITING
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.policy import ANSWERING
from learningloop.sources.assessments.queries.answering import SectionAsked
from learningloop.sources.assessments.queries.years import Years
from learningloop.sources.assessments.rules import ANSWERABLE, SUBMITTED

MOST = 10
TAGS = {
    AGREED: Tag("Agreed", "well"),
    WAITING: Tag("Challenged, waits for the agency", "soon"),
    UNDER_WAY: Tag("Under scrutiny"),
}


def last_areas_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On a return's page: the development areas that were agreed the time before. At most six queries."""
    former = queries.before(record) if isinstance(record, Return) else None
    if former is None:
        return []
    areas = areas_of(former, former.return_to.answer_set)
    readable = queries.readable(record.board, person, [one.finding_pk for one in areas])
    context = {
        "areas": areas,
        "readable": readable,
        "former": former,
        "to_answer": record.state in ANSWERABLE and not record.round.closed_on,
    }
    return [Panel("Development areas of last time", "scrutiny/_last_areas.html", context)] if areas else []


def last_agreed_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On the page of one section: what was agreed the time before on its questions. At most five queries."""
    former = queries.before(record.return_) if isinstance(record, SectionAsked) else None
    if former is None:
        return []
    agreed = last_agreed(record, former)
    return [Panel("Agreed last time", "scrutiny/_last_agreed.html", {"agreed": agreed, "former": former})]


def return_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On a submitted return's page: how far its scrutiny is, and what one may do in it. Five queries at most."""
    if not isinstance(record, Return) or not record.submitted_on:
        return []
    scrutiny = queries.scrutiny_of(record)
    may = which(person, record, [RETURN_ALLOCATE, RETURN_MODERATE, RETURN_REPLY])
    if scrutiny is None and "return.allocate" not in may:
        return []
    moderations = queries.moderations_of(scrutiny).values()
    open_ = [one for one in moderations if one.challenge and not one.agreed]
    context = {
        "return": record,
        "scrutiny": scrutiny,
        "may": may,
        "is_mine": scrutiny is not None and person in scrutiny.panel.all(),
        "open": len(open_),
        "unanswered": sum(not one.reply for one in open_),
    }
    return [Panel("Scrutiny", "scrutiny/_of_return.html", context)]


def round_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On a round's pages: where its returns stand, own grades against agreed ones. Four queries at most."""
    if not isinstance(record, Round):
        return []
    number, drifts = drifts_of(record, person)
    may = may_also(person, ROUND_SCRUTINISE, record)
    standing = queries.standing_of(record, person) if may or number else None
    context = {"round": record, "number": number, "drifts": drifts, "may": may, "standing": standing}
    return [Panel("Scrutiny", "scrutiny/_of_round.html", context)] if may or number else []


def tags_of_returns(records: Sequence[Any], person: Person) -> Mapping[int, Tag]:
    """In lists of returns: how far the scrutiny of those is that the person may open anyway. One query."""
    returns = [one.pk for one in records if isinstance(one, Return) and one.state == SUBMITTED]
    return {key: TAGS[stand] for key, stand in queries.stands_of(returns).items()} if returns else {}


def years_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On the page of an agency over the years: what was agreed beside its own grades. One query."""
    lines = agreed_over(record) if isinstance(record, Years) else []
    return [Panel("Agreed grades", "scrutiny/_years.html", {"years": record, "lines": lines})] if lines else []


def scrutiny_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """The returns that one scrutinises; for an agency, what it is to reply to or read. Three queries at most."""
    mine = [_to_read(one) for one in queries.to_read(board, person)[:MOST]]
    agencies = [held.agency_id for held in person.appointments if held.role in ANSWERING and held.agency_id]
    if not agencies:
        return mine
    rows = queries.of_agencies(board, agencies).order_by("-pk")[:MOST]
    return [*mine, *(_of_agency(board, one, named=len(set(agencies)) > 1) for one in rows)]


def _to_read(return_: Return) -> Waiting:
    asked = "Scrutinise a return"
    where = [return_.board.slug, return_.reference]
    words = f"{asked}: {return_.agency}, {return_.round.source.title}"
    return Waiting(
        words, reverse("scrutiny:return", args=where), stage="learning", asked=asked, reference=return_.reference
    )


def _of_agency(board: Board, scrutiny: Any, *, named: bool) -> Waiting:
    """The agency is named to who answers for several."""
    where = [board.slug, scrutiny.return_to.reference]
    if scrutiny.is_agreed:
        asked, url = "Read what was agreed on your return", reverse("scrutiny:return", args=where)
    else:
        asked, url = "Reply to what was challenged on your return", reverse("scrutiny:reply", args=where)
    whose = f"{scrutiny.return_to.agency}, " if named else ""
    words = f"{asked}: {whose}{scrutiny.return_to.round.source.title}"
    return Waiting(words, url, stage="learning", asked=asked, reference=where[1])
