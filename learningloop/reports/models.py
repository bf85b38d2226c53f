"""Where each thread stands: worked out by `rules` whenever an operation touched it, and kept to be counted."""

from typing import Any, ClassVar

from django.db import models
from django_scopes import ScopedManager

from learningloop.learning.models import Finding
from learningloop.people.models import Board
from learningloop.reports.rules import BY_KEY, Position, Stand
from learningloop.trail.models import Decided


class Standing(models.Model):
    """Where a finding's thread stands for who may see all that it rests on.

    `restricted`: its own source is not open to the whole board. `joint`: its means rest on another source too that
    is not, so that it stands elsewhere for who may not see them.
    """

    decided = Decided("board", "inherited", "As long as its finding")

    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, primary_key=True, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=15, choices=[(position.key, position.label) for position in Position])
    awaited_on = models.DateField(null=True)
    moved_on = models.DateField()
    drawn_on = models.DateField()
    restricted = models.BooleanField()
    joint = models.BooleanField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["-drawn_on", "-pk"]
        indexes = [
            models.Index(fields=["board", "drawn_on", "finding"], name="standing_by_date"),
            models.Index(
                fields=["board", "position", "drawn_on", "finding", "awaited_on", "moved_on", "restricted"],
                name="standing_at_position",
            ),
            models.Index(fields=["board"], name="standing_joint", condition=models.Q(joint=True)),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.position}"

    @property
    def stand(self) -> Stand:
        return Stand(BY_KEY[self.position], self.awaited_on, self.moved_on)
