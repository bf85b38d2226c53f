"""Answering: one question, or several at once; nobody overwrites what they have not seen."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from learningloop.instruments import events
from learningloop.instruments.models import Answer, AnswerSet, Evidence, QuestionSetVersion
from learningloop.instruments.queries.answering import (
    Kept,
    differing_tallies,
    evidence_known,
    kept_in,
    said_in,
    tallied,
)
from learningloop.instruments.rules.answers import NotAnAnswer, clean, clean_explanation
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.rules.tally import Tally, tally
from learningloop.instruments.schema import Question, QuestionSet
from learningloop.kit.bulk import insert_keyed, update
from learningloop.kit.portions import AT_ONCE
from learningloop.people.models import Agency, Board, Person
from learningloop.records.models import StoredFile
from learningloop.records.operations import store_files
from learningloop.records.operations.looking import looked_at_first
from learningloop.records.queries import digest_of
from learningloop.trail.operations import Actor, Noted, Refused, log, log_many, operation

SAVED = ("value", "explanation", "number", "by", "on_behalf", "at")


class UnknownQuestion(Refused):
    """The version has no such question."""


class AnswerNotTaken(Refused):
    """It is no answer to this question."""


class AnsweredMeanwhile(Refused):
    """Somebody else answered some of the questions meanwhile: `questions` are their keys. Nothing was saved."""

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__("Somebody else answered this after you opened it. Look at both answers, then choose.")
        self.questions = questions


@dataclass(frozen=True)
class Answered:
    """What a set's answers said before some were given, and say now."""

    before: Kept
    now: Kept


class AlreadyShown(Refused):
    """Every one of these files is evidence for this question already."""


class NoSuchEvidence(Refused):
    """The file is not among the evidence any more."""


def open_answers(
    *, board: Board, version: QuestionSetVersion, asked: Iterable[tuple[str, Agency, AnswerSet | None]]
) -> list[AnswerSet]:
    """Begin sets of answers, each with its reference, who answers, and the set before. Inside an operation."""
    fresh: dict[str, Tally] = {}
    made = []
    for reference, agency, before in asked:
        if agency.kind not in fresh:
            fresh[agency.kind] = tally(version.document, {}, agency.kind)
        made.append(_fresh(board, version, reference, agency.kind, before, fresh[agency.kind]))
    return list(AnswerSet.objects.bulk_create(made, batch_size=AT_ONCE))


def _fresh(
    board: Board, version: QuestionSetVersion, reference: str, kind: str, before: AnswerSet | None, told: Tally
) -> AnswerSet:
    return AnswerSet(
        board=board, reference=reference, version=version, kind=kind, before=before,
        asked=told["whole"]["asked"], tally=told,
    )  # fmt: skip


@operation
def answer_questions(
    *,
    answer_set: AnswerSet,
    given: Mapping[str, Given],
    seen: Mapping[str, int] | None = None,
    on_behalf: bool = False,
    at: datetime | None = None,
    by: Actor,
) -> Answered:
    """Answer questions, by their keys; all or none.

    `at` is when they were given, now if nothing is said. `seen` is the `number` of each answer from which whoever
    answers began, 0 where there was none; None asks nothing. Raises UnknownQuestion, AnswerNotTaken and
    AnsweredMeanwhile.
    """
    _hold(answer_set)
    kept = said_in(answer_set, given.keys())
    cleaned = {key: _clean(answer_set.question_set, key, one) for key, one in given.items()}
    before = {key: _as_given(kept.answers.get(key)) for key in cleaned}
    meanwhile = [
        key
        for key, number in (seen or {}).items()
        if key in cleaned and _is_other(kept, key, number, cleaned[key])
    ]
    if meanwhile:
        raise AnsweredMeanwhile(meanwhile)
    answers = {key: kept.answers.get(key) or _none_yet(answer_set, key) for key in cleaned}
    _save([one for key, one in answers.items() if _differs(one, cleaned[key], at, on_behalf, by)])
    kind = events.ANSWER_GIVEN_ON_BEHALF if on_behalf else events.ANSWER_GIVEN
    log_many(kind, (_noted(answer_set.question_set, one, before[one.question]) for one in answers.values()))
    said = {key: replace(one, files=kept.given.get(key, one).files) for key, one in cleaned.items()}
    now = Kept(answers, {}, {**kept.given, **said})
    _keep_tally(answer_set, now)
    return Answered(kept, now)


