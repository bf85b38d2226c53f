"""A return beside those of other agencies of its kind: nothing of them leaves but ranges, and only of enough."""

from dataclasses import dataclass

from learningloop.instruments.queries.tallies import PercentIn
from learningloop.instruments.schema import Section
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.queries.across import TALLY


@dataclass(frozen=True)
class Beside:
    """One section: what this agency reaches, and the range of the others; none when too few of them graded it."""

    section: Section
    own: int | None
    range: rules.Range | None


def beside_others(return_: Return) -> tuple[int, list[Beside]]:
    """How many others of its kind submitted in its round, and each scored section beside them. One query.

    They are counted though their returns are closed to who asks: what they are is said in ranges alone.
    """
    sections = return_.answer_set.question_set.scored_sections
    others = Return.objects.filter(
        round=return_.round_id, state=rules.SUBMITTED, agency__kind=return_.agency.kind
    ).exclude(pk=return_.pk)
    percents = [PercentIn(TALLY, section.key) for section in sections]
    rows = list(others.order_by().values_list("pk", *percents))
    own = return_.answer_set.tally["sections"]
    return len(rows), [
        Beside(
            section,
            own.get(section.key, {}).get("percent"),
            rules.range_of([row[place] for row in rows if row[place] is not None]),
        )
        for place, section in enumerate(sections, start=1)
    ]
