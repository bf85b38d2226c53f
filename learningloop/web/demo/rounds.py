"""Section 11 rounds for the demonstration: one of last year that is closed, and one that is open. All invented."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from learningloop.frameworks.schema import Framework
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.operations.answering import show_evidence
from learningloop.instruments.queries import shipped_sets
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.schema import Question
from learningloop.people.models import Person
from learningloop.people.queries import people_of
from learningloop.records.models import StoredFile
from learningloop.records.operations import store_file
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import close_round, open_round
from learningloop.sources.assessments.operations.returns import (
    answer_return,
    share_out,
    sign_return,
    submit_return,
)
from learningloop.sources.assessments.rules import LIKELY_KINDS
from learningloop.trail.operations import SYSTEM
from learningloop.web.demo.cast import Cast, moment
from learningloop.web.demo.scrutiny import agree_return, put_before_the_panel

LAST_YEAR = (date(2025, 9, 8), date(2025, 11, 14))
THIS_YEAR = (date(2026, 10, 5), date(2026, 12, 18))
WORDS = {
    "met": "The minutes of the last two quarters and a dip sample of twelve files show it. (invented)",
    "partly-met": "It is in place in two teams of three; the third begins in the spring. (invented)",
    "not-met": "Nothing is written down yet. The lead brings a proposal to the next meeting. (invented)",
}
LAST = ("met", "partly-met", "met", "not-met", "partly-met", "met", "partly-met")
NOW = ("met", "met", "partly-met", "met", "partly-met")
"""The grades that agencies give themselves, in turn; the second year is somewhat better.

The first agency called everything met in the first year, and the panel lowered one grade.
"""


def hold_rounds(cast: Cast, framework: Framework) -> None:
    """Where the framework names section 11: last year's round, and this year's, in which one return is in."""
    kind = LIKELY_KINDS["section-11"]
    if kind not in {one.key for one in framework.source_kinds}:
        return
    draft = draft_questions(board=cast.board, question_set=shipped_sets()["section-11"], by=SYSTEM)
    version = publish_questions(version=draft, on=LAST_YEAR[0], by=SYSTEM)
    file = _evidence(cast, LAST_YEAR[1])
    former = _open(cast, version, kind, LAST_YEAR, None)
    returns = list(former.returns.select_related("agency", "answer_set"))
    for place, one in enumerate(returns):
        _answer(cast, one, LAST[place:] + LAST[:place] if place else ("met",), file, LAST_YEAR[1])
        _hand_in(cast, one, LAST_YEAR[1])
    close_round(round_=former, on=date(2025, 11, 28), by=cast.one("officer"))
    agree_return(cast, returns[0], _lead(cast, returns[0]))
    _go_on(cast, _open(cast, version, kind, THIS_YEAR, former))


def _open(
    cast: Cast, version: QuestionSetVersion, kind: str, days: tuple[date, date], before: Round | None
) -> Round:
    return open_round(
        board=cast.board,
        version=version,
        kind=kind,
        title=f"Section 11 self-assessment {days[0].year} (invented)",
        agencies=cast.doers,
        opens_on=days[0],
        closes_on=days[1],
        signed_by="Chief officer or the executive lead for safeguarding",
        before=before,
        group=cast.groups[0],
        instructions="All answers in this round are invented for the demonstration.",
        invented=True,
        by=cast.one("officer"),
    )


def _go_on(cast: Cast, current: Round) -> None:
    """This year one agency has submitted, one is in the middle of it, the others have not begun."""
    file = _evidence(cast, date(2026, 11, 6))
    first, second, *_rest = current.returns.select_related("agency", "answer_set")
    _answer(cast, first, NOW, file, date(2026, 11, 6))
    _hand_in(cast, first, date(2026, 11, 9))
    put_before_the_panel(cast, first)
    _answer(cast, second, NOW, file, date(2026, 11, 12), sections=3)
    section = second.answer_set.question_set.sections[4].key
    share_out(return_=second, section=section, people=[_lead(cast, second)], by=cast.one("officer"))


def _answer(
    cast: Cast, return_: Return, grades: tuple[str, ...], file: StoredFile, on: date, sections: int = 99
) -> None:
    at = moment(on)
    asked = [one for part in return_.answer_set.question_set.sections[:sections] for one in part.questions]
    given = {one.key: _given(one, grades[place % len(grades)]) for place, one in enumerate(asked)}
    lead = _lead(cast, return_)
    answer_return(return_=return_, given={key: one for key, one in given.items() if one}, at=at, by=lead)
    shown = [one.key for one in asked if one.kind == "files" or given[one.key] == Given("met", WORDS["met"])]
    show_evidence(answer_set=return_.answer_set, questions=shown, file=file, at=at, by=lead)


def _given(question: Question, grade: str) -> Given | None:
    match question.kind:
        case "grade":
            return Given(grade, WORDS[grade])
        case "yes-no":
            return Given("yes", WORDS["met"] if question.explanation else "")
        case "percentage":
            return Given("92")
        case "text" | "long-text":
            return Given("We will look at it again with the board’s group in March. (invented)")
    return None


def _hand_in(cast: Cast, return_: Return, on: date) -> None:
    lead = _lead(cast, return_)
    sign_return(return_=return_, name="Robin Ashdown (invented)", post="Chief officer", on=on, by=lead)
    submit_return(return_=return_, on=on, by=lead)


def _lead(cast: Cast, return_: Return) -> Person:
    """Who leads for the agency."""
    known = {person.pk for person in cast.by_role["agency-lead"]}
    return next(person for person in people_of(return_.agency, cast.board) if person.pk in known)


def _evidence(cast: Cast, on: date) -> StoredFile:
    words = f"Minutes of an invented meeting, {on:%B %Y}.\n"
    upload = SimpleUploadedFile(f"Minutes {on:%B %Y} (invented).txt", words.encode())
    return store_file(board=cast.board, upload=upload, at=moment(on), by=cast.one("officer"))
