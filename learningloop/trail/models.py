"""The append-only record of what was done and read. It holds no foreign keys: it outlives its things."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from functools import reduce
from typing import Any, ClassVar, Literal, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from learningloop.trail import rules
from learningloop.trail.events import EVENTS

Sensitivity = Literal["public", "board", "inherited", "own", "personal", "trail"]


@dataclass(frozen=True)
class Decided:
    """What was decided about a model before it may exist.

    `board`: the path to its board, or None for what stands outside boards. `sensitivity`: open to the public, to
    the board, inherited from a cover sheet, its own setting, personal data, or the trail itself. `retention`: how
    long it is kept, as a sentence.
    """

    board: str | None
    sensitivity: Sensitivity
    retention: str


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The trail is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("The trail is append-only")


class Entry(models.Model):
    """Who did it, when, on which board, to what; and its place in the chain of the board's entries."""

    decided: ClassVar[Decided] = Decided(None, "trail", "As long as the board's records")
    says: ClassVar[tuple[str, ...]] = ("actor_id", "actor_name", "board", "thing", "thing_id", "reference")
    """The fields that are hashed, besides `at`."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    board = models.SlugField(max_length=60, blank=True)
    thing = models.CharField(max_length=60)
    thing_id = models.BigIntegerField()
    reference = models.CharField(max_length=80, blank=True)
    position = models.PositiveBigIntegerField()
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(
        self,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        if self.pk:
            raise TypeError("The trail is append-only")
        super().save(force_insert=True, using=using)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> NoReturn:
        raise TypeError("The trail is append-only")

    @property
    def chain(self) -> str:
        """The name of the chain that it stands in."""
        return rules.chain_of(str(self._meta.model_name), self.board)

    @property
    def is_erased(self) -> bool:
        """Whether what it said was erased by law; the digest of it is left."""
        return not self.salt

    @property
    def content(self) -> dict[str, Any]:
        """What is hashed of it."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return {"at": at} | {name: getattr(self, name) for name in self.says}

    @property
    def as_chained(self) -> rules.Entry:
        content = None if self.is_erased else self.content
        return rules.Entry(self.position, content, self.salt, self.digest, self.link)


class Event(Entry):
    """Something that was done."""

    says = (*Entry.says, "kind", "facts", "before", "after")

    kind = models.CharField(max_length=80)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [
            models.Index(fields=["board", "thing", "thing_id", "at"], name="event_of_thing"),
            models.Index(fields=["board", "at"], name="event_of_board"),
        ]
        constraints = [models.UniqueConstraint(fields=["board", "position"], name="event_once_in_its_chain")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def sentence(self) -> str:
        """What was done, to follow the actor's name."""
        kind = EVENTS.get(self.kind)
        if self.is_erased:
            return "did something whose details were erased by law"
        return kind.sentence.format_map(self.facts) if kind else self.kind


class Reading(Entry):
    """Something that was opened: what a recipient was sent, or a restricted record; and in which role."""

    says = (*Entry.says, "role")

    role = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["board", "thing", "thing_id", "actor_id"], name="reading_of_thing")]
        constraints = [models.UniqueConstraint(fields=["board", "position"], name="reading_once_in_its_chain")]

    def __str__(self) -> str:
        return f"read {self.reference}"


class Traced(models.Model):
    """A model whose changes stand in the trail; it must be decided about."""

    decided: ClassVar[Decided]

    class Meta:
        abstract = True

    @property
    def trail_board(self) -> str:
        """The slug of the board whose record this is, along the path that was decided; nothing outside boards."""
        if self.decided.board is None:
            return ""
        board: Any = reduce(getattr, self.decided.board.split("__"), self)
        return board.slug if board else ""

    @property
    def trail_reference(self) -> str:
        """What people call it."""
        return str(getattr(self, "reference", "") or self)


class Chain(Traced):
    """The end of one chain of entries: whoever adds to the chain locks this row."""

    decided = Decided(None, "trail", "As long as the board's records")

    name = models.CharField(max_length=80, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    link = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.head)

    @property
    def head(self) -> rules.Head:
        return rules.Head(self.name, self.length, self.link)

    @property
    def trail_board(self) -> str:
        return self.name.partition("/")[2]
