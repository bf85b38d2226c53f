"""What happens to a return between being asked for and being submitted, and after."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from learningloop.instruments.models import Evidence
from learningloop.instruments.operations.answering import (
    AlreadyShown,
    Answered,
    UnknownQuestion,
    add_evidence,
    answer_questions,
    copy_answers,
    open_answers,
    remove_evidence,
    show_evidence,
)
from learningloop.instruments.queries.answering import kept_before, kept_in
from learningloop.instruments.rules.conditions import Given
from learningloop.kit.dates import day
from learningloop.people.models import Person
from learningloop.people.queries import people_of
from learningloop.records.operations.looking import looked_at_first
from learningloop.sources.assessments import events, rules
from learningloop.sources.assessments.models import Comment, Delegation, Return
from learningloop.sources.assessments.operations import RoundClosed
from learningloop.sources.assessments.operations.leading import begin_again, change_return, led_by
from learningloop.sources.assessments.queries import is_of_agency, leads
from learningloop.trail.operations import Actor, Refused, change, create_many, log, operation


class NotNow(Refused):
    """The return stands where this cannot be done."""


class AnsweredElsewhere(Refused):
    """In a joint round the agency answers this return once, for another board."""


class NotOpenYet(Refused):
    """The round opens later."""


class NotYourSection(Refused):
    """Others of the agency are named to this section."""


class NotComplete(Refused):
    """Something that must be answered, explained or shown is missing."""


class SaidAlready(Refused):
    """The latest comment says the same, by the same person: the button was pressed twice."""


class NotOfTheAgency(Refused):
    """Who is named to a section belongs to the agency."""


@operation
def answer_return(
    *,
    return_: Return,
    given: Mapping[str, Given],
    seen: Mapping[str, int] | None = None,
    at: datetime | None = None,
    by: Person,
) -> Answered:
    """Answer questions of a return. What the board's office enters is marked as entered on behalf of the agency.

    `at` and `seen` are those of answer_questions. Raises RoundClosed, NotNow, NotOpenYet, NotYourSection, and as
    answer_questions does.
    """
    _may_answer(return_, given.keys(), by)
    behalf = not is_of_agency(by, return_)
    return_.answer_set.board = return_.board  # what is answered here is of this board, which is read already
    told = answer_questions(answer_set=return_.answer_set, given=given, seen=seen, on_behalf=behalf, at=at, by=by)
    _begun(return_)
    return told


@looked_at_first("return_")
@operation
def add_files(
    *,
    return_: Return,
    question: str,
    uploads: "Sequence[UploadedFile[Any]]",
    counts_until: date | None = None,
    by: Person,
) -> None:
    """Add evidence to an answer. Raises as answer_return and add_evidence do."""
    _may_answer(return_, [question], by)
    add_evidence(
        answer_set=return_.answer_set, question=question, uploads=uploads, counts_until=counts_until, by=by
    )
    _begun(return_)


@operation
def reuse_files(*, return_: Return, question: str, by: Person) -> None:
    """Take over the evidence of last time for an answer, each file with its first day and its last.

    Raises as answer_return does, UnknownQuestion and AlreadyShown.
    """
    _may_answer(return_, [question], by)
    files = kept_before(return_.answer_set).files.get(question, ())
    if not files:
        raise UnknownQuestion("There was no evidence last time.")
    here = {one.file_id for one in kept_in(return_.answer_set).files.get(question, ())}
    left = [one for one in files if one.file_id not in here]
    if not left:
        raise AlreadyShown("Last time’s evidence stands here already.")
    for one in left:
        show_evidence(
            answer_set=return_.answer_set, questions=[question], file=one.file, reused=True,
            counts_until=one.counts_until, by=by,
        )  # fmt: skip
    _begun(return_)


@operation
def remove_file(*, return_: Return, evidence: Evidence, by: Person) -> None:
    """Take evidence away from an answer. Raises as answer_return and remove_evidence do."""
    _may_answer(return_, [evidence.question], by)
    remove_evidence(evidence=evidence, by=by)


def _may_answer(return_: Return, questions: Collection[str], by: Person) -> None:
    _hold(return_, *rules.ANSWERABLE)
    if wrong := rules.not_open_yet(return_.round.opens_on, timezone.localdate()):
        raise NotOpenYet(wrong)
    if leads(by, return_):
        return
    named: dict[str, set[int]] = {}
    for key, person in Delegation.objects.filter(return_to=return_).values_list("section", "person"):
        named.setdefault(key, set()).add(person)
    for section in return_.answer_set.question_set.sections:
        asked = any(question.key in questions for question in section.questions)
        if asked and not rules.may_answer(named.get(section.key, ()), by.pk, False):
            raise NotYourSection("Others of your agency are named to answer this section. Ask them, or your lead.")


def _hold(return_: Return, *states: str, led: bool = False) -> None:
    """Keep others from changing the return until this is done, if it stands in one of these states.

    Where it is `led` by another board's, there is little that can be done to it here.
    """
    now = Return.objects.select_for_update(of=["self"]).select_related("round").get(pk=return_.pk)
    if now.round.closed_on:
        raise RoundClosed("This round is closed. Nothing was saved; ask the board’s office if you need to answer.")
    if now.led_by and not led:
        raise AnsweredElsewhere(f"This is answered once, for {now.led_by.board.name}. Nothing was changed here.")
    if now.state not in states:
        raise NotNow(f"This return is “{now.get_state_display().lower()}” by now, so nothing was changed.")
    return_.state, return_.round = now.state, now.round


def _begun(return_: Return) -> None:
    if return_.state == rules.NOT_STARTED:
        change_return(events.RETURN_BEGUN, return_, state=rules.IN_PROGRESS)


@operation
def share_out(*, return_: Return, section: str, people: Collection[Person], by: Actor) -> None:
    """Name who answers a section; nobody named means anybody of the agency.

    Raises UnknownQuestion, NotOfTheAgency, NotNow.
    """
    _hold(return_, *rules.ANSWERABLE)
    title = {one.key: one.title for one in return_.answer_set.question_set.sections}.get(section)
    if title is None:
        raise UnknownQuestion("These questions have no such section.")
    ours = set(people_of(return_.agency, return_.board))
    if not ours.issuperset(people):
        raise NotOfTheAgency("Choose people of this agency.")
    held = Delegation.objects.filter(return_to=return_, section=section).select_related("person")
    before = sorted(one.person.name for one in held)
    held.delete()
    Delegation.objects.bulk_create(Delegation(return_to=return_, section=section, person=one) for one in people)
    after = sorted(one.name for one in people)
    log(events.RETURN_SHARED_OUT, return_, before={"people": before}, after={"people": after}, section=title)


@operation
def share_out_sections(*, return_: Return, named: Mapping[str, Collection[Person]], by: Actor) -> None:
    """Name who answers several sections, all or none. Raises as share_out does."""
    for section, people in named.items():
        share_out(return_=return_, section=section, people=people, by=by)


@operation
def sign_return(*, return_: Return, name: str, post: str, on: date, by: Actor) -> Return:
    """Note that the senior signed: nothing is missing, and nothing changes now. Raises NotComplete, NotNow."""
    _hold(return_, *rules.ANSWERABLE)
    return_.answer_set.refresh_from_db()
    lacking = return_.answer_set.tally["whole"]["lacking"]
    if lacking:
        told = "1 question is" if lacking == 1 else f"{lacking} questions are"
        raise NotComplete(f"{told} not complete yet. Look at what is missing, then sign.")
    signed = {"signed_name": name, "signed_post": post, "signed_on": on}
    change_return(events.RETURN_SIGNED, return_, state=rules.SIGNED, **signed)
    return return_


@operation
def take_back(*, return_: Return, by: Actor) -> Return:
    """Take back the signature, so that answers can be changed. Raises NotNow."""
    _hold(return_, rules.SIGNED)
    unsigned: dict[str, Any] = {"signed_name": "", "signed_post": "", "signed_on": None}
    change_return(events.RETURN_TAKEN_BACK, return_, state=rules.IN_PROGRESS, **unsigned)
    return return_


@operation
def submit_return(*, return_: Return, on: date, by: Person) -> Return:
    """Submit a signed return to the board. Raises NotNow."""
    _hold(return_, rules.SIGNED)
    change_return(events.RETURN_SUBMITTED, return_, state=rules.SUBMITTED, submitted_on=on, submitted_by=by)
    return return_


@operation
def withdraw_return(*, return_: Return, why: str, by: Actor) -> Return:
    """Withdraw a submitted return, which stays as it was, and begin another from its answers. Raises NotNow.

    The same happens to those it leads.
    """
    _hold(return_, rules.SUBMITTED)
    former = [return_, *led_by(return_)]
    pairs = list(zip(former, begin_again(former), strict=True))
    for one, after in pairs:
        facts = {"becomes": after.reference, "why": why}
        change(events.RETURN_WITHDRAWN, one, facts=facts, state=rules.WITHDRAWN)
    again = pairs[0][1]
    [answers] = open_answers(
        board=return_.board,
        version=return_.answer_set.version,
        asked=[(again.reference, return_.agency, return_.answer_set.before)],
    )
    copy_answers(former=return_.answer_set, to=answers)
    for one, after in pairs:
        after.answer_set, after.led_by = answers, None if after is again else again
        _go_on(one, after)
    Delegation.objects.bulk_create(
        Delegation(return_to=again, section=one.section, person=one.person) for one in return_.delegations.all()
    )
    return again


def _go_on(former: Return, again: Return) -> None:
    create_many(events.RETURN_AGAIN, [again], facts=lambda _: {"former": former.reference})
    former.again = again
    former.save(update_fields=["again"])


@operation
def move_return(*, return_: Return, due_on: date, why: str, by: Actor) -> Return:
    """Give one agency another day. Raises NotNow."""
    _hold(return_, *rules.OUTSTANDING, led=True)
    change(events.RETURN_MOVED, return_, facts={"becomes": day(due_on), "why": why}, due_on=due_on)
    return return_


@operation
def leave_comment(*, return_: Return, question: str, text: str, at: datetime | None = None, by: Person) -> Comment:
    """Leave a comment for colleagues beside a question, until the return is signed; `at` is when, else now.

    The event is the comment's own: the return's history, which the panel reads, tells nothing of it. Raises
    RoundClosed, NotNow, UnknownQuestion, SaidAlready.
    """
    _hold(return_, *rules.ANSWERABLE)
    asked = return_.answer_set.question_set.question(question)
    if asked is None:
        raise UnknownQuestion("These questions have no such question.")
    latest = Comment.objects.filter(return_to=return_, question=question).last()
    if latest and (latest.by_id, latest.text) == (by.pk, text):
        raise SaidAlready("This comment stands here already.")
    comment = Comment.objects.create(
        return_to=return_, question=question, text=text, by=by, at=at or timezone.now()
    )
    log(events.COMMENT_LEFT, comment, question=asked.brief)
    return comment
