"""How learning is spread: what was sent, to whom, and what each agency made of it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from learningloop.learning.models import Finding
from learningloop.people.models import Agency, Board, Person
from learningloop.trail.models import Decided, Traced


class SharedItem(Traced):
    """A briefing written from findings, for chosen agencies and roles. What was sent is not changed."""

    decided = Decided("board", "inherited", "As long as its findings")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    body = models.TextField(help_text="Markdown")
    findings = models.ManyToManyField(Finding, related_name="+")
    agencies = models.ManyToManyField(Agency, related_name="+")
    roles = models.JSONField(default=list)
    return_by = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="shared_item_reference_once_a_board"),
            models.CheckConstraint(
                condition=Q(sent_on=None) | Q(return_by__gte=models.F("sent_on")),
                name="shared_item_return_after_sent",
            ),
        ]
        indexes = [models.Index(fields=["board", "-sent_on"], name="shared_item_by_date")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def trail_reference(self) -> str:
        return self.reference


class Recipient(Traced):
    """Somebody to whom an item was sent. When it was opened stands in the trail's readings."""

    decided = Decided("item__board", "personal", "As long as its item")

    item = models.ForeignKey(SharedItem, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["agency__name", "person__name"]
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="sent_once_to_a_person")]

    def __str__(self) -> str:
        return f"{self.item.reference} to {self.person_id}"

    @property
    def trail_reference(self) -> str:
        return self.item.reference


class CascadeReturn(Traced):
    """What an agency says of its own cascade: who discussed it, and what changed."""

    decided = Decided("item__board", "inherited", "As long as its item")

    item = models.ForeignKey(SharedItem, on_delete=models.CASCADE, related_name="returns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    who_discussed = models.TextField()
    how_many = models.PositiveIntegerField(null=True, blank=True)
    what_changed = models.TextField()
    returned_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["returned_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "agency"], name="one_return_an_agency")]

    def __str__(self) -> str:
        return f"{self.item.reference} {self.agency_id}"

    @property
    def trail_reference(self) -> str:
        return self.item.reference


class Owed(models.Model):
    """An agency that has not returned what it made of an item: kept, so that nobody need search for it.

    An agency in which nobody was sent the item owes nothing.
    """

    decided = Decided("board", "inherited", "Until the agency returns it")

    item = models.ForeignKey(SharedItem, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    return_by = models.DateField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["return_by", "item", "agency"]
        verbose_name_plural = "owed"
        constraints = [models.UniqueConstraint(fields=["item", "agency"], name="owed_once_an_agency")]
        indexes = [models.Index(fields=["board", "return_by", "item", "agency"], name="owed_by_date")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.agency_id}"
