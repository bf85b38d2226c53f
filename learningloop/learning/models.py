"""What was learned: findings, the recommendations drawn from them, and the board's response to each."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from learningloop.frameworks.schema import Domain, GoodStatement, Priority
from learningloop.people.models import Agency, Board, Group
from learningloop.sources.register.models import Source, Theme
from learningloop.trail.models import Decided, Traced


class Finding(Traced):
    """One piece of learning from a source: a strength to keep and spread, or a need to be met."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Strength"
        NEED = "need", "Need"

    decided = Decided("board", "inherited", "As long as its source")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    statement = models.TextField()
    evidence = models.TextField(blank=True)
    passage = models.CharField(max_length=200, blank=True)
    voice = models.TextField(blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    priority = models.SlugField(max_length=60, blank=True)
    domain = models.SlugField(max_length=60, blank=True)
    good_statement = models.SlugField(max_length=60, blank=True)
    multi_agency = models.BooleanField()
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    drawn_on = models.DateField()
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["-drawn_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="finding_reference_once_a_board")
        ]
        indexes = [
            models.Index(fields=["board", "-drawn_on"], name="finding_by_date"),
            models.Index(fields=["board", "domain"], name="finding_by_domain"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.statement[:80]}"

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def is_strength(self) -> bool:
        return self.kind == self.Kind.STRENGTH

    @property
    def is_restricted(self) -> bool:
        """Whether opening it is noted in the trail, as opening its source is."""
        return self.source.is_restricted

    @property
    def priority_told(self) -> Priority | None:
        """The board's priority that it bears on, as the framework of its source names it."""
        return next((one for one in self.source.framework.priorities if one.key == self.priority), None)

    @property
    def domain_told(self) -> Domain | None:
        """The domain that it stands in, as the framework of its source names it."""
        return next((one for one in self.source.framework.domains if one.key == self.domain), None)

    @property
    def good_told(self) -> GoodStatement | None:
        """What good looks like, of which this is a strength or a need."""
        domain = self.domain_told
        return next((one for one in domain.good if one.key == self.good_statement), None) if domain else None


class Recommendation(Traced):
    """What should change, or be kept and spread, because of one or more findings."""

    decided = Decided("board", "inherited", "As long as its findings")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    findings = models.ManyToManyField(Finding, related_name="recommendations")
    text = models.TextField()
    passage = models.CharField(max_length=200, blank=True)
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    made_on = models.DateField()
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="recommendation_reference_once_a_board")
        ]
        indexes = [models.Index(fields=["board", "-made_on"], name="recommendation_by_date")]

    def __str__(self) -> str:
        return f"{self.reference} {self.text[:80]}"

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def answer(self) -> "Response | None":
        """The board's response, once it is given."""
        return getattr(self, "response", None)


class Response(Traced):
    """The board's response to a recommendation, with the reason word for word."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        IN_PART = "in-part", "Accepted in part"
        NOT_ACCEPTED = "not-accepted", "Not accepted"

    decided = Decided("recommendation__board", "inherited", "As long as its recommendation")

    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="response")
    decision = models.CharField(max_length=15, choices=Decision)
    reason = models.TextField(blank=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="accepted") | ~Q(reason=""), name="response_other_than_yes_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return self.get_decision_display()

    @property
    def trail_reference(self) -> str:
        return self.recommendation.reference


class Untouched(models.Model):
    """A source from which nothing has been drawn: kept, so that nobody need look through all of them."""

    decided = Decided("board", "inherited", "Until something is drawn from its source")

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "untouched"

    def __str__(self) -> str:
        return str(self.source_id)


class Wanting(models.Model):
    """A finding on which no recommendation rests that everybody may read: kept to be found quickly.

    `hidden`: some rest on it, but each of them also on another source that is not open to the whole board. Who may
    read none of them learns that there is none.
    """

    decided = Decided("board", "inherited", "Until a recommendation rests on its finding")

    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, primary_key=True, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    drawn_on = models.DateField()
    hidden = models.BooleanField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["drawn_on", "pk"]
        verbose_name_plural = "wanting"
        indexes = [
            models.Index(fields=["board", "hidden", "source", "drawn_on", "finding"], name="wanting_counted")
        ]

    def __str__(self) -> str:
        return str(self.finding_id)
