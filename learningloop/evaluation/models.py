"""Whether what was done changed practice, and children's lives."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from learningloop.embedding.actions.models import Action
from learningloop.evaluation.rules import MEANS, NOT_IMPROVED, tone
from learningloop.people.models import Board, Group
from learningloop.records.models import StoredFile
from learningloop.sources.register.models import Source
from learningloop.trail.models import Decided, Traced


class Verdict(models.TextChoices):
    """How far the effect is known, from nothing to lasting; the last reopens the loop."""

    NO_EVIDENCE = "no-evidence", "No evidence yet"
    UNKNOWN = "unknown", "Done but effect unknown"
    PRACTICE = "practice", "Practice changed"
    OUTCOMES = "outcomes", "Children’s outcomes changed"
    SUSTAINED = "sustained", "Sustained"
    NOT_IMPROVED = "not-improved", "Not improved or reversed"


class Evaluation(Traced):
    """A judgement, with its evidence, of whether an action changed anything. Planned on the action itself."""

    decided = Decided("board", "inherited", "As long as its action")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    carried_out_on = models.DateField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.TextField()
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+")
    shown_by = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The later source that showed it",
    )
    verdict = models.CharField(max_length=15, choices=Verdict)
    why = models.TextField()
    again_on = models.DateField(null=True, blank=True, help_text="When it is to be evaluated again")
    commissioned = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The follow-up it called for",
    )
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["-carried_out_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="evaluation_reference_once_a_board"),
            models.CheckConstraint(
                condition=~Q(verdict__in=["no-evidence", "unknown"]) | Q(again_on__isnull=False),
                name="evaluation_open_verdict_has_a_next_date",
            ),
        ]
        indexes = [models.Index(fields=["board", "action", "-recorded_at"], name="evaluation_of_action")]

    def __str__(self) -> str:
        return f"{self.reference} {self.get_verdict_display()}"

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def tone(self) -> str:
        return tone(self.verdict)

    @property
    def meaning(self) -> str:
        """The verdict in a sentence."""
        return MEANS[self.verdict]

    @property
    def failed(self) -> bool:
        """Whether new means must be found."""
        return self.verdict == NOT_IMPROVED


class Pending(models.Model):
    """An action whose effect is still to be judged, and by when: kept, so that nobody need search for it."""

    decided = Decided("board", "inherited", "Until the effect is known")

    action = models.OneToOneField(Action, on_delete=models.CASCADE, primary_key=True, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    judge_on = models.DateField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["judge_on", "pk"]
        verbose_name_plural = "pending"
        indexes = [models.Index(fields=["board", "judge_on", "action"], name="pending_by_date")]

    def __str__(self) -> str:
        return f"{self.action_id} by {self.judge_on}"
