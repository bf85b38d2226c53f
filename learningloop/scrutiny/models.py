"""The scrutiny of a return: who reads it, what is challenged, replied and agreed, question by question."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from learningloop.learning.models import Finding
from learningloop.people.models import Board, Person
from learningloop.scrutiny import rules
from learningloop.sources.assessments.models import Return
from learningloop.trail.models import Decided, Traced


class Scrutiny(Traced):
    """One return before the panel. `percents` repeats what the grades come to by section, once it is agreed."""

    decided = Decided("board", "inherited", "As long as its return")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    return_to = models.OneToOneField(Return, on_delete=models.PROTECT, related_name="+")
    panel = models.ManyToManyField(Person, related_name="+")
    allocated_on = models.DateField()
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_on = models.DateField(null=True, blank=True)
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    percents = models.JSONField(default=dict)

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "scrutinies"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_on=None, agreed_by=None) | Q(agreed_on__isnull=False, agreed_by__isnull=False),
                name="scrutiny_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(read_on=None, read_by=None)
                | Q(agreed_on__isnull=False, read_on__isnull=False, read_by__isnull=False),
                name="scrutiny_read_once_it_is_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"Scrutiny of {self.return_to.reference}"

    @property
    def trail_reference(self) -> str:
        return self.return_to.reference

    @property
    def is_agreed(self) -> bool:
        return self.agreed_on is not None


class Moderation(Traced):
    """One answer before the panel. The agency's own grade stays in its answer; `agreed` is the panel's.

    `number` counts how often it was changed.
    """

    decided = Decided("scrutiny__board", "inherited", "As long as its return")

    scrutiny = models.ForeignKey(Scrutiny, on_delete=models.CASCADE, related_name="moderations")
    question = models.SlugField(max_length=60)
    agreed = models.CharField("agreed grade", max_length=60, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField("why this grade", blank=True)
    challenge = models.TextField(blank=True)
    challenged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    challenged_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    marked = models.BooleanField("marked as a development area", default=False)
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["scrutiny", "question"], name="moderation_once_a_question"),
            models.CheckConstraint(
                condition=Q(agreed="", agreed_by=None, agreed_at=None)
                | (~Q(agreed="") & Q(agreed_by__isnull=False, agreed_at__isnull=False)),
                name="moderation_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(challenge="", challenged_by=None, challenged_at=None)
                | (~Q(challenge="") & Q(challenged_by__isnull=False, challenged_at__isnull=False)),
                name="moderation_challenged_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_by=None, replied_at=None)
                | (~Q(reply="") & ~Q(challenge="") & Q(replied_by__isnull=False, replied_at__isnull=False)),
                name="moderation_replies_to_a_challenge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scrutiny.return_to.reference} {self.question}"

    @property
    def trail_reference(self) -> str:
        return self.scrutiny.return_to.reference

    def stand(self, value: str) -> rules.Stand:
        """Where it stands, with the grade that the agency gave itself."""
        return rules.Stand(value, self.agreed, bool(self.challenge), bool(self.reply), self.marked)


class Meeting(Traced):
    """Notes of a challenge meeting between panel and agency. They are added, and never changed."""

    decided = Decided("scrutiny__board", "inherited", "As long as its return")

    scrutiny = models.ForeignKey(Scrutiny, on_delete=models.CASCADE, related_name="meetings")
    on = models.DateField()
    present = models.TextField("who was there")
    said = models.TextField("what was said")
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.scrutiny.return_to.reference}, {self.on}"


class Report(Traced):
    """What an agency says was done about one development area since it was agreed. Added, and never changed."""

    decided = Decided("moderation__scrutiny__board", "inherited", "As long as its return")

    moderation = models.ForeignKey(Moderation, on_delete=models.CASCADE, related_name="reports")
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.moderation}, {self.at:%Y-%m-%d}"
