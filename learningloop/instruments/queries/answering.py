"""Answers that were given: those of a set, those of the time before, and whether what is kept of them is right."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from learningloop.instruments.models import Answer, AnswerSet, Evidence, QuestionSetVersion
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.rules.succession import predecessors
from learningloop.instruments.rules.tally import Tally, tally
from learningloop.people.models import Board

Files = Mapping[str, Sequence[Evidence]]
SAID = ("id", "answer_set_id", "question", "value", "explanation", "number")
"""What of an answer is read when it is answered anew."""


@dataclass(frozen=True)
class Kept:
    """What stands in a set of answers, by the question's key; `said`, what all say where only some are here."""

    answers: Mapping[str, Answer]
    files: Files
    said: Mapping[str, Given] | None = None

    @cached_property
    def given(self) -> Mapping[str, Given]:
        """The same, as the rules read it."""
        return self.said or {
            key: _given(self.answers.get(key), len(self.files.get(key, ())))
            for key in self.answers.keys() | self.files.keys()
        }


def _given(answer: Answer | None, files: int) -> Given:
    return Given(answer.value, answer.explanation, files) if answer else Given(files=files)


def kept_in(answer_set: AnswerSet, *, shown: bool = False) -> Kept:
    """All that stands in a set of answers; to be `shown`, with who gave it and the files. Four queries at most."""
    by, file = (("by",), ("file",)) if shown else ((), ())  # few gave many: each is read once
    answers = {one.question: one for one in answer_set.answers.prefetch_related(*by)}
    files: dict[str, list[Evidence]] = defaultdict(list)
    for one in answer_set.evidence.prefetch_related(*file):
        files[one.question].append(one)
    return Kept(answers, files)


def said_in(answer_set: AnswerSet, questions: Collection[str]) -> Kept:
    """What all of a set's answers say, and of the answers only those to some questions. Two queries.

    To answer one question of a hundred, it is not worth making a hundred answers.
    """
    rows = answer_set.answers.order_by().values_list(*SAID)
    files = Counter(answer_set.evidence.order_by().values_list("question", flat=True))
    said = {key: Given(files=number) for key, number in files.items()}
    answers = {}
    for row in rows:
        _pk, _set, key, value, explanation, _number = row
        said[key] = Given(value, explanation, files[key])
        if key in questions:
            answers[key] = Answer.from_db(connection.alias, SAID, row)
            answers[key].answer_set = answer_set
    return Kept(answers, {}, said)


def values_in(answer_sets: Collection[int]) -> dict[int, dict[str, Any]]:
    """What was answered in several sets, by the set's key and the question's. One query."""
    return _by_set(answer_sets, Answer.objects.filter(answer_set__in=answer_sets), "value")


def explanations_in(answer_sets: Collection[int]) -> dict[int, dict[str, Any]]:
    """The words beside the answers, where there are any. One query."""
    rows = Answer.objects.filter(answer_set__in=answer_sets).exclude(explanation="")
    return _by_set(answer_sets, rows, "explanation")


def _by_set(answer_sets: Collection[int], rows: QuerySet[Answer], column: str) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {key: {} for key in answer_sets}
    for key, question, value in rows.order_by().values_list("answer_set", "question", column):
        found[key][question] = value
    return found


def with_latest(answer_set: AnswerSet, kept: Kept, questions: Collection[str]) -> Kept:
    """The same with these questions' answers as they are now. One query."""
    latest = answer_set.answers.filter(question__in=questions).select_related("by")
    return Kept({**kept.answers, **{one.question: one for one in latest}}, kept.files)


def tallied(answer_set: AnswerSet, kept: Kept) -> Tally:
    """What the rules make of a set of answers."""
    return tally(answer_set.question_set, kept.given, answer_set.kind)


def kept_before(answer_set: AnswerSet) -> Kept:
    """What was answered the time before, under the keys that its questions have now. Five queries at most."""
    return carried(answer_set.before, answer_set)


def carried(before: AnswerSet | None, now: AnswerSet) -> Kept:
    """What was answered in an earlier set, under the keys that the questions of another have.

    Only what may be carried: the question stays, and says so. No query without an earlier set.
    """
    if before is None:
        return Kept({}, {})
    was = _lineage(before.version, now.version)
    former = kept_in(before, shown=True)
    carried = [question.key for question in now.question_set.questions() if question.carried]
    return Kept(
        {key: former.answers[was[key]] for key in carried if was.get(key) in former.answers},
        {key: former.files[was[key]] for key in carried if was.get(key) in former.files},
    )


def _lineage(former: QuestionSetVersion, now: QuestionSetVersion) -> dict[str, str]:
    """Which question of an earlier version each question was, through all versions between.

    Those of two boards have none between.
    """
    if former.pk == now.pk:
        return {question.key: question.key for question in now.document.questions()}
    if former.board_id != now.board_id:
        return predecessors(former.document, now.document)
    between = QuestionSetVersion._base_manager.filter(
        board=now.board_id, key=now.key, number__range=(former.number, now.number)
    ).exclude(published_on=None)
    documents = [version.document for version in between.defer("content").order_by("-number")]
    was = {question.key: question.key for question in now.document.questions()}
    for after, before in zip(documents, documents[1:], strict=False):
        step = predecessors(before, after)
        was = {key: step[old] for key, old in was.items() if old in step}
    return was


def evidence_known(answer_set: AnswerSet, digests: Collection[str]) -> dict[str, list[Evidence]]:
    """The evidence of a set, then of the one before, whose files have these digests, by digest. One query."""
    sets = [answer_set.pk, answer_set.before_id]
    rows = Evidence.objects.filter(answer_set__in=sets, file__sha256__in=digests).select_related("file")
    found: dict[str, list[Evidence]] = defaultdict(list)
    for one in sorted(rows, key=lambda one: (one.answer_set_id != answer_set.pk, one.pk)):
        found[one.file.sha256].append(one)
    return dict(found)


def differing_tallies(board: Board) -> Iterator[tuple[AnswerSet, Tally]]:
    """The sets of a board of which something else is kept than what their answers come to, with what they do."""
    for answer_set in AnswerSet.objects.filter(board=board).order_by("pk").iterator(chunk_size=500):
        if _differing(answer_set):
            with transaction.atomic():  # somebody may have answered meanwhile: now nobody can
                held = AnswerSet.objects.select_for_update().get(pk=answer_set.pk)
                right = _differing(held)
            if right:
                yield held, right


def _differing(answer_set: AnswerSet) -> Tally | None:
    """What a set's answers come to, unless just that is kept of them."""
    right = tallied(answer_set, kept_in(answer_set))
    whole = right["whole"]
    kept = (answer_set.tally, answer_set.asked, answer_set.complete)
    return None if kept == (right, whole["asked"], whole["complete"]) else right
