"""Changes to the register of sources."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from learningloop.frameworks.queries import source_kinds, versions_when_begun
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.people.operations import next_reference
from learningloop.people.policy import allow
from learningloop.records.models import StoredFile
from learningloop.records.operations import store_files
from learningloop.records.operations.looking import looked_at_first
from learningloop.sources.register import events
from learningloop.sources.register.models import PrincipleMet, Sensitivity, Source, Theme
from learningloop.sources.register.operations.independence import ensure_independent
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.sources.register.queries import state_of
from learningloop.sources.register.rules import Declared, dates_disagree, group_is_missing
from learningloop.trail.operations import (
    Actor,
    ChangedMeanwhile,
    Refused,
    change,
    log,
    log_reading,
    must_be_as_seen,
    operation,
)


class ThemeKnown(Refused):
    """The board has this theme already."""


class KindUnknown(Refused):
    """The framework has no such kind of source."""


class NotOpenToAGroup(Refused):
    """A source open to a group needs the group."""


class DatesDisagree(Refused):
    """It would be completed before it began."""


class PrincipleUnknown(Refused):
    """The framework has no such principle."""


@operation
def add_theme(*, board: Board, slug: str, name: str, description: str = "", by: Actor) -> Theme:
    """Add a theme to a board's list. Raises ThemeKnown."""
    known = Theme.objects.filter(board=board, slug=slug).first()
    if known:
        raise ThemeKnown(f"The board has the theme {known.name} already. Use it, or choose another name.")
    theme: Theme = Theme.objects.create(board=board, slug=slug, name=name, description=description)
    log(events.THEME_ADDED, theme, name=name)
    return theme


@operation
def record_source(
    *,
    board: Board,
    kind: str,
    title: str,
    started_on: date,
    completed_on: date | None = None,
    group: Group | None = None,
    lead: Person | None = None,
    agencies: Iterable[Agency] = (),
    themes: Iterable[Theme] = (),
    sensitivity: str = Sensitivity.BOARD,
    named_people: Iterable[Person] = (),
    summary: str = "",
    origin: str = "",
    licence: str = "",
    invented: bool = False,
    declared: Declared | None = None,
    by: Actor,
) -> Source:
    """Record a source from its cover sheet. It keeps the version of the framework under which it began.

    Raises KindUnknown, NotOpenToAGroup or DatesDisagree; where the framework asks for an independent lead, also
    NotIndependent or DeclarationMissing.
    """
    [version] = versions_when_begun(board, [(kind, started_on)])
    if kind not in source_kinds(version.document):
        raise KindUnknown("Choose a kind of source that the board's framework has.")
    _agree(started_on, completed_on, sensitivity, group)
    source: Source = Source.objects.create(
        board=board,
        reference=next_reference(board=board, letters="R", year=started_on.year),
        framework_version=version,
        kind=kind,
        title=title,
        summary=summary,
        origin=origin,
        licence=licence,
        started_on=started_on,
        completed_on=completed_on,
        group=group,
        lead=lead,
        sensitivity=sensitivity,
        invented=invented,
        recorded_at=timezone.now(),
    )
    source.agencies.set(agencies)
    source.themes.set(themes)
    source.named_people.set(named_people)
    log(events.SOURCE_RECORDED, source)
    ensure_independent(source, declared)
    _keep_open(source, by)
    return source


def _keep_open(source: Source, by: Actor) -> None:
    """Whoever closes a source to others is named where they would otherwise lose it at once."""
    if source.is_restricted and isinstance(by, Person) and not allow(by, SOURCE_VIEW, source):
        source.named_people.add(by)
        log(events.SOURCE_KEPT_OPEN, source)


@operation
def edit_source(
    *,
    source: Source,
    agencies: Iterable[Agency],
    themes: Iterable[Theme],
    named_people: Iterable[Person],
    seen: int | None = None,
    declared: Declared | None = None,
    by: Actor,
    **fields: Any,
) -> Source:
    """Change the cover sheet: title, summary, dates, group, lead, sensitivity. Raises as record_source does.

    `seen` is the state (`state_of`) that the editor began from; raises ChangedMeanwhile when it is another by now.
    """
    _still(source, seen)
    _agree(
        fields.get("started_on", source.started_on),
        fields.get("completed_on", source.completed_on),
        fields.get("sensitivity", source.sensitivity),
        fields.get("group", source.group),
    )
    related = {"agencies": agencies, "themes": themes, "named_people": named_people}
    change(events.SOURCE_EDITED, source, related=related, **fields)
    ensure_independent(source, declared)
    _keep_open(source, by)
    return source


def _still(source: Source, seen: int | None) -> None:
    Source.objects.select_for_update().get(pk=source.pk)
    if seen is not None and seen != state_of(source):
        raise ChangedMeanwhile(
            "Somebody else changed this cover sheet after you opened it. Nothing of theirs or yours is lost: "
            "look at the history on its page, then save this to put your answers in place of theirs."
        )


def _agree(started: date, completed: date | None, sensitivity: str, group: Group | None) -> None:
    if wrong := dates_disagree(started, completed):
        raise DatesDisagree(wrong)
    if missing := group_is_missing(sensitivity, group is not None):
        raise NotOpenToAGroup(missing)


@operation
def complete_source(*, source: Source, on: date, by: Actor) -> Source:
    """Say when a source was completed. Raises DatesDisagree."""
    _agree(source.started_on, on, source.sensitivity, source.group)
    change(events.SOURCE_COMPLETED, source, completed_on=on)
    return source


@operation
def file_with_source(*, source: Source, file: StoredFile, by: Actor) -> None:
    source.files.add(file)
    log(events.SOURCE_FILED, source, name=file.name)


@looked_at_first("source")
@operation
def add_files(*, source: Source, uploads: "Sequence[UploadedFile[Any]]", by: Person) -> list[StoredFile]:
    """Store files with a source: all of them, or none. Raises what store_files raises."""
    stored = store_files(board=source.board, uploads=uploads, by=by)
    for file in stored:
        file_with_source(source=source, file=file, by=by)
    return stored


@operation
def tell_principles(*, source: Source, told: dict[str, str], seen: int | None = None, by: Actor) -> None:
    """Tell of several principles at once, by their keys. Raises PrincipleUnknown, and as must_be_as_seen does."""
    must_be_as_seen(source, seen)
    for principle, how in told.items():
        tell_principle(source=source, principle=principle, how=how, by=by)


@operation
def tell_principle(*, source: Source, principle: str, how: str, by: Actor) -> None:
    """Record, in words, how a source met a principle of its framework; no words leave the gap open."""
    names = {told.key: told.name for told in source.framework_version.document.principles}
    if principle not in names:
        raise PrincipleUnknown("The framework under which this source began has no such principle.")
    met = PrincipleMet.objects.filter(source=source, principle=principle)
    was = met.values_list("how", flat=True).first() or ""
    if how:
        PrincipleMet.objects.update_or_create(source=source, principle=principle, defaults={"how": how})
    else:
        met.delete()
    log(events.PRINCIPLE_TOLD, source, before={"how": was}, after={"how": how}, principle=names[principle])


def note_taken(sources: Iterable[Source], *, by: Person) -> None:
    """Note of each source that is not open to the whole board that somebody took along what grew from it."""
    log_reading(*(source for source in sources if source.is_restricted), by=by)