def _hold(answer_set: AnswerSet) -> None:
    """Two who answer at once take turns."""
    AnswerSet.objects.select_for_update().values_list("pk").get(pk=answer_set.pk)


def _clean(question_set: QuestionSet, key: str, given: Given) -> Given:
    question = _question(question_set, key)
    try:
        return Given(clean(question_set, question, given.value), clean_explanation(given.explanation))
    except NotAnAnswer as fault:
        raise AnswerNotTaken(str(fault)) from fault


def _question(question_set: QuestionSet, key: str) -> Question:
    question = question_set.question(key)
    if question is None:
        raise UnknownQuestion("These questions have no such question.")
    return question


def _as_given(answer: Answer | None) -> Given:
    return Given(answer.value, answer.explanation) if answer else Given()


def _is_other(kept: Kept, key: str, number: int, now: Given) -> bool:
    """Whether an answer changed since it was seen, and not to just what is given now."""
    answer = kept.answers.get(key)
    return (answer.number if answer else 0) != number and _as_given(answer) != now


def _none_yet(answer_set: AnswerSet, key: str) -> Answer:
    return Answer(answer_set=answer_set, question=key, number=0)


def _differs(answer: Answer, now: Given, at: datetime | None, on_behalf: bool, by: Any) -> bool:
    """Give an answer, unless it says the same already."""
    if answer.number and _as_given(answer) == now:
        return False
    answer.value, answer.explanation, answer.number = now.value, now.explanation, answer.number + 1
    answer.by, answer.on_behalf, answer.at = by if by.pk else None, on_behalf, at or timezone.now()
    return True


def _save(answers: Sequence[Answer]) -> None:
    insert_keyed([one for one in answers if one.pk is None])
    update([one for one in answers if one.pk is not None], SAVED)


def _noted(question_set: QuestionSet, answer: Answer, before: Given) -> Noted:
    was = {"answer": before.value, "explanation": before.explanation}
    now = {"answer": answer.value, "explanation": answer.explanation}
    changed = [name for name in now if was[name] != now[name]]
    return Noted(
        answer,
        {name: was[name] for name in changed},
        {name: now[name] for name in changed},
        {"question": _question(question_set, answer.question).brief},
    )


def _keep_tally(answer_set: AnswerSet, kept: Kept) -> None:
    told = tallied(answer_set, kept)
    whole = told["whole"]
    answer_set.tally, answer_set.asked, answer_set.complete = told, whole["asked"], whole["complete"]
    update([answer_set], ["tally", "asked", "complete"])


@looked_at_first("answer_set")
@operation
def add_evidence(
    *,
    answer_set: AnswerSet,
    question: str,
    uploads: "Sequence[UploadedFile[Any]]",
    counts_until: date | None = None,
    by: Person,
) -> None:
    """Store files as evidence for one answer, all or none; `counts_until` is the last day on which they count.

    A file that is among this set's evidence, or was among the last one's, is not stored again: it keeps the day on
    which it first came. Raises UnknownQuestion, AlreadyShown, and as store_files does.
    """
    _question(answer_set.question_set, question)
    _hold(answer_set)
    sent = {digest_of(upload): upload for upload in reversed(uploads)}  # of the same twice, the first is taken
    known = evidence_known(answer_set, sent)
    fresh = [upload for digest, upload in reversed(sent.items()) if digest not in known]
    again = [rows[0] for rows in known.values() if not any(_is_here(one, answer_set, question) for one in rows)]
    if not fresh and not again:
        names = " and ".join(sorted({rows[0].file.name for rows in known.values()}))
        raise AlreadyShown(f"{names}: already evidence for this question.")
    where: dict[str, Any] = {"answer_set": answer_set, "questions": [question], "by": by}
    for file in store_files(board=answer_set.board, uploads=fresh, by=by) if fresh else []:
        show_evidence(**where, file=file, counts_until=counts_until)
    for one in again:
        reused = one.reused or one.answer_set_id != answer_set.pk
        show_evidence(**where, file=one.file, reused=reused, counts_until=counts_until or one.counts_until)


