"""Files and notes that belong to a record, open to whoever may open that record; and records that were removed."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django_scopes import ScopedManager

from learningloop.people.models import Board, Person
from learningloop.records.rules import ALLOWED_TYPES, readable_size
from learningloop.trail.models import Decided, Traced


def _place(stored: "StoredFile", filename: str) -> str:
    """Files lie under the board and a random name: nothing a person wrote stands in a path."""
    return f"{stored.board.slug}/{uuid4().hex}"


class StoredFile(Traced):
    """A file, private to those who may open the record that it belongs to."""

    decided = Decided("board", "inherited", "As long as the record it belongs to")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=_place)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_in_words(self) -> str:
        return ALLOWED_TYPES.get(self.content_type, "File")

    @property
    def size_in_words(self) -> str:
        return readable_size(self.size)

    @property
    def trail_reference(self) -> str:
        return f"file {self.key}"


class Note(Traced):
    """What somebody wrote beside a record. It stays; a further note corrects it."""

    decided = Decided("board", "inherited", "As long as the record it stands beside")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=30, help_text="The record's word: source, finding, action")
    reference = models.CharField(max_length=20)
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["board", "kind", "reference"], name="note_of_record")]

    def __str__(self) -> str:
        return f"note beside {self.reference}"


class Removed(Traced):
    """A record that was recorded by mistake, with all its rows, kept so that it can be put back as it was.

    `rows` are its own and those that hang on it, each as `{"model": label, "row": columns}`. What was open to some
    only is known to `known_to` alone: those who might open it then.
    """

    decided = Decided("board", "own", "As long as the board's records, or until it is put back")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.SlugField(max_length=30, help_text="The record's word: source, finding, file")
    reference = models.CharField(max_length=200)
    title = models.TextField()
    thing = models.CharField(max_length=60)
    thing_id = models.BigIntegerField()
    rows = models.JSONField()
    restricted = models.BooleanField()
    known_to = models.ManyToManyField(Person, blank=True, related_name="+")
    why = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "removed"

    def __str__(self) -> str:
        return f"removed {self.reference}"
