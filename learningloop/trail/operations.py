"""Every change goes through an operation: one transaction, one actor, at least one event."""

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from learningloop.kit.bulk import insert, insert_keyed, insert_values, update
from learningloop.trail import events, rules
from learningloop.trail.events import EventKind
from learningloop.trail.models import Chain, Entry, Event, Reading, Traced
from learningloop.trail.queries import state_of

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Actor(Protocol):
    """Whoever acts: a person, or the system itself."""

    @property
    def pk(self) -> Any: ...
    @property
    def display_name(self) -> str: ...
    def roles_on(self, board: str) -> str:
        """The roles held on a board, in words."""


@dataclass(frozen=True)
class System:
    """Acts when no person does: loading packs, filling the demo."""

    pk: None = None
    display_name: str = "Learning Loop"

    def roles_on(self, board: str) -> str:
        return ""


SYSTEM = System()
ERASED = "Erased by law"
Related = Mapping[str, Sequence[Iterable[models.Model]]]
"""For each many-to-many field, what each of many things shall hold, in the order of the things."""


class Refused(Exception):
    """An operation was refused; the text says why and what to do, to the person who asked."""

    def noted(self, by: Actor) -> None:
        """What the refusal itself leaves in the trail, once all that was done is rolled back: mostly nothing."""


class ChangedMeanwhile(Refused):
    """Somebody else changed the record while it was being edited."""


class NothingWasLogged(Exception):
    """An operation changed something and left no event: a fault in the program."""


class OutsideOperation(Exception):
    """The trail was written to outside an operation: a fault in the program."""


@dataclass
class Running:
    """An operation that is going on, and the entries it will leave: they are chained just before it commits."""

    by: Actor
    events: list[Event] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)


Follower = Callable[[Sequence[Event]], None]
_followers: dict[str, tuple[int, Follower]] = {}


def follow(follower: Follower, *, order: int) -> None:
    """Call a function at the end of every operation, in its transaction, with the events that it left.

    For what is derived from the facts and kept only because asking for it each time takes too long: the follower
    works it out anew. A stage follows those before it, so the order is that of the floors.
    """
    _followers[f"{follower.__module__}.{follower.__qualname__}"] = (order, follower)


def touched(events: Iterable[Event], model: type[models.Model]) -> set[int]:
    """The keys of the rows of a model that these events are about."""
    return {event.thing_id for event in events if event.thing == model._meta.label_lower}


def _tell_followers(running: Running) -> None:
    for _, (_, follower) in sorted(_followers.items(), key=lambda entry: (entry[1][0], entry[0])):
        follower(tuple(running.events))


_running: ContextVar[Running | None] = ContextVar("running", default=None)
_withheld: ContextVar[str] = ContextVar("withheld", default="")


def is_running() -> bool:
    """Whether an operation is going on."""
    return _running.get() is not None


@contextmanager
def withheld(why: str) -> Iterator[None]:
    """Meanwhile every operation is refused for this reason: a form is looked at, and nothing can be saved."""
    token = _withheld.set(why)
    try:
        yield
    finally:
        _withheld.reset(token)


