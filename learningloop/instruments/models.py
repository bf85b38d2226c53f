"""The question sets of a board, each version stored whole, and the answers that are given to them."""

from functools import cached_property, lru_cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django_scopes import ScopedManager

from learningloop.instruments.rules.answers import Value
from learningloop.instruments.rules.evidence import Shown
from learningloop.instruments.schema import QuestionSet
from learningloop.people.models import Board, Person
from learningloop.records.models import StoredFile
from learningloop.trail.models import Decided, Traced


class QuestionSetVersion(Traced):
    """A version of one of a board's question sets. Published, it never changes; a set has one draft at most."""

    decided = Decided("board", "board", "As long as answers to it")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.SlugField(max_length=80)
    key = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    content = models.JSONField()
    drafted_at = models.DateTimeField()
    published_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["title", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="question_set_reference_once_a_board"),
            models.UniqueConstraint(fields=["board", "key", "number"], name="question_set_number_once_a_set"),
            models.UniqueConstraint(
                fields=["board", "key"], condition=Q(published_on=None), name="one_draft_a_question_set"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def is_draft(self) -> bool:
        return self.published_on is None

    @cached_property
    def document(self) -> QuestionSet:
        """The typed document. What is published never changes, so it is read once in a process."""
        return QuestionSet.model_validate(self.content) if self.is_draft else read_published(self.pk)


@lru_cache(maxsize=128)
def read_published(pk: int) -> QuestionSet:
    """The document of a published version, by the version's key."""
    content = QuestionSetVersion._base_manager.values_list("content", flat=True).get(pk=pk)
    return QuestionSet.model_validate(content)


class AnswerSet(Traced):
    """What one respondent answers to one version of a question set, with how far it is and what it is worth.

    `asked`, `complete` and `tally` repeat what the rules make of the answers, so that many sets can be counted.
    """

    decided = Decided("board", "inherited", "As long as the record it belongs to")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, help_text="That of the record whose answers these are")
    version = models.ForeignKey(QuestionSetVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, help_text="The kind of agency that answers")
    before = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked = models.PositiveSmallIntegerField(default=0)
    complete = models.PositiveSmallIntegerField(default=0)
    tally = models.JSONField(default=dict)

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="answer_set_reference_once_a_board")
        ]

    def __str__(self) -> str:
        return f"Answers of {self.reference}"

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def question_set(self) -> QuestionSet:
        """The questions. No query: a published version is read once in a process."""
        return read_published(self.version_id)


class Answer(Traced):
    """The answer to one question, with the words beside it; `number` counts how often it was changed."""

    decided = Decided("answer_set__board", "inherited", "As long as the record it belongs to")

    answer_set = models.ForeignKey(AnswerSet, on_delete=models.CASCADE, related_name="answers")
    question = models.SlugField(max_length=60)
    value: "models.JSONField[Value, Value]" = models.JSONField(default=str)
    explanation = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf = models.BooleanField(default=False, help_text="Entered by somebody who is not of the agency")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer_set", "question"], name="answer_once_a_question")]

    def __str__(self) -> str:
        return f"{self.answer_set.reference} {self.question}"


class Evidence(Traced):
    """A file that shows what one answer says. One file may show several."""

    decided = Decided("answer_set__board", "inherited", "As long as the record it belongs to")

    answer_set = models.ForeignKey(AnswerSet, on_delete=models.CASCADE, related_name="evidence")
    question = models.SlugField(max_length=60)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    reused = models.BooleanField(default=False, help_text="Taken over from the answers before")
    counts_until = models.DateField(null=True, blank=True, help_text="The last day on which it shows anything")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["answer_set", "question", "file"], name="evidence_once_an_answer")
        ]

    def __str__(self) -> str:
        return f"evidence in {self.answer_set.reference}"

    @property
    def shown(self) -> Shown:
        """What the rules ask of it. The day is that on which the file first came, whoever takes it over."""
        return Shown(localdate(self.file.added_at), self.reused, self.counts_until)
