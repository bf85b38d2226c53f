"""Recording many sources at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from learningloop.frameworks.queries import source_kinds, versions_when_begun
from learningloop.people.models import Agency, Board, Person
from learningloop.people.operations import give_references
from learningloop.people.policy import allowed
from learningloop.sources.register import events
from learningloop.sources.register.models import Source, Theme
from learningloop.sources.register.operations import DatesDisagree, KindUnknown, NotOpenToAGroup
from learningloop.sources.register.operations.independence import ensure_independent
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.sources.register.rules import dates_disagree, group_is_missing
from learningloop.trail.operations import Actor, Noted, Related, create_many, log_many, operation


@dataclass(frozen=True)
class NewSource:
    """A source that is not saved yet, with what it shall be tied to; without a reference it gets the next."""

    source: Source
    agencies: Sequence[Agency] = ()
    themes: Sequence[Theme] = ()
    named_people: Sequence[Person] = ()


@operation
def record_sources(*, board: Board, new: Sequence[NewSource], by: Actor) -> None:
    """Record many sources of one board, as record_source does one. Raises as it does.

    None comes with a declaration: where one is asked for, the lead of a source under way is named afterwards.
    """
    now = timezone.now()
    versions = versions_when_begun(board, ((one.source.kind, one.source.started_on) for one in new))
    for one, version in zip(new, versions, strict=True):
        _check(one.source, set(source_kinds(version.document)))
        one.source.board, one.source.framework_version, one.source.recorded_at = board, version, now
    sources = [one.source for one in new]
    give_references(board=board, letters="R", made=((source, source.started_on.year) for source in sources))
    related: Related = {
        "agencies": [one.agencies for one in new],
        "themes": [one.themes for one in new],
        "named_people": [one.named_people for one in new],
    }
    create_many(events.SOURCE_RECORDED, sources, related=related)
    for source in sources:
        if source.lead and not source.completed_on:
            ensure_independent(source, None)
    _keep_open([source for source in sources if source.is_restricted], by)


def _check(source: Source, kinds: set[str]) -> None:
    if source.kind not in kinds:
        raise KindUnknown("Choose a kind of source that the board's framework has.")
    if wrong := dates_disagree(source.started_on, source.completed_on):
        raise DatesDisagree(wrong)
    if missing := group_is_missing(source.sensitivity, source.group_id is not None):
        raise NotOpenToAGroup(missing)


def _keep_open(restricted: Sequence[Source], by: Actor) -> None:
    """Whoever closes sources to others is named where they would otherwise lose them at once."""
    if not restricted or not isinstance(by, Person):
        return
    keys = [source.pk for source in restricted]
    seen = set(allowed(by, SOURCE_VIEW).filter(pk__in=keys).values_list("pk", flat=True))
    closed = [source for source in restricted if source.pk not in seen]
    named: Any = Source._meta.get_field("named_people").remote_field.through
    named.objects.bulk_create([named(source=source, person=by) for source in closed])
    log_many(events.SOURCE_KEPT_OPEN, (Noted(source) for source in closed))
