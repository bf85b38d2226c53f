"""Boards, agencies, groups, people, and the roles they are appointed to."""

from functools import cached_property
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from learningloop.people.rules import ROLES, Role, agency_kinds
from learningloop.trail.models import Decided, Traced


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, Traced):
    """Somebody who signs in."""

    decided = Decided(None, "personal", "Seven years after the last appointment ended")
    last_login = None

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    invented = models.BooleanField(default=False, help_text="A person made up for the demonstration")
    founds_boards = models.BooleanField(default=False, help_text="May set up a board on this site")

    USERNAME_FIELD = "email"
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return self.name

    @property
    def trail_reference(self) -> str:
        return f"person {self.pk}"

    def roles_on(self, board: str) -> str:
        """The roles held on a board today, or in groups, in words: for the trail."""
        held = self.appointments
        here = [one for one in held if one.board and one.board.slug == board]
        of_groups = [one for one in held if one.group_id]
        return "; ".join(str(one) for one in [*here, *of_groups])

    @cached_property
    def appointments(self) -> list["Appointment"]:
        """The roles held today, with their board, group and agency."""
        return list(Appointment.objects.current().filter(person=self).select_related("board", "group", "agency"))


class Board(Traced):
    """A Local Safeguarding Children Board, or the partnership that followed it."""

    decided = Decided("pk", "public", "Permanently")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    area = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def trail_board(self) -> str:
        return self.slug


class Agency(Traced):
    """An organisation that works with children; it may work with several boards."""

    decided = Decided(None, "board", "Permanently")

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=agency_kinds)
    locality = models.CharField(max_length=80, blank=True, help_text="A town or district of the area")
    boards = models.ManyToManyField(Board, related_name="agencies")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Group(Traced):
    """A board's group or subgroup. One group may serve several boards; each sees its own share of the work."""

    decided = Decided("home", "board", "Permanently")

    home = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="home_groups")
    boards = models.ManyToManyField(Board, related_name="groups")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    purpose = models.TextField()
    level = models.CharField(max_length=20)
    reports_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reporting"
    )
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["home", "key"], name="group_key_once_a_board")]

    def __str__(self) -> str:
        return self.name


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self) -> "AppointmentQuerySet":
        """Appointments that hold today."""
        return self.filter(ended_on=None, person__is_active=True)

    def on(self, board: Board) -> "AppointmentQuerySet":
        """Appointments on a board or in a group that serves it."""
        return self.filter(Q(board=board) | Q(group__in=Group.objects.filter(boards=board)))


class Appointment(Traced):
    """A person holds a role: on a board, in a group, or for an agency on a board."""

    decided = Decided(None, "board", "Seven years after it ended")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(role.key, role.name) for role in ROLES.values()])
    board = models.ForeignKey(Board, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    post = models.CharField(max_length=200, blank=True)
    deputy = models.BooleanField(default=False)
    why = models.CharField(max_length=300)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(board=None, group__isnull=False) | Q(board__isnull=False, group=None),
                name="appointment_on_a_board_or_in_a_group",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why="")),
                name="appointment_ended_with_a_reason",
            ),
            models.UniqueConstraint(
                "person",
                "role",
                Coalesce("board", 0),  # an empty place counts as one place; SQLite has no other way to say so
                Coalesce("group", 0),
                Coalesce("agency", 0),
                condition=Q(ended_on=None),
                name="appointment_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_held.name}, {self.agency or self.group or self.board}"

    @property
    def role_held(self) -> Role:
        return ROLES[self.role]

    @property
    def home(self) -> Board:
        """The board on which it is held: a role in a shared group is held on the group's home board."""
        return self.group.home if self.group else self.board  # type: ignore[return-value]  # a constraint holds it

    @property
    def trail_board(self) -> str:
        return self.home.slug


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Those that nobody has answered by signing in, and nobody withdrew."""
        return self.filter(came_at=None, withdrawn_at=None)


class Invitation(Traced):
    """Somebody new was asked by mail to come to a board; it is open until they first sign in, or is withdrawn."""

    decided = Decided("board", "personal", "Seven years after the last appointment ended")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    invited_by = models.CharField(max_length=200)
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Empty while no message could be sent")
    came_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "person"],
                condition=Q(came_at=None, withdrawn_at=None),
                name="invitation_open_once_a_board",
            ),
            models.CheckConstraint(
                condition=Q(came_at=None) | Q(withdrawn_at=None), name="invitation_taken_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.board}"


class ReferenceCounter(models.Model):
    """The last number given to a kind of record on a board in a year."""

    decided = Decided("board", "board", "Permanently")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    letters = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "letters", "year"], name="one_counter_a_year")]

    def __str__(self) -> str:
        return f"{self.letters}-{self.year}-{self.last:03d}"
