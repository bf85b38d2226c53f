"""The filters of the overviews."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from learningloop.frameworks.queries import current_framework
from learningloop.kit.forms import ChoiceOrWords, FilterForm
from learningloop.learning.models import Finding
from learningloop.people.models import Board, Group
from learningloop.people.policy import agencies_on
from learningloop.reports.rules import Position
from learningloop.sources.register.models import Theme

ANY = ("", "Any")


class LoopFilters(FilterForm):
    """By theme, agency, group and priority, as the board's view offers them."""

    theme = forms.ModelChoiceField(Theme.objects.none(), to_field_name="slug", empty_label="Any")
    agency = ChoiceOrWords()
    group = forms.ModelChoiceField(Group.objects.none(), to_field_name="key", empty_label="Any")
    priority = forms.ChoiceField()

    def __init__(self, data: Any, board: Board) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["theme"].queryset = Theme.objects.all()
        fields["group"].queryset = Group.objects.filter(boards=board)
        self.offer(
            agency=agencies_on(board).values_list("slug", "name"),
            priority=[(told.key, told.name) for told in current_framework(board).priorities],
        )


class UntouchedFilters(LoopFilters):
    """Also by whether the source is completed."""

    status = forms.ChoiceField(
        choices=[ANY, ("under-way", "Under way"), ("completed", "Completed, and nothing was drawn")]
    )
    field_order = ("status", "theme", "agency", "group", "priority")


class ThreadFilters(LoopFilters):
    """Also by where a thread stands."""

    at = forms.ChoiceField(
        label="Stands at", choices=[ANY, *((position.key, position.label) for position in Position)]
    )
    stage = forms.ChoiceField(
        label="Building block",
        choices=[ANY, ("learning", "Learning"), ("embedding", "Embedding"), ("evaluation", "Evaluation")],
    )
    kind = forms.ChoiceField(label="Strength or need", choices=[ANY, *Finding.Kind.choices])
    stuck = forms.BooleanField(label="Stuck only")
    words = forms.CharField(label="Words in the finding", max_length=100)
    field_order = ("words", "at", "stage", "stuck", "kind", "theme", "agency", "group", "priority")


def narrow_threads(standings: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
    """The threads whose findings the filters leave."""
    asked = {
        "finding__themes": chosen.get("theme"),
        "finding__source__group": chosen.get("group"),
        "finding__priority": chosen.get("priority"),
        "finding__kind": chosen.get("kind"),
        "finding__statement__icontains": chosen.get("words"),
    }
    standings = standings.filter(**{path: value for path, value in asked.items() if value})
    agency = chosen.get("agency")
    if agency:
        named = Finding.objects.filter(Q(agencies__slug=agency) | Q(source__agencies__slug=agency))
        standings = standings.filter(pk__in=named.order_by().values("pk"))
    return standings


def narrow_sources(sources: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
    """The sources that the same filters leave; a priority belongs to findings and leaves none."""
    asked = {"themes": chosen.get("theme"), "group": chosen.get("group"), "agencies__slug": chosen.get("agency")}
    sources = sources.filter(**{path: value for path, value in asked.items() if value})
    if chosen.get("status"):
        sources = sources.filter(completed_on__isnull=chosen["status"] == "under-way")
    return sources.none() if chosen.get("priority") else sources