def _is_here(evidence: Evidence, answer_set: AnswerSet, question: str) -> bool:
    return evidence.answer_set_id == answer_set.pk and evidence.question == question


@operation
def show_evidence(
    *,
    answer_set: AnswerSet,
    questions: Collection[str],
    file: StoredFile,
    reused: bool = False,
    counts_until: date | None = None,
    at: datetime | None = None,
    by: Actor,
) -> None:
    """Let a file that is stored be evidence for answers, one or several; `at` is when it was shown, else now.

    Raises UnknownQuestion, AlreadyShown.
    """
    _hold(answer_set)
    texts = {key: _question(answer_set.question_set, key).brief for key in questions}
    held = Evidence.objects.filter(answer_set=answer_set, file=file, question__in=texts)
    made = [
        Evidence(
            answer_set=answer_set,
            question=key,
            file=file,
            reused=reused,
            counts_until=counts_until,
            added_by_id=by.pk,
            added_at=at or timezone.now(),
        )
        for key in texts.keys() - set(held.values_list("question", flat=True))
    ]
    if not made:
        raise AlreadyShown(f"{file.name}: already evidence for this question.")
    Evidence.objects.bulk_create(made, batch_size=AT_ONCE)
    after = {"counts_until": counts_until} if counts_until else {}
    kind = events.EVIDENCE_REUSED if reused else events.EVIDENCE_ADDED
    facts = ({"name": file.name, "question": texts[one.question]} for one in made)
    log_many(kind, (Noted(answer_set, after=after, facts=told) for told in facts))
    _keep_tally(answer_set, kept_in(answer_set))


@operation
def remove_evidence(*, evidence: Evidence, by: Actor) -> None:
    """Take a file away from an answer; the file itself is kept with the trail. Raises NoSuchEvidence."""
    answer_set = AnswerSet.objects.select_for_update().get(pk=evidence.answer_set_id)
    number, _ = Evidence.objects.filter(pk=evidence.pk).delete()
    if not number:
        raise NoSuchEvidence("This file was taken away meanwhile.")
    text = _question(answer_set.question_set, evidence.question).brief
    log(events.EVIDENCE_REMOVED, answer_set, name=evidence.file.name, question=text)
    _keep_tally(answer_set, kept_in(answer_set))


def copy_answers(*, former: AnswerSet, to: AnswerSet) -> None:
    """Begin a set with all that stands in another of the same version. To be called inside an operation."""
    kept = kept_in(former)
    answers, evidence = list(kept.answers.values()), [one for files in kept.files.values() for one in files]
    for answer in answers:
        answer.pk, answer.answer_set = None, to
    for file in evidence:
        file.pk, file.answer_set = None, to
    Answer.objects.bulk_create(answers, batch_size=AT_ONCE)
    Evidence.objects.bulk_create(evidence, batch_size=AT_ONCE)
    _keep_tally(to, kept)


@operation
def mend_tallies(*, board: Board, by: Actor) -> int:
    """Work out anew what is kept of each set of answers; how many differed."""
    differing = list(differing_tallies(board))
    for answer_set, _right in differing:
        _hold(answer_set)
        _keep_tally(answer_set, kept_in(answer_set))
    log(events.TALLIES_MENDED, board, number=len(differing))
    return len(differing)
