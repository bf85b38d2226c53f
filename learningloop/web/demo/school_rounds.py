"""Section 175 rounds of many schools for the demonstration: last year's, closed, and this year's. All invented."""

from collections.abc import Iterator
from datetime import date, timedelta

from learningloop.frameworks.schema import Framework
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.queries import shipped_sets
from learningloop.learning.operations import draw_finding, make_recommendation
from learningloop.people.models import Person
from learningloop.people.queries import people_of
from learningloop.reports.rules import Position
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import close_round, open_round
from learningloop.sources.assessments.operations.returns import (
    leave_comment,
    move_return,
    share_out,
    sign_return,
    submit_return,
    withdraw_return,
)
from learningloop.sources.assessments.rules import LIKELY_KINDS
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM
from learningloop.web.demo.cast import Cast, moment
from learningloop.web.demo.material import Invented
from learningloop.web.demo.school_answers import answer_all
from learningloop.web.demo.schools import FoundElsewhere, School, add_schools, invented_schools
from learningloop.web.demo.scrutiny import scrutinise_schools
from learningloop.web.demo.walk import Walk

SET = "section-175"
LAST_YEAR = (date(2025, 9, 15), date(2025, 11, 14))
THIS_YEAR = (date(2026, 9, 14), date(2026, 11, 13))
CLOSED = date(2025, 11, 21)
EXTENDED = date(2026, 12, 11)
FOUND = date(2025, 6, 18)
"""When another source found what one of last year's returns does not tell."""
WHY_EXTENDED = "The safeguarding lead changed in October. (invented)"
WHY_WITHDRAWN = "Two sections were answered for the year before. (invented)"
ASKS = "Where is the list of who signed that they read Part one? (invented)"
TELLS = "In the office, second drawer. I scan it on Thursday. (invented)"

Asked = list[tuple[School, Return]]


def hold_school_rounds(cast: Cast, framework: Framework, material: Invented) -> None:
    """Where the framework names audits of schools: a round that is closed and one that is open."""
    if LIKELY_KINDS[SET] not in {one.key for one in framework.source_kinds}:
        return
    told = invented_schools()
    schools = add_schools(cast, told)
    _find_elsewhere(cast, material, told.finding, schools)
    draft = draft_questions(board=cast.board, question_set=shipped_sets()[SET], by=SYSTEM)
    version = publish_questions(version=draft, on=LAST_YEAR[0], by=SYSTEM)
    former = _open(cast, version, schools, LAST_YEAR, None)
    returns = list(_asked(former, schools))
    _answer_last_year(returns)
    close_round(round_=former, on=CLOSED, by=cast.one("officer"))
    scrutinise_schools(cast, {school.told.key: (one, school.lead) for school, one in returns})
    _go_on(cast, list(_asked(_open(cast, version, schools, THIS_YEAR, former), schools)))


def _find_elsewhere(cast: Cast, material: Invented, told: FoundElsewhere, schools: list[School]) -> None:
    """A need that an audit found at one school, months before its return calls nearly everything met."""
    agency = next(one.agency for one in schools if one.told.key == told.school)
    reviewer = cast.one("independent-reviewer")
    source = record_source(
        board=cast.board, kind="multi-agency-case-audit", title=told.source, summary=told.summary,
        started_on=FOUND - timedelta(days=40), completed_on=FOUND, group=cast.groups[0], lead=reviewer,
        agencies=[agency], invented=True, by=cast.one("officer"),
    )  # fmt: skip
    finding = draw_finding(
        source=source, kind="need", statement=told.statement, evidence=told.evidence, multi_agency=False,
        agencies=[agency], drawn_on=FOUND, by=reviewer,
    )  # fmt: skip
    recommendation = make_recommendation(findings=[finding], text=told.recommendation, made_on=FOUND, by=reviewer)
    Walk(cast, material, recommendation, FOUND + timedelta(days=14), 0).to(Position.CLOSED)


def _open(
    cast: Cast, version: QuestionSetVersion, schools: list[School], days: tuple[date, date], before: Round | None
) -> Round:
    return open_round(
        board=cast.board, version=version, kind=LIKELY_KINDS[SET], agencies=[one.agency for one in schools],
        title=f"Section 175 audit of schools and colleges {days[0].year} (invented)",
        opens_on=days[0], closes_on=days[1], signed_by="Head teacher or principal", before=before,
        group=cast.groups[0], instructions="All answers in this round are invented for the demonstration.",
        invented=True, by=cast.one("officer"),
    )  # fmt: skip


def _asked(round_: Round, schools: list[School]) -> Iterator[tuple[School, Return]]:
    """The schools in the order in which they are told, each with its return."""
    returns = {one.agency_id: one for one in round_.returns.select_related("answer_set", "board")}
    return ((one, returns[one.agency.pk]) for one in schools)


def _answer_last_year(asked: Asked) -> None:
    for place, (school, one) in enumerate(asked):
        on = date(2025, 10, 1) + timedelta(days=2 * place)
        if place == 0:
            _talk(one, school.lead, on)
        answer_all(school, one, on)
        _hand_in(school, one, on + timedelta(days=7))


def _go_on(cast: Cast, asked: Asked) -> None:
    """This year: each return stands where its school is told to stand."""
    for place, (school, one) in enumerate(asked):
        _stand(cast, school, one, date(2026, 10, 5) + timedelta(days=2 * place))


def _stand(cast: Cast, school: School, return_: Return, on: date) -> None:
    officer = cast.one("officer")
    match school.told.now:
        case "submitted" | "withdrawn":
            answer_all(school, return_, on, later=True)
            _hand_in(school, return_, on + timedelta(days=5))
            if school.told.now == "withdrawn":
                withdraw_return(return_=return_, why=WHY_WITHDRAWN, by=school.lead)
        case "signed":
            answer_all(school, return_, on, later=True)
            _sign(school, return_, on + timedelta(days=5))
        case "discussed":
            answer_all(school, return_, on, later=True, sections=5)
            _talk(return_, school.lead, on)
            section = return_.answer_set.question_set.sections[5].key
            share_out(return_=return_, section=section, people=[school.lead], by=school.lead)
        case "on-behalf":
            answer_all(school, return_, on, later=True, sections=4, by=officer)
        case "begun":
            answer_all(school, return_, on, later=True, sections=2)
        case "extended":
            move_return(return_=return_, due_on=EXTENDED, why=WHY_EXTENDED, by=officer)


def _talk(return_: Return, lead: Person, on: date) -> None:
    """A comment for colleagues, and what one of them says to it where there is another."""
    people = [*people_of(return_.agency, return_.board)]
    others = [one for one in people if one != lead] or [lead]
    at = moment(on - timedelta(days=1))
    leave_comment(return_=return_, question="t-part-one", text=ASKS, at=at, by=lead)
    leave_comment(return_=return_, question="t-part-one", text=TELLS, at=at + timedelta(hours=1), by=others[0])


def _sign(school: School, return_: Return, on: date) -> None:
    sign_return(return_=return_, name="Robin Ashdown (invented)", post="Head teacher", on=on, by=school.lead)


def _hand_in(school: School, return_: Return, on: date) -> None:
    _sign(school, return_, on)
    submit_return(return_=return_, on=on, by=school.lead)
