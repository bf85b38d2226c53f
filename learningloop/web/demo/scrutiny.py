"""The scrutiny of returns for the demonstration: some agreed, some before the panel. All invented."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from learningloop.people.models import Person
from learningloop.scrutiny.operations import (
    allocate_return,
    conclude_scrutiny,
    moderate_answer,
    note_read,
    reply_to_challenge,
)
from learningloop.scrutiny.operations.after import note_meeting, report_back
from learningloop.sources.assessments.models import Return
from learningloop.web.demo.cast import Cast, moment

CHALLENGE = (
    "The file that is shown is one set of minutes. Where is it seen in the work of the other teams? (invented)"
)
REPLY = "Two of three teams keep it; the third has begun and is not there yet. (invented)"
WHY = "Two teams of three, as the agency says itself. (invented)"
PRESENT = "The executive lead for safeguarding; two of the panel. (invented)"
SAID = "The third team has its training in April. The agency brings its next dip sample in June. (invented)"
SINCE = "The third team keeps it since May; the dip sample of June showed ten of twelve files. (invented)"

ASKED_OF_SCHOOLS = "Can parents read the policy on the school’s website? We did not find it there. (invented)"
SCHOOL_REPLIES = "It was there until the website changed in the summer. It is put back this week. (invented)"
WHY_OF_SCHOOLS = "The policy is reviewed, and could not be read by the public for a term. (invented)"


def agree_return(cast: Cast, return_: Return, lead: Person) -> None:
    """Last year's: one answer challenged, replied to and graded lower, which makes it a development area."""
    panel = [cast.one("business-manager"), cast.one("officer")]
    reader = panel[0]
    question = next(one.key for one in return_.answer_set.question_set.questions() if one.kind == "grade")
    allocate_return(return_=return_, panel=panel, on=date(2025, 12, 1), by=reader)
    said: dict[str, Any] = {"return_": return_, "question": question}
    moderate_answer(**said, challenge=CHALLENGE, at=moment(date(2025, 12, 8)), by=reader)
    reply_to_challenge(**said, reply=REPLY, at=moment(date(2025, 12, 15)), by=lead)
    note_meeting(return_=return_, on=date(2026, 1, 12), present=PRESENT, said=SAID, by=panel[1])
    moderate_answer(
        **said, challenge=CHALLENGE, grade="partly-met", why=WHY, at=moment(date(2026, 1, 12)), by=panel[1]
    )
    conclude_scrutiny(return_=return_, on=date(2026, 1, 14), by=reader)
    note_read(return_=return_, on=date(2026, 1, 19), by=lead)
    report_back(return_=return_, told={question: SINCE}, at=moment(date(2026, 6, 8)), by=lead)


def put_before_the_panel(cast: Cast, return_: Return) -> None:
    """This year's: allocated, with a challenge that waits for a reply."""
    officer = cast.one("officer")
    question = next(one.key for one in return_.answer_set.question_set.questions() if one.kind == "grade")
    allocate_return(return_=return_, panel=[officer], on=date(2026, 11, 12), by=officer)
    moderate_answer(
        return_=return_, question=question, challenge=CHALLENGE, at=moment(date(2026, 11, 16)), by=officer
    )


def scrutinise_schools(cast: Cast, returns: Mapping[str, tuple[Return, Person]]) -> None:
    """Last year's schools: two agreed, two before the panel; what is at risk waits to be allocated."""
    officer, member = cast.one("officer"), cast.one("group-member")
    for key in ("demo-school-hollow-oak", "demo-school-pewter-wood"):
        _agree_school(*returns[key], member)
    for key in ("demo-school-kestrel-bank", "demo-college-iron-gate"):
        return_, lead = returns[key]
        allocate_return(return_=return_, panel=[member, officer], on=date(2025, 12, 3), by=officer)
        said: dict[str, Any] = {"return_": return_, "question": "p-policy"}
        moderate_answer(**said, challenge=ASKED_OF_SCHOOLS, at=moment(date(2025, 12, 9)), by=member)
    reply_to_challenge(**said, reply=SCHOOL_REPLIES, at=moment(date(2025, 12, 16)), by=lead)


def _agree_school(return_: Return, lead: Person, member: Person) -> None:
    said: dict[str, Any] = {"return_": return_, "question": "p-policy"}
    allocate_return(return_=return_, panel=[member], on=date(2025, 12, 3), by=member)
    moderate_answer(**said, challenge=ASKED_OF_SCHOOLS, at=moment(date(2025, 12, 9)), by=member)
    reply_to_challenge(**said, reply=SCHOOL_REPLIES, at=moment(date(2025, 12, 16)), by=lead)
    moderate_answer(
        **said,
        challenge=ASKED_OF_SCHOOLS,
        grade="partly-met",
        why=WHY_OF_SCHOOLS,
        at=moment(date(2026, 1, 14)),
        by=member,
    )
    conclude_scrutiny(return_=return_, on=date(2026, 1, 16), by=member)
    note_read(return_=return_, on=date(2026, 1, 21), by=lead)
