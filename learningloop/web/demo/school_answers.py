"""What the invented schools answer in a Section 175 round: grades as they are told, words, dates and files."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import cycle

from django.core.files.uploadedfile import SimpleUploadedFile

from learningloop.instruments.operations.answering import show_evidence
from learningloop.instruments.rules.answers import Value
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.schema import Question, QuestionSet, Section
from learningloop.people.models import Person
from learningloop.records.operations import store_file
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.operations.returns import answer_return
from learningloop.web.demo.cast import moment
from learningloop.web.demo.schools import School

GRADES = {"m": "met", "p": "partly-met", "n": "not-met"}
WEAK = {False: "npmp", True: "pmmp"}
"""What a school gives itself in a weak section, and the year after."""
WORDS = {
    "met": (
        "Governors read the report in the summer term and asked for a sample of six records; all were in order.",
        "It stands in the policy; every member of staff has signed that they read it.",
        "The pupil survey of May shows it: nine of ten know whom to go to.",
    ),
    "partly-met": (
        "It is done in the lower school. The upper school begins after the training day in January.",
        "The policy says so; three of ten records that we sampled do not show it yet.",
    ),
    "not-met": ("Nothing is written down yet. The lead brings a proposal to the governors in the spring term.",),
}
DEPUTIES = "There are two, one for the younger children. (invented)"
SAID = (
    "They want a quiet place at break, and to know what happens after they tell somebody. The library is open now."
)
IMPROVED = (
    ("Every new member of staff has met the lead before their first day", "Safeguarding lead"),
    ("Pupils help to write the page that tells them whom to go to", "Head of pastoral care"),
)


def answer_all(
    school: School, return_: Return, on: date, *, later: bool = False, sections: int = 99, by: Person | None = None
) -> None:
    """Answer the first sections, those of the year after if it is `later`, and show the school’s policy."""
    asked = return_.answer_set.question_set
    given = dict(_given(school, asked, on, asked.sections[:sections], later))
    answer_return(return_=return_, given=given, at=moment(on), by=by or school.lead)
    shown = [one.questions[0].key for one in asked.sections[:sections] if one.key in school.told.shown]
    if shown:
        _show(school, return_, shown, on)


def _given(
    school: School, asked: QuestionSet, on: date, sections: Collection[Section], later: bool
) -> Iterator[tuple[str, Given]]:
    own = cycle(school.told.grades.replace("n", "p") if later else school.told.grades)
    weak = cycle(WEAK[later])
    for section in sections:
        grades = weak if section.key in school.told.weak else own
        for number, question in enumerate(section.questions):
            if question.kind == "grade":
                grade = GRADES[next(grades)]
                bare = section.key in school.told.bare and grade == "met"
                yield question.key, Given(grade, "" if bare else _words(grade, number))
            else:
                words = DEPUTIES if question.is_graded else ""
                yield question.key, Given(_fact(question, on), words)


def _words(grade: str, number: int) -> str:
    words = WORDS[grade]
    return f"{words[number % len(words)]} (invented)"


def _fact(question: Question, on: date) -> Value:
    match question.kind:
        case "yes-no":
            return "yes"
        case "choice":
            return "no"
        case "date":
            return date(on.year, 7, 9).isoformat()
        case "percentage":
            return "96"
        case "number":
            return "0"
        case "table":
            by = date(on.year + 1, 4, 30).isoformat()
            return [{"what": f"{what} (invented)", "who": who, "by": by} for what, who in IMPROVED]
    return f"{SAID} (invented)"


def _show(school: School, return_: Return, questions: list[str], on: date) -> None:
    """The school's policy: one of this year counts until the next; one that came long ago says nothing of it."""
    came = school.told.policy_of or on
    words = f"Child protection policy of {school.agency.name}, {came:%B %Y}.\n"
    upload = SimpleUploadedFile(f"Child protection policy {came.year} (invented).txt", words.encode())
    file = store_file(board=return_.board, upload=upload, at=moment(came), by=school.lead)
    until = None if school.told.policy_of else date(on.year + 1, 8, 31)
    show_evidence(
        answer_set=return_.answer_set, questions=questions, file=file, counts_until=until, at=moment(on),
        by=school.lead,
    )  # fmt: skip
