"""One agency across the years: what it reaches in each section in the rounds of one question set."""

from dataclasses import dataclass

from learningloop.instruments.schema import Section
from learningloop.people.models import Person
from learningloop.people.policy import allowed
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.policy import RETURN_VIEW
from learningloop.sources.assessments.queries.overview import Cell

MOST = 6
"""As many rounds as stand beside one another."""


@dataclass(frozen=True)
class Line:
    """One section: what is reached in each round, the earliest first."""

    section: Section
    cells: list[Cell]

    @property
    def change(self) -> int | None:
        """From the last round but one to the last, among those in which it was graded."""
        given = [cell.percent for cell in self.cells if cell.percent is not None]
        return given[-1] - given[-2] if len(given) > 1 else None


@dataclass(frozen=True)
class Years:
    """An agency's returns to one question set, the earliest first, read from the newest's sections."""

    return_: Return
    returns: list[Return]

    @property
    def lines(self) -> list[Line]:
        return [
            Line(section, [_cell(one, section) for one in self.returns])
            for section in self.returns[-1].answer_set.question_set.scored_sections
        ]


def years_of(return_: Return, person: Person) -> Years:
    """The agency's returns to this question set that a person may read: those submitted, and this. One query."""
    same = {
        "board": return_.board_id,
        "agency": return_.agency_id,
        "round__version__key": return_.round.version.key,
    }
    rows = allowed(person, RETURN_VIEW).filter(**same, state=rules.SUBMITTED) | allowed(
        person, RETURN_VIEW
    ).filter(pk=return_.pk)
    newest = rows.select_related("round__source", "answer_set").order_by("-round__opens_on", "-pk")[:MOST]
    return Years(return_, sorted(newest, key=lambda one: (one.round.opens_on, one.pk)))


def _cell(return_: Return, section: Section) -> Cell:
    count = return_.answer_set.tally["sections"].get(section.key)
    return Cell(count["percent"] if count else None, bool(count and not count["lacking"]), section.key)
