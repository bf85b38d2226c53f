"""A sheet that somebody sent, while it waits to be looked at and confirmed."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from learningloop.people.models import Board, Person
from learningloop.trail.models import Decided, Traced


def _place(delivery: "Delivery", filename: str) -> str:
    """It lies under the board and a random name: nothing a person wrote stands in a path."""
    return f"{delivery.board.slug}/sheets/{uuid4().hex}"


class Delivery(Traced):
    """A sheet that was sent; nobody but its sender may open it. Once brought in or let go, its file is gone."""

    decided = Decided("board", "personal", "Its file a day at most; that it was brought in, with the trail")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=_place, blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    brought_at = models.DateTimeField(null=True, blank=True)
    brought = models.JSONField(default=dict)

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(brought_at=None) | Q(file=""), name="delivery_brought_in_keeps_no_file"
            )
        ]
        indexes = [models.Index(fields=["board", "expires_at"], name="delivery_by_end")]

    def __str__(self) -> str:
        return self.name

    @property
    def trail_reference(self) -> str:
        return f"sheet {self.key}"
