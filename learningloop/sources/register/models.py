"""The cover sheet that every source of learning has."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager

from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.queries import source_kinds
from learningloop.frameworks.schema import Framework, SourceKind
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.records.models import StoredFile
from learningloop.trail.models import Decided, Traced


class Theme(Traced):
    """What learning is about: neglect, information sharing, the voice of the child."""

    decided = Decided("board", "board", "Permanently")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["board", "slug"], name="theme_once_a_board")]

    def __str__(self) -> str:
        return self.name


class Sensitivity(models.TextChoices):
    """Who may open a source and all that grows from it."""

    BOARD = "board", "Open to the board"
    GROUP = "group", "Open to the group and the board's unit"
    NAMED = "named", "Open to named people only"


class Source(Traced):
    """A review, audit, inspection or other activity from which the board learns: its cover sheet."""

    decided = Decided("board", "own", "By the kind of source; ten years where the framework says nothing")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    origin = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    started_on = models.DateField()
    completed_on = models.DateField(null=True, blank=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+")
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, default=Sensitivity.BOARD)
    named_people = models.ManyToManyField(Person, blank=True, related_name="+")
    invented = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = ScopedManager(board="board")

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="source_reference_once_a_board"),
            models.CheckConstraint(
                condition=Q(completed_on=None) | Q(completed_on__gte=F("started_on")),
                name="source_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(sensitivity="group") | Q(group__isnull=False),
                name="source_open_to_a_group_has_a_group",
            ),
        ]
        indexes = [
            models.Index(fields=["board", "-started_on"], name="source_by_date"),
            models.Index(fields=["board", "sensitivity"], name="source_by_sensitivity"),
            models.Index(fields=["board", "started_on"], name="source_under_way", condition=Q(completed_on=None)),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def is_restricted(self) -> bool:
        """Whether opening it is noted in the trail."""
        return self.sensitivity != Sensitivity.BOARD

    @property
    def status(self) -> str:
        return "Completed" if self.completed_on else "Under way"

    @property
    def origin_site(self) -> str:
        """Where it is published, short enough for a link."""
        return urlsplit(self.origin).hostname or ""

    @property
    def framework(self) -> Framework:
        """The framework under which it began. No query: a version is read once in a process."""
        return FrameworkVersion(pk=self.framework_version_id).document

    @property
    def kind_told(self) -> SourceKind:
        """What its framework says of its kind."""
        return source_kinds(self.framework)[self.kind]


class Declaration(Traced):
    """A lead's declaration: no tie to the case, and none to the agencies under review when it was made."""

    decided = Decided("source__board", "inherited", "As long as its source")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    words = models.CharField(max_length=500)
    declared_on = models.DateField()

    class Meta:
        ordering = ["-declared_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.person}, {self.declared_on}"


class PrincipleMet(Traced):
    """How a source met one principle of its framework; a principle without one is a gap that shows."""

    decided = Decided("source__board", "inherited", "As long as its source")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="principles_met")
    principle = models.SlugField(max_length=60)
    how = models.TextField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "principles met"
        constraints = [models.UniqueConstraint(fields=["source", "principle"], name="principle_once_a_source")]

    def __str__(self) -> str:
        return f"{self.principle}: {self.how[:40]}"
