"""What was sent to whom and when, and what people chose."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from learningloop.embedding.actions.models import Action
from learningloop.people.models import Board, Group, Person
from learningloop.reminders.rules import WORKING_DAYS, days_told
from learningloop.trail.models import Decided, Traced


class MailChoice(Traced):
    """On which days somebody wants the mail, as ISO numbers of weekdays; none switches it off."""

    decided = Decided(None, "personal", "As long as the person")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    days = models.CharField(max_length=7, default=WORKING_DAYS, blank=True)

    def __str__(self) -> str:
        return days_told(self.days)

    @property
    def trail_reference(self) -> str:
        return self.person.trail_reference


class Round(Traced):
    """A day on which somebody looked for what is due, and when this was last done."""

    decided = Decided(None, "trail", "Permanently")

    on = models.DateField(unique=True)
    ran_at = models.DateTimeField()

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"Reminders of {self.on}"


class Digest(Traced):
    """The one mail of a day to a person. The row is the work: what is planned and not sent is picked up again."""

    class State(models.TextChoices):
        PLANNED = "planned", "To be sent"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Nothing waited any more"
        FAILED = "failed", "Could not be sent"
        LAPSED = "lapsed", "Not sent on its day"

    decided = Decided(None, "personal", "Ninety days")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "on"], name="digest_once_a_day"),
            models.CheckConstraint(
                condition=Q(state="planned", settled_at=None)
                | (~Q(state="planned") & Q(settled_at__isnull=False)),
                name="digest_settled_when_not_planned",
            ),
        ]
        indexes = [models.Index(fields=["on", "state"], name="digest_to_be_sent")]

    def __str__(self) -> str:
        return f"Mail of {self.on}"

    @property
    def trail_reference(self) -> str:
        return f"mail of {self.on} to {self.person.trail_reference}"


class CalendarAddress(Traced):
    """The secret address of a person's calendar feed. Its hash alone is kept: the database gives no way in."""

    decided = Decided(None, "personal", "As long as the person")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return f"Calendar of {self.person.trail_reference}"

    @property
    def trail_reference(self) -> str:
        return self.person.trail_reference


class Escalation(Traced):
    """Something late that was brought before the chair of a group: once for each day on which it was due.

    `group` is the one whose chair is told; without one, or while it has no chair, the independent chair is told.
    """

    class Kind(models.TextChoices):
        DO = "do", "An action is late"
        JUDGE = "judge", "An effect is not judged"

    decided = Decided("board", "inherited", "As long as its action")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    escalated_on = models.DateField()
    escalated_at = models.DateTimeField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "action", "kind", "since"], name="escalated_once_for_a_day")
        ]
        indexes = [models.Index(fields=["board", "group", "since"], name="escalation_of_group")]

    def __str__(self) -> str:
        return f"{self.action.reference}: {self.get_kind_display()}"

    @property
    def trail_reference(self) -> str:
        return self.action.reference
