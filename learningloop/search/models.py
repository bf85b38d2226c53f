"""The index: what each record says, the stems of each board's words, and which stem stands in which record.

It is derived, and written by the operations that change the records; `learningloop search check` proves it right.
"""

from typing import Any, ClassVar

from django.db import models
from django_scopes import ScopedManager

from learningloop.people.models import Board
from learningloop.search.rules.words import LONGEST_WORD
from learningloop.trail.models import Decided


class Indexed(models.Model):
    """A record as it is searched: its title, its text, and both as bare words for phrases."""

    decided = Decided("board", "inherited", "As long as the record")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    record = models.BigIntegerField()
    reference = models.CharField(max_length=20)
    on = models.DateField()
    title = models.TextField()
    body = models.TextField()
    plain = models.TextField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        verbose_name_plural = "indexed"
        constraints = [models.UniqueConstraint(fields=["board", "kind", "record"], name="indexed_once")]
        indexes = [models.Index(fields=["board", "reference"], name="indexed_by_reference")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def words(self) -> tuple[list[str], list[str]]:
        """The bare words of its title and of its text: in `plain` two spaces stand between them."""
        title, _, body = self.plain.partition("  ")
        return title.split(), body.split()


class Stem(models.Model):
    """A stem that stands, or stood, in some record of a board."""

    decided = Decided("board", "inherited", "Until the index is built again")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=LONGEST_WORD)

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "text"], name="stem_once_a_board")]

    def __str__(self) -> str:
        return self.text


class Place(models.Model):
    """A stem stands in a record, and counts so much there."""

    decided = Decided("stem__board", "inherited", "As long as the record")

    stem = models.ForeignKey(Stem, on_delete=models.CASCADE, related_name="+", db_index=False)
    indexed = models.ForeignKey(Indexed, on_delete=models.CASCADE, related_name="places", db_index=False)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indexed", "stem"], name="place_once")]
        indexes = [models.Index(fields=["stem", "-weight", "-indexed"], name="place_by_weight")]

    def __str__(self) -> str:
        return f"{self.stem_id} in {self.indexed_id}"
