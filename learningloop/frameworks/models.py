"""Versions of a board's framework, each stored whole."""

from functools import lru_cache

from django.db import models
from django.db.models import Q

from learningloop.frameworks.schema import Framework
from learningloop.people.models import Board, Person
from learningloop.trail.models import Decided, Traced


class FrameworkVersion(Traced):
    """One version of a board's framework. What began under a version keeps it.

    In force is the highest number whose day has come: no job has to put a version in force.
    """

    decided = Decided("board", "public", "Permanently")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    loaded_at = models.DateTimeField()
    effective_on = models.DateField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["board", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["board", "number"], name="framework_number_once_a_board"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_on=None)
                | Q(approved_by__isnull=False, approved_on__isnull=False),
                name="framework_approved_by_somebody_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Framework, version {self.number}"

    @property
    def document(self) -> Framework:
        """The typed document. A version never changes, so each is read once in a process."""
        return read_version(self.pk)


class FrameworkDraft(Traced):
    """The next version while it is written. Its parts may still contradict each other; its shape holds always."""

    decided = Decided("board", "board", "Until it is approved or thrown away")

    board = models.OneToOneField(Board, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offered_by=None, offered_at=None)
                | Q(offered_by__isnull=False, offered_at__isnull=False),
                name="framework_draft_offered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return "Draft of the framework"

    @property
    def document(self) -> Framework:
        return Framework.model_validate(self.content)


@lru_cache(maxsize=256)
def read_version(version: int) -> Framework:
    """The document of a version, by its row."""
    return Framework.model_validate(FrameworkVersion.objects.values_list("content", flat=True).get(pk=version))
