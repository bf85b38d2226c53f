"""Loading a board's framework: the document is stored whole; its groups and agencies become records."""

from typing import Any

from django.utils import timezone

from learningloop.frameworks import events
from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.queries import faults_between, latest_version
from learningloop.frameworks.rules.faults import Fault
from learningloop.frameworks.schema import Framework
from learningloop.kit.dates import day
from learningloop.people.models import Agency, Board, Group
from learningloop.people.operations import add_agency, add_board, add_group
from learningloop.trail.operations import Actor, Refused, log, operation


class FrameworkDoesNotHold(Refused):
    """The framework lacks something, or its parts contradict each other; `faults` says where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(f"{fault.path}: {fault.problem} {fault.mend}" for fault in faults))
        self.faults = faults


class LaterVersionApproved(Refused):
    """A version with a later day has been approved already."""


@operation
def load_framework(*, framework: Framework, by: Actor) -> FrameworkVersion:
    """Store a framework as its board's version in force, and add the board, groups and agencies that are missing.

    Loading the same framework twice makes no second version. What people changed in groups and agencies stays.
    Raises FrameworkDoesNotHold, and LaterVersionApproved when another version is to take effect on a later day.
    """
    content = framework.model_dump(mode="json")
    if faults := faults_between(content):
        raise FrameworkDoesNotHold(faults)
    board = _board(framework, by)
    latest = latest_version(board.slug)
    if latest and latest.effective_on > timezone.localdate():
        raise LaterVersionApproved(
            f"Version {latest.number} is approved and takes effect on {day(latest.effective_on)}. "
            "Load this framework from that day on."
        )
    bring_tables_into_line(framework, board, by)
    if latest and latest.document == framework:
        log(events.FRAMEWORK_CHECKED, latest)
        return latest
    version = store_version(board, content, latest, effective_on=timezone.localdate())
    log(events.FRAMEWORK_LOADED, version, number=version.number)
    return version


def store_version(
    board: Board, content: dict[str, Any], latest: FrameworkVersion | None, **told: Any
) -> FrameworkVersion:
    """Store the next version of a framework whole. To be called inside an operation."""
    return FrameworkVersion.objects.create(
        board=board,
        number=latest.number + 1 if latest else 1,
        content=content,
        loaded_at=timezone.now(),
        **told,
    )


def _board(framework: Framework, by: Actor) -> Board:
    told = framework.board
    return Board.objects.filter(slug=told.slug).first() or add_board(
        slug=told.slug, name=told.name, short_name=told.short_name, area=told.area, by=by
    )


def bring_tables_into_line(framework: Framework, board: Board, by: Actor) -> None:
    """Add the groups and agencies that a framework names and the board lacks. To be called inside an operation."""
    _add_groups(framework, board, by)
    _add_agencies(framework, board, by)


def _add_groups(framework: Framework, board: Board, by: Actor) -> None:
    """Groups come before those that report to them."""
    groups = {group.key: group for group in Group.objects.filter(home=board)}
    waiting = [told for told in framework.groups if told.key not in groups]
    while waiting:
        ready = [told for told in waiting if {told.reports_to, told.part_of} <= groups.keys() | {None}]
        for told in ready:
            groups[told.key] = add_group(
                home=board,
                key=told.key,
                name=told.name,
                purpose=told.purpose,
                level=told.level,
                reports_to=groups[told.reports_to] if told.reports_to else None,
                part_of=groups[told.part_of] if told.part_of else None,
                also_serves=Board.objects.filter(area__in=told.boards_served).exclude(pk=board.pk),
                by=by,
            )
        waiting = [told for told in waiting if told not in ready]


def _add_agencies(framework: Framework, board: Board, by: Actor) -> None:
    for told in framework.agencies:
        slug = f"{board.slug}-{told.key}"
        if not Agency.objects.filter(slug=slug).exists():
            add_agency(slug=slug, name=told.name, kind=told.kind, boards=[board], by=by)
