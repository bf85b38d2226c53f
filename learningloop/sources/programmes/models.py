"""An agency's own quality assurance: what it does to know how good its practice is, how often, what it found."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from learningloop.people.models import Agency, Board, Person
from learningloop.records.models import StoredFile
from learningloop.sources.programmes import rules
from learningloop.sources.register.models import Source
from learningloop.trail.models import Decided, Traced


class Activity(Traced):
    """Something that an agency does again and again: file audits, supervision records, a yearly survey."""

    decided = Decided("board", "board", "As long as the agency works with the board")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    what = models.CharField("what is done", max_length=500)
    frequency = models.CharField("how often", max_length=20, choices=rules.in_words)
    started_on = models.DateField("done since")
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["agency__name", "pk"]
        verbose_name_plural = "activities"
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="activity_reference_once_a_board"),
            models.UniqueConstraint(
                fields=["board", "agency", "what"], condition=Q(ended_on=None), name="activity_once_an_agency"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why="")),
                name="activity_ended_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.what}"

    def due_after(self, last: date | None) -> date | None:
        """When it is due again, after it was last done; nothing once it has ended."""
        return None if self.ended_on else rules.due_on(self.frequency, last or self.started_on)


class Outcome(Traced):
    """One time that an activity was done: when, and what it found. It stays; a further one corrects it."""

    decided = Decided("activity__board", "board", "As long as its activity")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="outcomes")
    on = models.DateField("done on")
    found = models.TextField("what it found")
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.activity.reference}, {self.on}"

    @property
    def trail_reference(self) -> str:
        return self.activity.reference


class Recorded(Traced):
    """An outcome from which a source came. Removed and put back with its source, and as closed as that is."""

    decided = Decided("source__board", "inherited", "As long as its source")

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="+")
    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "outcomes recorded"

    def __str__(self) -> str:
        return f"{self.source.reference} from {self.outcome}"
