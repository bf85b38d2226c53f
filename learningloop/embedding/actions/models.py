"""What is done about a recommendation."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Q, Value, When
from django_scopes import ScopedManager

from learningloop.learning.models import Recommendation
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.records.models import StoredFile
from learningloop.trail.models import Decided, Traced


class Action(Traced):
    """What an agency will do, what will be different, by when, and how we will know."""

    class State(models.TextChoices):
        OPEN = "open", "Being done"
        REPORTED = "reported", "Reported done"
        CLOSED = "closed", "Done and assured"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Settled(models.IntegerChoices):
        """How far it is settled: what presses comes before what is done with."""

        OPEN = 0
        REPORTED = 1
        SETTLED = 2

    decided = Decided("board", "inherited", "As long as its recommendation")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    difference = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    helping_agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField()
    due_on = models.DateField()
    how_will_we_know = models.TextField()
    evaluate_on = models.DateField()
    evaluate_by = models.SlugField(max_length=60, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    reported_note = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    assurance = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    settled = models.GeneratedField(
        expression=Case(
            When(withdrawn_on__isnull=True, reported_on__isnull=True, then=Value(Settled.OPEN.value)),
            When(withdrawn_on__isnull=True, closed_on__isnull=True, then=Value(Settled.REPORTED.value)),
            default=Value(Settled.SETTLED.value),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="action_reference_once_a_board"),
            models.CheckConstraint(
                condition=Q(closed_on=None, assurance="") | (Q(reported_on__isnull=False) & ~Q(assurance="")),
                name="action_closed_after_report_with_assurance",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_why="") | (Q(closed_on=None) & ~Q(withdrawn_why="")),
                name="action_withdrawn_open_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["board", "settled", "due_on", "id", "recommendation"], name="action_by_urgency"),
            models.Index(fields=["board", "settled", "reported_on"], name="action_by_report"),
            models.Index(fields=["board", "agency", "due_on"], name="action_by_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def state(self) -> "Action.State":
        """Where the action stands, from the facts."""
        if self.withdrawn_on:
            return self.State.WITHDRAWN
        if self.closed_on:
            return self.State.CLOSED
        return self.State.REPORTED if self.reported_on else self.State.OPEN

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done, so that its due date presses."""
        return self.state == self.State.OPEN

    @property
    def answering(self) -> str:
        """Who has to do it, in words."""
        return f"{self.owner}, {self.agency}" if self.owner else str(self.agency)

    def overdue(self, today: date) -> bool:
        """Whether it should have been reported done before today."""
        return self.is_open and self.due_on < today


class Progress(Traced):
    """One entry of an action's progress log: what was done, with evidence where there is some."""

    decided = Decided("action__board", "inherited", "As long as its action")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="progress")
    on = models.DateField()
    text = models.TextField()
    is_evidence = models.BooleanField(default=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def trail_reference(self) -> str:
        return self.action.reference


class DueDateChange(Traced):
    """A due date that was moved: the old one is kept, with the reason."""

    decided = Decided("action__board", "inherited", "As long as its action")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="due_date_changes")
    was = models.DateField()
    becomes = models.DateField()
    why = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.was} to {self.becomes}"

    @property
    def trail_reference(self) -> str:
        return self.action.reference


class Untaken(models.Model):
    """A recommendation that the board accepted and nobody acts on: kept, so that nobody need search for it."""

    decided = Decided("board", "inherited", "Until an action is agreed on it")

    recommendation = models.OneToOneField(
        Recommendation, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "untaken"

    def __str__(self) -> str:
        return str(self.recommendation_id)
