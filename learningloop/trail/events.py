"""What can happen: each app declares its events by name, with the sentence a person reads."""

from dataclasses import dataclass

EVENTS: dict[str, "EventKind"] = {}


@dataclass(frozen=True)
class EventKind:
    """One kind of event: `action.closed`, the sentence that follows the actor's name, the facts it carries."""

    name: str
    sentence: str
    keys: frozenset[str]


def event(name: str, sentence: str, *keys: str) -> EventKind:
    """Declare a kind of event. `sentence` may use the keys: "moved the due date to {becomes}"."""
    if name in EVENTS:
        raise ValueError(f"The event {name} is declared twice")
    EVENTS[name] = EventKind(name, sentence, frozenset(keys))
    return EVENTS[name]


ERASED = event(
    "trail.erased", "erased by law what {number} entries said: {why}", "entries", "positions", "number", "why"
)
