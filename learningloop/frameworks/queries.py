"""What a board's framework says, and which version says it when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Count, QuerySet
from django.utils import timezone
from pydantic import TypeAdapter

from learningloop.frameworks.models import FrameworkDraft, FrameworkVersion
from learningloop.frameworks.rules.drafting import name_of, places
from learningloop.frameworks.rules.faults import Fault
from learningloop.frameworks.rules.references import reference_faults
from learningloop.frameworks.rules.wording import one_of
from learningloop.frameworks.schema import Framework, SourceKind
from learningloop.kit.parts import Content, Place, find
from learningloop.kit.slots import FRAMEWORK_USES, Entries, Use
from learningloop.people.models import Appointment, Board, Person

PACKS = Path(__file__).parent / "packs"
EVERY_BOARD = Path(__file__).parent / "every_board.yaml"


def current_version(board: Board) -> FrameworkVersion:
    """The version in force. Raises FrameworkVersion.DoesNotExist for a board that has none."""
    version = version_in_force(board.slug)
    if version is None:
        raise FrameworkVersion.DoesNotExist(f"{board} has no framework in force.")
    return version


def version_in_force(slug: str) -> FrameworkVersion | None:
    """The version in force on the board with this slug, if there is such a board and it has one."""
    return _versions(slug).filter(effective_on__lte=timezone.localdate()).first()


def versions_when_begun(board: Board, work: Iterable[tuple[str, date]]) -> list[FrameworkVersion]:
    """The version under which each piece of work, a kind and the day it began, stands. One query.

    It is the one in force on that day, if it knows the kind; otherwise, and for what began before the first
    version, the one in force today. Raises DoesNotExist as current_version does.
    """
    known = list(_versions(board.slug).filter(effective_on__lte=timezone.localdate()))
    if not known:
        raise FrameworkVersion.DoesNotExist(f"{board} has no framework in force.")
    return [_when_begun(known, kind, began) for kind, began in work]


def _when_begun(newest_first: list[FrameworkVersion], kind: str, began: date) -> FrameworkVersion:
    then = next((version for version in newest_first if version.effective_on <= began), None)
    return then if then and kind in source_kinds(then.document) else newest_first[0]


def latest_version(slug: str) -> FrameworkVersion | None:
    """The newest version, whether or not its day has come."""
    return _versions(slug).first()


def _versions(slug: str) -> QuerySet[FrameworkVersion]:
    """A board's versions, newest first; what each says is read when it is asked for."""
    versions = FrameworkVersion.objects.filter(board__slug=slug).order_by("-number")
    return versions.defer("content").select_related("board", "approved_by")


def period_of_version(board: Board, pk: int) -> "Period | None":
    """One version of a board's framework by its row, with its days."""
    return next((period for period in periods(board) if period.version.pk == pk), None)


@dataclass(frozen=True)
class Period:
    """A version with the days on which it is in force; without a last day until another follows."""

    version: FrameworkVersion
    last: date | None
    today: date
    before: FrameworkVersion | None = None

    @property
    def is_in_force(self) -> bool:
        return self.version.effective_on <= self.today and (self.last is None or self.last >= self.today)

    @property
    def is_to_come(self) -> bool:
        return self.version.effective_on > self.today

    @property
    def was_replaced_at_once(self) -> bool:
        """Whether another version took its place on the very day."""
        return self.last is not None and self.last < self.version.effective_on


def periods(board: Board) -> list[Period]:
    """Every version of a board's framework with the days on which it is in force, newest first. One query."""
    versions, today = list(_versions(board.slug)), timezone.localdate()
    after: list[FrameworkVersion | None] = [None, *versions]
    before: list[FrameworkVersion | None] = [*versions[1:], None]
    return [
        Period(version, follows.effective_on - timedelta(days=1) if follows else None, today, earlier)
        for version, follows, earlier in zip(versions, after, before, strict=False)
    ]