def operation(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Make a function with `by=` an operation.

    It runs in one transaction and is rolled back when it raises or logs no event. An operation called by another
    shares its transaction and must log an event of its own; the outer one's actor stands.
    """

    @wraps(function)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if _withheld.get():
            raise Refused(_withheld.get())
        outer = _running.get()
        running = outer or Running(by=kwargs["by"])  # type: ignore[arg-type]
        token = _running.set(running)
        before = len(running.events)
        try:
            with transaction.atomic(savepoint=outer is None):
                result = function(*args, **kwargs)
                if len(running.events) == before:
                    raise NothingWasLogged(function.__qualname__)
                if outer is None:
                    _tell_followers(running)
                    _chain([*running.events, *running.readings])
                return result
        except Refused as refused:
            if outer is None:
                _running.set(None)  # what the refusal leaves is an operation of its own
                refused.noted(running.by)
            raise
        finally:
            _running.reset(token)

    return run


def _chain(entries: Iterable[Entry]) -> None:
    """Add entries to the ends of their chains, and keep them.

    The ends are locked last in a transaction and in the order of their names, so that no two writers can wait for
    each other, and none waits longer than it takes to write these rows.
    """
    chains: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        chains[entry.chain].append(entry)
    for end in _locked(sorted(chains)):
        for entry in chains[end.name]:
            end.length += 1
            entry.position, entry.salt = end.length, secrets.token_hex(16)
            entry.digest = rules.digest_of(entry.content, entry.salt)
            entry.link = end.link = rules.link_of(end.link, end.name, entry.position, entry.digest)
        insert(chains[end.name])
        update([end], ["length", "link"])


def _locked(names: list[str]) -> list[Chain]:
    """The ends of chains, locked; a chain begins when something is first added to it."""
    ends = Chain.objects.select_for_update().filter(name__in=names).order_by("name")
    found = list(ends)
    if len(found) == len(names):
        return found
    missing = sorted(set(names) - {end.name for end in found})
    Chain.objects.bulk_create(
        [Chain(name=name, link=rules.genesis(name)) for name in missing], ignore_conflicts=True
    )
    return list(ends.all())


@dataclass(frozen=True)
class Noted:
    """One of many events of a kind: its thing, what it was and is, and the facts its kind declares."""

    thing: Traced
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


def log(
    kind: EventKind,
    thing: Traced,
    /,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Leave an event about a thing, with exactly the facts its kind declares."""
    running = _running.get()
    if running is None:
        raise OutsideOperation(kind.name)
    running.events.append(_event(kind, Noted(thing, before or {}, after or {}, facts), running.by))


def change(
    kind: EventKind,
    thing: Traced,
    /,
    *,
    facts: dict[str, Any] | None = None,
    related: Mapping[str, Iterable[models.Model]] | None = None,
    **fields: Any,
) -> bool:
    """Set fields of a thing, save them, and log what they were and are. Says whether anything differed.

    `related` are many-to-many fields with the rows they shall hold; the trail keeps what the rows were called.
    Nothing is saved when nothing differs, but an event is left all the same: the person did do it.
    """
    before = {name: getattr(thing, name) for name in fields}
    differing = [name for name, value in fields.items() if before[name] != value]
    for name in differing:
        setattr(thing, name, fields[name])
    if differing:
        thing.save(update_fields=differing)
    was = {name: _plain(before[name]) for name in differing}
    now = {name: _plain(fields[name]) for name in differing}
    for name, rows in (related or {}).items():
        _relink(thing, name, list(rows), was, now)
    log(kind, thing, before=was, after=now, **(facts or {}))
    return bool(was)


def log_many(kind: EventKind, noted: Iterable[Noted], /) -> None:
    """Leave an event about each of many things, as `log` does about one."""
    running = _running.get()
    if running is None:
        raise OutsideOperation(kind.name)
    running.events += [_event(kind, one, running.by) for one in noted]


def _event(kind: EventKind, noted: Noted, by: Actor) -> Event:
    if kind.keys != noted.facts.keys():
        raise ValueError(f"{kind.name} carries {sorted(kind.keys)}, not {sorted(noted.facts)}")
    told = {"facts": noted.facts, "before": noted.before, "after": noted.after}
    return Event(kind=kind.name, **_as_stored(told), **_entry(by, noted.thing))


def _as_stored(told: dict[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Values as the database will give them back: what is hashed must be what can be read again."""
    return {
        key: json.loads(json.dumps(dict(value), cls=DjangoJSONEncoder, allow_nan=False)) if value else {}
        for key, value in told.items()
    }


def create_many(
    kind: EventKind,
    made: Sequence[Traced],
    /,
    *,
    related: Related | None = None,
    facts: Callable[[Any], Mapping[str, Any]] = lambda thing: {},
) -> None:
    """Save new rows of one model, tie each to its related rows, and leave an event about each.

    `facts` gives the facts that the kind of event declares, for each.
    """
    if not made:
        return
    model: Any = type(made[0])
    insert_keyed(made)
    for name, rows in (related or {}).items():
        _tie(model, name, zip(made, rows, strict=True))
    log_many(kind, (Noted(thing, facts=facts(thing)) for thing in made))


def _tie(model: Any, name: str, pairs: Iterable[tuple[models.Model, Iterable[models.Model]]]) -> None:
    relation = model._meta.get_field(name)
    through = relation.remote_field.through
    fields = [
        through._meta.get_field(relation.m2m_field_name()),
        through._meta.get_field(relation.m2m_reverse_field_name()),
    ]
    insert_values(through, fields, ((thing.pk, row.pk) for thing, rows in pairs for row in dict.fromkeys(rows)))


def change_many(
    kind: EventKind,
    changes: Iterable[tuple[Traced, Mapping[str, Any]]],
    /,
    *,
    facts: Callable[[Any], Mapping[str, Any]] = lambda thing: {},
) -> None:
    """Set fields of many things of one model, each its own, save them, and log what each was and is."""
    noted: list[Noted] = []
    names: dict[str, None] = {}
    for thing, fields in changes:
        before = {name: _plain(getattr(thing, name)) for name in fields}
        for name, value in fields.items():
            setattr(thing, name, value)
        names |= dict.fromkeys(fields)
        after = {name: _plain(value) for name, value in fields.items()}
        noted.append(Noted(thing, before, after, facts(thing)))
    update([one.thing for one in noted], names)
    log_many(kind, noted)


def _relink(thing: Traced, name: str, rows: list[models.Model], was: dict[str, Any], now: dict[str, Any]) -> None:
    """Let a many-to-many field hold these rows; when they differ, note what they were and are called."""
    held = list(getattr(thing, name).all())
    if {row.pk for row in held} != {row.pk for row in rows}:
        getattr(thing, name).set(rows)
        was[name], now[name] = [str(row) for row in held], [str(row) for row in rows]


def must_be_as_seen(thing: Traced, seen: int | None) -> None:
    """Hold a row that is about to be changed, unless somebody changed it since the state that the editor saw.

    `seen` is what `queries.state_of` gave; None asks nothing. Raises ChangedMeanwhile.
    """
    rows: Any = type(thing)._base_manager
    rows.select_for_update().get(pk=thing.pk)
    if seen is not None and seen != state_of(thing):
        raise ChangedMeanwhile("Somebody else changed this after you opened it. Open it again to see both.")


def log_reading(*things: Traced, on: str = "", by: Actor) -> None:
    """Note that somebody opened things: the one write, besides the session, that a page view may make.

    It is noted on the trail of the thing's board, or of the board `on` (its slug) whose page showed it. Inside an
    operation readings are noted with its events.
    """
    noted = [_reading(by, thing, on or thing.trail_board) for thing in things]
    running = _running.get()
    if running:
        running.readings += noted
        return
    with putting_back(by=by), transaction.atomic():
        _chain(noted)


@contextmanager
def putting_back(*, by: Actor = SYSTEM) -> Iterator[None]:
    """Write rows that need no event of their own: entries of the trail, and what is restored from a backup."""
    token = _running.set(Running(by=by))
    try:
        yield
    finally:
        _running.reset(token)


@operation
def erase(*, entries: type[Entry], board: str, positions: Iterable[int], why: str, by: Actor) -> int:
    """Erase by law what entries of a board's chain say: the actor's name, the reference, all values. How many.

    Their digests stay, so the chain stays whole, and an event says openly which were erased and why. `why` names
    nobody.
    """
    rows = entries._base_manager.filter(board=board, position__in=list(positions)).exclude(salt="")
    erased = sorted(rows.values_list("position", flat=True))
    if not erased:
        raise Refused("There is nothing to erase: no such entry, or it was erased before.")
    emptied: dict[str, Any] = {"facts": {}, "before": {}, "after": {}} if entries is Event else {"role": ""}
    rows.update(salt="", actor_id=None, actor_name=ERASED, reference="", **emptied)
    chain = Chain.objects.get(name=rules.chain_of(str(entries._meta.model_name), board))
    log(events.ERASED, chain, positions=erased, entries=chain.name, number=len(erased), why=why)
    return len(erased)


def _reading(by: Actor, thing: Traced, board: str) -> Reading:
    return Reading(role=by.roles_on(board)[:300], **_entry(by, thing) | {"board": board})


def _entry(by: Actor, thing: Traced) -> dict[str, Any]:
    return {
        "at": timezone.now(),
        "actor_id": by.pk,
        "actor_name": by.display_name,
        "board": thing.trail_board,
        "thing": thing._meta.label_lower,
        "thing_id": thing.pk,
        "reference": thing.trail_reference[:80],
    }


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
