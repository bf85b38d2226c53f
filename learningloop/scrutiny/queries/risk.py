"""Which returns of a round are at risk, and why: a fixed number of queries, however many there are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models.functions import Length
from django.utils.timezone import localdate

from learningloop.instruments.models import Answer, Evidence
from learningloop.instruments.rules.evidence import Shown
from learningloop.learning.models import Finding
from learningloop.learning.queries import findings_of
from learningloop.people.models import Person
from learningloop.scrutiny.rules import Graded, Risk, risk_of, watched_in
from learningloop.sources.assessments.models import Return, Round

YEAR = timedelta(days=365)


def risks_of(round_: Round, returns: Sequence[Return], person: Person) -> dict[int, Risk]:
    """The risk of each return, by its key. Findings count as far as a person may read them. Four queries."""
    graded = _graded(round_, returns)
    needs = _needs(round_, returns, person)
    watched = watched_in(round_.question_set)
    return {
        one.pk: risk_of(
            watched, graded[one.answer_set_id], needs[one.agency_id], one.submitted_on or round_.closes_on
        )
        for one in returns
    }


def _graded(round_: Round, returns: Sequence[Return]) -> dict[int, list[Graded]]:
    """The graded answers of each set, with what stands beside them. Two queries."""
    sets = [one.answer_set_id for one in returns]
    keys = [question.key for question in round_.question_set.questions() if question.is_graded]
    files: dict[tuple[int, str], list[Shown]] = defaultdict(list)
    shown = Evidence.objects.filter(answer_set__in=sets, question__in=keys).order_by()
    for answer_set, question, at, reused, until in shown.values_list(
        "answer_set", "question", "file__added_at", "reused", "counts_until"
    ):
        files[answer_set, question].append(Shown(localdate(at), reused, until))
    found: dict[int, list[Graded]] = defaultdict(list)
    rows = Answer.objects.filter(answer_set__in=sets, question__in=keys).order_by("answer_set", "pk")
    for answer_set, question, value, words in rows.values_list(
        "answer_set", "question", "value", Length("explanation")
    ):
        found[answer_set].append(Graded(question, str(value), words > 0, files[answer_set, question]))
    return found


def _needs(round_: Round, returns: Sequence[Return], person: Person) -> dict[int, list[str]]:
    """The references of needs found about each agency from other sources since the round before. One query."""
    own = [one.source_id for one in (round_, round_.before) if one]
    rows = findings_of(person, round_.board).filter(
        kind=Finding.Kind.NEED, drawn_on__gt=since(round_), agencies__in={one.agency_id for one in returns}
    )
    found: dict[int, list[str]] = defaultdict(list)
    of_others = rows.exclude(source__in=own)
    for agency, reference in of_others.order_by("-drawn_on", "-pk").values_list("agencies", "reference"):
        found[agency].append(reference)
    return found


def since(round_: Round) -> date:
    """Since when others' findings count: when the round before was closed, or a year before this opened."""
    former = round_.before
    return (former.closed_on or former.closes_on) if former else round_.opens_on - YEAR