def period_of(board: Board, number: int) -> Period | None:
    """One version of a board's framework by its number."""
    return next((period for period in periods(board) if period.version.number == number), None)


def current_framework(board: Board) -> Framework:
    """The board's framework as it stands."""
    return current_version(board).document


def source_kinds(framework: Framework) -> dict[str, SourceKind]:
    """Every kind of source that may be recorded, by key; the framework's own words win."""
    own = {kind.key: kind for kind in framework.source_kinds}
    return own | {kind.key: kind for kind in every_boards_kinds() if kind.key not in own}


def faults_between(content: dict[str, Any]) -> list[Fault]:
    """Where the parts of a framework contradict each other."""
    outside = frozenset(kind.key for kind in every_boards_kinds())
    return list(reference_faults(content, outside))


def draft_of(board: Board) -> FrameworkDraft | None:
    """The draft of the board's next version, if there is one."""
    drafts = FrameworkDraft.objects.select_related("board", "base", "started_by", "changed_by", "offered_by")
    return drafts.filter(board=board).first()


@dataclass(frozen=True)
class Missed:
    """An entry that a draft takes out though records name it: what it is, what it is called, who names it."""

    noun: str
    name: str
    use: Use


def missed(board: Board, content: Content, gone: set[Place], person: Person) -> list[Missed]:
    """The uses of entries of a content that are gone, or would be, in the order of the document.

    A group and an agency stay among the board's own when the framework names them no longer: they are used when
    somebody holds a role there.
    """
    asked = Entries(board, frozenset(gone))
    found = [use for filler in FRAMEWORK_USES.fillers() for use in filler(asked, person)]
    found += [*_roles_in(board, asked), *_roles_for(board, asked)]
    order = list(content)
    found.sort(key=lambda use: (order.index(use.place[0]), use.place))
    return [Missed(one_of(use.place[-2]), name_of(find(content, use.place)), use) for use in found]


def missed_by(draft: FrameworkDraft, person: Person) -> list[Missed]:
    """What a draft has taken out of the newest version though records name it."""
    newest = latest_version(draft.board.slug) or draft.base
    content = newest.document.model_dump(mode="json")
    return missed(draft.board, content, places(content) - places(draft.content), person)


def _roles_in(board: Board, asked: Entries) -> list[Use]:
    held = Appointment.objects.current().filter(group__home=board, group__key__in=asked.keys_in("groups"))
    counted = held.order_by().values_list("group__key").annotate(number=Count("pk"))
    return [Use(("groups", key), number, "role held in it") for key, number in counted]


def _roles_for(board: Board, asked: Entries) -> list[Use]:
    slugs = {f"{board.slug}-{key}": key for key in asked.keys_in("agencies")}
    held = Appointment.objects.current().on(board).filter(agency__slug__in=slugs)
    counted = held.order_by().values_list("agency__slug").annotate(number=Count("pk"))
    return [Use(("agencies", slugs[slug]), number, "role held for it") for slug, number in counted]


@dataclass(frozen=True)
class Shipped:
    """A pack that comes with the software, by what it says of itself."""

    slug: str
    name: str
    title: str


@lru_cache(maxsize=1)
def shipped_packs() -> tuple[Shipped, ...]:
    """Every pack that comes with the software; what has no partner in the world stands first."""
    packs = [yaml.safe_load(file.read_text("utf-8")) for file in PACKS.glob("*.yaml")]
    told = [Shipped(pack["board"]["slug"], pack["board"]["name"], pack["document"]["title"]) for pack in packs]
    return tuple(sorted(told, key=lambda pack: ("(invented)" not in pack.name, pack.name)))


@lru_cache(maxsize=1)
def every_boards_kinds() -> tuple[SourceKind, ...]:
    """Kinds that no framework names because they come from outside: an inspection."""
    return TypeAdapter(tuple[SourceKind, ...]).validate_python(yaml.safe_load(EVERY_BOARD.read_text("utf-8")))
