"""Rounds of returns: what each agency or school answers about its own safeguarding, in the same questions."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from learningloop.instruments.models import AnswerSet, QuestionSetVersion, read_published
from learningloop.instruments.schema import QuestionSet
from learningloop.people.models import Agency, Board, Person
from learningloop.sources.assessments import rules
from learningloop.sources.register.models import Source
from learningloop.trail.models import Decided, Traced


class Round(Traced):  # type: ignore[django-manager-missing]  # a scoped manager is not known to the plugin
    """One version of a question set, asked of many agencies at the same time. Its cover sheet is a source."""

    decided = Decided("board", "inherited", "As long as its source")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, help_text="That of its cover sheet")
    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(QuestionSetVersion, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    joins = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The round of another board that it is held together with: its questions and days",
    )  # fmt: skip
    offered_to = models.ManyToManyField(Board, blank=True, related_name="+", help_text="Boards that may join it")
    opens_on = models.DateField()
    closes_on = models.DateField()
    signed_by = models.CharField(max_length=200, help_text="Who signs each return: head teacher, chief officer")
    instructions = models.TextField(blank=True)
    reminders = models.JSONField(default=list, blank=True, help_text="Keys of rules.REMINDERS")
    closed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="round_reference_once_a_board"),
            models.UniqueConstraint(fields=["board", "joins"], name="round_joined_once_a_board"),
            models.CheckConstraint(
                condition=Q(closes_on__gt=models.F("opens_on")), name="round_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.source.title}"

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def is_restricted(self) -> bool:
        return self.source.is_restricted

    @property
    def first_id(self) -> int:
        """The key of the round that several boards hold together, as the board has it that offered it."""
        return self.joins_id or self.pk

    @property
    def reminders_in_words(self) -> str:
        return ", ".join(words for key, words in rules.REMINDERS.items() if key in self.reminders)

    @property
    def question_set(self) -> QuestionSet:
        """The questions. No query: a published version is read once in a process."""
        return read_published(self.version_id)


class Return(Traced):
    """What one agency answers in a round. One that was withdrawn stays as it was; another goes on from it.

    Asked by several boards in a joint round, an agency answers once: the return that was asked for first leads.
    The others are `led_by` it, share its answers, and repeat its state, signature and submission.
    """

    class State(models.TextChoices):
        NOT_STARTED = rules.NOT_STARTED, "Not started"
        IN_PROGRESS = rules.IN_PROGRESS, "In progress"
        SIGNED = rules.SIGNED, "Signed, not submitted"
        SUBMITTED = rules.SUBMITTED, "Submitted"
        WITHDRAWN = rules.WITHDRAWN, "Withdrawn"

    decided = Decided("board", "inherited", "As long as its round")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="returns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    answer_set = models.ForeignKey(AnswerSet, on_delete=models.PROTECT, related_name="+")
    led_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The return on another board in which the agency answers this one too",
    )  # fmt: skip
    state = models.CharField(max_length=15, choices=State, default=State.NOT_STARTED)
    due_on = models.DateField()
    signed_name = models.CharField(max_length=200, blank=True)
    signed_post = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    again = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="former",
        help_text="The return that goes on from this one, which was withdrawn",
    )  # fmt: skip

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["agency__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="return_reference_once_a_board"),
            models.UniqueConstraint(
                fields=["round", "agency"],
                condition=~Q(state=rules.WITHDRAWN),
                name="one_return_an_agency_in_a_round",
            ),
            models.UniqueConstraint(
                fields=["answer_set"], condition=Q(led_by=None), name="answer_set_of_one_leading_return"
            ),
            models.UniqueConstraint(fields=["board", "answer_set"], name="answer_set_of_one_return_a_board"),
            models.CheckConstraint(
                condition=Q(state__in=rules.ANSWERABLE) | (Q(signed_on__isnull=False) & ~Q(signed_name="")),
                name="return_signed_before_it_is_submitted",
            ),
            models.CheckConstraint(
                condition=Q(submitted_on=None, submitted_by=None)
                | Q(submitted_on__isnull=False, submitted_by__isnull=False),
                name="return_submitted_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["board", "round", "state"], name="return_by_state")]

    def __str__(self) -> str:
        return f"{self.reference} {self.agency}"

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def is_submitted(self) -> bool:
        return self.state == self.State.SUBMITTED

    @property
    def is_outstanding(self) -> bool:
        return self.state in rules.OUTSTANDING


class Delegation(Traced):
    """Somebody of the agency answers one section of its return."""

    decided = Decided("return_to__board", "inherited", "As long as its return")

    return_to = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="delegations")
    section = models.SlugField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["return_to", "section", "person"], name="delegation_once_a_section")
        ]

    def __str__(self) -> str:
        return f"{self.return_to.reference} {self.section}"


class Comment(Traced):
    """What one of those who answer a return says to the others, beside a question. It is no part of the answer."""

    decided = Decided("return_to__board", "own", "As long as its return")

    return_to = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="comments")
    question = models.SlugField(max_length=60)
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.return_to.reference} {self.question}"


class Chase(Traced):
    """That an agency was asked once more. The row is the work: what is not sent yet is to be sent."""

    decided = Decided("return_to__board", "inherited", "As long as its return")

    return_to = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="chases")
    on = models.DateField()
    people = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["return_to", "on"], name="chased_once_a_day")]

    def __str__(self) -> str:
        return f"{self.return_to.reference}, {self.on}"

    @property
    def trail_reference(self) -> str:
        return self.return_to.reference


class Notice(Traced):
    """That those who lead for an agency are told that its return is asked for, once. The row is the work."""

    decided = Decided("return_to__board", "inherited", "As long as its return")

    return_to = models.OneToOneField(Return, on_delete=models.CASCADE, related_name="notice")
    on = models.DateField(help_text="From this day on it is sent: when the round opens, or the agency is asked")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["on"], condition=Q(sent_at=None), name="notice_to_send")]

    def __str__(self) -> str:
        return f"{self.return_to.reference}, {self.on}"

    @property
    def trail_reference(self) -> str:
        return self.return_to.reference
